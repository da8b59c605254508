/* SPDX-License-Identifier: ISC */
#include "lab/faults.h"

#include "lab/router/router.h"

#include "base/buf.h"

#include <string.h>

static const struct fault_table *const tables[] = {
    &faults_ce_ike,         &faults_ce_ipsec,     &faults_ce_map,        &faults_ce_path,
    &faults_pe_bgp,         &faults_pe_path,      &faults_client_phase1, &faults_client_user,
    &faults_client_address, &faults_client_tunnel};
enum { TABLES = sizeof tables / sizeof tables[0] };

const struct fault_table *const *fault_tables(size_t *count)
{
    *count = TABLES;
    return tables;
}

/* The n-th fault of a topology, NULL after the last. */
static const struct fault *fault_at(const struct topology *t, size_t n)
{
    for (size_t i = 0; i < TABLES; i++) {
        if (tables[i]->topology != t)
            continue;
        if (n < tables[i]->count)
            return &tables[i]->fault[n];
        n -= tables[i]->count;
    }
    return NULL;
}

/* SplitMix64 of the seed: any two seeds are unlike. */
static uint64_t scatter(uint64_t seed)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static bool among(const struct fault *f, const struct fault *const *found, int count)
{
    for (int i = 0; i < count; i++)
        if (found[i] == f)
            return true;
    return false;
}

static bool is_felt(const struct fault *f, enum release release)
{
    return f->mended_in == 0 || release < f->mended_in;
}

/* Any one that is not among those found; NULL when all are. */
static const struct fault *draw(const struct topology *t, enum release release, uint64_t seed,
                                const struct fault *const *found, int count)
{
    size_t all = 0;
    while (fault_at(t, all))
        all++;
    uint64_t start = scatter(seed);
    for (size_t i = 0; i < all; i++) {
        const struct fault *f = fault_at(t, (start + i) % all);
        if (!among(f, found, count) && is_felt(f, release))
            return f;
    }
    return NULL;
}

static bool is_word(const char *name, size_t len, const char *word)
{
    return len == strlen(word) && strncmp(name, word, len) == 0;
}

static const struct fault *find(const struct topology *t, const char *name, size_t len)
{
    const struct fault *f;
    for (size_t i = 0; (f = fault_at(t, i)) != NULL; i++)
        if (is_word(name, len, f->name))
            return f;
    return NULL;
}

/* Names the faults that begin with the same word, for a name that was not quite remembered. */
static int unknown(const struct topology *t, const char *name, size_t len, struct err *e)
{
    struct buf alike = {0};
    const struct fault *f;
    size_t word = strcspn(name, "-,");
    for (size_t i = 0; (f = fault_at(t, i)) != NULL; i++)
        if (strncmp(f->name, name, word) == 0 && f->name[word] == '-')
            buf_printf(&alike, "%s%s", alike.len > 0 ? ", " : "; there are ", f->name);
    err_set(e, ERR_NOT_FOUND, NULL, 0,
            "no fault of the topology %s is called \"%.*s\"%s (all: peerwalk lab --list)", t->name,
            (int)len, name, buf_str(&alike));
    buf_fini(&alike);
    return ERR_NOT_FOUND;
}

static int add(const struct fault *f, const struct fault *found[FAULTS_MAX], int count,
               struct err *e)
{
    if (!f || among(f, found, count))
        return count;
    if (count == FAULTS_MAX)
        return err_set(e, ERR_LIMIT, NULL, 0, "more than %d faults at once", FAULTS_MAX);
    found[count] = f;
    return count + 1;
}

/* Those with a name come first, so that no draw takes one of them. */
int faults_find(const struct topology *t, enum release release, const char *names, uint64_t seed,
                const struct fault *found[FAULTS_MAX], struct err *e)
{
    int count = 0;
    uint64_t draws = 0;
    for (; count >= 0 && names && *names; names += *names == ',') {
        size_t len = strcspn(names, ",");
        const struct fault *f = find(t, names, len);
        if (is_word(names, len, "random"))
            draws++;
        else if (!f && !is_word(names, len, "none"))
            return unknown(t, names, len, e);
        if (f && !is_felt(f, release))
            return err_set(e, ERR_USAGE, NULL, 0, "the fault %s has no effect in release %s",
                           f->name, release_name(release));
        count = add(f, found, count, e);
        names += len;
    }
    for (uint64_t i = 0; count >= 0 && i < draws; i++)
        count = add(draw(t, release, seed + i, found, count), found, count, e);
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
