/* SPDX-License-Identifier: ISC */
#include "report/ladder.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/put.h"

#include <stdlib.h>
#include <string.h>

enum {
    ONWARD_MS = 3000, /* a packet that takes longer is another one */
    RUNGS_MAX = 240,  /* of a longer ladder the middle is left out */
    MESSAGES_MAX = 4000
};

enum direction { NEITHER, OUTWARD, INWARD };

/* What one end tells, in its own order. */
struct told {
    struct rung rung;
    uint64_t block, line;
    enum direction direction;
};

struct tale {
    struct told *told;
    size_t count, capacity, next;
};

static bool is_shown(const char *kind)
{
    static const char *const SHOWN[] = {"accept", "refuse", "notify", "done", "delete", "error"};
    for (size_t i = 0; i < sizeof SHOWN / sizeof *SHOWN; i++)
        if (strcmp(SHOWN[i], kind) == 0)
            return true;
    return false;
}

/*
 * Did a message of a conversation cross? Its beginning did too, where the end that answers tells of
 * it, or where the one that asks names the state it is in.
 */
static enum direction crosses(const json_t *talk, const json_t *m, bool first)
{
    const char *kind = json_str(m, "kind", "");
    bool begins = strcmp(kind, "begin") == 0 && first;
    bool answers = strcmp(json_str(talk, "role", ""), "responder") == 0;
    if (strcmp(kind, "send") == 0 || (begins && !answers && json_str(m, "state", NULL)))
        return OUTWARD;
    return strcmp(kind, "receive") == 0 || (begins && answers) ? INWARD : NEITHER;
}

static void add_message(struct tale *t, const struct account *a, int side, const json_t *m,
                        enum direction direction)
{
    const char *kind = json_str(m, "kind", "");
    const json_t *at = json_object_get(m, "_at");
    if ((direction == NEITHER && !is_shown(kind)) || t->count >= MESSAGES_MAX)
        return;
    uint64_t block = (uint64_t)json_int(at, "block", 0);
    size_t line = (size_t)json_int(at, "first", 0);
    t->told = mem_grow(t->told, t->count, &t->capacity, sizeof *t->told);
    t->told[t->count++] = (struct told){
        .rung = {.kind = RUNG_SAID,
                 .side = side,
                 .ms = account_heard_ms(a, side, block, line),
                 .bad = strcmp(kind, "error") == 0 || strcmp(kind, "refuse") == 0,
                 .phase = (int)json_int(m, "phase", 0),
                 .state = json_str(m, "state", ""),
                 .what = kind,
                 .text = json_str(m, "text", "")},
        .block = block,
        .line = line,
        .direction = direction,
    };
}

