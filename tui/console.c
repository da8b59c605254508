/* SPDX-License-Identifier: ISC */
/*
 * Joins loop, terminal, drive and the state of the user. Events only change state and ask for a
 * frame; frames are drawn at most every FRAME_MS however many events come, but a key press draws at
 * once, so a flood of monitor lines can neither freeze the screen nor the keyboard.
 */
#include "tui/console.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/actions.h"
#include "tui/key.h"
#include "tui/save.h"
#include "tui/term.h"
#include "tui/ui.h"
#include "tui/view.h"
#include "walk/facts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FRAME_MS = 16, TICK_MS = 1000 /* what is shown in seconds goes on */ };
enum { SIGNALS = 5 };

struct console {
    struct loop *loop;
    struct term *term;
    struct drive *drive;   /* of a walk that happens */
    struct player *player; /* of one that is told; one of the two is NULL */
    struct ui ui;
    struct model model;
    struct screen screen;
    struct rows scratch;
    struct loop_watch *keys;
    struct loop_timer *frame;
    struct loop_timer *tick; /* while a step runs or a line is waited for, for the seconds */
    struct loop_signal *signals[SIGNALS];
    bool waiting; /* a frame is due */
    uint64_t painted_ms;
    uint64_t step_ms; /* when the step that runs began, in the time of the walk */
};

/* All rows of the finding as wide as its pane; their number bounds its scrolling. */
static void measure_finding(struct console *c)
{
    struct ui *u = &c->ui;
    const struct area *a = &u->layout.pane[PANE_FINDING];
    if (a->height == 0)
        return;
    rows_clear(&c->scratch);
    view_finding(&c->model, a->width, &c->scratch);
    u->finding_rows = c->scratch.count;
    size_t room = a->height - 1;
    size_t most = u->finding_rows > room ? u->finding_rows - room : 0;
    u->finding_top = u->finding_top < most ? u->finding_top : most;
    c->model.finding.top = u->finding_top;
}

/* The same for what a dialog has more than the screen. */
static void measure_dialog(struct console *c, size_t width, size_t height)
{
    if (c->model.dialog == DIALOG_NONE || c->ui.layout.too_small)
        return;
    size_t most = view_dialog_hidden(&c->model, width, height, &c->scratch);
    c->ui.help_top = c->ui.help_top < most ? c->ui.help_top : most;
    c->model.help_top = c->ui.help_top;
}

static unsigned seconds_to_retry(const struct console *c, int side)
{
    const struct peer *peer = c->drive ? drive_peer(c->drive, side) : NULL;
    return peer ? (unsigned)((peer_retry_ms(peer) + TICK_MS - 1) / TICK_MS) : 0;
}

static void paint(struct console *c)
{
    size_t width;
    size_t height;
    term_size(c->term, &width, &height);
    c->ui.layout = layout_make(width, height, c->ui.zoom, walk_is_alone(c->ui.walk));
    c->ui.elapsed_s = (unsigned)((walk_now_ms(c->ui.walk) - c->step_ms) / 1000);
    for (int side = 0; side < SIDES; side++)
        c->ui.retry_s[side] = seconds_to_retry(c, side);
    model_fill(&c->model, &c->ui, &c->ui.layout);
    measure_finding(c);
    measure_dialog(c, width, height);
    screen_clear(&c->screen, width, height);
    view_screen(&c->model, &c->ui.layout, &c->scratch, &c->screen);
    term_paint(c->term, &c->screen);
    c->painted_ms = loop_now_ms(c->loop);
    c->waiting = false;
    loop_timer_stop(c->frame);
}

static void on_frame(void *user)
{
    paint(user);
}

static void want_frame(struct console *c)
{
    if (c->waiting)
        return;
    uint64_t since = loop_now_ms(c->loop) - c->painted_ms;
    c->waiting = true;
    loop_timer_set(c->frame, since < FRAME_MS ? FRAME_MS - since : 0);
}

