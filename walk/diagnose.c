/* SPDX-License-Identifier: ISC */
#include "walk/diagnose.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "walk/cause.h"
#include "walk/check.h"

#include <stdlib.h>

/* How sure a judgement of the library is that does not say so. */
static const double DIAGNOSE_CONFIDENCE = 0.9;

static json_t *findings_of(const json_t *outputs, enum check_kind kind)
{
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(outputs); i++) {
        json_t *f = check_finding(kind, json_array_get(outputs, i), NULL, DIAGNOSE_CONFIDENCE);
        if (f)
            json_array_append_new(list, f);
    }
    return list;
}

static bool any_located(const json_t *findings)
{
    for (size_t i = 0; i < json_array_size(findings); i++)
        if (check_is_located(json_array_get(findings, i)))
            return true;
    return false;
}

/* Conversations of both ends, each with the side that told of it. */
static json_t *all_exchanges(const struct facts *f)
{
    json_t *out = json_array();
    for (int side = 0; side < SIDES; side++) {
        const json_t *end = json_object_get(facts_document(f), facts_side_name(side));
        const json_t *list = json_object_get(end, "exchange");
        for (size_t i = 0; i < json_array_size(list); i++) {
            json_t *talk = json_pack("{s:s}", "side", facts_side_name(side));
            json_object_update(talk, json_array_get(list, i));
            json_array_append_new(out, talk);
        }
    }
    return out;
}

/* How many messages there were on each side that has captures, and how many were left out. */
static json_t *all_heard(const struct facts *f)
{
    json_t *out = json_object();
    for (int side = 0; side < SIDES; side++) {
        const json_t *end = json_object_get(facts_document(f), facts_side_name(side));
        json_t *heard = json_object_get(end, "heard");
        if (heard)
            json_object_set(out, facts_side_name(side), heard);
    }
    return out;
}

/* The pack's library and the filters that only a diagnosis needs. */
static char *load_filters(struct pack *pack, char **where, struct err *e)
{
    struct buf text = {0};
    *where = file_join(pack_dir(pack), "tools/diagnose.jq");
    buf_add_str(&text, pack_library(pack));
    buf_printf(&text, "#@ %s\n", *where);
    if (file_read(*where, 0, &text, e) == ERR_NONE)
        return buf_take(&text, NULL);
    buf_fini(&text);
    return NULL;
}

static enum verdict verdict_of(const json_t *causes, const json_t *proof)
{
    if (cause_is_confident(causes))
        return VERDICT_FAIL;
    return json_array_size(causes) == 0 && any_located(proof) ? VERDICT_PASS : VERDICT_UNKNOWN;
}

/* Filters, compiled when they are first run: what accuses, what proves health. */
struct filters {
    struct program *program;
    int ill, well;
};

struct diagnoser {
    struct pack *pack;
    struct capture_rules *rules;
    struct fixes *fixes;
    /* Without any configuration far less has to be compiled, and it comes to the same. */
    struct filters configured, unconfigured;
};

static struct filters filters_new(const char *library, const char *ill, const char *well,
                                  const char *where)
{
    struct program *p = program_new(library);
    int first = program_add(p, ill, where, 0);
    return (struct filters){p, first, program_add(p, well, where, 0)};
}

struct diagnoser *diagnoser_new(struct pack *pack, struct err *e)
{
    char *where, *library = load_filters(pack, &where, e);
    struct capture_rules *rules = library ? capture_rules_load(pack, e) : NULL;
    struct diagnoser *d = NULL;
    if (rules) {
        d = mem_alloc(sizeof *d);
        d->pack = pack;
        d->rules = rules;
        d->fixes = fixes_new(pack);
        d->configured = filters_new(library, "offline", "offline_healthy", where);
        d->unconfigured =
            filters_new(library, "offline_unconfigured", "offline_unconfigured_healthy", where);
    }
    free(library);
    free(where);
    return d;
}

void diagnoser_free(struct diagnoser *d)
{
    if (!d)
        return;
    fixes_free(d->fixes);
    program_free(d->configured.program);
    program_free(d->unconfigured.program);
    capture_rules_free(d->rules);
    free(d);
}

static json_t *judge(struct diagnoser *d, const struct filters *j, const struct facts *f,
                     const struct transcript *const transcripts[SIDES], struct err *e)
{
    json_t *result = NULL, *well = NULL;
    json_t *ill = program_run(j->program, j->ill, facts_document(f), e);
    if (ill) /* whatever accuses leaves no proof */
        well = json_array_size(ill) > 0 ? json_array()
                                        : program_run(j->program, j->well, facts_document(f), e);
    if (well) {
        json_t *accusing = findings_of(ill, CHECK_FAIL), *proof = findings_of(well, CHECK_PASS);
        json_t *causes = cause_list(d->fixes, accusing, f, transcripts);
        result =
            json_pack("{s:s, s:o, s:o, s:o}", "verdict", verdict_name(verdict_of(causes, proof)),
                      "causes", causes, "exchange", all_exchanges(f), "heard", all_heard(f));
        json_decref(accusing);
        json_decref(proof);
    }
    json_decref(ill);
    json_decref(well);
    return result;
}

json_t *diagnoser_judge(struct diagnoser *d, const struct captures captures[SIDES], struct err *e)
{
    struct facts *f = facts_new(NULL);
    struct transcript *t[SIDES] = {transcript_new(), transcript_new()};
    const struct transcript *const both[SIDES] = {t[SIDE_A], t[SIDE_B]};
    bool configured = false;
    for (int side = 0; side < SIDES; side++)
        configured = capture_take(d->rules, d->pack, f, t[side], side, captures[side].list,
                                  captures[side].count) ||
                     configured;
    json_t *result = judge(d, configured ? &d->configured : &d->unconfigured, f, both, e);
    for (int side = 0; side < SIDES; side++)
        transcript_free(t[side]);
    facts_free(f);
    return result;
}

json_t *diagnose(struct pack *pack, const struct captures captures[SIDES], struct err *e)
{
    struct diagnoser *d = diagnoser_new(pack, e);
    json_t *result = d ? diagnoser_judge(d, captures, e) : NULL;
    diagnoser_free(d);
    return result;
}
