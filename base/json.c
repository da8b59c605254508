/* SPDX-License-Identifier: ISC */
#include "base/json.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The smallest values take fifty times the memory of their text. */
enum { FILE_LIMIT = 4 * 1024 * 1024 };

json_t *json_parse(const char *name, const char *text, struct err *e)
{
    json_error_t je;
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &je);
    if (!value)
        err_set_at(e, ERR_FORMAT, name, je.line, je.column, "is not valid JSON: %s", je.text);
    return value;
}

json_t *json_read(const char *path, char **text, struct err *e)
{
    struct buf b = {0};
    json_t *value = NULL;
    if (text)
        *text = NULL;
    if (file_read_regular(path, FILE_LIMIT, &b, e) == ERR_NONE) {
        if (strlen(buf_str(&b)) != b.len)
            err_set(e, ERR_FORMAT, path, 0, "holds a NUL byte and is not JSON");
        else
            value = json_parse(path, buf_str(&b), e);
    }
    if (value && text)
        *text = buf_take(&b, NULL);
    buf_fini(&b);
    return value;
}

/* A reader over text that is known to be valid JSON. */
struct reader {
    const char *p;
    int line;
};

static void skip_space(struct reader *r)
{
    for (; isspace((unsigned char)*r->p); r->p++)
        r->line += *r->p == '\n';
}

static void skip_string(struct reader *r)
{
    for (r->p++; *r->p && *r->p != '"'; r->p++)
        if (*r->p == '\\')
            r->p++;
    if (*r->p)
        r->p++;
}

/* Pass over one value, brackets counted instead of recursing. */
static void skip_value(struct reader *r)
{
    int depth = 0;
    do {
        skip_space(r);
        char c = *r->p;
        if (c == '\0')
            return;
        if (c == '"') {
            skip_string(r);
        } else if (c == '{' || c == '[') {
            depth++;
            r->p++;
        } else if (c == '}' || c == ']') {
            depth--;
            r->p++;
        } else if (c == ',' || c == ':') {
            r->p++;
        } else {
            r->p += strcspn(r->p, " \t\r\n,]}");
        }
    } while (depth > 0);
}

/* Does the JSON string that starts at `p` spell the pointer token `key` of `n` bytes? */
static bool key_is(const char *p, const char *key, size_t n)
{
    size_t i = 0;
    for (p++; i < n && *p && *p != '"'; p++, i++) {
        char want = key[i];
        if (want == '~' && i + 1 < n)
            want = key[++i] == '1' ? '/' : '~';
        if (*p != want)
            return false;
    }
    return i == n && *p == '"';
}

/* Move into the member or element that `token` names. Returns false when there is none. */
static bool enter(struct reader *r, const char *token, size_t n)
{
    bool object = *r->p == '{';
    if (!object && *r->p != '[')
        return false;
    size_t wanted = object ? 0 : strtoul(token, NULL, 10);
    r->p++;
    for (size_t i = 0;; i++) {
        skip_space(r);
        if (*r->p == '}' || *r->p == ']' || *r->p == '\0')
            return false;
        bool here = object ? key_is(r->p, token, n) : i == wanted;
        if (object) {
            skip_string(r);
            skip_space(r);
            r->p++;
            skip_space(r);
        }
        if (here)
            return true;
        skip_value(r);
        skip_space(r);
        if (*r->p == ',')
            r->p++;
    }
}

int json_line(const char *text, const char *pointer)
{
    struct reader r = {text, 1};
    skip_space(&r);
    while (*pointer == '/') {
        size_t n = strcspn(++pointer, "/");
        struct reader inner = r;
        if (!enter(&inner, pointer, n))
            break;
        r = inner;
        pointer += n;
    }
    return r.line;
}

const char *json_str(const json_t *object, const char *key, const char *fallback)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : fallback;
}

long long json_int(const json_t *object, const char *key, long long fallback)
{
    const json_t *v = json_object_get(object, key);
    return json_is_integer(v) ? json_integer_value(v) : fallback;
}

char *json_text(const json_t *value, size_t flags)
{
    char *out = json_dumps(value, flags | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
    return out ? out : mem_dup("null");
}

/* A piece of serialised JSON, whole characters: what is beyond ASCII stands in a string. */
static int print_piece(const char *text, size_t len, void *user)
{
    FILE *out = user;
    size_t from = 0;
    for (size_t i = 0; i < len;) {
        uint32_t c = 0;
        size_t n = (unsigned char)text[i] < 0x7f ? 1 : text_decode(text + i, len - i, &c);
        if (n == 0)
            n = 1;
        if (c > 0 && text_is_hidden(c)) {
            fwrite(text + from, 1, i - from, out);
            if (c > 0xffff)
                fprintf(out, "\\u%04X\\u%04X", 0xd7c0 + (c >> 10), 0xdc00 | (c & 0x3ff));
            else
                fprintf(out, "\\u%04X", c);
            from = i + n;
        }
        i += n;
    }
    fwrite(text + from, 1, len - from, out);
    return 0;
}

void json_print(const json_t *value, size_t flags, FILE *out)
{
    json_dump_callback(value, print_piece, out, flags | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
}
