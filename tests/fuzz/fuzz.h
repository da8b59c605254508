/* SPDX-License-Identifier: ISC */
/*
 * What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput(): linked with
 * libFuzzer by `make fuzz`, and with replay.c by `make check`, which runs it over its corpus.
 * A property that does not hold ends the program, as a sanitizer's finding does.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_HOLDS(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* The input as a file: its path, the same for every input of a process. */
static inline const char *fuzz_file(const uint8_t *data, size_t size)
{
    static char path[64];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz", MFD_CLOEXEC);
        FUZZ_HOLDS(fd >= 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    FUZZ_HOLDS(ftruncate(fd, 0) == 0);
    for (size_t at = 0; at < size;) {
        ssize_t n = pwrite(fd, data + at, size - at, (off_t)at);
        FUZZ_HOLDS(n > 0);
        at += (size_t)n;
    }
    return path;
}

/* An error record is one line of printable text, whatever the input was, or there is none. */
static inline void fuzz_error(const struct err *e, int expected)
{
    char line[1200];
    FUZZ_HOLDS((e->code != ERR_NONE) == (expected != 0));
    err_format(e, line, sizeof line);
    FUZZ_HOLDS((*line != '\0') == (expected != 0));
}

/* No terminal does anything but print it. */
static inline void fuzz_visible(const char *bytes, size_t len)
{
    struct buf shown = {0};
    text_visible(&shown, bytes, len);
    for (size_t i = 0; i < shown.len; i++) {
        unsigned char c = (unsigned char)shown.data[i];
        FUZZ_HOLDS(c >= 0x20 && c != 0x7f);
    }
    buf_fini(&shown);
}

#endif
