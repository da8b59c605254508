/* SPDX-License-Identifier: ISC */
/*
 * The record that is being built, and its way into the rows. The options of a Value act in the
 * order in which they are written, as they do in the original: Required before List looks at the
 * last piece, after List at the list.
 */
#include "parse/textfsm_internal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void textfsm_record_init(struct textfsm_record *rec, const struct textfsm *t,
                         struct textfsm_result *r)
{
    *rec = (struct textfsm_record){.template = t, .result = r};
    rec->slots = mem_array(t->value_count, sizeof *rec->slots);
    rec->touched = mem_array(t->value_count, sizeof *rec->touched);
    rec->blank = mem_array(t->value_count, sizeof *rec->blank);
    for (size_t i = 0; i < t->value_count; i++)
        rec->blank[i].is_list = t->values[i].has[OPTION_LIST];
    match_init(&rec->nested, t->groups);
}

void textfsm_record_fini(struct textfsm_record *rec)
{
    for (size_t i = 0; i < rec->template->value_count; i++)
        free(rec->slots[i].items);
    free(rec->slots);
    free(rec->touched);
    free(rec->blank);
    match_fini(&rec->nested);
}

/* ---- assigning ---- */

static struct textfsm_cell text_cell(const struct textfsm_text *text)
{
    return (struct textfsm_cell){.at = text->at, .len = text->len, .line = text->line};
}

/* Fillup: into the rows above, up to the first that has something. */
static void fill_up(struct textfsm_record *rec, size_t value, const struct textfsm_text *text)
{
    size_t columns = rec->template->value_count;
    for (size_t row = rec->result->row_count; row-- > 0;) {
        struct textfsm_cell *cell = &rec->result->cells[row * columns + value];
        if (cell->len > 0)
            return;
        *cell = text_cell(text);
    }
}

/* The named groups of a List's piece, which becomes an object when the piece matches by itself. */
static int match_nested(struct textfsm_record *rec, const struct textfsm_value *v,
                        struct textfsm_item *item)
{
    struct textfsm_result *r = rec->result;
    const char *at = item->text.at;
    int rc = at ? matcher_try(&v->matcher, &rec->nested, at, item->text.len, rec->utf) : 0;
    if (rc <= 0 || v->learnt.name_count == 0)
        return rc < 0 ? rc : 0;
    item->is_object = true;
    item->fields = r->field_count;
    for (size_t i = 0; i < v->learnt.name_count; i++) {
        size_t from;
        size_t to;
        struct textfsm_text field = {.line = rec->line};
        if (match_group(&rec->nested, v->learnt.names[i].group, &from, &to)) {
            field.at = at + from;
            field.len = (uint32_t)(to - from);
        }
        r->fields = mem_grow(r->fields, r->field_count, &r->field_cap, sizeof *r->fields);
        r->fields[r->field_count++] = field;
    }
    return 0;
}

static int append_item(struct textfsm_record *rec, size_t value)
{
    struct textfsm_slot *slot = &rec->slots[value];
    struct textfsm_item item = {.text = slot->now};
    const struct textfsm_value *v = &rec->template->values[value];
    int rc = v->nested ? match_nested(rec, v, &item) : 0;
    if (slot->item_count >= rec->most) {
        rec->too_many = true;
        return 0;
    }
    slot->items = mem_grow(slot->items, slot->item_count, &slot->item_cap, sizeof *slot->items);
    slot->items[slot->item_count++] = item;
    return rc;
}

int textfsm_record_assign(struct textfsm_record *rec, size_t value, const char *at, size_t len)
{
    const struct textfsm_value *v = &rec->template->values[value];
    struct textfsm_slot *slot = &rec->slots[value];
    slot->now = (struct textfsm_text){at, (uint32_t)len, rec->line};
    if (!slot->touched)
        rec->touched[rec->touched_count++] = value;
    slot->touched = true;
    if (at && rec->first == 0)
        rec->first = rec->line;
    if (at)
        rec->last = rec->line;
    if (v->has[OPTION_FILLDOWN])
        slot->down = (struct textfsm_text){at, (uint32_t)len, 0};
    if (v->has[OPTION_FILLUP] && len > 0)
        fill_up(rec, value, &slot->now);
    return v->has[OPTION_LIST] ? append_item(rec, value) : 0;
}

/* ---- clearing ---- */

