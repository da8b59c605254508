/* SPDX-License-Identifier: ISC */
#include "walk/lint.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "parse/conftree.h"
#include "parse/textfsm.h"
#include "walk/playbook.h"
#include "walk/problem.h"
#include "walk/schema.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIBRARY_LIMIT = 4 << 20 };

static const char *base_name(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash ? slash + 1 : file;
}

const char *lint_kind(const char *file, const json_t *root)
{
    const char *name = base_name(file);
    if (strcmp(name, "platform.json") == 0)
        return "platform";
    if (strcmp(name, "safety.json") == 0)
        return "safety";
    if (strcmp(name, "configuration.json") == 0)
        return "configuration";
    if (strcmp(name, "capture.json") == 0)
        return "capture";
    if (strcmp(name, "guide.json") == 0)
        return "guide";
    if (strcmp(name, "signatures.json") == 0 || json_object_get(root, "signatures"))
        return "signatures";
    if (strcmp(name, "causes.json") == 0 || json_object_get(root, "causes"))
        return "causes";
    if (text_ends(name, ".samples.json"))
        return "samples";
    return "playbook";
}

/* Two entries with one id hide each other. */
static void check_unique(const json_t *list, const char *name, struct problems *p)
{
    json_t *seen = json_object();
    for (size_t i = 0; i < json_array_size(list); i++) {
        char pointer[100];
        const char *id = json_str(json_array_get(list, i), "id", "");
        snprintf(pointer, sizeof pointer, "/%s/%zu/id", name, i);
        if (json_object_get(seen, id))
            problem_add(p, pointer, "\"%s\" is there already", id);
        json_object_set_new(seen, id, json_true());
    }
    json_decref(seen);
}

static void add_texts(struct program *program, const json_t *cause, size_t i, const char *member,
                      struct problems *p)
{
    const json_t *texts = json_object_get(cause, member);
    for (size_t k = 0; k < json_array_size(texts); k++) {
        char pointer[100];
        snprintf(pointer, sizeof pointer, "/causes/%zu/%s/%zu", i, member, k);
        char *where = mem_printf("%s#%s", p->file, pointer);
        program_add_text(program, json_string_value(json_array_get(texts, k)), GUARD_GIVEN, where,
                         problem_line(p, pointer));
        free(where);
    }
}

static void lint_causes(struct pack *pack, const json_t *root, struct problems *p)
{
    const json_t *causes = json_object_get(root, "causes");
    struct program *program = program_new(pack_library(pack));
    check_unique(causes, "causes", p);
    for (size_t i = 0; i < json_array_size(causes); i++) {
        add_texts(program, json_array_get(causes, i), i, "fix", p);
        add_texts(program, json_array_get(causes, i), i, "confirm", p);
    }
    p->count += program_check(program, p->list);
    program_free(program);
}

static void lint_signatures(struct pack *pack, const json_t *root, struct problems *p)
{
    struct err e = {0};
    const json_t *list = json_object_get(root, "signatures");
    check_unique(list, "signatures", p);
    for (size_t i = 0; i < json_array_size(list); i++) {
        char pointer[100];
        const char *cause = json_str(json_array_get(list, i), "cause", NULL);
        snprintf(pointer, sizeof pointer, "/signatures/%zu/cause", i);
        if (cause && !pack_cause(pack, cause))
            problem_add(p, pointer, "causes.json has no cause \"%s\"", cause);
    }
    struct signature_set *set = signature_set_load(p->file, &e);
    size_t before = json_array_size(p->list);
    if (set)
        signature_set_check(set, p->list);
    else
        problem_add_err(p, &e);
    p->count += json_array_size(p->list) - before;
    signature_set_free(set);
}

static void lint_json(struct pack *pack, struct problems *p)
{
    struct err e = {0};
    char *text = NULL;
    json_t *root = json_read(p->file, &text, &e);
    if (!root) {
        problem_add_err(p, &e);
        return;
    }
    const char *kind = lint_kind(p->file, root);
    p->text = text;
    size_t bad = schema_check(pack_schema(pack), kind, root, p);
    if (bad == 0 && strcmp(kind, "causes") == 0)
        lint_causes(pack, root, p);
    if (bad == 0 && strcmp(kind, "signatures") == 0)
        lint_signatures(pack, root, p);
    if (bad == 0 && strcmp(kind, "platform") == 0) {
        struct platform *os = platform_load(p->file, &e);
        if (!os)
            problem_add_err(p, &e);
        platform_free(os);
    }
    if (bad == 0 && strcmp(kind, "configuration") == 0) {
        struct conftree_rules *rules = conftree_rules_load(p->file, &e);
        if (!rules)
            problem_add_err(p, &e);
        conftree_rules_free(rules);
    }
    p->text = NULL;
    free(text);
    json_decref(root);
}

static void lint_template(struct problems *p)
{
    struct err e = {0};
    struct textfsm *t = textfsm_load(p->file, &e);
    if (!t)
        problem_add_err(p, &e);
    textfsm_free(t);
}

