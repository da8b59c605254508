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
    LINE_MAX_SEEN = 1024, /* of a line, to tell what it is */
    MESSAGES_MAX = 100,   /* more than other lines: a reply does not hold them */
    REPLIES_KEPT = 2      /* facts know a reply and the one before it */
};

struct capture_rules {
    json_t *root;
    struct pattern *prompt, *heading;
    struct pattern *like; /* of all bare replies; the mark is the index; NULL: none */
    struct redactor *redactor;
};

/* A reply within a capture. */
struct piece {
    char *command;
    size_t at, end;    /* bytes of the text */
    size_t first_line; /* the number of its first line */
    struct buf clean;  /* it, with the secrets replaced; empty when there are none */
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
    const json_t *bare = json_object_get(r->root, "bare");
    r->like = json_array_size(bare) > 0 ? join_likes(bare, file, e) : NULL;
    bool joined = r->like || json_array_size(bare) == 0;
    return r->prompt && r->heading && joined ? ERR_NONE : ERR_FORMAT;
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
        buf_fini(&all->list[i].clean);
    }
    free(all->list);
}

/* What a line that is no prompt and no heading says about what follows, or NULL. */
static const char *bare_command(const struct capture_rules *r, const struct span *line)
{
    if (!r->like || pattern_find(r->like, line->at, line->len, 0, NULL) <= 0)
        return NULL;
    size_t i = strtoul(pattern_mark(r->like), NULL, 10);
    return json_str(json_array_get(json_object_get(r->root, "bare"), i), "command", "");
}

/* Characters that end a prompt, and where they stand next. Most lines hold none. */
struct prompt_ends {
    const char *next[2];
    const char *end; /* of the text */
};

static bool may_be_prompt(struct prompt_ends *p, const struct span *line)
{
    static const char ends[2] = "#>";
    bool found = false;
    for (size_t i = 0; i < sizeof ends; i++) {
        if (!p->next[i] || p->next[i] < line->at)
            p->next[i] = memchr(line->at, ends[i], (size_t)(p->end - line->at));
        if (!p->next[i])
            p->next[i] = p->end;
        found = found || p->next[i] < line->at + line->len;
    }
    return found;
}

/* A prompt or heading: the command it holds, with length 0 for a prompt alone. */
static bool is_divider(const struct capture_rules *r, struct prompt_ends *ends,
                       const struct span *line, struct span *command)
{
    bool rule = line->len > 0 && *line->at == '-';
    const struct pattern *p = rule ? r->heading : r->prompt;
    if (!rule && !may_be_prompt(ends, line))
        return false;
    if (pattern_find(p, line->at, line->len, 0, NULL) <= 0)
        return false;
    *command = pattern_group(p, line->at, "command");
    return true;
}

/* What is being cut. */
struct cut {
    struct pieces *all;
    bool divided;    /* a prompt or heading was seen */
    bool open;       /* the last piece goes on */
    size_t messages; /* in it, by how many more than other lines, since... */
    size_t calm;     /* ... here */
};

static void open_reply(struct cut *cut, struct span command, size_t at, size_t line)
{
    cut->open = command.len > 0;
    cut->messages = 0;
    cut->calm = at;
    if (cut->open)
        open_piece(cut->all, command.at, command.len, at, line);
}

/* The open reply goes on up to `after`. It ends where messages prevail, which came behind it. */
static void go_on(struct cut *cut, const struct pack *p, struct span line, size_t after)
{
    struct piece *piece = &cut->all->list[cut->all->count - 1];
    if (after <= piece->at)
        return;
    if (signature_begins(pack_signatures(p), line))
        cut->messages++;
    else if (cut->messages > 0)
        cut->messages--;
    if (cut->messages == 0)
        cut->calm = after;
    cut->open = cut->messages <= MESSAGES_MAX;
    piece->end = cut->open ? after : cut->calm;
}

/*
 * Cut the text at prompts and headings. Where neither has been seen, lines that only one kind of
 * reply begins with open a reply of that kind; one that is open already goes on.
 */
