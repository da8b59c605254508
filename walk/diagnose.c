/* SPDX-License-Identifier: ISC */
#include "walk/diagnose.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "walk/cause.h"
#include "walk/check.h"

#include <stdlib.h>
#include <string.h>

/* How sure a judgement of the library is that does not say so. */
static const double DIAGNOSE_CONFIDENCE = 0.9;

/* A capture is one block, so line n of the file is line n of the block. */
static int take_capture(struct pack *pack, struct facts *f, struct transcript *t, int side,
                        const struct capture *c, struct err *e)
{
    if (!c->text)
        return ERR_NONE;
    uint64_t block = transcript_begin(t, c->source ? c->source : "", "");
    transcript_reply(t, block, c->text, c->len, ERR_NONE);
    size_t count = transcript_find(t, block)->line_count;
    struct heard_line *lines = mem_array(count, sizeof *lines);
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct heard_line){block, i + 1};
    int rc =
        facts_take_heard(f, pack_signatures(pack), side, "debug", c->text, c->len, lines, count, e);
    free(lines);
    return rc;
}

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

static json_t *judge(struct pack *pack, const struct facts *f,
                     const struct transcript *const transcripts[SIDES], struct err *e)
{
    struct program *p = program_new(pack_library(pack));
    struct fixes *x = fixes_new(pack);
    int diagnose_filter = program_add(p, "diagnose", "the pack's library", 0);
    int healthy_filter = program_add(p, "healthy", "the pack's library", 0);
    json_t *result = NULL, *well = NULL;
    json_t *ill = program_run(p, diagnose_filter, facts_document(f), e);
    if (ill)
        well = program_run(p, healthy_filter, facts_document(f), e);
    if (well) {
        json_t *accusing = findings_of(ill, CHECK_FAIL), *proof = findings_of(well, CHECK_PASS);
        json_t *causes = cause_list(x, accusing, f, transcripts);
        enum verdict v = VERDICT_UNKNOWN;
        if (cause_is_confident(causes))
            v = VERDICT_FAIL;
        else if (json_array_size(causes) == 0 && any_located(proof))
            v = VERDICT_PASS;
        result = json_pack("{s:s, s:o, s:o}", "verdict", verdict_name(v), "causes", causes,
                           "exchange", all_exchanges(f));
        json_decref(accusing);
        json_decref(proof);
    }
    json_decref(ill);
    json_decref(well);
    fixes_free(x);
    program_free(p);
    return result;
}

json_t *diagnose(struct pack *pack, const struct capture capture[SIDES], struct err *e)
{
    struct facts *f = facts_new(NULL);
    struct transcript *t[SIDES] = {transcript_new(), transcript_new()};
    const struct transcript *const both[SIDES] = {t[SIDE_A], t[SIDE_B]};
    int rc = ERR_NONE;
    json_t *result = NULL;
    for (int side = 0; side < SIDES && rc == ERR_NONE; side++)
        rc = take_capture(pack, f, t[side], side, &capture[side], e);
    if (rc == ERR_NONE)
        result = judge(pack, f, both, e);
    for (int side = 0; side < SIDES; side++)
        transcript_free(t[side]);
    facts_free(f);
    return result;
}
