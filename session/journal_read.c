/* SPDX-License-Identifier: ISC */
#include "session/journal_read.h"

#include "base/json.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Above what one reply may hold after escaping; deeper than anything that is written. */
enum {
    LINE_MAX_BYTES = 256 << 20,
    DEPTH_MAX = 64,
    VALUES_MAX = 4000000,
    CHUNK = 65536,
    STAMP_MAX = 120
};

struct journal_reader {
    FILE *in;
    char *path;
    struct buf line;
    int number;
    bool torn, begun;
    const char *const *only; /* names of events; NULL: all */
    const char *const *without;
};

/* Regular files only: a pipe would wait for its writer here, and a device may have no end. */
static FILE *open_file(const char *path, struct err *e)
{
    struct stat st;
    FILE *in = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0)
        err_set(e, ERR_IO, path, 0, "cannot be opened: %s", strerror(errno));
    else if (!S_ISREG(st.st_mode))
        err_set(e, ERR_IO, path, 0, "cannot be read: it is no regular file");
    else
        in = fdopen(fd, "r");
    if (!in && fd >= 0)
        close(fd);
    return in;
}

struct journal_reader *journal_reader_open(const char *path, struct err *e)
{
    FILE *in = open_file(path, e);
    if (!in)
        return NULL;
    struct journal_reader *r = mem_alloc(sizeof *r);
    r->in = in;
    r->path = mem_dup(path);
    return r;
}

void journal_reader_free(struct journal_reader *r)
{
    if (!r)
        return;
    fclose(r->in);
    buf_fini(&r->line);
    free(r->path);
    free(r);
}

bool journal_reader_torn(const struct journal_reader *r)
{
    return r->torn;
}

void journal_reader_only(struct journal_reader *r, const char *const *names)
{
    r->only = names;
}

void journal_reader_without(struct journal_reader *r, const char *const *names)
{
    r->without = names;
}

bool journal_reader_written(const struct journal_reader *r)
{
    int fd = fileno(r->in);
    if (flock(fd, LOCK_SH | LOCK_NB) != 0)
        return errno == EWOULDBLOCK;
    flock(fd, LOCK_UN);
    return false;
}

enum line { LINE_NONE, LINE_WHOLE, LINE_TORN, LINE_TOO_LONG, LINE_UNREADABLE };

static enum line read_line(struct journal_reader *r)
{
    char part[CHUNK];
    buf_clear(&r->line);
    while (r->line.len < LINE_MAX_BYTES) {
        /* A NUL hides the newline from fgets(), and no event holds one: it ends as a bad line. */
        if (!fgets(part, sizeof part, r->in))
            return ferror(r->in) ? LINE_UNREADABLE : r->line.len > 0 ? LINE_TORN : LINE_NONE;
        buf_add_str(&r->line, *part ? part : "\\0");
        if (!*part)
            return LINE_WHOLE;
        if (r->line.len > 0 && r->line.data[r->line.len - 1] == '\n') {
            buf_cut(&r->line, r->line.len - 1);
            return LINE_WHOLE;
        }
    }
    return LINE_TOO_LONG;
}

/* Nesting and values, counted before the parser recurses into them and makes objects of them. */
static bool too_much(const char *text)
{
    int depth = 0, values = 0;
    bool quoted = false;
    for (; *text; text++) {
        if (quoted && *text == '\\' && text[1])
            text++;
        else if (*text == '"')
            quoted = !quoted;
        else if (!quoted && (*text == '{' || *text == '['))
            depth++;
        else if (!quoted && (*text == '}' || *text == ']'))
            depth--;
        values += !quoted && (*text == ',' || *text == '{' || *text == '[');
        if (depth > DEPTH_MAX || values > VALUES_MAX)
            return true;
    }
    return false;
}

static json_t *parse(struct journal_reader *r, struct err *e)
{
    json_error_t why;
    json_t *event = NULL;
    if (too_much(buf_str(&r->line)))
        err_set(e, ERR_LIMIT, r->path, r->number,
                "is nested too deeply, or holds too many values, for an event");
    else if (!(event = json_loadb(buf_str(&r->line), r->line.len, JSON_ALLOW_NUL, &why)))
        err_set(e, ERR_FORMAT, r->path, r->number, "is no event of a journal: %s", why.text);
    else if (!*json_str(event, "event", "") ||
             (!r->begun && strcmp(json_str(event, "event", ""), "open") != 0))
        err_set(e, ERR_FORMAT, r->path, r->number,
                r->begun ? "is no event of a journal" : "this file is no journal of peerwalk");
    else
        return event;
    json_decref(event);
    return NULL;
}

static bool is_listed(const char *const *list, const char *name, size_t len)
{
    for (; *list; list++)
        if (strlen(*list) == len && memcmp(*list, name, len) == 0)
            return true;
    return false;
}

/* The members that journal_write() puts in front hold no quotes besides their own. */
static bool is_left_out(const struct journal_reader *r)
{
    static const char key[] = "\"event\":\"";
    if ((!r->only && !r->without) || !r->begun || strncmp(buf_str(&r->line), "{\"n\":", 5) != 0)
        return false;
    const char *name = strstr(buf_str(&r->line), key);
    if (!name || name - buf_str(&r->line) > STAMP_MAX)
        return false;
    name += sizeof key - 1;
    size_t len = strcspn(name, "\"");
    return (r->only && !is_listed(r->only, name, len)) ||
           (r->without && is_listed(r->without, name, len));
}

/* No event comes any more: that may be the end, or an error. What cannot be read is no end. */
static void end(struct journal_reader *r, enum line line, struct err *e)
{
    if (line == LINE_UNREADABLE)
        err_set(e, ERR_IO, r->path, r->number, "cannot be read: %s", strerror(errno));
    else if (line == LINE_TOO_LONG)
        err_set(e, ERR_LIMIT, r->path, r->number, "a line is longer than %d MiB",
                LINE_MAX_BYTES >> 20);
    else if (r->begun)
        r->torn = r->torn || line == LINE_TORN;
    else if (line == LINE_TORN)
        err_set(e, ERR_FORMAT, r->path, 1, "this file is no journal of peerwalk");
    else
        err_set(e, ERR_FORMAT, r->path, 0, "this file is no journal of peerwalk: it is empty");
}

json_t *journal_reader_next(struct journal_reader *r, struct err *e)
{
    enum line line;
    do {
        line = read_line(r);
        r->number++;
    } while (line == LINE_WHOLE && is_left_out(r));
    if (line != LINE_WHOLE) {
        end(r, line, e);
        return NULL;
    }
    json_t *event = parse(r, e);
    r->begun = r->begun || event;
    return event;
}

void journal_get_bytes(const json_t *event, const char *name, struct buf *out)
{
    const json_t *text = json_object_get(event, name);
    const json_t *latin1 = json_object_get(event, "latin1");
    if (text || !latin1) {
        buf_add(out, text ? json_string_value(text) : "", json_string_length(text));
        return;
    }
    const char *at = json_string_value(latin1);
    size_t len = json_string_length(latin1);
    for (size_t i = 0; at && i < len; i++) {
        unsigned char c = (unsigned char)at[i];
        if (c >= 0xc0 && i + 1 < len)
            c = (unsigned char)((c & 0x3) << 6 | ((unsigned char)at[++i] & 0x3f));
        buf_add_char(out, (char)c);
    }
}
