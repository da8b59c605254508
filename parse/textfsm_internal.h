/* SPDX-License-Identifier: ISC */
/*
 * The compiled template and the result of a run, for the files of the engine:
 *
 *     textfsm_template.c  the template file: values, states, what must hold between them
 *     textfsm_value.c     one Value line
 *     textfsm_rule.c      one rule line: expression, substitution, action
 *     textfsm_text.c      lines of a reply, UTF-8
 *     textfsm_run.c       lines against rules
 *     textfsm_record.c    values into rows, with their options
 *     textfsm_json.c      the result as its users see it
 *     textfsm_write.c     the same as text
 */
#ifndef PARSE_TEXTFSM_INTERNAL_H
#define PARSE_TEXTFSM_INTERNAL_H

#include "base/text.h"
#include "parse/matcher.h"
#include "parse/textfsm.h"

enum { TEXTFSM_NAME_MAX = 48, TEXTFSM_OPTIONS = 5 };

enum textfsm_option { OPTION_FILLDOWN, OPTION_KEY, OPTION_REQUIRED, OPTION_LIST, OPTION_FILLUP };

struct textfsm_value {
    char *name;
    char *key;                                    /* the name in lower case */
    char *regex;                                  /* with its parentheses */
    enum textfsm_option options[TEXTFSM_OPTIONS]; /* in the order written, which matters */
    size_t option_count;
    bool has[TEXTFSM_OPTIONS];
    bool nested;            /* a List with groups inside: captured text is matched again */
    struct matcher matcher; /* of the value alone, when nested */
    struct pyre learnt;     /* the names of its groups */
};

enum textfsm_line_op { LINE_NEXT, LINE_CONTINUE, LINE_ERROR };
enum textfsm_record_op { RECORD_NONE, RECORD_RECORD, RECORD_CLEAR, RECORD_CLEARALL };
enum { STATE_SAME = -1, STATE_END = -2, STATE_EOF = -3 };

struct textfsm_capture {
    int group;
    size_t value;
};

struct textfsm_rule {
    char *regex;
    bool borrowed; /* matcher and captures are those of a rule with the same expression */
    struct matcher matcher;
    struct textfsm_capture *captures; /* in the order of the groups */
    size_t capture_count;
    struct pyre_set first; /* see pyre.h */
    struct pyre_set ink[PYRE_REACH];
    struct pyre_ascii need;
    enum textfsm_line_op line_op;
    enum textfsm_record_op record_op;
    char *target; /* a state's name, or the message of an Error; NULL for none */
    int next;     /* index of a state, or STATE_ */
    int line;     /* in the template */
};

/*
 * `table` says which rules can match a line by the symbols it begins with: for each place (the
 * first of the line, then those after its blanks) and each symbol (ASCII, the end) `words` words
 * with a bit for every rule.
 */
enum { TABLE_PLACES = 1 + PYRE_REACH, TABLE_END = 128, TABLE_SYMBOLS };

struct textfsm_state {
    char *name;
    struct textfsm_rule *rules;
    size_t rule_count;
    size_t rule_cap;
    size_t words;
    uint64_t *table;
};

struct textfsm {
    char *name;
    struct textfsm_value *values;
    size_t value_count;
    size_t value_cap;
    size_t *required; /* the values with that option, and those with Filldown */
    size_t required_count;
    size_t *carried;
    size_t carried_count;
    struct textfsm_state *states;
    size_t state_count;
    size_t state_cap;
    size_t start;
    bool has_eof; /* a state EOF: no record at the end */
    int groups;   /* most of any expression */
};

/* One Value line; its errors without the template's name and line are of no use, so it has both. */
int textfsm_value_parse(struct textfsm *t, struct span line, int number, struct err *e);
void textfsm_value_fini(struct textfsm_value *v);
struct textfsm_value *textfsm_value_named(const struct textfsm *t, const char *name, size_t len);

