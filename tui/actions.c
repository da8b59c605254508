/* SPDX-License-Identifier: ISC */
#include "tui/actions.h"

#include "tui/key.h"
#include "tui/ui.h"

#include <string.h>

static void do_next(struct ui *u, int arg)
{
    (void)arg;
    u->selected = -1;
    if (walk_finished(u->walk))
        ui_note(u, "The walk is at its end. R runs the selected step again, r all of them.");
    walk_next(u->walk);
}

static void do_run(struct ui *u, int arg)
{
    (void)arg;
    u->selected = -1;
    if (walk_finished(u->walk))
        walk_run_step(u->walk, 0);
    walk_start(u->walk);
}

static void do_rerun(struct ui *u, int arg)
{
    (void)arg;
    if (ui_step(u) >= 0)
        walk_run_step(u->walk, (size_t)ui_step(u));
}

static void do_skip(struct ui *u, int arg)
{
    (void)arg;
    walk_skip(u->walk);
}

static void do_back(struct ui *u, int arg)
{
    ui_select(u, ui_step(u) + arg);
}

static void do_failing(struct ui *u, int arg)
{
    (void)arg;
    ui_show_failing(u);
}

static void do_overview(struct ui *u, int arg)
{
    (void)arg;
    u->zoom = PANE_ALL;
    u->selected = -1;
    ui_show_causes(u);
}

static void do_zoom(struct ui *u, int arg)
{
    (void)arg;
    ui_zoom(u, u->zoom == PANE_ALL ? u->focus : u->zoom);
}

static void do_type(struct ui *u, int arg)
{
    ui_type(u, TYPING_COMMAND, arg);
}

static void do_save(struct ui *u, int arg)
{
    (void)arg;
    ui_type(u, TYPING_FILE, SIDE_A);
}

static void do_help(struct ui *u, int arg)
{
    u->help = arg;
    u->help_top = 0;
}

static void do_help_scroll(struct ui *u, int arg)
{
    long top = (long)u->help_top + arg; /* the frame knows where it ends */
    u->help_top = top < 0 ? 0 : (size_t)top;
}

static void do_redraw(struct ui *u, int arg)
{
    (void)arg;
    u->want_redraw = true;
}

static void do_interrupt(struct ui *u, int arg)
{
    (void)arg;
    ui_interrupt(u);
}

static void do_quit(struct ui *u, int arg)
{
    (void)arg;
    ui_quit(u);
}

static void do_confirm(struct ui *u, int arg)
{
    ui_confirm(u, arg);
}

static void do_choice(struct ui *u, int arg)
{
    size_t count = json_array_size(walk_choices(u->walk));
    size_t wanted = u->choice + (size_t)(long)arg; /* wraps below zero, which is too much */
    u->choice = wanted < count ? wanted : u->choice;
}

static void do_choose(struct ui *u, int arg)
{
    ui_choose(u, arg ? (size_t)(arg - '1') : u->choice);
}

static void do_enter(struct ui *u, int arg)
{
    (void)arg;
    ui_enter(u);
}

static void do_abandon(struct ui *u, int arg)
{
    (void)arg;
    ui_abandon(u);
}

static void do_target(struct ui *u, int arg)
{
    (void)arg;
    ui_switch_target(u);
}

static void do_move(struct ui *u, int arg)
{
    input_move(&u->input, (enum input_move)arg);
}

static void do_erase(struct ui *u, int arg)
{
    input_erase(&u->input, (enum input_erase)arg);
}

static void do_recall(struct ui *u, int arg)
{
    input_recall(&u->input, arg);
}

static void do_pause(struct ui *u, int arg)
{
    (void)arg;
    player_pause(u->player);
}

static void do_play_step(struct ui *u, int arg)
{
    u->selected = -1;
    player_step(u->player, arg);
}

static void do_pace(struct ui *u, int arg)
{
    player_faster(u->player, arg);
}

enum {
    MAIN = CONTEXT_MAIN,
    REPLAY = CONTEXT_REPLAY,
    LOOK = CONTEXT_MAIN | CONTEXT_REPLAY, /* what only looks */
    CONFIRM = CONTEXT_CONFIRM,
    CHOOSE = CONTEXT_CHOOSE,
    INPUT = CONTEXT_INPUT,
    TYPING = CONTEXT_INPUT | CONTEXT_ANSWER,
    HELP = CONTEXT_HELP,
    ALL = CONTEXT_ALL
};

enum { HELP_PAGE = 10, ARG_KEY = -1000 /* the key itself is the argument */ };

