/* SPDX-License-Identifier: ISC */
#include "report/account.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/facts.h"

#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 2000, NOTES_MAX = 500, HEARD_MAX = 200000, STEPS_BEFORE = -2 };

/* When a line was heard; the lines of a block follow each other. */
struct moment {
    uint64_t block, ms;
};

struct account {
    struct walk *walk;
    json_t *index; /* "side risk text" -> number of the command */
    struct account_command *commands;
    size_t count, capacity, left_out;
    json_t *notes;
    struct moment *heard[SIDES];
    size_t heard_count[SIDES], heard_capacity[SIDES], heard_all[SIDES];
    json_t *exchange[SIDES];
    int step, exchange_step;
    bool debugged, listened, scanned; /* in this step */
    bool unread;                      /* what an earlier one heard */
    bool any_scanned;
};

static void add_command(struct account *a, const struct walk_event *e)
{
    char *key = mem_printf("%d %d %s", e->side, (int)e->risk, e->text ? e->text : "");
    const json_t *known = json_object_get(a->index, key);
    if (known) {
        a->commands[json_integer_value(known)].times++;
    } else if (a->count < COMMANDS_MAX &&
               json_object_set_new(a->index, key, json_integer((json_int_t)a->count)) == 0) {
        a->commands = mem_grow(a->commands, a->count, &a->capacity, sizeof *a->commands);
        a->commands[a->count++] =
            (struct account_command){e->side, e->risk, 1, mem_dup(e->text ? e->text : "")};
    } else {
        a->left_out++;
    }
    free(key);
}

static void add_note(struct account *a, const char *text)
{
    json_t *note = text && json_array_size(a->notes) < NOTES_MAX ? json_string(text) : NULL;
    if (note)
        json_array_append_new(a->notes, note);
    else
        a->left_out++;
}

static void add_heard(struct account *a, const struct walk_event *e)
{
    int side = e->side;
    a->heard_all[side]++;
    a->listened = true;
    if (a->heard_count[side] >= HEARD_MAX)
        return;
    a->heard[side] = mem_grow(a->heard[side], a->heard_count[side], &a->heard_capacity[side],
                              sizeof *a->heard[side]);
    a->heard[side][a->heard_count[side]++] = (struct moment){e->block, walk_now_ms(a->walk)};
}

/* A step scans what it has heard when it has come to its end, and not when it breaks off. */
static bool step_unread(const struct account *a)
{
    return a->debugged && a->listened && !a->scanned;
}

static void begin_step(struct account *a, int step)
{
    a->unread = a->unread || step_unread(a);
    a->debugged = a->listened = a->scanned = false;
    a->step = step;
}

static void take_exchange(struct account *a, int side)
{
    a->scanned = a->any_scanned = true;
    const json_t *end = json_object_get(walk_facts(a->walk), facts_side_name(side));
    json_t *talks = json_object_get(end, "exchange");
    if (json_array_size(talks) == 0)
        return;
    /* What two steps heard does not belong side by side. */
    if (a->exchange_step != a->step)
        for (int i = 0; i < SIDES; i++) {
            json_decref(a->exchange[i]);
            a->exchange[i] = NULL;
        }
    a->exchange_step = a->step;
    json_decref(a->exchange[side]);
    a->exchange[side] = json_incref(talks);
}

static void on_event(void *user, const struct walk_event *e)
{
    struct account *a = user;
    switch (e->type) {
    case WALK_STEP_BEGINS:
        begin_step(a, e->step);
        break;
    case WALK_COMMAND:
        a->debugged = a->debugged || e->risk == RISK_DEBUG;
        add_command(a, e);
        break;
    case WALK_NOTE:
        add_note(a, e->text);
        break;
    case WALK_HEARD:
        add_heard(a, e);
        break;
    case WALK_FACTS:
        if (e->text && strcmp(e->text, "exchange") == 0)
            take_exchange(a, e->side);
        break;
    default:
        break;
    }
}

struct account *account_new(struct walk *w)
{
    struct account *a = mem_alloc(sizeof *a);
    a->walk = w;
    a->index = json_object();
    a->notes = json_array();
    a->step = -1;
    a->exchange_step = STEPS_BEFORE;
    walk_observe(w, on_event, a);
    return a;
}

void account_free(struct account *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->count; i++)
        free(a->commands[i].text);
    free(a->commands);
    for (int side = 0; side < SIDES; side++) {
        free(a->heard[side]);
        json_decref(a->exchange[side]);
    }
    json_decref(a->index);
    json_decref(a->notes);
    free(a);
}

struct walk *account_walk(const struct account *a)
{
    return a->walk;
}

const struct account_command *account_commands(const struct account *a, size_t *count)
{
    *count = a->count;
    return a->commands;
}

const json_t *account_notes(const struct account *a)
{
    return a->notes;
}

size_t account_left_out(const struct account *a)
{
    return a->left_out;
}

size_t account_heard(const struct account *a, int side)
{
    return a->heard_all[side];
}

bool account_unread(const struct account *a)
{
    bool heard = a->heard_all[SIDE_A] + a->heard_all[SIDE_B] > 0;
    return a->unread || step_unread(a) || (heard && !a->any_scanned);
}

const json_t *account_exchange(const struct account *a, int side)
{
    return a->exchange[side];
}

uint64_t account_heard_ms(const struct account *a, int side, uint64_t block, size_t line)
{
    const struct moment *all = a->heard[side];
    size_t low = 0;
    size_t high = a->heard_count[side];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    size_t i = low + line - 1;
    return line > 0 && i < a->heard_count[side] && all[i].block == block ? all[i].ms : 0;
}