static int by_line(const void *left, const void *right)
{
    const struct told *a = left;
    const struct told *b = right;
    if (a->block != b->block)
        return a->block < b->block ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

/* A side's conversations as one tale; a time that is not known is that of the line before. */
static void tell(struct tale *t, const struct account *a, int side)
{
    size_t i;
    size_t k;
    const json_t *talk;
    const json_t *message;
    json_array_foreach(account_exchange(a, side), i, talk)
    {
        bool first = true; /* nothing has crossed or begun yet */
        json_array_foreach(json_object_get(talk, "messages"), k, message)
        {
            enum direction direction = crosses(talk, message, first);
            first = first && strcmp(json_str(message, "kind", ""), "begin") != 0 &&
                    direction == NEITHER;
            add_message(t, a, side, message, direction);
        }
    }
    if (t->count > 0)
        qsort(t->told, t->count, sizeof *t->told, by_line);
    for (i = 1; i < t->count; i++)
        if (t->told[i].rung.ms < t->told[i - 1].rung.ms)
            t->told[i].rung.ms = t->told[i - 1].rung.ms;
}

static const struct told *head(const struct tale *t)
{
    return t->next < t->count ? &t->told[t->next] : NULL;
}

/*
 * The packet of the other side that this one is: the last one that is not accounted for. (The first
 * would be wrong for all that follow once an end has not told of one.)
 */
static struct rung *find_sent(const struct ladder *l, const struct rung *received)
{
    for (size_t i = l->count; i-- > 0;) {
        struct rung *r = &l->rung[i];
        if (r->kind == RUNG_SENT && r->side != received->side &&
            received->ms <= r->ms + ONWARD_MS &&
            (r->phase == received->phase || r->phase == 0 || received->phase == 0))
            return r;
    }
    return NULL;
}

/* Which side goes on? The earlier one, but nothing is received before it was sent. */
static int choose(const struct ladder *l, const struct tale tale[SIDES])
{
    const struct told *a = head(&tale[SIDE_A]);
    const struct told *b = head(&tale[SIDE_B]);
    if (!a || !b)
        return a ? SIDE_A : SIDE_B;
    int side = b->rung.ms < a->rung.ms ? SIDE_B : SIDE_A;
    const struct told *first = side == SIDE_A ? a : b;
    const struct told *other = side == SIDE_A ? b : a;
    bool waits = first->direction == INWARD && !find_sent(l, &first->rung);
    return waits && other->rung.ms <= first->rung.ms + ONWARD_MS ? !side : side;
}

static void add_rung(struct ladder *l, const struct told *t)
{
    struct rung r = t->rung;
    struct rung *sent = t->direction == INWARD ? find_sent(l, &r) : NULL;
    if (sent) {
        sent->kind = RUNG_CROSSED;
        return;
    }
    r.kind = t->direction == OUTWARD  ? RUNG_SENT
             : t->direction == INWARD ? RUNG_RECEIVED
                                      : RUNG_SAID;
    l->rung[l->count++] = r;
}

static void shorten(struct ladder *l)
{
    if (l->count <= RUNGS_MAX)
        return;
    size_t half = RUNGS_MAX / 2;
    l->left_out = l->count - RUNGS_MAX;
    memmove(&l->rung[half], &l->rung[l->count - half], half * sizeof *l->rung);
    l->count = RUNGS_MAX;
}

/* Nobody was there to tell the other half of it. */
static void believe(struct ladder *l, int side)
{
    l->only = side;
    for (size_t i = 0; i < l->count; i++) {
        struct rung *r = &l->rung[i];
        if (r->kind == RUNG_RECEIVED)
            r->side = !r->side; /* who sent it */
        if (r->kind != RUNG_SAID)
            r->kind = RUNG_CROSSED;
    }
}

void ladder_init(struct ladder *l, const struct account *a)
{
    struct tale tale[SIDES] = {{0}, {0}};
    *l = (struct ladder){.only = -1};
    for (int side = 0; side < SIDES; side++)
        tell(&tale[side], a, side);
    l->rung = mem_array(tale[SIDE_A].count + tale[SIDE_B].count + 1, sizeof *l->rung);
    while (head(&tale[SIDE_A]) || head(&tale[SIDE_B])) {
        int side = choose(l, tale);
        add_rung(l, head(&tale[side]));
        tale[side].next++;
    }
    if (tale[SIDE_A].count == 0 || tale[SIDE_B].count == 0)
        believe(l, tale[SIDE_A].count == 0 ? SIDE_B : SIDE_A);
    shorten(l);
    uint64_t first = l->count > 0 ? l->rung[0].ms : 0;
    for (size_t i = 0; i < l->count; i++)
        l->rung[i].ms = l->rung[i].ms > first ? l->rung[i].ms - first : 0;
    for (int side = 0; side < SIDES; side++)
        free(tale[side].told);
}

void ladder_fini(struct ladder *l)
{
    free(l->rung);
    *l = (struct ladder){0};
}

char *ladder_legend(const struct ladder *l, const char *const names[SIDES])
{
    if (l->only >= 0)
        return mem_printf("From the debugging of %s alone: what it says that it sent and received "
                          "is drawn, and what became of it at the other end is not known.",
                          names[l->only]);
    return mem_dup("From the debugging of both ends, in the order in which it was heard. An arrow "
                   "that ends in x did not arrive as far as the other end tells; one that begins "
                   "with ? is not told of by its sender.");
}

char *rung_label(const struct rung *r)
{
    char phase[32] = "";
    if (r->phase > 0)
        snprintf(phase, sizeof phase, "phase %d%s", r->phase, *r->state ? ": " : "");
    if (r->kind == RUNG_SAID)
        return mem_printf("%s: %s", r->what, r->text);
    return *phase || *r->state ? mem_printf("%s%s", phase, r->state) : mem_dup(r->text);
}

enum { TIME_COLUMNS = 10, LANES = 2, GAPS = 2 /* a blank at both ends of words */ };

static void add_line(json_t *out, struct buf *line)
{
    json_array_append_new(out, json_string(buf_str(line)));
    buf_clear(line);
}

static void fill(struct buf *b, char c, size_t n)
{
    while (n-- > 0)
        buf_add_char(b, c);
}

/* "|----- words ----->|" over `room` characters; one that did not arrive ends before the lane. */
static void draw_arrow(struct buf *line, const struct rung *r, size_t room)
{
    char *label = rung_label(r);
    char *words = put_cut(label, room > 16 ? room - 16 : 0);
    bool rightward = (r->side == SIDE_A) == (r->kind != RUNG_RECEIVED);
    size_t gap = r->kind == RUNG_CROSSED ? 0 : 4;
    size_t shaft = room - text_columns(words) - (size_t)GAPS - gap - 1;
    bool gap_left = gap > 0 && rightward == (r->kind == RUNG_RECEIVED);
    const char *tail = r->kind == RUNG_RECEIVED ? "?" : "-";
    const char *tip = r->kind == RUNG_SENT ? "x" : rightward ? ">" : "<";
    fill(line, ' ', gap_left ? gap : 0);
    buf_add_str(line, rightward ? tail : tip);
    fill(line, '-', shaft / 2 > 0 ? shaft / 2 - 1 : 0);
    buf_printf(line, " %s ", words);
    fill(line, '-', shaft - shaft / 2);
    buf_add_str(line, rightward ? tip : tail);
    fill(line, ' ', gap_left ? 0 : gap);
    free(words);
    free(label);
}

static void draw_saying(struct buf *line, const struct rung *r, size_t room)
{
    char *label = rung_label(r);
    char *words = put_cut(label, room - (size_t)GAPS);
    size_t used = text_columns(words) + 1;
    size_t rest = used < room ? room - used : 0;
    fill(line, ' ', r->side == SIDE_A ? 1 : rest);
    buf_add_str(line, words);
    fill(line, ' ', r->side == SIDE_A ? rest : 1);
    free(words);
    free(label);
}

static void add_names(json_t *out, const char *const names[SIDES], size_t room)
{
    struct buf line = {0};
    char *a = put_cut(names[SIDE_A], room / 2 - 1);
    char *b = put_cut(names[SIDE_B], room / 2 - 1);
    size_t used = text_columns(a) + text_columns(b);
    fill(&line, ' ', TIME_COLUMNS);
    buf_add_str(&line, a);
    fill(&line, ' ', room + LANES > used ? room + LANES - used : 1);
    buf_add_str(&line, b);
    add_line(out, &line);
    buf_fini(&line);
    free(a);
    free(b);
}

json_t *ladder_text(const struct ladder *l, const char *const names[SIDES], size_t width)
{
    json_t *out = json_array();
    struct buf line = {0};
    size_t room = width - TIME_COLUMNS - LANES;
    add_names(out, names, room);
    for (size_t i = 0; i < l->count; i++) {
        const struct rung *r = &l->rung[i];
        if (l->left_out > 0 && i == l->count / 2) {
            buf_printf(&line, "%*s(%zu more in between)", TIME_COLUMNS, "", l->left_out);
            add_line(out, &line);
        }
        buf_printf(&line, "%7.3f s |", (double)r->ms / 1000.0);
        if (r->kind == RUNG_SAID)
            draw_saying(&line, r, room);
        else
            draw_arrow(&line, r, room);
        buf_add_char(&line, '|');
        add_line(out, &line);
    }
    buf_fini(&line);
    return out;
}