void textfsm_record_clear(struct textfsm_record *rec, bool all)
{
    const struct textfsm *t = rec->template;
    for (size_t i = 0; all && i < t->carried_count; i++) {
        struct textfsm_slot *slot = &rec->slots[t->carried[i]];
        slot->now = slot->down = (struct textfsm_text){0};
        slot->item_count = 0;
    }
    for (size_t i = 0; i < rec->touched_count; i++) {
        struct textfsm_slot *slot = &rec->slots[rec->touched[i]];
        slot->now = slot->down;
        if (!t->values[rec->touched[i]].has[OPTION_FILLDOWN])
            slot->item_count = 0;
        slot->touched = false;
    }
    rec->touched_count = 0;
    rec->first = rec->last = 0;
}

/* ---- saving ---- */

/* Whether Required lets the value pass. */
static bool is_acceptable(const struct textfsm_value *v, const struct textfsm_slot *slot)
{
    bool listed = false;
    for (size_t i = 0; i < v->option_count; i++) {
        listed = listed || v->options[i] == OPTION_LIST;
        if (v->options[i] == OPTION_REQUIRED &&
            !(listed ? slot->item_count > 0 : slot->now.len > 0))
            return false;
    }
    return true;
}

static bool is_set(const struct textfsm_record *rec, size_t value)
{
    const struct textfsm_slot *slot = &rec->slots[value];
    return rec->template->values[value].has[OPTION_LIST] ? slot->item_count > 0
                                                         : slot->now.at != NULL;
}

/* Untouched values that nothing is carried over for are not set. */
static bool any_set(const struct textfsm_record *rec)
{
    const struct textfsm *t = rec->template;
    bool any = false;
    for (size_t i = 0; i < rec->touched_count && !any; i++)
        any = is_set(rec, rec->touched[i]);
    for (size_t i = 0; i < t->carried_count && !any; i++)
        any = is_set(rec, t->carried[i]);
    return any;
}

static struct textfsm_cell copy_list(struct textfsm_record *rec, const struct textfsm_slot *slot)
{
    struct textfsm_result *r = rec->result;
    struct textfsm_cell cell = {.is_list = true, .items = r->item_count};
    if (slot->item_count > rec->most - r->item_count) {
        rec->too_many = true;
        return cell;
    }
    for (size_t i = 0; i < slot->item_count; i++) {
        r->items = mem_grow(r->items, r->item_count, &r->item_cap, sizeof *r->items);
        r->items[r->item_count++] = slot->items[i];
        if (slot->items[i].text.line > 0)
            cell.line = slot->items[i].text.line;
    }
    cell.len = (uint32_t)slot->item_count;
    return cell;
}

/* Pieces that a List with Filldown carries into the next row were not read for that row. */
static void carry_over(const struct textfsm_value *v, struct textfsm_slot *slot)
{
    if (!v->has[OPTION_LIST] || !v->has[OPTION_FILLDOWN])
        return;
    for (size_t i = 0; i < slot->item_count; i++)
        slot->items[i].text.line = 0;
}

static void fill_cell(struct textfsm_record *rec, struct textfsm_cell *cells, size_t value)
{
    const struct textfsm_value *v = &rec->template->values[value];
    struct textfsm_slot *slot = &rec->slots[value];
    cells[value] = v->has[OPTION_LIST] ? copy_list(rec, slot) : text_cell(&slot->now);
    carry_over(v, slot);
}

static void append_row(struct textfsm_record *rec)
{
    struct textfsm_result *r = rec->result;
    const struct textfsm *t = rec->template;
    size_t columns = t->value_count;
    if (columns > rec->most - r->row_count * columns) {
        rec->too_many = true;
        return;
    }
    if (r->row_count == r->row_cap) {
        r->rows = mem_grow(r->rows, r->row_count, &r->row_cap, sizeof *r->rows);
        r->cells = mem_resize(r->cells, r->row_cap * columns * sizeof *r->cells);
    }
    struct textfsm_cell *cells = &r->cells[r->row_count * columns];
    memcpy(cells, rec->blank, columns * sizeof *cells);
    for (size_t i = 0; i < rec->touched_count; i++)
        fill_cell(rec, cells, rec->touched[i]);
    for (size_t i = 0; i < t->carried_count; i++)
        if (!rec->slots[t->carried[i]].touched)
            fill_cell(rec, cells, t->carried[i]);
    r->rows[r->row_count++] = (struct textfsm_row){rec->first ? rec->first : rec->line,
                                                   rec->last ? rec->last : rec->line};
}

void textfsm_record_save(struct textfsm_record *rec)
{
    const struct textfsm *t = rec->template;
    for (size_t i = 0; i < t->required_count; i++)
        if (!is_acceptable(&t->values[t->required[i]], &rec->slots[t->required[i]])) {
            textfsm_record_clear(rec, false);
            return;
        }
    /* An empty record is not even cleared: what Filldown remembers stays as it is. */
    if (!any_set(rec))
        return;
    append_row(rec);
    textfsm_record_clear(rec, false);
}
