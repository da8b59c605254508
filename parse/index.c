/* SPDX-License-Identifier: ISC */
/*
 * The index file: comma-separated without quoting, "#" comments, a header line that names the
 * columns. The first row whose Command matches the beginning of a command wins.
 */
#include "base/file.h"
#include "base/mem.h"
#include "parse/index_internal.h"

#include <stdlib.h>
#include <string.h>

enum { INDEX_BYTES_MAX = 4 << 20, COLUMNS_MAX = 16 };

struct columns {
    size_t count;
    int template;
    int platform;
    int command;
};

/* ---- reading the file ---- */

static size_t split_cells(struct span line, struct span *cells)
{
    size_t n = 0;
    const char *end = line.at + line.len;
    for (const char *at = line.at;; at++) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        if (n < COLUMNS_MAX)
            cells[n] = textfsm_strip((struct span){at, (size_t)(stop - at)});
        n++;
        if (!comma)
            return n;
        at = comma;
    }
}

static int column(const struct span *cells, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i].len == strlen(name) && memcmp(cells[i].at, name, cells[i].len) == 0)
            return (int)i;
    return -1;
}

static int read_header(struct columns *c, struct span line, const char *file, int number,
                       struct err *e)
{
    struct span cells[COLUMNS_MAX];
    const char *comment = memchr(line.at, '#', line.len);
    if (comment)
        line.len = (size_t)(comment - line.at);
    c->count = split_cells(line, cells);
    if (c->count > COLUMNS_MAX)
        return err_set(e, ERR_FORMAT, file, number, "The index has too many columns.");
    c->template = column(cells, c->count, "Template");
    c->platform = column(cells, c->count, "Platform");
    c->command = column(cells, c->count, "Command");
    if (c->template <0 || c->command < 0)
        return err_set(e, ERR_FORMAT, file, number,
                       "The index needs a header with the columns Template and Command.");
    return ERR_NONE;
}

/* Whether an expression matches the beginning of a text; -1 when it is none. */
static int begins_with(const char *regex, const char *text)
{
    struct matcher m;
    struct match match;
    struct pyre learnt = {0};
    int rc = -1;
    if (strpbrk(regex, "\\.^$*+?{}[]()|") == NULL)
        return strncmp(text, regex, strlen(regex)) == 0;
    if (matcher_init(&m, regex, strlen(regex), &learnt)) {
        match_init(&match, m.groups);
        rc = matcher_try(&m, &match, text, strlen(text), false) == 1;
        match_fini(&match);
        matcher_fini(&m);
    }
    pyre_fini(&learnt);
    return rc;
}

static int add_row(struct template_index *ix, struct span templates, struct span command,
                   int number, struct err *e)
{
    struct buf regex = {0};
    struct pyre learnt = {0};
    struct index_row row = {.line = number};
    row.templates = mem_ndup(templates.at, templates.len);
    row.command = mem_ndup(command.at, command.len);
    row.shortest = index_plain(row.command, false);
    row.longest = index_plain(row.command, true);
    index_complete(row.command, &regex);
    int rc = ERR_NONE;
    if (!matcher_init(&row.matcher, buf_str(&regex), regex.len, &learnt))
        rc = err_set(e, ERR_FORMAT, ix->file, number, "Invalid command expression (%s): \"%s\".",
                     learnt.why, row.command);
    ix->rows = mem_grow(ix->rows, ix->row_count, &ix->row_cap, sizeof *ix->rows);
    ix->rows[ix->row_count++] = row;
    buf_fini(&regex);
    pyre_fini(&learnt);
    return rc;
}

static int read_row(struct template_index *ix, const struct columns *c, struct span line,
                    const char *platform, int number, struct err *e)
{
    struct span cells[COLUMNS_MAX];
    if (split_cells(line, cells) != c->count) {
        char *problem = mem_printf("%s:%d: the row does not have %zu columns; it is not used",
                                   ix->file, number, c->count);
        json_array_append_new(ix->problems, json_string(problem));
        free(problem);
        return ERR_NONE;
    }
    int fits = 1;
    if (platform && c->platform >= 0 && cells[c->platform].len > 0) {
        char *wanted = mem_ndup(cells[c->platform].at, cells[c->platform].len);
        fits = begins_with(wanted, platform);
        free(wanted);
    }
    if (fits < 0)
        return err_set(e, ERR_FORMAT, ix->file, number, "Invalid platform expression.");
    return fits ? add_row(ix, cells[c->template], cells[c->command], number, e) : ERR_NONE;
}

