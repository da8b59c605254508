/* SPDX-License-Identifier: ISC */
/* What reading the files of ssh_config (sshconfig_file.c) and making values of it share. */
#ifndef SESSION_SSHCONFIG_PRIVATE_H
#define SESSION_SSHCONFIG_PRIVATE_H

#include "session/sshconfig.h"

/* Values that are made into something else at the end. */
enum sshraw {
    RAW_STRICT,
    RAW_TIMEOUT,
    RAW_ALIVE_INTERVAL,
    RAW_ALIVE_COUNT,
    RAW_ONLY,
    RAW_FAMILY,
    RAW_RSA_BITS,
    RAW_PUBLIC_KEY,
    RAW_CHALLENGE,
    RAW_PASSWORD,
    RAWS
};

struct sshreader {
    struct sshconfig *c;
    char *raw[RAWS]; /* NULL: not said */
    const char *file;
    int line;
    int depth;
    bool final; /* the second reading */
    bool wants_final;
    struct err *e;
};

/* Take what a file says; what stands above its first Host or Match counts when `active`. */
int sshconfig_read_file(struct sshreader *r, const char *path, bool active);

#endif
