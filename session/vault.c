/* SPDX-License-Identifier: ISC */
#include "session/vault.h"

#include "base/mem.h"
#include "session/secret.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    enum peer_question q;
    char *text;
    char *answer; /* from secret_dup() */
    bool used;
};

struct vault {
    struct entry *entries;
    size_t count;
    size_t capacity;
};

struct vault *vault_new(void)
{
    secret_no_dumps();
    return mem_alloc(sizeof(struct vault));
}

void vault_free(struct vault *v)
{
    if (!v)
        return;
    for (size_t i = 0; i < v->count; i++) {
        free(v->entries[i].text);
        secret_free(v->entries[i].answer);
    }
    free(v->entries);
    free(v);
}

static struct entry *find(const struct vault *v, enum peer_question q, const char *text)
{
    for (size_t i = 0; i < v->count; i++)
        if (v->entries[i].q == q && strcmp(v->entries[i].text, text) == 0)
            return &v->entries[i];
    return NULL;
}

void vault_put(struct vault *v, enum peer_question q, const char *text, const char *answer)
{
    struct entry *old = find(v, q, text);
    if (old) {
        secret_free(old->answer);
        old->answer = secret_dup(answer);
        old->used = true;
        return;
    }
    v->entries = mem_grow(v->entries, v->count, &v->capacity, sizeof *v->entries);
    v->entries[v->count++] = (struct entry){q, mem_dup(text), secret_dup(answer), true};
}

const char *vault_get(const struct vault *v, enum peer_question q, const char *text)
{
    const struct entry *e = find(v, q, text);
    return e ? e->answer : NULL;
}

void vault_each(const struct vault *v, peer_answer_fn *fn, void *user)
{
    for (size_t i = 0; i < v->count; i++)
        if (*v->entries[i].text)
            fn(user, v->entries[i].q, v->entries[i].text, v->entries[i].answer);
}

const char *vault_use(struct vault *v, enum peer_question q, const char *text)
{
    struct entry *e = find(v, q, text);
    if (!e || e->used)
        return NULL;
    e->used = true;
    return e->answer;
}

void vault_renew(struct vault *v)
{
    for (size_t i = 0; i < v->count; i++)
        v->entries[i].used = false;
}
