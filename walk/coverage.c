/* SPDX-License-Identifier: ISC */
#include "walk/coverage.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/lint.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static json_t *row_of(json_t *rows, const char *id)
{
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (strcmp(json_str(json_array_get(rows, i), "id", ""), id) == 0)
            return json_array_get(rows, i);
    json_t *stray = json_pack("{s:s, s:[]}", "id", id, "served");
    json_array_append_new(rows, stray);
    return stray;
}

static void add_server(json_t *rows, const char *id, const char *kind, const char *name)
{
    json_t *served = json_object_get(row_of(rows, id), "served");
    char *text = mem_printf("%s %s", kind, name);
    for (size_t i = 0; i < json_array_size(served); i++)
        if (strcmp(json_string_value(json_array_get(served, i)), text) == 0) {
            free(text);
            return;
        }
    json_array_append_new(served, json_string(text));
    free(text);
}

static void add_ids(json_t *rows, const json_t *object, const char *kind, const char *name)
{
    const json_t *ids = json_object_get(object, "guide_ids");
    for (size_t i = 0; i < json_array_size(ids); i++)
        add_server(rows, json_string_value(json_array_get(ids, i)), kind, name);
}

static void add_list(json_t *rows, const json_t *list, const char *kind)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        add_ids(rows, one, kind, json_str(one, "id", "?"));
    }
}

static void add_playbook(json_t *rows, const json_t *root)
{
    const json_t *steps = json_object_get(root, "steps");
    const char *id = json_str(root, "id", "?");
    add_ids(rows, root, "playbook", id);
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *step = json_array_get(steps, i);
        char *name = mem_printf("%s/%s", id, json_str(step, "id", "?"));
        add_ids(rows, step, "step", name);
        free(name);
    }
}

static int add_json(json_t *rows, const char *file, struct err *e)
{
    json_t *root = json_read(file, NULL, e);
    if (!root)
        return ERR_FORMAT;
    const char *kind = lint_kind(file, root);
    if (strcmp(kind, "playbook") == 0)
        add_playbook(rows, root);
    else
        add_ids(rows, root, "all", kind);
    add_list(rows, json_object_get(root, "signatures"), "signature");
    add_list(rows, json_object_get(root, "causes"), "cause");
    json_decref(root);
    return ERR_NONE;
}

/* "# guide_ids: R01 R02" above a template's values. */
static int add_template(json_t *rows, const char *file, const char *name, struct err *e)
{
    static const char mark[] = "# guide_ids:";
    struct buf text = {0};
    struct span line;
    int rc = file_read(file, 0, &text, e);
    const char *pos = buf_str(&text), *end = pos + text.len;
    char *stem = mem_ndup(name, strlen(name) - strlen(".textfsm"));
    while (rc == ERR_NONE && text_next_line(&pos, end, &line)) {
        if (line.len < sizeof mark || strncmp(line.at, mark, sizeof mark - 1) != 0)
            continue;
        char *ids = mem_ndup(line.at + sizeof mark - 1, line.len - sizeof mark + 1), *rest = NULL;
        for (char *id = strtok_r(ids, " ,", &rest); id; id = strtok_r(NULL, " ,", &rest))
            add_server(rows, id, "template", stem);
        free(ids);
    }
    free(stem);
    buf_fini(&text);
    return rc;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Every file of a directory with something to say about rows. */
static int add_directory(json_t *rows, const char *dir, struct err *e)
{
    struct dirent **list = NULL;
    int n = scandir(dir, &list, NULL, by_name), rc = ERR_NONE;
    if (n < 0)
        return err_set(e, ERR_IO, dir, 0, "cannot be read");
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        char *file = file_join(dir, name);
        if (rc == ERR_NONE && text_ends(name, ".textfsm"))
            rc = add_template(rows, file, name, e);
        else if (rc == ERR_NONE && text_ends(name, ".json") && !text_ends(name, ".samples.json") &&
                 strcmp(name, "guide.json") != 0)
            rc = add_json(rows, file, e);
        free(file);
        free(list[i]);
    }
    free(list);
    return rc;
}

static json_t *load_rows(const struct pack *p, struct err *e)
{
    char *file = file_join(pack_dir(p), "guide.json");
    json_t *root = json_read(file, NULL, e);
    json_t *rows = root ? json_deep_copy(json_object_get(root, "rows")) : NULL;
    for (size_t i = 0; i < json_array_size(rows); i++)
        json_object_set_new(json_array_get(rows, i), "served", json_array());
    json_decref(root);
    free(file);
    return rows;
}

json_t *coverage(const struct pack *p, struct err *e)
{
    char *templates = file_join(pack_dir(p), "templates");
    json_t *rows = load_rows(p, e);
    int rc = rows ? add_directory(rows, pack_dir(p), e) : ERR_FORMAT;
    if (rc == ERR_NONE)
        rc = add_directory(rows, templates, e);
    free(templates);
    if (rc == ERR_NONE)
        return rows;
    json_decref(rows);
    return NULL;
}
