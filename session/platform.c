/* SPDX-License-Identifier: ISC */
/*
 * The members of platform.json carry the names of the struct's fields; two tables of offsets are
 * the whole mapping, so that a field is added in one place here and one in the header.
 */
#include "session/platform.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An error reply stands in the first lines; what comes later is data that quotes one. */
enum { CLASSIFY_LINES = 6 };

struct field {
    const char *name;
    size_t offset;
};

#define FIELD(name)                                                                                \
    {                                                                                              \
#name, offsetof(struct platform, name)                                                     \
    }

static const struct field words[] = {
    FIELD(name),       FIELD(version),     FIELD(prompt_user),   FIELD(prompt_enabled),
    FIELD(more),       FIELD(more_key),    FIELD(enable),        FIELD(password_prompt),
    FIELD(monitor_on), FIELD(monitor_off), FIELD(debug_on),      FIELD(debug_off),
    FIELD(interrupt),  FIELD(configure),   FIELD(configure_end), FIELD(configure_exec),
    FIELD(quit),       FIELD(rename),
};

static const struct field lists[] = {
    FIELD(setup),
    FIELD(log_prefixes),
    FIELD(secrets),
};

static const struct {
    const char *name;
    enum reply_class class;
} classes[] = {
    {"invalid", REPLY_INVALID},
    {"incomplete", REPLY_INCOMPLETE},
    {"ambiguous", REPLY_AMBIGUOUS},
    {"unauthorized", REPLY_UNAUTHORIZED},
};

enum { WORDS = sizeof words / sizeof words[0], LISTS = sizeof lists / sizeof lists[0] };

/* The file that is being read, for errors. */
struct source {
    const char *file;
    const char *text;
    struct err *e;
};

static int refuse(const struct source *s, const char *name, const char *what)
{
    char *pointer = mem_printf("/%s", name);
    int line = json_line(s->text, pointer);
    free(pointer);
    return err_set(s->e, ERR_FORMAT, s->file, line, "member \"%s\" must be %s", name, what);
}

static int load_list(const struct source *s, const json_t *root, const char *name, char ***out)
{
    const json_t *list = json_object_get(root, name);
    if (!json_is_array(list))
        return refuse(s, name, "a list of strings");
    size_t n = json_array_size(list);
    *out = mem_array(n + 1, sizeof **out);
    for (size_t i = 0; i < n; i++) {
        const char *item = json_string_value(json_array_get(list, i));
        if (!item || !*item)
            return refuse(s, name, "a list of strings, none of them empty");
        (*out)[i] = mem_dup(item);
    }
    return ERR_NONE;
}

static enum reply_class class_of(const char *name)
{
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(classes[i].name, name) == 0)
            return classes[i].class;
    return REPLY_OK;
}

static int load_errors(const struct source *s, const json_t *root, struct error_reply **out)
{
    const json_t *list = json_object_get(root, "errors");
    if (!json_is_array(list))
        return refuse(s, "errors", "a list of objects with \"text\" and \"class\"");
    size_t n = json_array_size(list);
    *out = mem_array(n + 1, sizeof **out);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        const char *text = json_str(item, "text", "");
        enum reply_class class = class_of(json_str(item, "class", ""));
        if (!*text || class == REPLY_OK)
            return refuse(s, "errors",
                          "a list of objects with \"text\" and \"class\" (invalid, incomplete, "
                          "ambiguous or unauthorized)");
        (*out)[i] = (struct error_reply){mem_dup(text), class};
    }
    return ERR_NONE;
}

static int fill(struct platform *p, const struct source *s, const json_t *root)
{
    if (!json_is_object(root))
        return err_set(s->e, ERR_FORMAT, s->file, 1, "must be one JSON object");
    for (size_t i = 0; i < WORDS; i++) {
        const char *value = json_str(root, words[i].name, "");
        if (!*value)
            return refuse(s, words[i].name, "a string that is not empty");
        *(char **)((char *)p + words[i].offset) = mem_dup(value);
    }
    for (size_t i = 0; i < LISTS; i++) {
        char ***list = (char ***)((char *)p + lists[i].offset);
        int code = load_list(s, root, lists[i].name, list);
        if (code != ERR_NONE)
            return code;
    }
    return load_errors(s, root, &p->errors);
}

struct platform *platform_load(const char *file, struct err *e)
{
    char *text = NULL;
    json_t *root = json_read(file, &text, e);
    if (!root)
        return NULL;
    struct platform *p = mem_alloc(sizeof *p);
    struct source s = {file, text, e};
    if (fill(p, &s, root) != ERR_NONE) {
        platform_free(p);
        p = NULL;
    }
    json_decref(root);
    free(text);
    return p;
}

static void free_list(char **list)
{
    for (char **item = list; item && *item; item++)
        free(*item);
    free(list);
}

void platform_free(struct platform *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < WORDS; i++)
        free(*(char **)((char *)p + words[i].offset));
    for (size_t i = 0; i < LISTS; i++)
        free_list(*(char ***)((char *)p + lists[i].offset));
    for (struct error_reply *r = p->errors; r && r->text; r++)
        free(r->text);
    free(p->errors);
    free(p);
}

/* Pass over a run of bytes of one kind. Returns false when there is none. */
static bool run(const char *line, size_t len, size_t *at, int (*kind)(int))
{
    size_t start = *at;
    while (*at < len && kind((unsigned char)line[*at]))
        (*at)++;
    return *at > start;
}

static bool shape_fits(const char *shape, const char *line, size_t len)
{
    size_t at = 0;
    for (; *shape; shape++) {
        bool ok;
        if (*shape == '#')
            ok = run(line, len, &at, isdigit);
        else if (*shape == '@')
            ok = run(line, len, &at, isalpha);
        else if (*shape == ' ')
            ok = run(line, len, &at, isblank);
        else
            ok = at < len && line[at++] == *shape;
        if (!ok)
            return false;
    }
    return true;
}

bool platform_is_log(const struct platform *p, const char *line, size_t len)
{
    for (char **shape = p->log_prefixes; *shape; shape++)
        if (shape_fits(*shape, line, len))
            return true;
    return false;
}

bool platform_is_command(const char *line, const char *verb)
{
    for (;;) {
        line += strspn(line, " ");
        verb += strspn(verb, " ");
        size_t given = strcspn(line, " ");
        size_t whole = strcspn(verb, " ");
        if (whole == 0)
            return true;
        if (given == 0 || given > whole || strncasecmp(line, verb, given) != 0)
            return false;
        line += given;
        verb += whole;
    }
}

bool platform_debugs(const struct platform *p, const char *lines)
{
    for (; lines; lines = strchr(lines, '\n') ? strchr(lines, '\n') + 1 : NULL) {
        const char *line = lines + strspn(lines, " \t");
        const char *rest = line + strcspn(line, " \t");
        if (platform_is_command(line, p->debug_on) ||
            (platform_is_command(line, p->configure_exec) &&
             platform_is_command(rest, p->debug_on)))
            return true;
    }
    return false;
}

enum reply_class platform_classify(const struct platform *p, const char *reply, size_t len)
{
    const char *pos = reply;
    struct span line;
    for (int n = 0; n < CLASSIFY_LINES && text_next_line(&pos, reply + len, &line); n++) {
        for (const struct error_reply *r = p->errors; r->text; r++) {
            size_t want = strlen(r->text);
            if (line.len >= want && strncasecmp(line.at, r->text, want) == 0)
                return r->class;
        }
    }
    return REPLY_OK;
}
