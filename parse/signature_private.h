/* SPDX-License-Identifier: ISC */
/* A set of signatures as its three parts see it: loading, scanning, samples. */
#ifndef PARSE_SIGNATURE_PRIVATE_H
#define PARSE_SIGNATURE_PRIVATE_H

#include "parse/logline.h"
#include "parse/pattern.h"
#include "parse/signature.h"

#include <stdbool.h>

struct signature {
    const json_t *data; /* borrowed from the set's document */
    const char *id;
    struct pattern *pattern;
    bool event, tells; /* has an event, a cause */
    struct span kind;  /* of the event, as its phase */
    int event_phase;
};

struct signature_set {
    char *file;
    char *text; /* the file, for line numbers */
    json_t *doc;
    struct signature *list;
    size_t count;
    struct pattern *any; /* all patterns; the mark is the index */
    struct logline_rules *rules;
    bool shapes; /* no pattern tells numbers apart that a shape makes equal */
};

/*
 * The signature of a message: 1 with its number in `index`, and its own pattern just matched; 0 for
 * none, ERR_LIMIT.
 */
int signature_find(const struct signature_set *s, const char *message, size_t *index,
                   struct err *e);

/* The match as JSON, after signature_find() said 1. */
json_t *signature_json(const struct signature *sig, const struct logline *l);

#endif
