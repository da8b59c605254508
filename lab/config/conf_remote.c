/* SPDX-License-Identifier: ISC */
#include "lab/config/conf_remote.h"

#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

/* "local group radius none"; what is typed at the console stands for the users known here. */
static void read_methods(struct aaa_list *l, const char *words)
{
    char word[CONF_NAME];
    for (size_t i = 0; *line_word(words, i, word, sizeof word) && l->methods < CONF_MAX_METHODS;
         i++) {
        bool group = strcmp(word, "group") == 0;
        i += group;
        l->method[l->methods++] = group                       ? AAA_RADIUS
                                  : strcmp(word, "none") == 0 ? AAA_NONE
                                                              : AAA_LOCAL;
    }
}

static void read_aaa(struct conf_remote *r, const char *line)
{
    const char *rest = line_after(line, "aaa authentication login");
    bool authorization = rest == NULL;
    if (strcmp(line, "aaa new-model") == 0)
        r->aaa = true;
    if (!rest && !(rest = line_after(line, "aaa authorization network")))
        return;
    r->list = mem_grow(r->list, r->lists, &r->list_cap, sizeof *r->list);
    struct aaa_list *l = &r->list[r->lists++];
    *l = (struct aaa_list){.authorization = authorization};
    line_word(rest, 0, l->name, sizeof l->name);
    read_methods(l, rest + strlen(l->name) + 1);
}

/* "password 0 x", "secret x", "privilege 15 password 0 x": the last word is the password. */
static void read_user(struct conf_remote *r, const char *rest)
{
    r->user = mem_grow(r->user, r->users, &r->user_cap, sizeof *r->user);
    struct user *u = &r->user[r->users++];
    *u = (struct user){0};
    line_word(rest, 0, u->name, sizeof u->name);
    const char *last = strrchr(rest, ' ');
    copy(u->password, sizeof u->password, last ? last + 1 : "");
}

static void read_group(struct conf_remote *r, const struct tree *section)
{
    r->group = mem_grow(r->group, r->groups, &r->group_cap, sizeof *r->group);
    struct client_group *g = &r->group[r->groups++];
    *g = (struct client_group){0};
    line_word(section->text, 5, g->name, sizeof g->name);
    for (size_t i = 0; i < section->count; i++) {
        const char *line = section->kid[i]->text;
        const char *rest;
        if ((rest = line_after(line, "key")) != NULL)
            copy(g->key, sizeof g->key, rest);
        else if ((rest = line_after(line, "pool")) != NULL)
            copy(g->pool, sizeof g->pool, rest);
        else if ((rest = line_after(line, "acl")) != NULL)
            copy(g->list, sizeof g->list, rest);
        else if ((rest = line_after(line, "domain")) != NULL)
            copy(g->domain, sizeof g->domain, rest);
        else
            for (size_t k = 0; k < 2; k++)
                (line_after(line, "dns") ? g->dns : g->wins)[k] = line_address(line, k + 1);
    }
}

static void read_pool(struct conf_remote *r, const char *rest)
{
    r->pool = mem_grow(r->pool, r->pools, &r->pool_cap, sizeof *r->pool);
    struct address_pool *p = &r->pool[r->pools++];
    *p = (struct address_pool){.first = line_address(rest, 1), .last = line_address(rest, 2)};
    line_word(rest, 0, p->name, sizeof p->name);
    if (p->last == 0)
        p->last = p->first;
}

bool client_terms_read(struct client_terms *t, const char *line)
{
    const char *rest;
    if ((rest = line_after(line, "client authentication list")) != NULL)
        copy(t->authentication, sizeof t->authentication, rest);
    else if ((rest = line_after(line, "isakmp authorization list")) != NULL)
        copy(t->authorization, sizeof t->authorization, rest);
    else if (line_after(line, "client configuration address initiate"))
        t->initiate = true;
    else if (line_after(line, "client configuration address respond"))
        t->respond = true;
    else
        return false;
    return true;
}

