/* SPDX-License-Identifier: ISC */
/* Every signature carries lines and what it makes of them. */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "parse/signature_private.h"

#include <stdlib.h>
#include <string.h>

/* Add a complaint about a sample; takes the text. */
static void problem(const struct signature_set *s, json_t *problems, size_t i, size_t k, char *what)
{
    char *pointer = mem_printf("/signatures/%zu/samples/%zu", i, k);
    char *text = mem_printf("%s:%d: %s: %s: %s", s->file, json_line(s->text, pointer), pointer,
                            s->list[i].id, what);
    json_array_append_new(problems, json_string(text));
    free(text);
    free(pointer);
    free(what);
}

/* Every wanted member has to be there with the wanted value; the rest is not looked at. */
static void compare(const struct signature_set *s, json_t *problems, size_t i, size_t k,
                    json_t *wanted, const json_t *got)
{
    const char *key;
    json_t *value;
    json_object_foreach(wanted, key, value)
    {
        const json_t *other = json_object_get(got, key);
        if (json_equal(value, other))
            continue;
        char *want = json_text(value, JSON_ENCODE_ANY);
        char *have = other ? json_text(other, JSON_ENCODE_ANY) : mem_dup("nothing");
        problem(s, problems, i, k, mem_printf("%s is %s and should be %s", key, have, want));
        free(want);
        free(have);
    }
}

/* The text of a sample, a string or an array of lines; on the heap. */
static char *sample_text(const json_t *sample)
{
    const json_t *line = json_object_get(sample, "line");
    struct buf b = {0};
    if (json_is_string(line))
        buf_add_str(&b, json_string_value(line));
    for (size_t i = 0; i < json_array_size(line); i++) {
        const char *text = json_string_value(json_array_get(line, i));
        buf_printf(&b, "%s\n", text ? text : "");
    }
    return buf_take(&b, NULL);
}

static void check_sample(const struct signature_set *s, size_t i, size_t k, const json_t *sample,
                         json_t *problems)
{
    char *text = sample_text(sample);
    json_t *matches = signature_scan(s, text, strlen(text));
    const json_t *match = json_array_get(matches, 0);
    const char *id = json_str(match, "id", "no signature");
    if (strcmp(id, s->list[i].id) != 0)
        problem(s, problems, i, k, mem_printf("its line matches %s: %s", id, text));
    else
        compare(s, problems, i, k, json_object_get(sample, "fields"),
                json_object_get(match, "fields"));
    compare(s, problems, i, k, json_object_get(sample, "event"), json_object_get(match, "event"));
    free(text);
    json_decref(matches);
}

void signature_set_check(const struct signature_set *s, json_t *problems)
{
    for (size_t i = 0; i < s->count; i++) {
        const json_t *samples = json_object_get(s->list[i].data, "samples");
        if (json_array_size(samples) == 0)
            problem(s, problems, i, 0, mem_dup("has no sample"));
        for (size_t k = 0; k < json_array_size(samples); k++)
            check_sample(s, i, k, json_array_get(samples, k), problems);
    }
}