static void on_tick(void *user)
{
    struct console *c = user;
    if (!walk_busy(c->ui.walk) && !walk_down(c->ui.walk))
        return;
    loop_timer_set(c->tick, TICK_MS);
    want_frame(c);
}

static void begin_close(struct console *c)
{
    if (c->player) {
        loop_stop(c->loop);
        return;
    }
    c->ui.closing = true;
    want_frame(c);
    /* Asked a second time the drive does not wait any more for the step to clean up. */
    drive_close(c->drive);
}

static void save(struct console *c)
{
    struct err e = {0};
    char text[1200];
    struct ui *u = &c->ui;
    /* What the finding says does not depend on how much of the screen it has. */
    rows_clear(&c->scratch);
    view_finding(&c->model, c->screen.width, &c->scratch);
    if (save_write(u->save_as, &c->screen, &c->scratch, &e) == ERR_NONE)
        ui_note(u, "Saved to %s", u->save_as);
    else
        ui_note(u, "Not saved. %s", err_format(&e, text, sizeof text));
    free(u->save_as);
    u->save_as = NULL;
}

/* What actions asked for that only we can do. */
static void settle(struct console *c)
{
    if (c->ui.want_redraw)
        term_redraw(c->term);
    c->ui.want_redraw = false;
    if (c->ui.save_as) {
        paint(c); /* without the question for the name */
        save(c);
    }
    if (c->ui.want_close)
        begin_close(c);
    c->ui.want_close = false;
}

/* The terminal is gone: its end is told in more than one way, and nobody insists. */
static void lose_terminal(struct console *c)
{
    loop_watch_set(c->keys, 0);
    if (!c->ui.closing)
        begin_close(c);
}

static void on_keys(void *user, int events)
{
    struct console *c = user;
    (void)events;
    if (term_gone(c->term)) {
        lose_terminal(c);
        return;
    }
    for (int key = term_key(c->term); key != K_NONE; key = term_key(c->term)) {
        free(c->ui.message);
        c->ui.message = NULL;
        actions_key(&c->ui, key);
        settle(c);
    }
    paint(c);
}

static void on_signal(void *user, int signum)
{
    struct console *c = user;
    if (signum == SIGWINCH) {
        term_resized(c->term);
    } else if (signum == SIGINT) {
        actions_key(&c->ui, K_CTRL('c'));
        settle(c);
    } else if (signum == SIGHUP) {
        lose_terminal(c);
    } else {
        begin_close(c);
    }
    want_frame(c);
}

static void on_event(void *user, const struct walk_event *e)
{
    struct console *c = user;
    if (e->type == WALK_STEP_BEGINS) {
        c->step_ms = walk_now_ms(c->ui.walk);
        loop_timer_set(c->tick, TICK_MS);
    }
    ui_event(&c->ui, e);
    want_frame(c);
}

static void on_state(void *user, int side, enum peer_state s, const struct err *why)
{
    struct console *c = user;
    c->ui.legacy[side] = walk_is_legacy(c->ui.walk, side);
    ui_peer_state(&c->ui, side, s, why);
    if (s == PEER_RECONNECTING)
        loop_timer_set(c->tick, TICK_MS);
    want_frame(c);
}

static void on_ask(void *user, int side, enum peer_question q, const char *text, bool echo)
{
    struct console *c = user;
    ui_ask(&c->ui, side, q, text, echo);
    want_frame(c);
}

static void on_note(void *user, int side, const char *text)
{
    struct console *c = user;
    ui_note(&c->ui, "%s: %s", c->ui.name[side], text);
    want_frame(c);
}

static void on_closed(void *user)
{
    struct console *c = user;
    loop_stop(c->loop);
}

static void watch(struct console *c)
{
    static const int signals[SIGNALS] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    c->frame = loop_timer_new(c->loop, on_frame, c);
    c->tick = loop_timer_new(c->loop, on_tick, c);
    c->keys = loop_watch_new(c->loop, STDIN_FILENO, LOOP_READ, on_keys, c);
    for (int i = 0; i < SIGNALS; i++)
        c->signals[i] = loop_signal_new(c->loop, signals[i], on_signal, c);
}

