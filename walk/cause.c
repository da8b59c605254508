/* SPDX-License-Identifier: ISC */
#include "walk/cause.h"

#include "base/json.h"
#include "base/mem.h"
#include "walk/evidence.h"
#include "walk/program.h"
#include "walk/safe.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

const double CAUSE_CONFIDENT = 0.5;

/* Where the texts of a cause are: its fix and confirm lists, in this order, plain ones too. */
struct fix {
    struct program *program; /* NULL until used; shared with others that were used first with it */
    size_t first;
};

struct fixes {
    const struct pack *pack;
    struct fix *of; /* one for each cause of the pack */
    size_t count;
    struct program **programs;
    size_t program_count, program_capacity;
};

struct fixes *fixes_new(const struct pack *pack)
{
    struct fixes *x = mem_alloc(sizeof *x);
    x->pack = pack;
    x->count = pack ? json_array_size(pack_causes(pack)) : 0;
    x->of = mem_array(x->count, sizeof *x->of);
    return x;
}

void fixes_free(struct fixes *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->program_count; i++)
        program_free(x->programs[i]);
    free(x->programs);
    free(x->of);
    free(x);
}

static struct fix *fix_of(struct fixes *x, const json_t *cause)
{
    for (size_t i = 0; i < x->count; i++)
        if (json_array_get(pack_causes(x->pack), i) == cause)
            return &x->of[i];
    return NULL;
}

static size_t add_texts(struct program *p, const json_t *texts)
{
    size_t k = 0;
    for (; k < json_array_size(texts); k++)
        program_add_text(p, json_string_value(json_array_get(texts, k)), GUARD_GIVEN, "causes.json",
                         0);
    return k;
}

/*
 * The texts of all causes that these findings name and that were not used before become one
 * program: most of what compiling takes is the pack's library.
 */
static void prepare(struct fixes *x, const json_t *findings)
{
    struct program *p = NULL;
    size_t texts = 0;
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *cause =
            pack_cause(x->pack, json_str(json_array_get(findings, i), "cause", ""));
        struct fix *fix = fix_of(x, cause);
        if (!fix || fix->program)
            continue;
        if (!p) {
            p = program_new(pack_library(x->pack));
            x->programs = mem_grow(x->programs, x->program_count, &x->program_capacity,
                                   sizeof(struct program *));
            x->programs[x->program_count++] = p;
        }
        *fix = (struct fix){p, texts};
        texts += add_texts(p, json_object_get(cause, "fix"));
        texts += add_texts(p, json_object_get(cause, "confirm"));
    }
}

/* Each line of a text is a line of its own; an empty text is none. */
static void add_lines(json_t *out, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        json_t *line = n ? json_stringn(text, n) : NULL;
        if (line)
            json_array_append_new(out, line);
        text += n + (text[n] == '\n');
    }
}

/* The texts of a member over the document; one whose jq fails is left out. */
static json_t *written(struct fixes *x, const json_t *cause, const char *member, size_t first,
                       const json_t *doc)
{
    json_t *out = json_array();
    const json_t *texts = json_object_get(cause, member);
    const struct fix *fix = fix_of(x, cause);
    for (size_t k = 0; k < json_array_size(texts); k++) {
        const char *text = json_string_value(json_array_get(texts, k));
        if (program_text_is_plain(text)) {
            add_lines(out, text);
            continue;
        }
        json_t *got =
            fix ? program_run(fix->program, (int)(fix->first + first + k), doc, NULL) : NULL;
        for (size_t i = 0; i < json_array_size(got); i++)
            add_lines(out, json_string_value(json_array_get(got, i)));
        json_decref(got);
    }
    return out;
}

static json_t *fix_document(const json_t *finding, const struct facts *f)
{
    int side = facts_side(json_str(finding, "peer", "a"));
    json_t *doc = facts_view(f, side < 0 ? 0 : side);
    json_t *with = json_object_get(finding, "with");
    json_object_set_new(doc, "with", with ? json_incref(with) : json_object());
    json_object_set(doc, "evidence", json_object_get(finding, "evidence"));
    return doc;
}

