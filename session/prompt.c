/* SPDX-License-Identifier: ISC */
#include "session/prompt.h"

#include <ctype.h>
#include <string.h>

enum {
    CONFIG_NAME_MAX = 20, /* IOS shows no more of the host name in configuration mode */
    CONFIG_MODE_MAX = 40  /* "(config-if-range)" and the like */
};

struct span prompt_trim(struct span line)
{
    while (line.len > 0 && strchr(" \t\r\n", line.at[line.len - 1]) && line.at[line.len - 1])
        line.len--;
    return line;
}

static bool begins(struct span line, const char *text, size_t len)
{
    return line.len >= len && memcmp(line.at, text, len) == 0;
}

static struct span skip(struct span line, size_t n)
{
    return (struct span){line.at + n, line.len - n};
}

/* Length of "(config-if)" at the start of `rest`, 0 when there is none. */
static size_t parenthesis(struct span rest)
{
    if (rest.len == 0 || *rest.at != '(')
        return 0;
    for (size_t i = 1; i < rest.len && i < CONFIG_MODE_MAX; i++) {
        if (rest.at[i] == ')')
            return i + 1;
        if (isspace((unsigned char)rest.at[i]) || rest.at[i] == '(')
            return 0;
    }
    return 0;
}

bool prompt_shows(const char *shown, const char *name)
{
    size_t len = strlen(shown);
    return strcmp(shown, name) == 0 || (len == CONFIG_NAME_MAX && strncmp(shown, name, len) == 0);
}

/* What follows the host name: an optional mode in parentheses and one of the two suffixes. */
static enum prompt_mode suffix(const struct platform *p, struct span rest, size_t *len)
{
    size_t mode = parenthesis(rest);
    struct span end = skip(rest, mode);
    if (begins(end, p->prompt_enabled, strlen(p->prompt_enabled))) {
        *len = mode + strlen(p->prompt_enabled);
        return mode ? PROMPT_CONFIG : PROMPT_ENABLED;
    }
    if (begins(end, p->prompt_user, strlen(p->prompt_user))) {
        *len = mode + strlen(p->prompt_user);
        return PROMPT_USER;
    }
    return PROMPT_NONE;
}

enum prompt_mode prompt_begins(const struct prompt *prompt, const struct platform *p,
                               struct span line, size_t *after)
{
    size_t name = strlen(prompt->name);
    size_t end = 0;
    *after = 0;
    if (name == 0)
        return PROMPT_NONE;
    if (begins(line, prompt->name, name)) {
        enum prompt_mode mode = suffix(p, skip(line, name), &end);
        *after = mode ? name + end : 0;
        return mode;
    }
    if (name > CONFIG_NAME_MAX && begins(line, prompt->name, CONFIG_NAME_MAX) &&
        suffix(p, skip(line, CONFIG_NAME_MAX), &end) == PROMPT_CONFIG) {
        *after = CONFIG_NAME_MAX + end;
        return PROMPT_CONFIG;
    }
    return PROMPT_NONE;
}

enum prompt_mode prompt_is(const struct prompt *prompt, const struct platform *p, struct span line)
{
    size_t after;
    line = prompt_trim(line);
    enum prompt_mode mode = prompt_begins(prompt, p, line, &after);
    return after == line.len ? mode : PROMPT_NONE;
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("._-:/@~+", c));
}

bool prompt_guess(const struct platform *p, struct span line, struct prompt *out)
{
    line = prompt_trim(line);
    size_t n = 0;
    while (n < line.len && n <= PROMPT_NAME_MAX && is_name_byte(line.at[n]))
        n++;
    size_t end;
    if (n == 0 || n > PROMPT_NAME_MAX || !isalnum((unsigned char)*line.at) ||
        !suffix(p, skip(line, n), &end) || n + end != line.len)
        return false;
    memcpy(out->name, line.at, n);
    out->name[n] = '\0';
    return true;
}

void candidate_set(struct candidate *c, struct span line)
{
    line = prompt_trim(line);
    candidate_clear(c);
    buf_add(&c->text, line.at, line.len);
}

bool candidate_is(const struct candidate *c, struct span line)
{
    line = prompt_trim(line);
    return c->text.len > 0 && line.len == c->text.len &&
           memcmp(line.at, c->text.data, line.len) == 0;
}

void candidate_clear(struct candidate *c)
{
    buf_fini(&c->text);
    c->twice = false;
}
