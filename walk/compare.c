/* SPDX-License-Identifier: ISC */
#include "walk/compare.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "parse/conftree.h"
#include "session/redact.h"
#include "walk/facts.h"
#include "walk/program.h"

#include <stdlib.h>

enum { COMPARE_MS = 20 * 1000, COMPARE_OUTPUTS = 4 };

/* { "tree": lines, "hostname": what to call it when it does not say } */
static json_t *read_side(const struct conftree_rules *rules, const struct redactor *redactor,
                         const struct capture *c, struct err *e)
{
    struct buf clean = {0};
    redactor_apply(redactor, c->text, c->len, &clean);
    json_t *tree = conftree_parse(rules, buf_str(&clean), clean.len, e);
    buf_fini(&clean);
    return tree ? json_pack("{s:o, s:s}", "tree", tree, "hostname", c->source) : NULL;
}

static json_t *read_both(struct pack *pack, const struct capture config[SIDES], struct err *e)
{
    char *file = file_join(pack_dir(pack), "configuration.json");
    struct conftree_rules *rules = conftree_rules_load(file, e);
    struct redactor *redactor = redactor_new(pack_platform(pack)->secrets);
    json_t *doc = rules ? json_object() : NULL;
    for (int side = 0; doc && side < SIDES; side++) {
        json_t *one = read_side(rules, redactor, &config[side], e);
        if (one) {
            json_object_set_new(doc, facts_side_name(side), one);
        } else {
            json_decref(doc);
            doc = NULL;
        }
    }
    redactor_free(redactor);
    conftree_rules_free(rules);
    free(file);
    return doc;
}

/* The pack's library, then the filters of this purpose, which no playbook has to compile. */
static char *load_filters(struct pack *pack, struct err *e)
{
    struct buf text = {0};
    char *file = file_join(pack_dir(pack), "tools/compare.jq");
    buf_add_str(&text, pack_library(pack));
    buf_printf(&text, "#@ %s\n", file);
    int rc = file_read(file, 0, &text, e);
    free(file);
    if (rc == ERR_NONE)
        return buf_take(&text, NULL);
    buf_fini(&text);
    return NULL;
}

json_t *compare(struct pack *pack, const struct capture config[SIDES], struct err *e)
{
    char *library = load_filters(pack, e);
    json_t *doc = library ? read_both(pack, config, e) : NULL;
    json_t *result = NULL;
    if (doc) {
        struct program *p = program_new(library);
        int filter = program_add(p, "comparison", "tools/compare.jq", 0);
        program_set_limits(p, COMPARE_MS, COMPARE_OUTPUTS);
        json_t *outputs = program_run(p, filter, doc, e);
        result = json_incref(json_array_get(outputs, 0));
        json_decref(outputs);
        program_free(p);
    }
    json_decref(doc);
    free(library);
    return result;
}
