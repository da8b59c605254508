/* SPDX-License-Identifier: ISC */
/* The signature scan alone, for tools/bench-scan: hits and seconds for a file. */
#include "base/file.h"
#include "parse/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct err e = {0};
    struct buf text = {0};
    struct signature_set *set = argc == 3 ? signature_set_load(argv[1], &e) : NULL;
    double start = seconds();
    if (!set || file_read(argv[2], 0, &text, &e) != ERR_NONE) {
        fprintf(stderr, "usage: bench-scan SIGNATURES FILE: %s\n", e.text);
        return 2;
    }
    double loaded = seconds();
    struct scan *s = scan_new(set);
    struct scan_hit hit;
    uint64_t hits = 0;
    scan_text(s, buf_str(&text), text.len);
    while (scan_next(s, &hit))
        hits++;
    printf("%" PRIu64 " %.4f %.4f\n", hits, loaded - start, seconds() - loaded);
    scan_free(s);
    buf_fini(&text);
    signature_set_free(set);
    return 0;
}