static void split(const struct capture_rules *r, const struct pack *p, const struct capture *c,
                  struct pieces *all)
{
    const char *pos = c->text, *end = c->text + c->len;
    struct span line, command;
    struct cut cut = {.all = all};
    struct prompt_ends ends = {{NULL, NULL}, end};
    for (size_t n = 1; text_next_line(&pos, end, &line); n++) {
        size_t at = (size_t)(line.at - c->text), after = (size_t)(pos - c->text);
        const char *bare;
        if (line.len > LINE_MAX_SEEN)
            line.len = LINE_MAX_SEEN;
        if (is_divider(r, &ends, &line, &command)) {
            cut.divided = true;
            open_reply(&cut, command, after, n + 1);
        } else if (!cut.divided && (bare = bare_command(r, &line)) &&
                   !(cut.open && strcmp(all->list[all->count - 1].command, bare) == 0)) {
            open_reply(&cut, (struct span){bare, strlen(bare)}, at, n);
        }
        if (cut.open)
            go_on(&cut, p, line, after);
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

/* The text with its secrets replaced, as far as that differs from what it was. */
struct cleaning {
    const struct redactor *redactor;
    const struct capture *from;
    struct buf *out;
    size_t done; /* of `from`, in `out` */
};

/* A part of the text by itself, since what is secret may depend on lines before. */
static void clean_part(struct cleaning *c, size_t at, size_t end, struct buf *clean)
{
    if (!redactor_find(c->redactor, c->from->text + at, end - at, clean))
        return;
    buf_add(c->out, c->from->text + c->done, at - c->done);
    buf_add(c->out, buf_str(clean), clean->len);
    c->done = end;
}

/* Replace secrets in replies and between them; lines stay where they are. */
static void clean_text(struct cleaning *c, struct pieces *all)
{
    struct buf between = {0};
    size_t at = 0;
    for (size_t i = 0; i <= all->count; i++) {
        struct piece *p = i < all->count ? &all->list[i] : NULL;
        buf_clear(&between);
        clean_part(c, at, p ? p->at : c->from->len, &between);
        if (p)
            clean_part(c, p->at, p->end, &p->clean);
        at = p ? p->end : at;
    }
    if (c->done > 0)
        buf_add(c->out, c->from->text + c->done, c->from->len - c->done);
    buf_fini(&between);
}

static void take_piece(struct pack *p, struct facts *f, int side, uint64_t block,
                       const struct capture *c, const struct piece *piece, const char *name)
{
    struct facts_source from = {.side = side,
                                .name = name,
                                .block = block,
                                .command = piece->command,
                                .before = piece->first_line - 1};
    struct span text = {c->text + piece->at, piece->end - piece->at};
    if (piece->clean.len > 0)
        text = (struct span){buf_str(&piece->clean), piece->clean.len};
    /* A reply that cannot be read is as good as none; the status says so. */
    facts_take_reply(f, pack_templates(p), &from, text.at, text.len, NULL);
}

/* As facts_name(), asked once for each command: `known` are the answers by command. */
static const char *known_name(const struct capture_rules *r, const struct template_index *ix,
                              const char *command, json_t *known)
{
    json_t *name = json_object_get(known, command);
    if (!name) {
        const char *text = facts_name(r, ix, command);
        name = text ? json_string(text) : json_null();
        json_object_set_new_nocheck(known, command, name);
    }
    return json_string_value(name);
}

/* Is one of the facts, which are the keys of `taken`, a configuration? */
static bool holds_configuration(const struct capture_rules *r, const json_t *taken)
{
    const json_t *list = json_object_get(r->root, "facts");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (json_is_true(json_object_get(one, "configuration")) &&
            json_object_get(taken, json_str(one, "facts", "")))
            return true;
    }
    return false;
}

/*
 * Take the replies whose rows the facts still have in the end. Says whether there is a
 * configuration among them.
 */
static bool take_pieces(const struct capture_rules *r, struct pack *p, struct facts *f, int side,
                        uint64_t block, const struct capture *c, const struct pieces *all)
{
    const char **names = mem_array(all->count, sizeof *names);
    json_t *known = json_object(), *later = json_object();
    for (size_t i = all->count; i-- > 0;) {
        const struct piece *piece = &all->list[i];
        const char *name =
            piece->end > piece->at ? known_name(r, pack_templates(p), piece->command, known) : NULL;
        long long count = name ? json_int(later, name, 0) : 0;
        if (!name || count == REPLIES_KEPT)
            continue;
        names[i] = name;
        json_object_set_new(later, name, json_integer(count + 1));
    }
    for (size_t i = 0; i < all->count; i++)
        if (names[i])
            take_piece(p, f, side, block, c, &all->list[i], names[i]);
    bool configured = holds_configuration(r, later);
    json_decref(known);
    json_decref(later);
    free(names);
    return configured;
}

/* As take_pieces(); `clean` gets the text without its secrets, when it has any. */
static bool take_one(const struct capture_rules *r, struct pack *p, struct facts *f,
                     struct transcript *t, int side, const struct capture *c, uint64_t *block,
                     struct buf *clean)
{
    const char *source = c->source ? c->source : "";
    struct pieces all = {0};
    struct cleaning cleaning = {r->redactor, c, clean, 0};
    split(r, p, c, &all);
    clean_text(&cleaning, &all);
    if (clean->len > 0) {
        *block = transcript_begin(t, source, "");
        transcript_reply(t, *block, buf_str(clean), clean->len, ERR_NONE);
    } else {
        *block = transcript_lend(t, source, c->text, c->len);
    }
    bool configured = take_pieces(r, p, f, side, *block, c, &all);
    free_pieces(&all);
    return configured;
}

bool capture_take(const struct capture_rules *r, struct pack *p, struct facts *f,
                  struct transcript *t, int side, const struct capture *capture, size_t count)
{
    struct heard_text *texts = mem_array(count + 1, sizeof *texts);
    struct heard_line *begins = mem_array(count + 1, sizeof *begins);
    struct buf *clean = mem_array(count + 1, sizeof *clean);
    bool configured = false;
    for (size_t i = 0; i < count; i++) {
        begins[i].line = 1;
        configured =
            take_one(r, p, f, t, side, &capture[i], &begins[i].block, &clean[i]) || configured;
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
    return configured;
}
