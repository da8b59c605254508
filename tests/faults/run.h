/* SPDX-License-Identifier: ISC */
/*
 * One run of the program over a wire that fails: the program between two proxies and a lab that
 * stays, and what is found afterwards. Used by the fault matrix, a case at a time.
 */
#ifndef TESTS_FAULTS_RUN_H
#define TESTS_FAULTS_RUN_H

#include "tests/faults/proxy.h"

struct scenario {
    const char *playbook;
    const char *fault; /* of the lab */
    const char *cause; /* the right one; NULL: there is nothing wrong */
};

struct run_case {
    unsigned scenario;
    int side; /* whose wire fails */
    struct proxy_plan plan;
};

/* What was wrong with a run; any is a defect of the program. */
enum {
    RUN_LATE = 1 << 0, /* over its time limit; ended from here */
    RUN_EXIT = 1 << 1, /* an exit code that does not tell what happened */
    RUN_FALSE_PASS = 1 << 2,
    RUN_FALSE_CAUSE = 1 << 3, /* a cause that is not the right one came first */
    RUN_DEBUG = 1 << 4,       /* a router debugs on, and the program did not say so */
    RUN_PROCESS = 1 << 5,     /* a process of the program is left */
    RUN_JOURNAL = 1 << 6      /* the journal cannot be read, or does not begin */
};

struct run_result {
    size_t index; /* of the case */
    unsigned wrong;
    int code; /* exit code; 128 + the number of a signal */
    unsigned ms;
    bool struck;    /* the wire failed before the program ended */
    bool debugging; /* a router was left debugging, and named with the command to type */
    uint64_t bytes; /* that the planned connection carried */
};

struct stage;

/* A lab of its own with the scenario's fault, and a directory for files. Aborts when that fails. */
struct stage *stage_new(const char *program, const struct scenario *s);
void stage_free(struct stage *st);

void stage_run(struct stage *st, const struct run_case *c, unsigned limit_ms,
               struct run_result *out);

#endif
