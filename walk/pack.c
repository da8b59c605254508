/* SPDX-License-Identifier: ISC */
#include "walk/pack.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/lint.h"
#include "walk/schema.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { LIBRARY_LIMIT = 4 << 20 };

struct pack {
    char *name;
    char *dir;
    struct schema *schema;
    struct platform *platform;
    struct template_index *templates;
    struct signature_set *signatures;
    struct safety *safety;
    json_t *causes;
    char *library;
};

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_library(const struct dirent *d)
{
    return text_ends(d->d_name, ".jq");
}

static int is_json(const struct dirent *d)
{
    return text_ends(d->d_name, ".json");
}

static int load_library(struct pack *p, struct err *e)
{
    struct dirent **list = NULL;
    struct buf text = {0};
    int rc = ERR_NONE;
    int n = scandir(p->dir, &list, is_library, by_name);
    for (int i = 0; i < n; i++) {
        char *file = file_join(p->dir, list[i]->d_name);
        /* program.c reads this line when it has to say where an error is. */
        buf_printf(&text, "#@ %s\n", file);
        if (rc == ERR_NONE)
            rc = file_read_regular(file, LIBRARY_LIMIT, &text, e);
        buf_add_char(&text, '\n');
        free(file);
        free(list[i]);
    }
    free(list);
    p->library = buf_take(&text, NULL);
    return rc;
}

static int load_causes(struct pack *p, struct err *e)
{
    char *file = file_join(p->dir, "causes.json"), *text = NULL;
    json_t *root = json_read(file, &text, e);
    struct problems problems = {.file = file, .text = text, .first = e};
    int rc = ERR_FORMAT;
    if (root && schema_check(p->schema, "causes", root, &problems) == 0) {
        p->causes = json_incref(json_object_get(root, "causes"));
        rc = ERR_NONE;
    }
    json_decref(root);
    free(text);
    free(file);
    return rc;
}

static int load_templates(struct pack *p, struct err *e)
{
    char *platform = pack_platform_file(p);
    char *templates = file_join(p->dir, "templates");
    p->platform = platform_load(platform, e);
    if (p->platform)
        p->templates = template_index_load(templates, p->platform->name, e);
    free(platform);
    free(templates);
    return p->templates ? ERR_NONE : ERR_FORMAT;
}

/* All that is checked against the schema, and the jq library. */
static int load_knowledge(struct pack *p, const char *data_dir, struct err *e)
{
    char *schema = file_join(data_dir, "playbooks/playbook.schema.json");
    char *safety = file_join(p->dir, "safety.json");
    char *signatures = file_join(p->dir, "signatures.json");
    p->schema = schema_load(schema, e);
    if (p->schema)
        p->safety = safety_load(safety, p->schema, e);
    if (p->safety)
        p->signatures = signature_set_load(signatures, e);
    free(schema);
    free(safety);
    free(signatures);
    if (!p->signatures)
        return ERR_FORMAT;
    int rc = load_causes(p, e);
    return rc == ERR_NONE ? load_library(p, e) : rc;
}

static struct pack *load(const char *data_dir, const char *name, bool whole, struct err *e)
{
    struct pack *p = mem_alloc(sizeof *p);
    p->name = mem_dup(name);
    p->dir = mem_printf("%s/playbooks/%s", data_dir, name);
    int rc = ERR_NONE;
    if (!*name || strchr(name, '/') || !file_exists(p->dir))
        rc = err_set(e, ERR_NOT_FOUND, p->dir, 0, "there is no platform pack \"%s\"", name);
    if (rc == ERR_NONE)
        rc = load_templates(p, e);
    if (rc == ERR_NONE && whole)
        rc = load_knowledge(p, data_dir, e);
    if (rc == ERR_NONE)
        return p;
    pack_free(p);
    return NULL;
}

struct pack *pack_load(const char *data_dir, const char *name, struct err *e)
{
    return load(data_dir, name, true, e);
}

struct pack *pack_load_templates(const char *data_dir, const char *name, struct err *e)
{
    return load(data_dir, name, false, e);
}

void pack_free(struct pack *p)
{
    if (!p)
        return;
    json_decref(p->causes);
    safety_free(p->safety);
    signature_set_free(p->signatures);
    template_index_free(p->templates);
    platform_free(p->platform);
    schema_free(p->schema);
    free(p->library);
    free(p->dir);
    free(p->name);
    free(p);
}

int pack_add_templates(struct pack *p, const char *dir, struct err *e)
{
    struct template_index *front = template_index_load(dir, p->platform->name, e);
    if (!front)
        return ERR_FORMAT;
    template_index_prepend(p->templates, front);
    if (p->library) /* the checks read fields that templates of others may not have */
        template_index_keep_fields(p->templates);
    return ERR_NONE;
}

const char *pack_name(const struct pack *p)
{
    return p->name;
}

const char *pack_dir(const struct pack *p)
{
    return p->dir;
}

const struct schema *pack_schema(const struct pack *p)
{
    return p->schema;
}

const struct platform *pack_platform(const struct pack *p)
{
    return p->platform;
}

char *pack_platform_file(const struct pack *p)
{
    return file_join(p->dir, "platform.json");
}

struct template_index *pack_templates(struct pack *p)
{
    return p->templates;
}

const struct signature_set *pack_signatures(const struct pack *p)
{
    return p->signatures;
}

const struct safety *pack_safety(const struct pack *p)
{
    return p->safety;
}

const char *pack_library(const struct pack *p)
{
    return p->library;
}

const json_t *pack_causes(const struct pack *p)
{
    return p->causes;
}

const json_t *pack_cause(const struct pack *p, const char *id)
{
    for (size_t i = 0; id && i < json_array_size(p->causes); i++) {
        const json_t *cause = json_array_get(p->causes, i);
        if (strcmp(json_str(cause, "id", ""), id) == 0)
            return cause;
    }
    return NULL;
}

/* { "id", "title", "file", "summary" } of a playbook file, or NULL for files of other kinds. */
static json_t *describe(const char *file, struct err *e)
{
    json_t *out = NULL, *root = json_read(file, NULL, e);
    if (root && strcmp(lint_kind(file, root), "playbook") == 0)
        out = json_pack("{s:s, s:s, s:s, s:s}", "id", json_str(root, "id", ""), "title",
                        json_str(root, "title", ""), "file", file, "summary",
                        json_str(root, "summary", ""));
    json_decref(root);
    return out;
}

json_t *pack_playbooks(const struct pack *p, struct err *e)
{
    struct dirent **list = NULL;
    json_t *out = json_array();
    int n = scandir(p->dir, &list, is_json, by_name);
    if (n < 0)
        err_set(e, ERR_IO, p->dir, 0, "cannot be read");
    for (int i = 0; i < n; i++) {
        char *file = file_join(p->dir, list[i]->d_name);
        json_t *one = describe(file, e);
        if (one)
            json_array_append_new(out, one);
        free(file);
        free(list[i]);
    }
    free(list);
    return out;
}