static void lint_index(struct pack *pack, struct problems *p)
{
    struct err e = {0};
    char *dir = mem_ndup(p->file, (size_t)(base_name(p->file) - p->file));
    struct template_index *ix =
        template_index_load(*dir ? dir : ".", pack_platform(pack)->name, &e);
    size_t before = json_array_size(p->list);
    if (ix)
        template_index_check(ix, p->list, &e);
    p->count += json_array_size(p->list) - before;
    if (e.code != ERR_NONE && p->count == 0)
        problem_add_err(p, &e);
    template_index_free(ix);
    free(dir);
}

/* "name" or "name(.; .)" of a definition that starts a line; false for any other line. */
static bool definition_call(const struct span *line, char *out, size_t size)
{
    if (line->len < 5 || strncmp(line->at, "def ", 4) != 0)
        return false;
    const char *name = line->at + 4, *end = line->at + line->len;
    const char *stop = name;
    while (stop < end && *stop != ':' && *stop != '(')
        stop++;
    if (stop == end)
        return false;
    snprintf(out, size, "%.*s", (int)(stop - name), name);
    for (; *stop == '(' || *stop == ';'; stop++) {
        size_t n = strlen(out);
        snprintf(out + n, size - n, "%s.", *stop == '(' ? "(" : "; ");
        while (stop + 1 < end && stop[1] != ';' && stop[1] != ')')
            stop++;
    }
    if (*stop != ':')
        strncat(out, ")", size - strlen(out) - 1);
    return true;
}

/* jq does not look into a definition that nobody calls: call each of them. */
static void call_definitions(struct program *program, const char *file)
{
    struct buf text = {0};
    struct span line;
    if (file_read_regular(file, LIBRARY_LIMIT, &text, NULL) == ERR_NONE) {
        const char *pos = buf_str(&text), *end = pos + text.len;
        for (int n = 1; text_next_line(&pos, end, &line); n++) {
            char call[200];
            if (definition_call(&line, call, sizeof call))
                program_add(program, call, file, n);
        }
    }
    buf_fini(&text);
}

/* A library of the pack is checked with the others; a stranger's file is put behind them. */
static void lint_library(struct pack *pack, struct problems *p)
{
    struct buf text = {0};
    struct err e = {0};
    buf_add_str(&text, pack_library(pack));
    if (!strstr(buf_str(&text), p->file)) {
        buf_printf(&text, "#@ %s\n", p->file);
        if (file_read_regular(p->file, LIBRARY_LIMIT, &text, &e) != ERR_NONE)
            problem_add_err(p, &e);
        buf_add_char(&text, '\n');
    }
    struct program *program = program_new(buf_str(&text));
    program_add(program, ".", p->file, 1);
    call_definitions(program, p->file);
    p->count += program_check(program, p->list);
    program_free(program);
    buf_fini(&text);
}

static bool is_playbook(const char *file)
{
    json_t *root = json_read(file, NULL, NULL);
    bool yes = !root || strcmp(lint_kind(file, root), "playbook") == 0;
    json_decref(root);
    return yes;
}

int lint_file(struct pack *pack, const char *file, json_t *problems, struct err *e)
{
    struct problems p = {.file = file, .list = problems};
    if (!file_exists(file) && (strchr(file, '/') || strchr(file, '.')))
        return err_set(e, ERR_NOT_FOUND, file, 0, "there is no such file");
    if (text_ends(file, ".textfsm"))
        lint_template(&p);
    else if (strcmp(base_name(file), "index") == 0)
        lint_index(pack, &p);
    else if (text_ends(file, ".jq"))
        lint_library(pack, &p);
    else if (is_playbook(file))
        return playbook_lint(pack, file, problems, e);
    else
        lint_json(pack, &p);
    return p.count ? ERR_FORMAT : ERR_NONE;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_pack_file(const struct dirent *d)
{
    return text_ends(d->d_name, ".json") || text_ends(d->d_name, ".jq") ||
           text_ends(d->d_name, ".textfsm") || strcmp(d->d_name, "index") == 0;
}

static int lint_dir(struct pack *pack, const char *dir, json_t *problems, struct err *e)
{
    struct dirent **list = NULL;
    int rc = ERR_NONE;
    int n = scandir(dir, &list, is_pack_file, by_name);
    if (n < 0)
        return err_set(e, ERR_IO, dir, 0, "cannot be read");
    for (int i = 0; i < n; i++) {
        char *file = file_join(dir, list[i]->d_name);
        int own = lint_file(pack, file, problems, e);
        rc = rc == ERR_NONE ? own : rc;
        free(file);
        free(list[i]);
    }
    free(list);
    return rc;
}

int lint_pack(struct pack *pack, json_t *problems, struct err *e)
{
    static const char *const below[] = {"templates", "tools"};
    int rc = lint_dir(pack, pack_dir(pack), problems, e);
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
        char *dir = file_join(pack_dir(pack), below[i]);
        int own = file_exists(dir) ? lint_dir(pack, dir, problems, e) : ERR_NONE;
        rc = rc == ERR_NONE ? own : rc;
        free(dir);
    }
    return rc;
}