static struct console *make(struct loop *l)
{
    struct console *c = mem_alloc(sizeof *c);
    c->loop = l;
    ui_init(&c->ui);
    return c;
}

static bool take_terminal(struct console *c, const struct console_options *co, struct err *e)
{
    const char *no_color = getenv("NO_COLOR"); /* no-color.org: present and not empty */
    c->term = term_open(!no_color || !*no_color, e);
    if (!c->term)
        return false;
    c->ui.ascii = co->ascii || !term_utf8(c->term);
    return true;
}

struct console *console_new(struct loop *l, const struct console_walk *what,
                            const struct console_options *co, struct err *e)
{
    static const struct drive_handler handler = {on_state, on_ask, on_note, on_closed};
    struct console *c = make(l);
    if (!take_terminal(c, co, e)) {
        console_free(c);
        return NULL;
    }
    c->ui.playbook = what->playbook;
    c->drive = drive_new(l, what->playbook, what->options, what->config, &handler, c);
    if (what->journal)
        drive_record(c->drive, what->journal);
    drive_watch(c->drive, what->sentinel);
    c->ui.drive = c->drive;
    c->ui.walk = drive_walk(c->drive);
    for (int side = 0; side < SIDES; side++)
        if (drive_peer(c->drive, side))
            c->ui.name[side] = peer_name(drive_peer(c->drive, side));
    walk_observe(c->ui.walk, on_event, c);
    watch(c);
    if (co->notice && *co->notice)
        ui_notice(&c->ui, co->notice);
    paint(c);
    drive_open(c->drive);
    if (!c->ui.notice)
        walk_start(c->ui.walk); /* it waits for both peers */
    return c;
}

/* The player tells another walk from now on. */
static void on_began(void *user)
{
    struct console *c = user;
    struct retelling *told = player_retelling(c->player);
    const json_t *peers = json_object_get(retelling_head(told), "peers");
    ui_begin(&c->ui, player_walk(c->player));
    c->ui.playbook = retelling_playbook(told);
    c->step_ms = 0;
    for (int side = 0; side < SIDES; side++)
        c->ui.name[side] = json_str(json_object_get(peers, facts_side_name(side)), "target", "");
    walk_observe(c->ui.walk, on_event, c);
}

static void on_played(void *user)
{
    struct console *c = user;
    if (*player_trouble(c->player))
        ui_note(&c->ui, "%s", player_trouble(c->player));
    want_frame(c);
}

struct console *console_replay(struct loop *l, const char *path, struct player_pace pace,
                               const struct console_options *co, struct err *e)
{
    static const struct player_handler handler = {
        .began = on_began, .changed = on_played, .peers = {.state = on_state, .note = on_note}};
    struct console *c = make(l);
    c->player = player_new(l, path, pace, &handler, c, e);
    if (!c->player || !take_terminal(c, co, e)) {
        console_free(c);
        return NULL;
    }
    c->ui.player = c->player;
    watch(c);
    player_start(c->player);
    paint(c);
    return c;
}

struct retelling *console_retelling(struct console *c)
{
    return player_retelling(c->player);
}

struct walk *console_walk(struct console *c)
{
    return c->ui.walk;
}

void console_free(struct console *c)
{
    if (!c)
        return;
    loop_watch_free(c->keys);
    loop_timer_free(c->frame);
    loop_timer_free(c->tick);
    for (int i = 0; i < SIGNALS; i++)
        loop_signal_free(c->signals[i]);
    term_close(c->term);
    /* What could not be put right while leaving ("debugging could not be switched off"). */
    text_print_lines(stderr, "peerwalk: ", buf_str(&c->ui.farewell));
    ui_fini(&c->ui);
    drive_free(c->drive);
    player_free(c->player);
    model_fini(&c->model);
    screen_fini(&c->screen);
    rows_fini(&c->scratch);
    free(c);
}
