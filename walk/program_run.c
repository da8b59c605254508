/* SPDX-License-Identifier: ISC */
/*
 * A filter is run in a cage. libjq has no hook in its interpreter, but it looks at its `halted`
 * flag before every instruction: whoever raises it ends a filter that would not end, or grow for
 * ever. A single instruction that does so has to be left behind, with all that the run leads to.
 */
#include "walk/program_private.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum { RESULT_BYTES = 1 << 28, SENTENCE = 500 };

struct run {
    jq_state *jq;
    jv input;               /* consumed */
    struct jv_cache *cache; /* shares values with it: stays with it if it is left behind */
    size_t limit_outputs;
    json_t *out; /* NULL: `code` and `sentence` */
    int code;
    char sentence[SENTENCE];
};

static int fail(struct run *r, int code, const char *sentence)
{
    r->code = code;
    snprintf(r->sentence, sizeof r->sentence, "%s", sentence);
    return code;
}

/* The sentence of an error value, which is consumed. */
static int raised(struct run *r, jv msg)
{
    if (jv_get_kind(msg) != JV_KIND_STRING)
        msg = jv_dump_string(msg, 0);
    r->code = ERR_FORMAT;
    snprintf(r->sentence, sizeof r->sentence, "jq: %s", jv_string_value(msg));
    jv_free(msg);
    return ERR_FORMAT;
}

/* Take all outputs. Returns ERR_NONE at the plain end, and when it was halted. */
static int collect(struct run *r, json_t *out)
{
    size_t budget = RESULT_BYTES;
    for (;;) {
        jv v = jq_next(r->jq);
        if (!jv_is_valid(v)) {
            if (jv_invalid_has_msg(jv_copy(v)))
                return raised(r, jv_invalid_get_msg(v));
            jv_free(v);
            return ERR_NONE;
        }
        json_t *one = json_from_jv(v, &budget);
        if (!one)
            return fail(r, ERR_LIMIT, "yields values that are too large or nested too deeply");
        json_array_append_new(out, one);
        if (json_array_size(out) <= r->limit_outputs)
            continue;
        fail(r, ERR_LIMIT, "");
        snprintf(r->sentence, sizeof r->sentence, "yields more than %zu outputs", r->limit_outputs);
        return ERR_LIMIT;
    }
}

/* On the cage's thread. */
static void run_there(void *user)
{
    struct run *r = user;
    json_t *out = json_array();
    jq_start(r->jq, r->input, 0);
    if (collect(r, out) == ERR_NONE)
        r->out = out;
    else
        json_decref(out);
    /* Unwind, so that nothing of this run is left in the interpreter's stack. */
    jq_start(r->jq, jv_null(), 0);
}

static void halt(void *user)
{
    const struct run *r = user;
    jq_halt(r->jq, jv_invalid(), jv_invalid());
}

bool program_left_behind(struct program *p, enum cage_end end)
{
    if (end != CAGE_LEFT_SLOW && end != CAGE_LEFT_LARGE)
        return false;
    p->jq = NULL;
    p->cache = jv_cache_new();
    p->cage = cage_new();
    return true;
}

const char *program_why(enum cage_end end)
{
    static const char *const texts[] = {
        [CAGE_DONE] = "",
        [CAGE_SLOW] = "takes too much time",
        [CAGE_LARGE] = "takes too much memory",
        [CAGE_LEFT_SLOW] = "takes too much time",
        [CAGE_LEFT_LARGE] = "takes too much memory",
        [CAGE_CLOSED] = "no filter is run any more after several that could not be stopped",
    };
    return texts[end];
}

/* What came of it; frees the run unless it was left behind. */
static json_t *conclude(struct program *p, const struct filter *f, struct run *r, enum cage_end end,
                        struct err *e)
{
    if (end == CAGE_DONE && r->out) {
        json_t *out = r->out;
        free(r);
        return out;
    }
    if (end == CAGE_SLOW || end == CAGE_LEFT_SLOW)
        filter_err(f, ERR_LIMIT, f->line, e, "does not end within %u ms", p->limit_ms);
    else if (end == CAGE_LARGE || end == CAGE_LEFT_LARGE)
        filter_err(f, ERR_LIMIT, f->line, e, "needs more than %zu MiB of memory",
                   p->limit_bytes >> 20);
    else if (end == CAGE_CLOSED)
        filter_err(f, ERR_LIMIT, f->line, e, "%s", program_why(end));
    else
        filter_err(f, r->code, f->line, e, "%s", r->sentence);
    if (end == CAGE_CLOSED)
        jv_free(r->input);
    if (program_left_behind(p, end))
        return NULL;
    json_decref(r->out);
    free(r);
    return NULL;
}

json_t *program_run(struct program *p, int number, const json_t *doc, struct err *e)
{
    if (program_compile(p, e) != ERR_NONE)
        return NULL;
    const struct filter *f = &p->filters[number];
    const struct cage_limits limits = {p->limit_ms, p->limit_bytes, halt};
    jv input = jv_from_json_cached(p->cache, doc);
    if (!jv_is_valid(input)) {
        jv_free(input);
        filter_err(f, ERR_LIMIT, f->line, e, "facts are nested too deeply");
        return NULL;
    }
    struct run *r = mem_alloc(sizeof *r);
    r->jq = p->jq;
    r->cache = p->cache;
    r->input = JV_ARRAY(jv_number(number), input);
    r->limit_outputs = p->limit_outputs;
    return conclude(p, f, r, cage_run(p->cage, &limits, run_there, r), e);
}
