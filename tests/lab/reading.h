/* SPDX-License-Identifier: ISC */
/* What the lab prints, read with the templates of the IOS pack. */
#ifndef TESTS_LAB_READING_H
#define TESTS_LAB_READING_H

#include "base/buf.h"
#include "base/json.h"
#include "parse/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static inline struct template_index *reading_new(void)
{
    struct err e = {0};
    struct template_index *ix = template_index_load("playbooks/ios/templates", "cisco_ios", &e);
    if (!ix)
        fail_msg("%s:%d: %s", e.where, e.line, e.text);
    return ix;
}

/* Whether some row has the value under the key, alone or first in a list. */
static inline bool reading_has(const json_t *rows, const char *key, const char *value)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *v = json_object_get(json_array_get(rows, i), key);
        if (json_is_array(v))
            v = json_array_get(v, 0);
        if (json_is_string(v) && strcmp(json_string_value(v), value) == 0)
            return true;
    }
    return false;
}

/* Every line of a reply is read, and some row has the value; key NULL: no row needs one. */
static inline void assert_read(struct template_index *ix, const char *command, const char *text,
                               const char *key, const char *value)
{
    struct parsed_reply reply;
    struct err e = {0};
    struct buf plain = {0};
    for (const char *c = text; *c; c++)
        if (*c != '\r')
            buf_add_char(&plain, *c);
    int rc = parsed_reply_init(&reply, ix, command, buf_str(&plain), plain.len, &e);
    bool whole = rc == ERR_NONE && json_array_size(reply.unmatched) == 0 &&
                 reply.status != REPLY_STATUS_ERROR && reply.status != REPLY_STATUS_PARTIAL;
    if (!whole || (key && !reading_has(reply.rows, key, value))) {
        char *unread = json_dumps(reply.unmatched, JSON_INDENT(1));
        print_error("%s (%s %s): %s\n%s\nunread: %s\n", command, key ? key : "", key ? value : "",
                    e.text, buf_str(&plain), unread);
        free(unread);
    }
    assert_true(whole);
    assert_true(!key || reading_has(reply.rows, key, value));
    parsed_reply_fini(&reply);
    buf_fini(&plain);
}

#endif
