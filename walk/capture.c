/* SPDX-License-Identifier: ISC */
#include "walk/capture.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "parse/pattern.h"
#include "session/redact.h"

#include <stdlib.h>
#include <string.h>

enum {
    COMMAND_MAX = 256,
    LINE_MAX_SEEN = 1024 /* of a line, to tell what it is */
};

struct capture_rules {
    json_t *root;
    struct pattern *prompt, *heading;
    struct pattern *like; /* of all bare replies; the mark is the index */
    struct redactor *redactor;
};

/* A reply within a capture. */
struct piece {
    char *command;
    size_t at, end;    /* bytes of the text */
    size_t first_line; /* the number of its first line */
    struct buf text;   /* it, with the secrets replaced */
};

struct pieces {
    struct piece *list;
    size_t count, capacity;
};

static struct pattern *compile(const json_t *object, const char *key, const char *file,
                               struct err *e)
{
    return pattern_new(json_str(object, key, ""), false, file, e);
}

/* What begins a bare reply, as one pattern. Each is tried alone first, so that its errors are. */
static struct pattern *join_likes(const json_t *bare, const char *file, struct err *e)
{
    struct buf all = {0};
    struct pattern *p = NULL;
    for (size_t i = 0; i < json_array_size(bare); i++) {
        const json_t *one = json_array_get(bare, i);
        pattern_free(p);
        p = compile(one, "like", file, e);
        if (!p)
            break;
        buf_printf(&all, "%s(?:%s)(*MARK:%zu)", i > 0 ? "|" : "", json_str(one, "like", ""), i);
    }
    if (p) {
        pattern_free(p);
        p = pattern_new(buf_str(&all), false, file, e);
    }
    buf_fini(&all);
    return p;
}

static int load_patterns(struct capture_rules *r, const char *file, struct err *e)
{
    r->prompt = compile(r->root, "prompt", file, e);
    r->heading = compile(r->root, "heading", file, e);
    r->like = join_likes(json_object_get(r->root, "bare"), file, e);
    return r->prompt && r->heading && r->like ? ERR_NONE : ERR_FORMAT;
}

struct capture_rules *capture_rules_load(const struct pack *p, struct err *e)
{
    struct capture_rules *r = mem_alloc(sizeof *r);
    char *file = file_join(pack_dir(p), "capture.json");
    r->redactor = redactor_new(pack_platform(p)->secrets);
    r->root = json_read(file, NULL, e);
    int rc = r->root ? load_patterns(r, file, e) : ERR_FORMAT;
    free(file);
    if (rc == ERR_NONE)
        return r;
    capture_rules_free(r);
    return NULL;
}

void capture_rules_free(struct capture_rules *r)
{
    if (!r)
        return;
    pattern_free(r->like);
    pattern_free(r->prompt);
    pattern_free(r->heading);
    redactor_free(r->redactor);
    json_decref(r->root);
    free(r);
}

static void open_piece(struct pieces *all, const char *command, size_t len, size_t at, size_t line)
{
    all->list = mem_grow(all->list, all->count, &all->capacity, sizeof *all->list);
    all->list[all->count++] =
        (struct piece){.command = mem_ndup(command, len > COMMAND_MAX ? COMMAND_MAX : len),
                       .at = at,
                       .end = at,
                       .first_line = line};
}

static void free_pieces(struct pieces *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->list[i].command);
        buf_fini(&all->list[i].text);
    }
    free(all->list);
}

/* What a line that is no prompt and no heading says about what follows, or NULL. */
static const char *bare_command(const struct capture_rules *r, const struct span *line)
{
    if (pattern_find(r->like, line->at, line->len, 0, NULL) <= 0)
        return NULL;
    size_t i = strtoul(pattern_mark(r->like), NULL, 10);
    return json_str(json_array_get(json_object_get(r->root, "bare"), i), "command", "");
}

/* A prompt or heading: the command it holds, with length 0 for a prompt alone. */
static bool is_divider(const struct capture_rules *r, const struct span *line, struct span *command)
{
    bool rule = line->len > 0 && *line->at == '-';
    const struct pattern *p = rule ? r->heading : r->prompt;
    /* Most lines hold nothing that ends a prompt. */
    if (!rule && !memchr(line->at, '#', line->len) && !memchr(line->at, '>', line->len))
        return false;
    if (pattern_find(p, line->at, line->len, 0, NULL) <= 0)
        return false;
    *command = pattern_group(p, line->at, "command");
    return true;
}

/*
 * Cut the text at prompts and headings. Where neither has been seen, lines that only one kind of
 * reply begins with open a reply of that kind; one that is open already goes on.
 */