/* One rule line into the state. */
int textfsm_rule_parse(struct textfsm *t, struct textfsm_state *state, struct span line, int number,
                       struct err *e);
void textfsm_rule_fini(struct textfsm_rule *r);

struct span textfsm_strip(struct span line); /* white space at both ends */
bool textfsm_is_word(struct span s);         /* \w+ */

/* ---- text ---- */

struct textfsm_line {
    const char *at;
    size_t len;
    bool ascii;
    bool plain; /* and without control characters */
};

/* The next line as Python's str.splitlines() cuts them; false at the end. */
bool textfsm_next_line(const char **pos, const char *end, struct textfsm_line *line);
bool textfsm_is_utf8(const char *at, size_t len);

/* The length of the UTF-8 sequence at `at`, 0 when it is not well formed. */
size_t textfsm_sequence(const char *at, size_t left);

/* A JSON string; bytes that are no UTF-8 become U+FFFD. */
json_t *textfsm_json_string(const char *at, size_t len);

/* ---- results ---- */

/* `at` is NULL for a value that was never set or whose group took no part. */
struct textfsm_text {
    const char *at;
    uint32_t len;
    int line; /* that assigned it; 0 when it was carried over */
};

struct textfsm_item {
    struct textfsm_text text;
    bool is_object;
    size_t fields; /* of an object: index of its first field's text */
};

/* Small, because there are many: a text, or `len` items from index `items` on. */
struct textfsm_cell {
    union {
        const char *at;
        size_t items;
    };
    uint32_t len : 31;
    uint32_t is_list : 1; /* of a List, unless Fillup put a text there */
    int line;
};

struct textfsm_row {
    int first;
    int last;
};

struct textfsm_result {
    const struct textfsm *template;
    bool ascii; /* the whole text */
    bool plain; /* and no character of it is written otherwise in JSON */
    struct textfsm_row *rows;
    struct textfsm_cell *cells; /* value_count for each row */
    size_t row_count;
    size_t row_cap;
    struct textfsm_item *items;
    size_t item_count;
    size_t item_cap;
    struct textfsm_text *fields;
    size_t field_count;
    size_t field_cap;
    int *unmatched;
    size_t unmatched_count;
    size_t unmatched_cap;
};

/* A Value while the record is built. */
struct textfsm_slot {
    struct textfsm_text now;
    struct textfsm_text down; /* what Filldown remembers */
    struct textfsm_item *items;
    size_t item_count;
    size_t item_cap;
    bool touched; /* since the last clear */
};

struct textfsm_record {
    const struct textfsm *template;
    struct textfsm_result *result;
    struct textfsm_slot *slots;
    size_t *touched; /* which of them are */
    size_t touched_count;
    struct textfsm_cell *blank; /* a row in which nothing is set */
    struct match nested;
    int first; /* lines that assigned something since the last clear; 0 for none */
    int last;
    int line;    /* the current one */
    bool utf;    /* how it is to be matched */
    size_t most; /* cells, and pieces of lists, that the text can reasonably give */
    bool too_many;
};

void textfsm_record_init(struct textfsm_record *rec, const struct textfsm *t,
                         struct textfsm_result *r);
void textfsm_record_fini(struct textfsm_record *rec);

/* 0, or the negative code of PCRE2 from the second match of a List. */
int textfsm_record_assign(struct textfsm_record *rec, size_t value, const char *at, size_t len);
void textfsm_record_save(struct textfsm_record *rec);
void textfsm_record_clear(struct textfsm_record *rec, bool all);

/* As textfsm_run(); with `tolerant` a line that meets an Error action counts as unmatched. */
struct textfsm_result *textfsm_run_with(const struct textfsm *t, const char *text, size_t len,
                                        bool tolerant, struct err *e);

/*
 * Whether a rule of the Start state asks for a line that begins as this one does: it matches, is no
 * Error, and would not match any line.
 */
bool textfsm_wants(const struct textfsm *t, struct span line);

#endif
