/* SPDX-License-Identifier: ISC */
/*
 * What went wrong in the world: one list of negative codes for the whole program, and a record that
 * says where. A function that can fail takes a `struct err *` (may be NULL), fills it once (the
 * first error wins) and returns the code. A programmer's mistake asserts instead.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stddef.h>

enum err_code {
    ERR_NONE = 0,
    ERR_IO = -1,          /* a file or the network refused */
    ERR_FORMAT = -2,      /* an input is not what it should be */
    ERR_NOT_FOUND = -3,   /* a name that nobody knows */
    ERR_LIMIT = -4,       /* a size, depth or match limit was reached */
    ERR_UNREACHABLE = -5, /* a peer does not answer */
    ERR_AUTH = -6,        /* a peer does not let us in */
    ERR_HOST_KEY = -7,    /* a peer is not who known_hosts says */
    ERR_TIMEOUT = -8,     /* nothing came in time */
    ERR_LOST = -9,        /* the line went down */
    ERR_REFUSED = -10,    /* a guard of ours said no */
    ERR_CANCELLED = -11,  /* the user said no */
    ERR_USAGE = -12       /* the command line makes no sense */
};

struct err {
    int code;        /* ERR_NONE until the first error */
    char where[256]; /* file, host or JSON path; may be empty */
    int line;        /* 1-based; 0 when there is none */
    int column;      /* 1-based; 0 when there is none */
    char text[768];  /* one sentence: what, and what to do */
};

/* Record an error unless one is there already. Returns `code` always. `e` and `where` may be NULL.
 */
int err_set(struct err *e, int code, const char *where, int line, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* As err_set, with a column. */
int err_set_at(struct err *e, int code, const char *where, int line, int column, const char *fmt,
               ...) __attribute__((format(printf, 6, 7)));

/* Write "where:line:column: text" with the parts that are known into `out`. Returns `out`. */
char *err_format(const struct err *e, char *out, size_t size);

/* A fixed English word for a code, for JSON and tests. */
const char *err_name(int code);

#endif