/* Hints show in this order while there is room. */
/* clang-format off */
static const struct action table[] = {
    {"help", {'?', 'h', K_F1}, "help", "show this help", LOOK, false, do_help, true},
    {"pause", {' '}, "pause", "halt, or go on; at the end: begin anew",
     REPLAY, false, do_pause, 0},
    {"play-next", {'n', K_RIGHT}, "next", "go on to the next step", REPLAY, false, do_play_step, 1},
    {"play-back", {'p', K_LEFT}, "back", "go back to the step before",
     REPLAY, false, do_play_step, -1},
    {"faster", {'+', '='}, "faster", "twice as fast", REPLAY, false, do_pace, 1},
    {"slower", {'-'}, "slower", "half as fast", REPLAY, false, do_pace, -1},
    {"next", {'n', ' '}, "next", "run the next step, then stop", MAIN, false, do_next, 0},
    {"run", {'r'}, "run", "run all steps that are left; at the end: all again",
     MAIN, false, do_run, 0},
    {"re-run", {'R'}, "re-run", "run the selected step again", MAIN, true, do_rerun, 0},
    {"skip", {'s'}, "skip", "skip the step that runs or comes next", MAIN, false, do_skip, 0},
    {"back", {'p', K_BACKSPACE}, "back", "go back to the step before", MAIN, false, do_back, -1},
    {"failing", {'f'}, "failing", "jump to the failing step and the lines that prove it",
     LOOK, false, do_failing, 0},
    {"finding", {K_ENTER}, "finding", "give the finding the whole screen, or back",
     LOOK, false, ui_zoom, PANE_FINDING},
    {"quit", {'q'}, "quit", "leave; both routers are left clean", MAIN, false, do_quit, 0},
    {"leave", {'q'}, "quit", "leave", REPLAY, false, do_quit, 0},
    {"pane", {K_TAB}, "pane", "go to the next pane", LOOK, false, ui_focus, 1},
    {"pane-back", {K_BACKTAB}, NULL, "go to the previous pane", LOOK, false, ui_focus, -1},
    {"type-a", {'a'}, "type", "type a command for peer A", MAIN, false, do_type, SIDE_A},
    {"type-b", {'b'}, NULL, "type a command for peer B", MAIN, false, do_type, SIDE_B},
    {"type-both", {':'}, NULL, "type a command for both peers", MAIN, false, do_type, TARGET_BOTH},
    {"zoom", {'z'}, "zoom", "give the pane the whole screen, or back", LOOK, false, do_zoom, 0},
    {"save", {'w'}, "save", "save the screen and the finding to a file", LOOK, false, do_save, 0},
    {"overview", {K_ESC}, NULL, "back to all panes and what was found",
     LOOK, false, do_overview, 0},
    {"up", {K_UP, 'k'}, NULL, "up a row or a step in the pane", LOOK, false, ui_scroll, -1},
    {"down", {K_DOWN, 'j'}, NULL, "down a row or a step in the pane", LOOK, false, ui_scroll, 1},
    {"page-up", {K_PAGE_UP}, NULL, "up a page", LOOK, false, ui_scroll_page, -1},
    {"page-down", {K_PAGE_DOWN}, NULL, "down a page", LOOK, false, ui_scroll_page, 1},
    {"start", {K_HOME}, NULL, "to the start of the pane", LOOK, false, ui_scroll_end, -1},
    {"end", {K_END}, NULL, "to the end of the pane, and follow it", LOOK, false, ui_scroll_end, 1},
    {"left", {K_LEFT}, NULL, "long lines: to the left", MAIN, false, ui_scroll_sideways, -1},
    {"right", {K_RIGHT}, NULL, "long lines: to the right", MAIN, false, ui_scroll_sideways, 1},
    {"sideways-left", {'<'}, NULL, "long lines: to the left", REPLAY, false, ui_scroll_sideways, -1},
    {"sideways-right", {'>'}, NULL, "long lines: to the right",
     REPLAY, false, ui_scroll_sideways, 1},

    {"yes", {'y'}, "yes", "do it", CONFIRM, true, do_confirm, true},
    {"no", {'n', K_ESC}, "no", "do not do it", CONFIRM, false, do_confirm, false},

    {"question-up", {K_UP, 'k'}, NULL, "up a row", CONFIRM, false, do_help_scroll, -1},
    {"question-down", {K_DOWN, 'j'}, NULL, "down a row", CONFIRM, false, do_help_scroll, 1},
    {"question-page-up", {K_PAGE_UP}, NULL, "up some rows",
     CONFIRM, false, do_help_scroll, -HELP_PAGE},
    {"question-page-down", {K_PAGE_DOWN, ' '}, NULL, "down some rows",
     CONFIRM, false, do_help_scroll, HELP_PAGE},

    {"choose", {K_ENTER}, "take", "take the tunnel that is marked", CHOOSE, false, do_choose, 0},
    {"choose-number", {'1', '2', '3', '4', '5', '6', '7', '8', '9'}, NULL,
     "take the tunnel with this number", CHOOSE, false, do_choose, ARG_KEY},
    {"choice-up", {K_UP, 'k'}, "up", "mark the one above", CHOOSE, false, do_choice, -1},
    {"choice-down", {K_DOWN, 'j'}, "down", "mark the one below", CHOOSE, false, do_choice, 1},

    {"enter", {K_ENTER}, "send", "send the line as it is", TYPING, true, do_enter, 0},
    {"abandon", {K_ESC, K_CTRL('g')}, "abandon", "leave without sending",
     TYPING, false, do_abandon, 0},
    {"char-left", {K_LEFT, K_CTRL('b')}, NULL, "left by a character",
     TYPING, false, do_move, MOVE_LEFT},
    {"char-right", {K_RIGHT, K_CTRL('f')}, NULL, "right by a character",
     TYPING, false, do_move, MOVE_RIGHT},
    {"line-start", {K_HOME, K_CTRL('a')}, NULL, "to the start", TYPING, false, do_move, MOVE_HOME},
    {"line-end", {K_END, K_CTRL('e')}, NULL, "to the end", TYPING, false, do_move, MOVE_END},
    {"backspace", {K_BACKSPACE}, NULL, "erase the character before",
     TYPING, false, do_erase, ERASE_BACK},
    {"delete", {K_DELETE, K_CTRL('d')}, NULL, "erase the character here",
     TYPING, false, do_erase, ERASE_HERE},
    {"erase-word", {K_CTRL('w')}, NULL, "erase the word before",
     TYPING, false, do_erase, ERASE_WORD},
    {"erase-before", {K_CTRL('u')}, NULL, "erase all before",
     TYPING, false, do_erase, ERASE_BEFORE},
    {"erase-after", {K_CTRL('k')}, NULL, "erase all behind", TYPING, false, do_erase, ERASE_AFTER},

    {"target", {K_TAB}, "peer", "send to A, B or both", INPUT, false, do_target, 0},
    {"older", {K_UP, K_CTRL('p')}, "older", "an older line", INPUT, false, do_recall, -1},
    {"newer", {K_DOWN, K_CTRL('n')}, NULL, "a newer line", INPUT, false, do_recall, 1},

    {"close", {K_ESC, 'q', '?', 'h', K_F1, K_ENTER}, "close", "leave the help",
     HELP, false, do_help, false},
    {"help-up", {K_UP, 'k'}, "up", "up a row", HELP, false, do_help_scroll, -1},
    {"help-down", {K_DOWN, 'j'}, "down", "down a row", HELP, false, do_help_scroll, 1},
    {"help-page-up", {K_PAGE_UP}, NULL, "up some rows", HELP, false, do_help_scroll, -HELP_PAGE},
    {"help-page-down", {K_PAGE_DOWN, ' '}, NULL, "down some rows",
     HELP, false, do_help_scroll, HELP_PAGE},

    {"redraw", {K_CTRL('l')}, NULL, "draw the screen anew", ALL, false, do_redraw, 0},
    {"interrupt", {K_CTRL('c')}, NULL, "end the command that runs; the second time: quit",
     ALL, false, do_interrupt, 0},
};
/* clang-format on */

