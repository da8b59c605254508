/* SPDX-License-Identifier: ISC */
/* The console without its terminal: keys go in, a walk runs, screens come out as text. */
#ifndef TESTS_TUI_DESK_H
#define TESTS_TUI_DESK_H

#include "tests/walk/mini.h"

#include "tui/actions.h"
#include "tui/key.h"
#include "tui/ui.h"
#include "tui/view.h"

#include <locale.h>

struct desk {
    struct mini *mini;
    struct ui ui;
    struct model model;
    struct rows scratch;
    struct screen screen;
    char *text; /* the screen drawn last */
};

static inline void desk_event(void *user, const struct walk_event *e)
{
    ui_event(user, e);
}

/* A console over this walk, which it owns; no peer has logged in. */
static inline struct desk *desk_over(struct mini *m)
{
    struct desk *d = mem_alloc(sizeof *d);
    d->mini = m;
    ui_init(&d->ui);
    d->ui.walk = m->walk;
    d->ui.playbook = m->book;
    d->ui.name[SIDE_A] = "ce1.example.net";
    d->ui.name[SIDE_B] = "ce2.example.net";
    walk_observe(m->walk, desk_event, &d->ui);
    return d;
}

static inline void desk_free(struct desk *d)
{
    ui_fini(&d->ui);
    mini_free(d->mini);
    model_fini(&d->model);
    rows_fini(&d->scratch);
    screen_fini(&d->screen);
    free(d->text);
    free(d);
}

/* Both peers have logged in. */
static inline void ready(struct desk *d)
{
    ui_peer_state(&d->ui, SIDE_A, PEER_READY, NULL);
    ui_peer_state(&d->ui, SIDE_B, PEER_READY, NULL);
}

/* Two steps: one that reads, and one that is asked about. */
static const char DESK_STEPS[] =
    "{'id':'one','title':'Is the first SA up?','guide':'1-1','risk':'read','proves':true,"
    "'why':'It must be.','run':[{'on':'both','command':'show sa','facts':'sa'}],"
    "'checks':[{'fail_if':'down','cause':'link-down'},{'pass_if':'up'}]},"
    "{'id':'two','title':'Does it come back?','guide':'1-2','risk':'disruptive',"
    "'why':'A clean start helps.','run':[{'on':'b','command':'clear sa'}],"
    "'checks':[{'pass_if':'true'}]}";

static inline struct desk *desk_new(void)
{
    static const struct walk_options options = {.ask = true};
    return desk_over(mini_new(DESK_STEPS, NULL, &options));
}

/* The first step runs, and waits for both replies. */
static inline struct desk *desk_walking(void)
{
    struct desk *d = desk_new();
    ready(d);
    walk_start(d->mini->walk);
    return d;
}

/* The first step has passed, and whether to run the second is asked. */
static inline struct desk *desk_asking(void)
{
    struct desk *d = desk_walking();
    mini_both(d->mini, "show sa", "x is up\n");
    return d;
}

static inline const char *draw(struct desk *d, size_t width, size_t height)
{
    size_t size;
    struct layout l = layout_make(width, height, d->ui.zoom, walk_is_alone(d->ui.walk));
    d->ui.layout = l;
    model_fill(&d->model, &d->ui, &l);
    screen_clear(&d->screen, width, height);
    view_screen(&d->model, &l, &d->scratch, &d->screen);
    free(d->text);
    FILE *out = open_memstream(&d->text, &size);
    screen_print(&d->screen, out);
    fclose(out);
    return d->text;
}

static inline void press(struct desk *d, const char *keys)
{
    for (; *keys; keys++)
        actions_key(&d->ui, *keys);
}

/* On a screen of 80 by 24, drawn anew. */
static inline void expect(struct desk *d, const char *part)
{
    if (!strstr(draw(d, 80, 24), part))
        fail_msg("\"%s\" is not on the screen:\n%s", part, d->text);
}

static inline void expect_not(struct desk *d, const char *part)
{
    if (strstr(draw(d, 80, 24), part))
        fail_msg("\"%s\" is on the screen:\n%s", part, d->text);
}

#endif
