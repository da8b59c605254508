/* SPDX-License-Identifier: ISC */
#include "walk/playbook_told.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/playbook_private.h"

#include <string.h>

/* Far above any playbook; a step takes memory, and the description may be a stranger's. */
enum { STEPS_MAX = 2000 };

static struct playbook_step step_told(const json_t *from)
{
    int risk = risk_from_name(json_str(from, "risk", ""));
    struct playbook_step step = {
        .id = json_str(from, "id", "?"),
        .title = json_str(from, "title", ""),
        .guide = json_str(from, "guide", NULL),
        .why = json_str(from, "why", NULL),
        .good = json_str(from, "good", NULL),
        .risk = risk < 0 ? RISK_READ : (enum risk)risk,
        .proves = json_is_true(json_object_get(from, "proves")),
        .when = -1,
    };
    for (int v = 0; v < VERDICT_COUNT; v++)
        step.next[v] = -1;
    return step;
}

struct playbook *playbook_told(const json_t *description, struct err *e)
{
    const json_t *steps = json_object_get(description, "steps");
    size_t count = json_array_size(steps);
    if (!json_is_array(steps) || count > STEPS_MAX) {
        err_set(e, ERR_FORMAT, "", 0, "the journal does not say which steps the walk has");
        return NULL;
    }
    struct playbook *b = mem_alloc(sizeof *b);
    b->root = json_deep_copy(description);
    b->tunnel_program = b->tunnel_after = -1;
    b->guards = (struct playbook_guards){-1, -1, -1, -1};
    b->steps = mem_array(count, sizeof *b->steps);
    b->count = count;
    steps = json_object_get(b->root, "steps");
    for (size_t i = 0; i < count; i++)
        b->steps[i] = step_told(json_array_get(steps, i));
    return b;
}
