/* SPDX-License-Identifier: ISC */
/*
 * The labels a router has given to networks, and what its forwarding table (LFIB) made of them. A
 * label is given out once and advertised; the LFIB is a copy, written when the label is given out.
 */
#ifndef LAB_LABEL_H
#define LAB_LABEL_H

#include "lab/router/model.h"

enum { LABEL_LOW = 16, LABEL_HIGH = 100000, LABEL_IMPLICIT_NULL = 3 };

struct label {
    unsigned number;    /* as advertised */
    unsigned installed; /* as the LFIB has it, 0: not at all */
    char vrf[CONF_NAME];
    struct network to;
    bool aggregate; /* packets are looked up again by their address */
    uint64_t bytes;
    bool wanted; /* the mark of labels_keep_wanted() */
};

struct labels {
    struct label *label; /* by number */
    size_t count, capacity;
    bool in_hardware; /* what is given out is installed at once */
};

void labels_fini(struct labels *t);

/* The label of a network, given out now if it has none. */
struct label *labels_give(struct labels *t, const struct conf *c, const char *vrf,
                          const struct network *to, bool aggregate);

struct label *labels_find(const struct labels *t, const char *vrf, const struct network *to);

/* What an arriving label means to the LFIB, or NULL. */
struct label *labels_installed(const struct labels *t, unsigned number);

/* Take back the labels that were not asked for by labels_give() since labels_unmark(). */
void labels_unmark(struct labels *t);
void labels_keep_wanted(struct labels *t);

/* Switching by labels starts or ends: the LFIB is written anew, or emptied. */
void labels_switching(struct labels *t, bool on);

#endif