static void split(const struct capture_rules *r, const struct capture *c, struct pieces *all)
{
    const char *pos = c->text, *end = c->text + c->len;
    struct span line, command;
    bool divided = false, open = false;
    for (size_t n = 1; text_next_line(&pos, end, &line); n++) {
        size_t at = (size_t)(line.at - c->text), after = (size_t)(pos - c->text);
        const char *bare;
        if (line.len > LINE_MAX_SEEN)
            line.len = LINE_MAX_SEEN;
        if (is_divider(r, &line, &command)) {
            divided = true;
            open = command.len > 0;
            if (open)
                open_piece(all, command.at, command.len, after, n + 1);
        } else if (!divided && (bare = bare_command(r, &line)) &&
                   !(open && strcmp(all->list[all->count - 1].command, bare) == 0)) {
            open = true;
            open_piece(all, bare, strlen(bare), at, n);
        }
        if (open && after > all->list[all->count - 1].at)
            all->list[all->count - 1].end = after;
    }
}

/* The name under which the rows of a command go, or NULL: the one whose template it shares. */
static const char *facts_name(const struct capture_rules *r, const struct template_index *ix,
                              const char *command)
{
    const json_t *list = json_object_get(r->root, "facts");
    const char *template = template_index_find(ix, command);
    for (size_t i = 0; template && i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *own = template_index_find(ix, json_str(one, "command", ""));
        if (own && strcmp(own, template) == 0)
            return json_str(one, "facts", NULL);
    }
    return NULL;
}

/*
 * The text with the secrets of replies replaced; lines stay where they are. `out` stays empty when
 * there are none.
 */
static void clean_text(const struct capture_rules *r, const struct capture *c, struct pieces *all,
                       struct buf *out)
{
    size_t done = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct piece *p = &all->list[i];
        size_t len = p->end - p->at;
        redactor_apply(r->redactor, c->text + p->at, len, &p->text);
        if (p->text.len == len && memcmp(buf_str(&p->text), c->text + p->at, len) == 0)
            continue;
        buf_add(out, c->text + done, p->at - done);
        buf_add(out, buf_str(&p->text), p->text.len);
        done = p->end;
    }
    if (done > 0)
        buf_add(out, c->text + done, c->len - done);
}

static void take_piece(const struct capture_rules *r, struct pack *p, struct facts *f, int side,
                       uint64_t block, const struct piece *piece)
{
    const char *name = facts_name(r, pack_templates(p), piece->command);
    if (!name || piece->end == piece->at)
        return;
    struct facts_source from = {.side = side,
                                .name = name,
                                .block = block,
                                .command = piece->command,
                                .before = piece->first_line - 1};
    /* A reply that cannot be read is as good as none; the status says so. */
    facts_take_reply(f, pack_templates(p), &from, buf_str(&piece->text), piece->text.len, NULL);
}

/* `clean` gets the text without its secrets, when it has any. */
static void take_one(const struct capture_rules *r, struct pack *p, struct facts *f,
                     struct transcript *t, int side, const struct capture *c, uint64_t *block,
                     struct buf *clean)
{
    const char *source = c->source ? c->source : "";
    struct pieces all = {0};
    split(r, c, &all);
    clean_text(r, c, &all, clean);
    if (clean->len > 0) {
        *block = transcript_begin(t, source, "");
        transcript_reply(t, *block, buf_str(clean), clean->len, ERR_NONE);
    } else {
        *block = transcript_lend(t, source, c->text, c->len);
    }
    for (size_t i = 0; i < all.count; i++)
        take_piece(r, p, f, side, *block, &all.list[i]);
    free_pieces(&all);
}

void capture_take(const struct capture_rules *r, struct pack *p, struct facts *f,
                  struct transcript *t, int side, const struct capture *capture, size_t count)
{
    struct heard_text *texts = mem_array(count + 1, sizeof *texts);
    struct heard_line *begins = mem_array(count + 1, sizeof *begins);
    struct buf *clean = mem_array(count + 1, sizeof *clean);
    for (size_t i = 0; i < count; i++) {
        begins[i].line = 1;
        take_one(r, p, f, t, side, &capture[i], &begins[i].block, &clean[i]);
        bool secrets = clean[i].len > 0;
        texts[i] = (struct heard_text){secrets ? buf_str(&clean[i]) : capture[i].text,
                                       secrets ? clean[i].len : capture[i].len, &begins[i], 1};
    }
    if (count > 0)
        facts_take_heard(f, pack_signatures(p), side, "debug", texts, count);
    for (size_t i = 0; i < count; i++)
        buf_fini(&clean[i]);
    free(clean);
    free(texts);
    free(begins);
}
