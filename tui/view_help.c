/* SPDX-License-Identifier: ISC */
/* The hint line beneath and the help overlay, both out of the table of actions. */
#include "tui/actions.h"
#include "tui/view.h"

#include <string.h>

enum {
    KEYS_WIDTH = 20,
    KEYS_SIZE = 64,
    HELP_WIDTH = 8 /* beside a message: the first hint, which is that of the help */
};

void view_hints(const struct model *m, enum role plain, enum role strong, size_t width,
                struct rows *out)
{
    size_t count;
    const struct action *table = actions_table(&count);
    for (size_t i = 0; i < count; i++) {
        char key[KEYS_SIZE];
        const struct action *a = &table[i];
        if (!(a->contexts & m->context) || !a->hint)
            continue;
        /* One key is enough for a hint. */
        actions_keys(a, key, sizeof key);
        key[strcspn(key, " ")] = '\0';
        if (rows_column(out) + strlen(key) + strlen(a->hint) + 3 > width)
            return;
        rows_text(out, plain, " ");
        rows_text(out, strong, key);
        rows_printf(out, plain, " %s", a->hint);
    }
}

void view_keys(const struct model *m, size_t width, struct rows *out)
{
    rows_begin(out, ROLE_PLAIN);
    if (m->prompt) {
        size_t first;
        size_t len;
        size_t cursor;
        rows_text(out, ROLE_KEY, m->prompt);
        size_t used = rows_column(out);
        input_window(m->input, width > used ? width - used : 1, &first, &len, &cursor);
        rows_add(out, ROLE_INPUT, m->input->text + first, len);
    } else if (m->message[0]) {
        rows_fit(out, ROLE_MESSAGE, m->message, strlen(m->message), 0, width - HELP_WIDTH,
                 m->ascii);
        rows_pad(out, ROLE_PLAIN, width - HELP_WIDTH);
        view_hints(m, ROLE_HINT, ROLE_KEY, width, out);
    } else {
        view_hints(m, ROLE_HINT, ROLE_KEY, width, out);
    }
}

static void add_action(const struct action *a, size_t width, struct rows *out)
{
    char keys[KEYS_SIZE];
    rows_begin(out, ROLE_DIALOG);
    rows_text(out, ROLE_DIALOG, "  ");
    rows_text(out, ROLE_DIALOG_TITLE, actions_keys(a, keys, sizeof keys));
    rows_pad(out, ROLE_DIALOG, KEYS_WIDTH);
    rows_fit(out, ROLE_DIALOG, a->help, strlen(a->help), 0, width - KEYS_WIDTH, true);
    if (a->changes)
        rows_text(out, ROLE_DIALOG_TITLE, " (may change a router)");
}

/* In a replay nothing is sent, asked or chosen; in a walk nothing is played. */
static bool is_offered(const struct action *a, bool replay)
{
    const unsigned everywhere = CONTEXT_HELP | CONTEXT_CLOSING;
    return replay ? (a->contexts & (CONTEXT_REPLAY | everywhere)) != 0
                  : a->contexts != CONTEXT_REPLAY;
}

void view_help(const struct model *m, size_t width, struct rows *out)
{
    size_t count;
    const struct action *table = actions_table(&count);
    bool replay = m->replay && m->replay[0];
    const char *last = "";
    for (size_t i = 0; i < count; i++) {
        if (!is_offered(&table[i], replay))
            continue;
        bool play =
            replay && table[i].contexts & CONTEXT_REPLAY && table[i].contexts != CONTEXT_ALL;
        const char *name =
            actions_context_name(play ? (unsigned)CONTEXT_REPLAY : table[i].contexts);
        if (strcmp(name, last) != 0) {
            rows_begin(out, ROLE_DIALOG);
            rows_printf(out, ROLE_DIALOG_TITLE, " %s", name);
        }
        last = name;
        add_action(&table[i], width, out);
    }
}
