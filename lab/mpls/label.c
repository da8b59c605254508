/* SPDX-License-Identifier: ISC */
#include "lab/mpls/label.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void labels_fini(struct labels *t)
{
    free(t->label);
    *t = (struct labels){0};
}

struct label *labels_find(const struct labels *t, const char *vrf, const struct network *to)
{
    for (size_t i = 0; i < t->count; i++) {
        struct label *l = &t->label[i];
        if (l->to.address == to->address && l->to.mask == to->mask && strcmp(l->vrf, vrf) == 0)
            return l;
    }
    return NULL;
}

struct label *labels_installed(const struct labels *t, unsigned number)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->label[i].installed == number && number != 0)
            return &t->label[i];
    return NULL;
}

/* The first free place in the range, which keeps the table in the order of its numbers. */
static size_t free_place(const struct labels *t, unsigned low, unsigned *number)
{
    size_t i = 0;
    *number = low;
    for (; i < t->count && t->label[i].number <= *number; i++)
        if (t->label[i].number == *number)
            ++*number;
    return i;
}

struct label *labels_give(struct labels *t, const struct conf *c, const char *vrf,
                          const struct network *to, bool aggregate)
{
    struct label *l = labels_find(t, vrf, to);
    unsigned number;
    if (!l) {
        size_t at = free_place(t, c->label_low ? c->label_low : LABEL_LOW, &number);
        t->label = mem_grow(t->label, t->count, &t->capacity, sizeof *t->label);
        l = t->label + at;
        memmove(l + 1, l, (t->count++ - at) * sizeof *l);
        *l = (struct label){.number = number, .installed = t->in_hardware ? number : 0, .to = *to};
        snprintf(l->vrf, sizeof l->vrf, "%s", vrf);
    }
    l->aggregate = aggregate;
    l->wanted = true;
    return l;
}

void labels_unmark(struct labels *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->label[i].wanted = false;
}

void labels_keep_wanted(struct labels *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->label[i].wanted)
            t->label[kept++] = t->label[i];
    t->count = kept;
}

void labels_switching(struct labels *t, bool on)
{
    if (t->in_hardware == on)
        return;
    t->in_hardware = on;
    for (size_t i = 0; i < t->count; i++)
        t->label[i].installed = on ? t->label[i].number : 0;
}
