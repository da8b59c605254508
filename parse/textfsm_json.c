/* SPDX-License-Identifier: ISC */
/* The result of a run as its users see it. */
#include "parse/textfsm_internal.h"

#include <stdlib.h>

void textfsm_result_free(struct textfsm_result *r)
{
    if (!r)
        return;
    free(r->rows);
    free(r->cells);
    free(r->items);
    free(r->fields);
    free(r->unmatched);
    free(r);
}

size_t textfsm_row_count(const struct textfsm_result *r)
{
    return r->row_count;
}

void textfsm_row_lines(const struct textfsm_result *r, size_t i, int *first, int *last)
{
    *first = r->rows[i].first;
    *last = r->rows[i].last;
}

int textfsm_value_line(const struct textfsm_result *r, size_t i, size_t j)
{
    return r->cells[i * r->template->value_count + j].line;
}

size_t textfsm_unmatched(const struct textfsm_result *r, const int **lines)
{
    *lines = r->unmatched;
    return r->unmatched_count;
}

static json_t *text_json(const struct textfsm_result *r, const char *at, size_t len)
{
    return r->ascii ? json_stringn_nocheck(at, len) : textfsm_json_string(at, len);
}

static json_t *item_json(const struct textfsm_result *r, const struct textfsm_value *v,
                         const struct textfsm_item *item)
{
    if (!item->is_object)
        return item->text.at ? text_json(r, item->text.at, item->text.len) : json_null();
    json_t *object = json_object();
    for (size_t i = 0; i < v->learnt.name_count; i++) {
        const struct textfsm_text *field = &r->fields[item->fields + i];
        json_object_set_new_nocheck(object, v->learnt.names[i].name,
                                    field->at ? text_json(r, field->at, field->len) : json_null());
    }
    return object;
}

static json_t *cell_json(const struct textfsm_result *r, const struct textfsm_value *v,
                         const struct textfsm_cell *cell)
{
    if (!cell->is_list)
        return cell->at ? text_json(r, cell->at, cell->len) : json_string("");
    json_t *list = json_array();
    for (size_t i = 0; i < cell->len; i++)
        json_array_append_new(list, item_json(r, v, &r->items[cell->items + i]));
    return list;
}

json_t *textfsm_result_json(const struct textfsm_result *r)
{
    const struct textfsm *t = r->template;
    json_t *rows = json_array();
    for (size_t i = 0; i < r->row_count; i++) {
        json_t *row = json_object();
        for (size_t j = 0; j < t->value_count; j++)
            json_object_set_new_nocheck(
                row, t->values[j].key,
                cell_json(r, &t->values[j], &r->cells[i * t->value_count + j]));
        json_array_append_new(rows, row);
    }
    return rows;
}
