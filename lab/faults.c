/* SPDX-License-Identifier: ISC */
#include "lab/faults.h"

#include "lab/router/router.h"

#include "base/buf.h"

#include <string.h>

static const struct fault_table *const tables[] = {&faults_ce_pair};

const struct fault_table *faults_of(const struct topology *t)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (tables[i]->topology == t)
            return tables[i];
    return NULL;
}

/* SplitMix64 of the seed: any two seeds are unlike. */
static const struct fault *draw(const struct fault_table *table, uint64_t seed)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return &table->fault[(z ^ (z >> 31)) % table->count];
}

static const struct fault *find(const struct fault_table *table, const char *name, size_t len,
                                uint64_t seed)
{
    if (len == strlen("random") && strncmp(name, "random", len) == 0)
        return draw(table, seed);
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->fault[i].name) == len && strncmp(table->fault[i].name, name, len) == 0)
            return &table->fault[i];
    return NULL;
}

static int unknown(const struct fault_table *table, const char *name, size_t len, struct err *e)
{
    struct buf names = {0};
    for (size_t i = 0; i < table->count; i++)
        buf_printf(&names, ", %s", table->fault[i].name);
    err_set(e, ERR_NOT_FOUND, NULL, 0,
            "no fault of the topology %s is called '%.*s'; there are none, random%s",
            table->topology->name, (int)len, name, buf_str(&names));
    buf_fini(&names);
    return ERR_NOT_FOUND;
}

int faults_find(const struct topology *t, const char *names, uint64_t seed,
                const struct fault *found[FAULTS_MAX], struct err *e)
{
    const struct fault_table *table = faults_of(t);
    int count = 0;
    while (names && *names) {
        size_t len = strcspn(names, ",");
        const struct fault *f = find(table, names, len, seed);
        bool none = len == strlen("none") && strncmp(names, "none", len) == 0;
        if (!f && !none)
            return unknown(table, names, len, e);
        if (count == FAULTS_MAX)
            return err_set(e, ERR_LIMIT, NULL, 0, "more than %d faults at once", FAULTS_MAX);
        if (f)
            found[count++] = f;
        names += len;
        names += *names == ',';
    }
    return count;
}

int fault_apply(const struct fault *f, struct fault_site *s, struct err *e)
{
    for (size_t i = 0; i < s->routers; i++) {
        int rc = f->lines[i] ? router_configure(s->router[i], f->lines[i], e) : ERR_NONE;
        if (rc < 0)
            return rc;
    }
    if (f->befall)
        f->befall(s);
    return ERR_NONE;
}
