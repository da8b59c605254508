/* SPDX-License-Identifier: ISC */
#include "report/report.h"

#include "base/json.h"
#include "walk/facts.h"
#include "walk/safe.h"

#include <string.h>

/* Seconds and confidences are no better than that. */
enum { DIGITS = 4 };

static json_t *peers_json(const struct walk *w, const struct about *b)
{
    json_t *peers = json_object();
    for (int side = 0; side < SIDES && !(side == SIDE_B && walk_is_alone(w)); side++)
        json_object_set_new(peers, facts_side_name(side),
                            json_pack("{s:o, s:o, s:b}", "target", safe_string(b->target[side]),
                                      "hostname", safe_string(walk_hostname(w, side)),
                                      "legacy_crypto", (int)walk_is_legacy(w, side)));
    return peers;
}

static json_t *commands_json(const struct account *a)
{
    size_t count;
    const struct account_command *c = account_commands(a, &count);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:I}", "peer", facts_side_name(c[i].side),
                                        "command", c[i].text, "risk", risk_name(c[i].risk), "times",
                                        (json_int_t)c[i].times));
    return list;
}

/* As `diagnose` lists them: each with the side that told of it. */
static json_t *exchange_json_of(const struct account *a)
{
    json_t *list = json_array();
    for (int side = 0; side < SIDES; side++) {
        size_t i;
        json_t *talk;
        json_array_foreach(account_exchange(a, side), i, talk)
        {
            json_t *told = json_pack("{s:s}", "side", facts_side_name(side));
            json_object_update(told, talk);
            json_array_append_new(list, told);
        }
    }
    return list;
}

void report_json(const struct account *a, const struct about *b, FILE *out)
{
    const struct walk *w = account_walk(a);
    json_t *doc = walk_result(w);
    json_object_set_new(doc, "title", json_string(b->title));
    json_object_set_new(doc, "peers", peers_json(w, b));
    /* What was cut to fit may have been cut in a character. */
    json_object_set_new(doc, "when",
                        json_pack("{s:o, s:o, s:f}", "begun", safe_string(b->begun), "last",
                                  safe_string(b->last), "seconds", b->seconds));
    json_object_set_new(doc, "program", json_string(b->program));
    json_object_set_new(doc, "pack",
                        json_pack("{s:s, s:s}", "name", b->pack, "version", b->pack_version));
    json_object_set_new(doc, "user", safe_string(b->user));
    json_object_set_new(doc, "machine", safe_string(b->machine));
    json_object_set_new(doc, "ended", json_boolean(walk_finished(w)));
    json_object_set_new(doc, "remark", *b->remark ? safe_string(b->remark) : json_null());
    json_object_set_new(doc, "notes", json_deep_copy(account_notes(a)));
    json_object_set_new(doc, "commands", commands_json(a));
    json_object_set_new(doc, "exchange", exchange_json_of(a));
    json_object_set_new(doc, "left_out", json_integer((json_int_t)account_left_out(a)));
    json_print(doc, JSON_INDENT(2) | JSON_REAL_PRECISION(DIGITS), out);
    fputc('\n', out);
    json_decref(doc);
}
