/* SPDX-License-Identifier: ISC */
#include "walk/check.h"

#include "base/json.h"
#include "walk/cause.h"
#include "walk/facts.h"

#include <stdio.h>
#include <string.h>

static const char *const KIND_NAMES[] = {"fail", "warn", "pass"};

/* The side that all records agree on; "both" when they do not, or when they do not say. */
static const char *common_peer(const json_t *evidence)
{
    const char *peer = NULL;
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        const json_t *at = json_object_get(json_array_get(evidence, i), "_at");
        const char *one = json_str(at, "peer", NULL);
        if (!one || (peer && strcmp(one, peer) != 0))
            return "both";
        peer = one;
    }
    return peer ? peer : "both";
}

static bool is_peer(const char *name)
{
    return name && (strcmp(name, "a") == 0 || strcmp(name, "b") == 0 || strcmp(name, "both") == 0);
}

/* The records of an output: a bare record, a list of them, or the member "evidence". */
static json_t *output_evidence(const json_t *output)
{
    if (json_is_array(output))
        return json_copy((json_t *)output);
    if (json_object_get(output, "_at")) {
        json_t *list = json_array();
        json_array_append(list, (json_t *)output);
        return list;
    }
    const json_t *evidence = json_object_get(output, "evidence");
    if (json_is_object(evidence))
        return json_pack("[O]", evidence);
    return json_is_array(evidence) ? json_copy((json_t *)evidence) : json_array();
}

json_t *check_finding(enum check_kind kind, const json_t *output, const char *cause,
                      double confidence)
{
    if (!output || json_is_null(output) || json_is_false(output))
        return NULL;
    json_t *f = json_object(), *evidence = output_evidence(output);
    /* A bare record may well have fields called "peer" or "summary": they are the device's. */
    const json_t *told = json_object_get(output, "_at") ? NULL : output;
    const char *peer = json_str(told, "peer", NULL);
    const json_t *sure = json_object_get(told, "confidence");
    const json_t *with = json_object_get(told, "with");
    cause = json_str(told, "cause", cause);
    const char *summary =
        json_is_string(output) ? json_string_value(output) : json_str(told, "summary", "");
    json_object_set_new(f, "kind", json_string(KIND_NAMES[kind]));
    json_object_set_new(f, "cause", cause ? json_string(cause) : json_null());
    json_object_set_new(f, "peer", json_string(is_peer(peer) ? peer : common_peer(evidence)));
    json_object_set_new(f, "confidence",
                        json_real(json_is_number(sure) ? json_number_value(sure) : confidence));
    json_object_set_new(f, "summary", json_string(summary));
    json_object_set_new(f, "evidence", evidence);
    json_object_set(f, "with", json_is_object(with) ? (json_t *)with : NULL);
    return f;
}

bool check_is_located(const json_t *finding)
{
    const json_t *evidence = json_object_get(finding, "evidence");
    for (size_t i = 0; i < json_array_size(evidence); i++)
        if (json_is_object(json_object_get(json_array_get(evidence, i), "_at")))
            return true;
    return false;
}

struct tally {
    size_t of[CHECK_PASS + 1]; /* findings that count */
    char raised[300];          /* the first jq error */
    const char *trouble;
    json_t *findings;
    bool alone;     /* one end is absent */
    bool withheld;  /* a check was left out for that */
    bool decidable; /* a check that can pass was not */
    bool sure;      /* a failure is more than a guess */
};

/* Leave out a check that compares an end with one that nobody sees. */
static bool is_withheld(const struct playbook_check *c, struct tally *t)
{
    bool out = t->alone && c->both_ends;
    t->withheld = t->withheld || out;
    t->decidable = t->decidable || (c->kind == CHECK_PASS && !out);
    return out;
}

static bool counts(const struct tally *t, enum check_kind kind, const json_t *finding)
{
    if (kind == CHECK_PASS || t->trouble)
        return check_is_located(finding);
    return true;
}

static void run_check(const struct playbook *p, const struct playbook_check *c, const json_t *doc,
                      struct tally *t)
{
    struct err e = {0};
    json_t *outputs = program_run(playbook_programs(p), c->filter, doc, &e);
    if (!outputs && !*t->raised)
        snprintf(t->raised, sizeof t->raised, "a check could not be made: %.250s", e.text);
    for (size_t i = 0; i < json_array_size(outputs); i++) {
        json_t *f = check_finding(c->kind, json_array_get(outputs, i), c->cause, c->confidence);
        if (!f || !counts(t, c->kind, f)) {
            json_decref(f);
            continue;
        }
        t->of[c->kind]++;
        t->sure =
            t->sure || (c->kind == CHECK_FAIL &&
                        json_number_value(json_object_get(f, "confidence")) >= CAUSE_CONFIDENT);
        json_array_append_new(t->findings, f);
    }
    json_decref(outputs);
}

/* The sentence of the first finding of a kind. */
static const char *first_summary(const struct playbook *p, const struct tally *t, const char *kind)
{
    for (size_t i = 0; i < json_array_size(t->findings); i++) {
        const json_t *f = json_array_get(t->findings, i);
        if (strcmp(json_str(f, "kind", ""), kind) != 0)
            continue;
        const char *summary = json_str(f, "summary", "");
        if (*summary)
            return summary;
        return json_str(pack_cause(playbook_pack(p), json_str(f, "cause", NULL)), "what", "");
    }
    return "";
}

static void decide(const struct playbook *p, const struct playbook_step *s, const struct tally *t,
                   struct judgement *out)
{
    const char *why = "";
    if (t->of[CHECK_FAIL] > 0) {
        out->verdict = t->alone && !t->sure ? VERDICT_UNKNOWN : VERDICT_FAIL;
        why = first_summary(p, t, "fail");
    } else if (t->trouble || *t->raised) {
        out->verdict = VERDICT_UNKNOWN;
        why = t->trouble ? t->trouble : t->raised;
    } else if (t->of[CHECK_WARN] > 0) {
        out->verdict = VERDICT_WARN;
        why = first_summary(p, t, "warn");
    } else if (t->of[CHECK_PASS] > 0) {
        out->verdict = VERDICT_PASS;
    } else if (t->withheld && !t->decidable) {
        out->verdict = VERDICT_SKIPPED;
        why = "it takes both ends to tell";
    } else {
        out->verdict = VERDICT_UNKNOWN;
        why = s->check_count ? "nothing in the replies proves it" : "the step has no checks";
    }
    snprintf(out->reason, sizeof out->reason, "%.*s", (int)sizeof out->reason - 1, why);
}

void check_step(const struct playbook *p, size_t step, const json_t *doc, const char *trouble,
                struct judgement *out)
{
    const struct playbook_step *s = playbook_step(p, step);
    struct tally t = {
        .trouble = trouble, .findings = json_array(), .alone = facts_is_absent(doc, SIDE_B)};
    for (size_t i = 0; i < s->check_count; i++)
        if (!is_withheld(&s->checks[i], &t))
            run_check(p, &s->checks[i], doc, &t);
    *out = (struct judgement){.findings = t.findings, .withheld = t.withheld};
    decide(p, s, &t, out);
}
