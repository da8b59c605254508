/* SPDX-License-Identifier: ISC */
#include "walk/playbook_private.h"

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/schema.h"

#include <stdlib.h>
#include <string.h>

static const char *const VERDICT_NAMES[] = {"", "pass", "fail", "warn", "unknown", "skipped"};

const char *verdict_name(enum verdict v)
{
    return VERDICT_NAMES[v];
}

/* A name without slash and ending is a playbook of the pack, unless a file is called so. */
static char *find_file(struct pack *pack, const char *file)
{
    if (strchr(file, '/') || text_ends(file, ".json") || file_exists(file))
        return mem_dup(file);
    return mem_printf("%s/%s.json", pack_dir(pack), file);
}

enum depth { DEPTH_SHAPE, DEPTH_JQ, DEPTH_SAMPLES };

/* Read and check; the last checks are made only over what the ones before found sound. */
static struct playbook *read_book(struct pack *pack, struct problems *p, enum depth depth)
{
    char *text = NULL;
    struct err e = {0};
    struct playbook *b = mem_alloc(sizeof *b);
    b->pack = pack;
    b->programs = program_new(pack_library(pack));
    b->tunnel_program = b->tunnel_after = -1;
    b->root = json_read(p->file, &text, &e);
    p->text = text;
    if (!b->root) {
        problem_add_err(p, &e);
    } else if (schema_check(pack_schema(pack), "playbook", b->root, p) == 0) {
        playbook_build(b, p);
        playbook_check(b, p);
        if (p->list)
            p->count += program_check(b->programs, p->list);
        else if (depth >= DEPTH_JQ && p->count == 0 && playbook_compile(b, &e) != ERR_NONE)
            problem_add_err(p, &e);
        if (depth >= DEPTH_SAMPLES && p->count == 0)
            playbook_check_samples(b, p);
    }
    p->text = NULL;
    free(text);
    return b;
}

static struct playbook *load(struct pack *pack, const char *file, enum depth depth, struct err *e)
{
    char *path = find_file(pack, file);
    struct problems p = {.file = path, .first = e};
    struct playbook *b = NULL;
    if (strcmp(path, file) != 0 && !file_exists(path)) {
        err_set(e, ERR_NOT_FOUND, file, 0,
                "there is no such playbook; \"peerwalk list\" names those there are");
        p.count++;
    } else {
        b = read_book(pack, &p, depth);
    }
    free(path);
    if (p.count == 0)
        return b;
    playbook_free(b);
    return NULL;
}

struct playbook *playbook_load(struct pack *pack, const char *file, struct err *e)
{
    return load(pack, file, DEPTH_JQ, e);
}

struct playbook *playbook_load_lazily(struct pack *pack, const char *file, struct err *e)
{
    return load(pack, file, DEPTH_SHAPE, e);
}

int playbook_compile(struct playbook *b, struct err *e)
{
    return program_compile(b->programs, e);
}

int playbook_lint(struct pack *pack, const char *file, json_t *problems, struct err *e)
{
    char *path = find_file(pack, file);
    struct problems p = {.file = path, .list = problems};
    int rc = ERR_NONE;
    if (!file_exists(path)) {
        rc = err_set(e, ERR_NOT_FOUND, path, 0, "there is no such file");
    } else {
        playbook_free(read_book(pack, &p, DEPTH_SAMPLES));
        rc = p.count ? ERR_FORMAT : ERR_NONE;
    }
    free(path);
    return rc;
}

void playbook_free(struct playbook *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->count; i++) {
        free(b->steps[i].run);
        free(b->steps[i].finally);
        free(b->steps[i].checks);
    }
    free(b->steps);
    free(b->effects);
    program_free(b->programs);
    json_decref(b->root);
    free(b);
}

int playbook_find_step(const struct playbook *b, const char *id)
{
    for (size_t i = 0; i < b->count; i++)
        if (strcmp(b->steps[i].id, id) == 0)
            return (int)i;
    return -1;
}

const char *playbook_id(const struct playbook *b)
{
    return json_str(b->root, "id", "");
}

const char *playbook_title(const struct playbook *b)
{
    return json_str(b->root, "title", "");
}

size_t playbook_step_count(const struct playbook *b)
{
    return b->count;
}

const struct playbook_step *playbook_step(const struct playbook *b, size_t i)
{
    return &b->steps[i];
}

const json_t *playbook_vars(const struct playbook *b)
{
    return json_object_get(b->root, "vars");
}

struct program *playbook_programs(const struct playbook *b)
{
    return b->programs;
}

int playbook_tunnel_program(const struct playbook *b)
{
    return b->tunnel_program;
}

int playbook_tunnel_after(const struct playbook *b)
{
    return b->tunnel_after;
}

const struct playbook_guards *playbook_guards(const struct playbook *b)
{
    return &b->guards;
}

int playbook_effect(const struct playbook *b, int rule)
{
    return rule < 0 ? -1 : b->effects[rule];
}

struct pack *playbook_pack(const struct playbook *b)
{
    return b->pack;
}
