/* SPDX-License-Identifier: ISC */
/* Replies of which only the text of the rows is wanted. What they amount to is as in reply.c. */
#include "parse/index_internal.h"

#include "base/json.h"

#include <string.h>

/* The rows of several templates are merged as objects. */
static int print_merged(struct printed_reply *out, const struct template_list *list,
                        struct span text, FILE *to, struct err *e)
{
    struct parsed_reply r = {
        .rows = json_array(), .spans = json_array(), .unmatched = json_array()};
    int rc = reply_parse(&r, list->at, list->count, text.at, text.len, e);
    if (rc == ERR_NONE)
        json_print(r.rows, JSON_INDENT(2), to);
    *out = (struct printed_reply){r.status, json_array_size(r.unmatched), json_array_size(r.rows)};
    parsed_reply_fini(&r);
    return rc;
}

/* `refused`: the number of lines by which a device refuses a command. */
static int print_rows(struct printed_reply *out, const struct template_list *list, struct span text,
                      size_t refused, FILE *to, struct err *e)
{
    const struct textfsm *t = list->at[0];
    struct err own = {0};
    struct textfsm_result *r = textfsm_run_with(t, text.at, text.len, true, &own);
    if (!r)
        return err_set(e, own.code, own.where, own.line, "%s", own.text);
    if (r->unmatched_count > 0 && reply_may_be_broken(text.at, text.len)) {
        textfsm_result_free(r);
        return print_merged(out, list, text, to, e);
    }
    textfsm_result_write(r, to);
    *out = (struct printed_reply){.unmatched = r->unmatched_count, .rows = r->row_count};
    out->status = r->unmatched_count > 0 ? REPLY_STATUS_PARTIAL
                  : r->row_count > 0     ? REPLY_STATUS_OK
                                         : REPLY_STATUS_EMPTY;
    if (refused > 0 && r->row_count == 0)
        *out = (struct printed_reply){.status = REPLY_STATUS_ERROR, .unmatched = refused};
    textfsm_result_free(r);
    return ERR_NONE;
}

static int print_reply(struct printed_reply *out, const struct template_list *list,
                       struct span text, FILE *to, struct err *e)
{
    bool leads;
    if (list->count != 1)
        return print_merged(out, list, text, to, e);
    json_t *errors = reply_errors(list->at, 1, text.at, text.len, &leads);
    size_t refused = json_array_size(errors);
    json_decref(errors);
    if (!leads)
        return print_rows(out, list, text, refused, to, e);
    *out = (struct printed_reply){.status = REPLY_STATUS_ERROR, .unmatched = refused};
    fputs("[]", to);
    return ERR_NONE;
}

int reply_print(struct printed_reply *out, struct template_index *ix, const char *command,
                struct span text, FILE *to, struct err *e)
{
    struct template_list list;
    int rc = reply_templates(ix, command, &list, e);
    return rc == ERR_NONE ? print_reply(out, &list, text, to, e) : rc;
}

int reply_print_with(struct printed_reply *out, const char *template_file, struct span text,
                     FILE *to, struct err *e)
{
    struct err own = {0};
    struct textfsm *t = textfsm_load(template_file, &own);
    if (!t)
        return err_set(e, own.code, own.where, own.line, "%s", own.text);
    struct template_list list = {.at = {t}, .count = 1};
    int rc = print_reply(out, &list, text, to, e);
    textfsm_free(t);
    return rc;
}
