/* SPDX-License-Identifier: ISC */
/* Loading a schema, with the guard against keywords that nobody would check; see also check below.
 */
#include "walk/schema_private.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const KEYWORDS[] = {"$schema",
                                       "$id",
                                       "$ref",
                                       "$defs",
                                       "$comment",
                                       "title",
                                       "description",
                                       "type",
                                       "enum",
                                       "const",
                                       "properties",
                                       "required",
                                       "additionalProperties",
                                       "items",
                                       "minItems",
                                       "uniqueItems",
                                       "minLength",
                                       "minimum",
                                       "maximum",
                                       "oneOf",
                                       NULL};

static bool known(const char *word)
{
    for (size_t i = 0; KEYWORDS[i]; i++)
        if (strcmp(word, KEYWORDS[i]) == 0)
            return true;
    return false;
}

static void inspect(const struct schema *s, const json_t *node, struct buf *at, struct problems *p);

static void inspect_members(const struct schema *s, const json_t *map, struct buf *at,
                            struct problems *p)
{
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)map, key, member)
    {
        size_t len = pointer_push(at, key);
        inspect(s, member, at, p);
        buf_cut(at, len);
    }
}

static void inspect_keyword(const struct schema *s, const char *key, const json_t *value,
                            struct buf *at, struct problems *p)
{
    if (!known(key)) {
        problem_add(p, buf_str(at), "\"%s\" is not checked by peerwalk", key);
    } else if (strcmp(key, "properties") == 0 || strcmp(key, "$defs") == 0) {
        inspect_members(s, value, at, p);
    } else if (strcmp(key, "items") == 0 || strcmp(key, "additionalProperties") == 0) {
        inspect(s, value, at, p);
    } else if (strcmp(key, "oneOf") == 0) {
        for (size_t i = 0; i < json_array_size(value); i++)
            inspect(s, json_array_get(value, i), at, p);
    } else if (strcmp(key, "$ref") == 0 && !schema_resolve(s, value)) {
        problem_add(p, buf_str(at), "refers to a definition that is not there");
    }
}

static void inspect(const struct schema *s, const json_t *node, struct buf *at, struct problems *p)
{
    const char *key;
    json_t *value;
    if (json_is_boolean(node))
        return;
    if (!json_is_object(node)) {
        problem_add(p, buf_str(at), "a schema is an object, true or false");
        return;
    }
    json_object_foreach((json_t *)node, key, value)
    {
        size_t len = pointer_push(at, key);
        inspect_keyword(s, key, value, at, p);
        buf_cut(at, len);
    }
}

const json_t *schema_resolve(const struct schema *s, const json_t *ref)
{
    static const char PREFIX[] = "#/$defs/";
    const char *name = json_string_value(ref);
    if (!name || strncmp(name, PREFIX, strlen(PREFIX)) != 0)
        return NULL;
    return json_object_get(json_object_get(s->root, "$defs"), name + strlen(PREFIX));
}

size_t pointer_push(struct buf *at, const char *token)
{
    size_t len = at->len;
    buf_add_char(at, '/');
    for (; *token; token++) {
        if (*token == '~')
            buf_add_str(at, "~0");
        else if (*token == '/')
            buf_add_str(at, "~1");
        else
            buf_add_char(at, *token);
    }
    return len;
}

struct schema *schema_load(const char *file, struct err *e)
{
    struct schema *s = mem_alloc(sizeof *s);
    char *text = NULL;
    struct buf at = {0};
    s->root = json_read(file, &text, e);
    struct problems p = {.file = file, .text = text, .first = e};
    if (s->root)
        inspect(s, s->root, &at, &p);
    buf_fini(&at);
    free(text);
    if (s->root && p.count == 0)
        return s;
    schema_free(s);
    return NULL;
}

void schema_free(struct schema *s)
{
    if (!s)
        return;
    json_decref(s->root);
    free(s);
}

bool schema_has(const struct schema *s, const char *def)
{
    return json_object_get(json_object_get(s->root, "$defs"), def) != NULL;
}
