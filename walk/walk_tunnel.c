/* SPDX-License-Identifier: ISC */
/* Which of the tunnels between the two peers the walk is about. */
#include "walk/walk_private.h"

#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *label_of(const json_t *candidates, size_t i)
{
    return json_str(json_array_get(candidates, i), "label", "");
}

/* By its label, or by a part of it that no other has, such as the address of the peer. */
static int find_label(const json_t *candidates, const char *label)
{
    int found = -1;
    for (size_t i = 0; label && i < json_array_size(candidates); i++) {
        if (strcmp(label_of(candidates, i), label) == 0)
            return (int)i;
        if (strstr(label_of(candidates, i), label))
            found = found == -1 ? (int)i : -2;
    }
    return found;
}

void walk_take_tunnel(struct walk *w, size_t choice)
{
    const json_t *taken = json_array_get(w->candidates, choice);
    if (!taken)
        return;
    free(w->label);
    w->label = mem_dup(label_of(w->candidates, choice));
    facts_set_tunnel(w->facts, taken);
    walk_emit(w, WALK_TUNNEL, -1, 0, w->label);
    walk_note(w, "tunnel: %s", w->label);
}

static void list_choices(struct walk *w)
{
    json_array_clear(w->choices);
    for (size_t i = 0; i < json_array_size(w->candidates); i++)
        json_array_append_new(w->choices, json_string(label_of(w->candidates, i)));
}

/* Nobody can be asked: name them all, so that the next run can say which. */
static void give_up(struct walk *w)
{
    size_t n = json_array_size(w->candidates);
    if (w->options.tunnel)
        walk_note(
            w, "no tunnel, or more than one, is called \"%s\"; choose one of:", w->options.tunnel);
    else
        walk_note(w, "there are %zu tunnels%s, choose one:", n,
                  w->options.alone ? "" : " between the two");
    for (size_t i = 0; i < n; i++)
        walk_note(w, "  %s", label_of(w->candidates, i));
    facts_set_tunnel(w->facts, NULL);
    w->cut_short = true;
    w->stopping = true;
}

bool walk_find_tunnel(struct walk *w)
{
    struct err e = {0};
    json_t *found = program_run(playbook_programs(w->book), playbook_tunnel_program(w->book),
                                facts_document(w->facts), &e);
    json_decref(w->candidates);
    w->candidates = found ? found : json_array();
    list_choices(w);
    size_t n = json_array_size(w->candidates);
    int named = find_label(w->candidates, w->label ? w->label : w->options.tunnel);
    if (named >= 0 || (n == 1 && !w->options.tunnel)) {
        walk_take_tunnel(w, named >= 0 ? (size_t)named : 0);
    } else if (n > 0 && w->options.ask) {
        return false;
    } else if (n > 0) {
        give_up(w);
    } else {
        facts_set_tunnel(w->facts, NULL);
        walk_note(w, "%s",
                  e.code             ? e.text
                  : w->options.alone ? "no tunnel was found on the only peer"
                                     : "no tunnel between the two peers was found");
    }
    return true;
}