static int read_index(struct template_index *ix, const struct buf *text, const char *platform,
                      struct err *e)
{
    const char *at = buf_str(text);
    const char *end = at + text->len;
    struct columns columns = {0};
    struct span line;
    int rc = ERR_NONE;
    for (int number = 1; rc == ERR_NONE && text_next_line(&at, end, &line); number++) {
        struct span bare = textfsm_strip(line);
        if (bare.len == 0 || bare.at[0] == '#')
            continue;
        rc = columns.count == 0 ? read_header(&columns, bare, ix->file, number, e)
                                : read_row(ix, &columns, line, platform, number, e);
    }
    if (rc == ERR_NONE && columns.count == 0)
        rc = err_set(e, ERR_FORMAT, ix->file, 0, "The index is empty.");
    return rc;
}

/* Where the index is: in the directory itself, or where a checkout of ntc-templates has it. */
static char *find_dir(const char *dir)
{
    static const char *const below[] = {"", "ntc_templates/templates", "templates"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        char *inner = *below[i] ? file_join(dir, below[i]) : mem_dup(dir);
        char *file = file_join(inner, "index");
        bool found = file_exists(file);
        free(file);
        if (found)
            return inner;
        free(inner);
    }
    return mem_dup(dir);
}

struct template_index *template_index_load(const char *dir, const char *platform, struct err *e)
{
    struct template_index *ix = mem_alloc(sizeof *ix);
    struct buf text = {0};
    ix->dir = find_dir(dir);
    ix->file = file_join(ix->dir, "index");
    ix->problems = json_array();
    int rc = file_read_regular(ix->file, INDEX_BYTES_MAX, &text, e);
    if (rc == ERR_NONE)
        rc = read_index(ix, &text, platform, e);
    buf_fini(&text);
    if (rc == ERR_NONE)
        return ix;
    template_index_free(ix);
    return NULL;
}

void template_index_free(struct template_index *ix)
{
    if (!ix)
        return;
    template_index_free(ix->front);
    for (size_t i = 0; i < ix->row_count; i++) {
        free(ix->rows[i].templates);
        free(ix->rows[i].command);
        free(ix->rows[i].shortest);
        free(ix->rows[i].longest);
        matcher_fini(&ix->rows[i].matcher);
    }
    for (size_t i = 0; i < ix->cache_count; i++) {
        free(ix->cache[i].name);
        textfsm_free(ix->cache[i].compiled);
    }
    free(ix->rows);
    free(ix->cache);
    json_decref(ix->problems);
    free(ix->dir);
    free(ix->file);
    free(ix);
}

void template_index_prepend(struct template_index *ix, struct template_index *front)
{
    while (ix->front)
        ix = ix->front;
    ix->front = front;
}

void template_index_keep_fields(struct template_index *ix)
{
    ix->keeps_fields = true;
}

/* A template is a file of its directory, or deeper; an index of strangers leads nowhere else. */
static bool is_inside(const char *name)
{
    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/' && at > name;
        size_t n = strcspn(at, "/");
        if (n == 0 || (n == 2 && strncmp(at, "..", 2) == 0))
            return false;
    }
    return true;
}

const struct textfsm *index_template_get(struct template_index *ix, const char *name, struct err *e)
{
    for (size_t i = 0; i < ix->cache_count; i++)
        if (strcmp(ix->cache[i].name, name) == 0)
            return ix->cache[i].compiled;
    if (!is_inside(name)) {
        err_set(e, ERR_FORMAT, ix->file, 0, "The template \"%s\" is not in the directory.", name);
        return NULL;
    }
    char *path = file_join(ix->dir, name);
    struct textfsm *compiled = textfsm_load(path, e);
    free(path);
    if (!compiled)
        return NULL;
    ix->cache = mem_grow(ix->cache, ix->cache_count, &ix->cache_cap, sizeof *ix->cache);
    ix->cache[ix->cache_count++] = (struct index_template){mem_dup(name), compiled};
    return compiled;
}