const struct action *actions_table(size_t *count)
{
    *count = sizeof table / sizeof *table;
    return table;
}

const struct action *actions_find(unsigned context, int key)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t k = 0; k < ACTION_KEYS && table[i].contexts & context; k++)
            if (table[i].keys[k] == key && key != K_NONE)
                return &table[i];
    return NULL;
}

void actions_key(struct ui *u, int key)
{
    unsigned context = ui_context(u);
    const struct action *a = actions_find(context, key);
    if (key != K_CTRL('c'))
        u->interrupted = false;
    if (a)
        a->run(u, a->argument == ARG_KEY ? key : a->argument);
    else if (context & TYPING)
        input_insert(&u->input, key);
    else if (key_printable(key) && !u->closing)
        ui_note(u, "That key means nothing here. Press ? for help.");
}

const char *actions_keys(const struct action *a, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < ACTION_KEYS && a->keys[i] && used < size; i++) {
        char name[KEY_TEXT_SIZE];
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? " " : "",
                                 key_text(a->keys[i], name));
    }
    return out;
}

const char *actions_context_name(unsigned context)
{
    switch (context) {
    case CONTEXT_MAIN:
    case CONTEXT_MAIN | CONTEXT_REPLAY:
        return "In the walk";
    case CONTEXT_REPLAY:
        return "In a replay";
    case CONTEXT_CONFIRM:
        return "Asked yes or no";
    case CONTEXT_CHOOSE:
        return "Choosing a tunnel";
    case CONTEXT_INPUT | CONTEXT_ANSWER:
        return "Typing a line";
    case CONTEXT_INPUT:
        return "Typing a command";
    case CONTEXT_HELP:
        return "In the help";
    default:
        return "Always";
    }
}

void actions_print(FILE *out)
{
    unsigned last = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char keys[64];
        if (table[i].contexts != last)
            fprintf(out, "%s%s:\n", last ? "\n" : "", actions_context_name(table[i].contexts));
        last = table[i].contexts;
        fprintf(out, "  %-20s %-15s %s%s\n", actions_keys(&table[i], keys, sizeof keys),
                table[i].name, table[i].help, table[i].changes ? " (may change a router)" : "");
    }
}