/* "crypto map NAME client ..." and the like: what concerns the whole map. */
static bool read_map_terms(struct conf_remote *r, const char *rest)
{
    struct client_terms t = {0};
    line_word(rest, 0, t.name, sizeof t.name);
    const char *words = rest + strlen(t.name);
    words += strspn(words, " ");
    for (size_t i = 0; i < r->terms_count; i++)
        if (strcmp(r->terms[i].name, t.name) == 0)
            return client_terms_read(&r->terms[i], words);
    if (!client_terms_read(&t, words))
        return false;
    r->terms = mem_grow(r->terms, r->terms_count, &r->terms_cap, sizeof *r->terms);
    r->terms[r->terms_count++] = t;
    return true;
}

static void read_dynamic(struct conf *c, struct conf_remote *r, const struct tree *section)
{
    r->dynamic = mem_grow(r->dynamic, r->dynamics, &r->dynamic_cap, sizeof *r->dynamic);
    r->dynamic[r->dynamics++] = conf_map_entry(c, section);
}

bool conf_read_remote(struct conf *c, const struct tree *line)
{
    struct conf_remote *r = c->remote;
    const char *rest;
    if (line_after(line->text, "aaa"))
        read_aaa(r, line->text);
    else if ((rest = line_after(line->text, "username")) != NULL)
        read_user(r, rest);
    else if (strcmp(line->text, "crypto isakmp aggressive-mode disable") == 0)
        r->aggressive_off = true;
    else if (line_after(line->text, "crypto isakmp client configuration group"))
        read_group(r, line);
    else if (line_after(line->text, "crypto dynamic-map"))
        read_dynamic(c, r, line);
    else if ((rest = line_after(line->text, "ip local pool")) != NULL)
        read_pool(r, rest);
    else
        return (rest = line_after(line->text, "crypto map")) != NULL && read_map_terms(r, rest);
    return true;
}

void conf_remote_free(struct conf_remote *r)
{
    if (!r)
        return;
    free(r->list);
    free(r->user);
    free(r->group);
    free(r->pool);
    free(r->terms);
    free(r->dynamic);
    free(r);
}

const struct aaa_list *conf_aaa_list(const struct conf *c, bool authorization, const char *name)
{
    const struct conf_remote *r = c->remote;
    for (size_t i = 0; i < r->lists; i++)
        if (r->list[i].authorization == authorization && strcmp(r->list[i].name, name) == 0)
            return &r->list[i];
    return NULL;
}

const struct user *conf_user(const struct conf *c, const char *name)
{
    const struct conf_remote *r = c->remote;
    for (size_t i = 0; i < r->users; i++)
        if (strcmp(r->user[i].name, name) == 0)
            return &r->user[i];
    return NULL;
}

const struct client_group *conf_group(const struct conf *c, const char *name)
{
    const struct conf_remote *r = c->remote;
    for (size_t i = 0; i < r->groups; i++)
        if (strcmp(r->group[i].name, name) == 0)
            return &r->group[i];
    return NULL;
}

const struct address_pool *conf_pool(const struct conf *c, const char *name)
{
    const struct conf_remote *r = c->remote;
    for (size_t i = 0; i < r->pools; i++)
        if (strcmp(r->pool[i].name, name) == 0)
            return &r->pool[i];
    return NULL;
}

const struct client_terms *conf_terms(const struct conf *c, const char *map)
{
    const struct conf_remote *r = c->remote;
    for (size_t i = 0; i < r->terms_count; i++)
        if (strcmp(r->terms[i].name, map) == 0)
            return &r->terms[i];
    return NULL;
}

const struct map_entry *conf_dynamic(const struct conf *c, const char *name, size_t n)
{
    const struct conf_remote *r = c->remote;
    for (size_t i = 0; i < r->dynamics; i++)
        if (strcmp(r->dynamic[i].name, name) == 0 && n-- == 0)
            return &r->dynamic[i];
    return NULL;
}

const struct map_entry *conf_dynamic_entry(const struct conf *c, const char *name,
                                           unsigned sequence)
{
    const struct map_entry *m = NULL;
    for (size_t n = 0; (m = conf_dynamic(c, name, n)) != NULL && m->sequence != sequence;)
        n++;
    return m;
}
