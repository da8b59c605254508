/* SPDX-License-Identifier: ISC */
#include "parse/pattern.h"

#include "base/mem.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>
#include <string.h>

/* Enough for any sane line; a pattern that needs more on one line is a mistake in the data. */
enum { MATCH_LIMIT = 1000000, DEPTH_LIMIT = 5000, HEAP_LIMIT_KIB = 64 << 10 };

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    char *where;
    char **names;
    size_t name_count;
};

static void read_names(struct pattern *p)
{
    uint32_t count = 0;
    uint32_t size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMETABLE, &table);
    p->names = mem_array(count + 1, sizeof *p->names);
    for (uint32_t i = 0; i < count; i++) {
        const char *name = (const char *)(table + (size_t)i * size + 2);
        if (p->name_count == 0 || strcmp(p->names[p->name_count - 1], name) != 0)
            p->names[p->name_count++] = mem_dup(name);
    }
}

struct pattern *pattern_new(const char *text, bool anchored, const char *where, struct err *e)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    uint32_t options = PCRE2_DUPNAMES | PCRE2_DOLLAR_ENDONLY | (anchored ? PCRE2_ANCHORED : 0);
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, &code, &at, NULL);
    if (!compiled) {
        char why[160];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
        err_set(e, ERR_FORMAT, where, 0, "pattern \"%s\": %s at offset %zu", text, why, at);
        return NULL;
    }
    struct pattern *p = mem_alloc(sizeof *p);
    p->code = compiled;
    p->where = mem_dup(where ? where : "");
    p->match = pcre2_match_data_create_from_pattern(compiled, NULL);
    p->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(p->context, MATCH_LIMIT);
    pcre2_set_depth_limit(p->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(p->context, HEAP_LIMIT_KIB);
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* works without, only slower */
    read_names(p);
    return p;
}

void pattern_free(struct pattern *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->name_count; i++)
        free(p->names[i]);
    free(p->names);
    free(p->where);
    pcre2_match_data_free(p->match);
    pcre2_match_context_free(p->context);
    pcre2_code_free(p->code);
    free(p);
}

int pattern_find(const struct pattern *p, const char *subject, size_t len, size_t from,
                 struct err *e)
{
    PCRE2_SPTR text = (PCRE2_SPTR)(subject ? subject : "");
    int rc = pcre2_jit_match(p->code, text, len, from, 0, p->match, p->context);
    /* Without machine code, or when its stack is full, the interpreter does the same, slower. */
    if (rc == PCRE2_ERROR_JIT_BADOPTION || rc == PCRE2_ERROR_JIT_STACKLIMIT)
        rc = pcre2_match(p->code, text, len, from, PCRE2_NO_JIT, p->match, p->context);
    if (rc >= 0)
        return 1;
    if (rc == PCRE2_ERROR_NOMATCH)
        return 0;
    char why[160];
    pcre2_get_error_message(rc, (PCRE2_UCHAR *)why, sizeof why);
    return err_set(e, ERR_LIMIT, p->where, 0, "a pattern gave up on a text: %s", why);
}

size_t pattern_start(const struct pattern *p)
{
    return pcre2_get_ovector_pointer(p->match)[0];
}

size_t pattern_end(const struct pattern *p)
{
    return pcre2_get_ovector_pointer(p->match)[1];
}

const char *pattern_mark(const struct pattern *p)
{
    return (const char *)pcre2_get_mark(p->match);
}

struct span pattern_group(const struct pattern *p, const char *subject, const char *name)
{
    struct span none = {NULL, 0};
    PCRE2_SPTR first = NULL;
    PCRE2_SPTR last = NULL;
    int size = pcre2_substring_nametable_scan(p->code, (PCRE2_SPTR)name, &first, &last);
    if (size <= 0)
        return none;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->match);
    for (PCRE2_SPTR entry = first; entry <= last; entry += size) {
        size_t n = (size_t)entry[0] << 8 | entry[1];
        if (at[2 * n] != PCRE2_UNSET && at[2 * n + 1] >= at[2 * n])
            return (struct span){subject + at[2 * n], at[2 * n + 1] - at[2 * n]};
    }
    return none;
}

size_t pattern_names(const struct pattern *p)
{
    return p->name_count;
}

const char *pattern_name(const struct pattern *p, size_t i)
{
    return p->names[i];
}

int pattern_erase(const struct pattern *p, struct buf *text, struct err *e)
{
    struct buf kept = {0};
    size_t from = 0;
    int rc;
    while (from < text->len && (rc = pattern_find(p, text->data, text->len, from, e)) != 0) {
        if (rc < 0) {
            buf_fini(&kept);
            return rc;
        }
        size_t start = pattern_start(p);
        size_t end = pattern_end(p);
        if (end <= start || start < from) /* an empty match cuts nothing */
            start = end = from + 1;
        buf_add(&kept, text->data + from, start - from);
        from = end;
    }
    if (from > 0) {
        buf_add(&kept, text->data + from, text->len - from);
        buf_clear(text);
        buf_add(text, buf_str(&kept), kept.len);
    }
    buf_fini(&kept);
    return ERR_NONE;
}
