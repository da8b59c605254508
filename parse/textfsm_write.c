/* SPDX-License-Identifier: ISC */
/*
 * Rows as JSON text, without an object for each: the same bytes as jansson makes of
 * textfsm_result_json() with an indent of two, at the speed of copying.
 */
#include "parse/textfsm_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 << 10 };

struct writer {
    FILE *to;
    const struct textfsm_result *result;
    struct buf heads;  /* what stands before the value of each column, one after the other */
    size_t *head_ends; /* in `heads` */
    size_t len;
    char block[BLOCK_BYTES];
};

static void put_bytes(struct writer *w, const char *at, size_t n)
{
    if (n == 0) /* `at` may be NULL then */
        return;
    if (n > BLOCK_BYTES - w->len) {
        fwrite(w->block, 1, w->len, w->to);
        w->len = 0;
    }
    if (n > BLOCK_BYTES) {
        fwrite(at, 1, n, w->to);
        return;
    }
    memcpy(w->block + w->len, at, n);
    w->len += n;
}

static void put(struct writer *w, const char *text)
{
    put_bytes(w, text, strlen(text));
}

/* ---- strings ---- */

static bool is_plain(unsigned char ch)
{
    return ch >= 0x20 && ch < 0x7f && ch != '"' && ch != '\\';
}

/* What stands for a character that cannot stand for itself. */
static void put_escaped(struct writer *w, unsigned char ch)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* in pairs */
    char code[8];
    const char *letter = ch ? strchr(letters, ch) : NULL;
    if (ch >= 0x80)
        put(w, "\xef\xbf\xbd");
    else if (letter && ch < 'a')
        put_bytes(w, (const char[]){'\\', letter[1]}, 2);
    else
        put_bytes(w, code, (size_t)snprintf(code, sizeof code, "\\u%04X", ch));
}

/* The length of a character beyond ASCII that can stand for itself; 0 when it is to be escaped. */
static size_t harmless(const char *at, size_t left)
{
    uint32_t c;
    size_t n = textfsm_sequence(at, left);
    return n > 0 && text_decode(at, n, &c) == n && !text_is_hidden(c) ? n : 0;
}

/* What stands for a character that would do something to a terminal; its length. */
static size_t put_hidden(struct writer *w, const char *at, size_t left)
{
    uint32_t c = 0;
    char code[16];
    size_t n = textfsm_sequence(at, left);
    if (n == 0 || text_decode(at, n, &c) != n)
        return 0;
    int len = c > 0xffff ? snprintf(code, sizeof code, "\\u%04X\\u%04X", 0xd7c0 + (c >> 10),
                                    0xdc00 | (c & 0x3ff))
                         : snprintf(code, sizeof code, "\\u%04X", c);
    put_bytes(w, code, (size_t)len);
    return n;
}

/* The characters of a string, without its quotes. */
static void put_characters(struct writer *w, const char *at, size_t len)
{
    size_t from = 0;
    for (size_t i = w->result->plain ? len : 0; i < len;) {
        unsigned char ch = (unsigned char)at[i];
        size_t n = is_plain(ch) ? 1 : ch < 0x80 ? 0 : harmless(at + i, len - i);
        if (n > 0) {
            i += n;
            continue;
        }
        put_bytes(w, at + from, i - from);
        n = ch < 0x80 ? 0 : put_hidden(w, at + i, len - i);
        if (n == 0)
            put_escaped(w, ch);
        i += n > 0 ? n : 1;
        from = i;
    }
    put_bytes(w, at + from, len - from);
}

static void put_text(struct writer *w, const struct textfsm_text *text)
{
    if (!text->at) {
        put(w, "null");
        return;
    }
    put(w, "\"");
    put_characters(w, text->at, text->len);
    put(w, "\"");
}

/* ---- rows ---- */

static void put_item(struct writer *w, const struct textfsm_value *v,
                     const struct textfsm_item *item)
{
    if (!item->is_object) {
        put_text(w, &item->text);
        return;
    }
    for (size_t i = 0; i < v->learnt.name_count; i++) {
        put(w, i == 0 ? "{\n        \"" : ",\n        \"");
        put(w, v->learnt.names[i].name);
        put(w, "\": ");
        put_text(w, &w->result->fields[item->fields + i]);
    }
    put(w, "\n      }");
}

static void put_list(struct writer *w, const struct textfsm_value *v,
                     const struct textfsm_cell *cell)
{
    if (!cell->is_list) { /* Fillup put it there */
        put_text(w, &(struct textfsm_text){.at = cell->at, .len = cell->len});
        return;
    }
    for (size_t i = 0; i < cell->len; i++) {
        put(w, i == 0 ? "[\n      " : ",\n      ");
        put_item(w, v, &w->result->items[cell->items + i]);
    }
    put(w, cell->len == 0 ? "[]" : "\n    ]");
}

/* The quotes of a text belong to the heads on both sides of it. */
static void make_heads(struct writer *w, const struct textfsm *t)
{
    const char *close = "{";
    w->head_ends = mem_array(t->value_count, sizeof *w->head_ends);
    for (size_t i = 0; i < t->value_count; i++) {
        bool list = t->values[i].has[OPTION_LIST];
        buf_printf(&w->heads, "%s\n    \"%s\": %s", close, t->values[i].key, list ? "" : "\"");
        w->head_ends[i] = w->heads.len;
        close = list ? "," : "\",";
    }
}

static void put_row(struct writer *w, const struct textfsm *t, const struct textfsm_cell *cells)
{
    size_t from = 0; /* of the heads: empty texts between them cost nothing */
    for (size_t j = 0; j < t->value_count; j++) {
        bool list = t->values[j].has[OPTION_LIST];
        if (!list && cells[j].len == 0)
            continue;
        put_bytes(w, w->heads.data + from, w->head_ends[j] - from);
        from = w->head_ends[j];
        if (list)
            put_list(w, &t->values[j], &cells[j]);
        else
            put_characters(w, cells[j].at, cells[j].len);
    }
    put_bytes(w, w->heads.data + from, w->heads.len - from);
    put(w, t->values[t->value_count - 1].has[OPTION_LIST] ? "\n  }" : "\"\n  }");
}

void textfsm_result_write(const struct textfsm_result *r, FILE *to)
{
    const struct textfsm *t = r->template;
    struct writer *w = mem_alloc(sizeof *w);
    w->to = to;
    w->result = r;
    make_heads(w, t);
    for (size_t i = 0; i < r->row_count; i++) {
        put(w, i == 0 ? "[\n  " : ",\n  ");
        put_row(w, t, &r->cells[i * t->value_count]);
    }
    put(w, r->row_count == 0 ? "[]" : "\n]");
    fwrite(w->block, 1, w->len, to);
    buf_fini(&w->heads);
    free(w->head_ends);
    free(w);
}
