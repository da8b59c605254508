/* SPDX-License-Identifier: ISC */
#include "walk/safe.h"

#include "base/text.h"

#include <string.h>

json_t *safe_string(const char *text)
{
    json_t *s = json_string(text);
    return s ? s : safe_line(text, strlen(text));
}

json_t *safe_line(const char *bytes, size_t len)
{
    struct buf b = {0};
    text_visible(&b, bytes, len);
    json_t *s = json_string(buf_str(&b));
    buf_fini(&b);
    return s ? s : json_string("");
}