static json_t *find_cause(const json_t *causes, const char *id, const char *peer)
{
    for (size_t i = 0; i < json_array_size(causes); i++) {
        json_t *c = json_array_get(causes, i);
        if (strcmp(json_str(c, "id", ""), id) == 0 && strcmp(json_str(c, "peer", ""), peer) == 0)
            return c;
    }
    return NULL;
}

static double confidence(const json_t *object)
{
    return json_number_value(json_object_get(object, "confidence"));
}

/* What the surest finding of a cause says: summary, step, and the fix made with its values. */
static void describe(struct fixes *x, json_t *c, const json_t *finding, const struct facts *f)
{
    const json_t *known = pack_cause(x->pack, json_str(c, "id", ""));
    const char *summary = json_str(finding, "summary", "");
    json_t *doc = fix_document(finding, f);
    json_object_set_new(c, "confidence", json_real(confidence(finding)));
    json_object_set_new(c, "summary",
                        safe_string(*summary ? summary : json_str(known, "what", "")));
    json_object_set_new(c, "step", safe_string(json_str(finding, "step", "")));
    json_object_set_new(c, "fix", written(x, known, "fix", 0, doc));
    json_object_set_new(
        c, "confirm",
        written(x, known, "confirm", json_array_size(json_object_get(known, "fix")), doc));
    json_decref(doc);
}

static void add_finding(struct fixes *x, json_t *causes, const json_t *finding,
                        const struct facts *f, const struct transcript *const transcripts[2])
{
    const char *id = json_str(finding, "cause", NULL), *peer = json_str(finding, "peer", "both");
    if (!id || strcmp(json_str(finding, "kind", ""), "pass") == 0)
        return;
    const json_t *known = pack_cause(x->pack, id);
    json_t *c = find_cause(causes, id, peer);
    if (!c) {
        c = json_pack("{s:s, s:s, s:f, s:s, s:s, s:s, s:[], s:[], s:s, s:[], s:s}", "id", id,
                      "peer", peer, "confidence", -1.0, "summary", "", "title",
                      json_str(known, "title", id), "why", json_str(known, "why", ""), "fix",
                      "confirm", "guide", json_str(known, "guide", ""), "evidence", "step", "");
        json_array_append_new(causes, c);
    }
    if (confidence(finding) > confidence(c))
        describe(x, c, finding, f);
    evidence_add(json_object_get(c, "evidence"), json_object_get(finding, "evidence"), transcripts);
}

struct ranked {
    json_t *cause;
    bool confident;
    long long rank;
    double confidence;
    size_t order;
};

static int compare(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->confident != b->confident)
        return a->confident ? -1 : 1;
    if (a->confident && a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->confidence < b->confidence || a->confidence > b->confidence)
        return a->confidence > b->confidence ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

static json_t *ranked_list(const struct pack *pack, const json_t *causes)
{
    size_t n = json_array_size(causes);
    struct ranked *all = mem_array(n, sizeof *all);
    json_t *out = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *c = json_array_get(causes, i);
        const json_t *known = pack_cause(pack, json_str(c, "id", ""));
        all[i] = (struct ranked){c, confidence(c) >= CAUSE_CONFIDENT,
                                 json_int(known, "rank", INT_MAX), confidence(c), i};
    }
    if (n > 1)
        qsort(all, n, sizeof *all, compare);
    for (size_t i = 0; i < n; i++)
        json_array_append(out, all[i].cause);
    free(all);
    return out;
}

json_t *cause_list(struct fixes *x, const json_t *findings, const struct facts *f,
                   const struct transcript *const transcripts[2])
{
    json_t *causes = json_array();
    prepare(x, findings);
    for (size_t i = 0; i < json_array_size(findings); i++)
        add_finding(x, causes, json_array_get(findings, i), f, transcripts);
    json_t *out = ranked_list(x->pack, causes);
    json_decref(causes);
    return out;
}

bool cause_is_confident(const json_t *causes)
{
    return confidence(json_array_get(causes, 0)) >= CAUSE_CONFIDENT;
}
