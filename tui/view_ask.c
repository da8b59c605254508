/* SPDX-License-Identifier: ISC */
/* What the dialogs say: questions of the walk and of the peers, leaving. */
#include "tui/view.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { INDENT = 1, COMMAND_INDENT = 3, EFFECT_INDENT = 5 };

static void add_text(const char *text, enum role role, size_t width, struct rows *out)
{
    rows_begin(out, ROLE_DIALOG);
    rows_wrap(out, role, INDENT, width, text);
}

static void add_blank(struct rows *out)
{
    rows_begin(out, ROLE_DIALOG);
}

static const char *risk_effect(enum risk r)
{
    static const char *const effects[] = {
        [RISK_READ] = "It only reads.",
        [RISK_TRAFFIC] = "It sends test traffic from the routers. Nothing is interrupted.",
        [RISK_DEBUG] = "It switches debugging on, which costs the routers processor time, and off "
                       "again when the step ends.",
        [RISK_DISRUPTIVE] = "It interrupts traffic: what runs through the tunnel stops until it is "
                            "negotiated anew.",
        [RISK_CONFIG] = "It changes the running configuration of the routers.",
    };
    return effects[r];
}

static bool says_effect(const json_t *commands)
{
    size_t i;
    const json_t *command;
    json_array_foreach(commands, i, command)
    {
        if (json_str(command, "effect", NULL))
            return true;
    }
    return false;
}

static const char *host_of(const struct model *m, const json_t *command)
{
    return m->peer[strcmp(json_str(command, "side", "a"), "b") == 0 ? SIDE_B : SIDE_A].host;
}

/* The next command, when it is the same one for the other router; else NULL. */
static const json_t *twin_of(const json_t *commands, size_t i)
{
    const json_t *command = json_array_get(commands, i);
    const json_t *next = json_array_get(commands, i + 1);
    bool same =
        next && strcmp(json_str(next, "command", ""), json_str(command, "command", "")) == 0;
    return same && strcmp(json_str(next, "side", ""), json_str(command, "side", "")) != 0 ? next
                                                                                          : NULL;
}

static void add_effect(const char *text, size_t width, struct rows *out)
{
    rows_begin(out, ROLE_DIALOG);
    rows_pad(out, ROLE_DIALOG, EFFECT_INDENT);
    rows_wrap(out, ROLE_DIALOG, EFFECT_INDENT, width, text);
}

/* In the order in which they are sent; what goes to both routers stands there once. */
static void add_commands(const struct model *m, size_t width, struct rows *out)
{
    for (size_t i = 0; i < json_array_size(m->commands); i++) {
        const json_t *command = json_array_get(m->commands, i);
        const json_t *twin = twin_of(m->commands, i);
        const char *effect = json_str(command, "effect", "");
        const char *other = json_str(twin, "effect", "");
        struct buf line = {0};
        buf_printf(&line, "%s%s%s#", host_of(m, command), twin ? ", " : "",
                   twin ? host_of(m, twin) : "");
        for (const char *text = json_str(command, "command", ""); *text; text++)
            buf_add_str(&line, *text == '\n' ? " / " : (const char[]){*text, '\0'});
        rows_begin(out, ROLE_DIALOG);
        rows_pad(out, ROLE_DIALOG, COMMAND_INDENT);
        /* In whole, however long: this is what a yes is said to. */
        rows_wrap(out, ROLE_DIALOG_TITLE, COMMAND_INDENT, width, buf_str(&line));
        buf_fini(&line);
        if (*effect)
            add_effect(effect, width, out);
        if (*other && strcmp(effect, other) != 0)
            add_effect(other, width, out);
        i += twin != NULL;
    }
}

static void add_budget(const struct model *m, size_t width, struct rows *out)
{
    char *text = mem_printf("It switches debugging on, which costs processor time. It goes off "
                            "when it is switched off, when you leave, after %u s, or when it is "
                            "too much for the router.",
                            m->debug_s);
    add_text(text, ROLE_DIALOG_TITLE, width, out);
    free(text);
}

static void add_risk(const struct model *m, size_t width, struct rows *out)
{
    if (m->risky) {
        add_text(m->risky->title, ROLE_DIALOG_TITLE, width, out);
        add_text(m->risky_why, ROLE_DIALOG, width, out);
        add_blank(out);
        if (!says_effect(m->commands))
            add_text(risk_effect(m->risky->risk), ROLE_DIALOG_TITLE, width, out);
    }
    const char *typed = json_str(json_array_get(m->commands, 0), "risk", "");
    if (!m->risky && risk_from_name(typed) == RISK_DEBUG)
        add_budget(m, width, out);
    add_text("It sends exactly this:", ROLE_DIALOG, width, out);
    add_commands(m, width, out);
}

static void add_choices(const struct model *m, size_t width, struct rows *out)
{
    size_t i;
    const json_t *label;
    add_text("Several tunnels join these two routers. Which one is it about?", ROLE_DIALOG, width,
             out);
    add_blank(out);
    json_array_foreach(m->choices, i, label)
    {
        bool chosen = i == m->choice;
        const char *text = json_string_value(label) ? json_string_value(label) : "";
        rows_begin(out, chosen ? ROLE_SELECTED : ROLE_DIALOG);
        rows_printf(out, chosen ? ROLE_SELECTED : ROLE_DIALOG, " %s %zu ",
                    chosen ? theme_glyph(GLYPH_MARK, m->ascii) : " ", i + 1);
        size_t used = rows_column(out);
        rows_fit(out, chosen ? ROLE_SELECTED : ROLE_DIALOG, text, strlen(text), 0, width - used,
                 m->ascii);
    }
}

static void add_answer(const struct model *m, size_t width, struct rows *out)
{
    size_t first;
    size_t len;
    size_t cursor;
    add_text(m->question_kind, ROLE_DIALOG_TITLE, width, out);
    add_text(m->question, ROLE_DIALOG, width, out);
    add_text(m->input->secret ? "What you type does not show." : "", ROLE_DIALOG, width, out);
    rows_begin(out, ROLE_INPUT);
    rows_pad(out, ROLE_INPUT, INDENT);
    input_window(m->input, width - INDENT, &first, &len, &cursor);
    rows_add(out, ROLE_INPUT, m->input->text + first, len);
}

const char *view_dialog_title(const struct model *m)
{
    switch (m->dialog) {
    case DIALOG_HELP:
        return "Keys";
    case DIALOG_RISK:
        return m->risky ? risk_name(m->risky->risk) : "May this step run?";
    case DIALOG_COMMAND:
        return json_str(json_array_get(m->commands, 0), "risk", "May this be sent?");
    case DIALOG_CHOOSE:
        return "Tunnel";
    case DIALOG_NOTICE:
        return "Left by an earlier run";
    case DIALOG_HOST_KEY:
    case DIALOG_ANSWER:
        return m->asking;
    default:
        return "peerwalk";
    }
}

static void add_notice(const struct model *m, size_t width, struct rows *out)
{
    const char *pos = m->notice;
    const char *end = pos + strlen(pos);
    struct span line;
    while (text_next_line(&pos, end, &line)) {
        rows_begin(out, ROLE_DIALOG_TITLE);
        char *text = mem_ndup(line.at, line.len);
        rows_wrap(out, ROLE_DIALOG_TITLE, INDENT, width, text);
        free(text);
    }
    add_blank(out);
    add_text("Start the walk all the same?", ROLE_DIALOG, width, out);
}

static void add_body(const struct model *m, size_t width, struct rows *out)
{
    switch (m->dialog) {
    case DIALOG_RISK:
    case DIALOG_COMMAND:
        add_risk(m, width, out);
        break;
    case DIALOG_CHOOSE:
        add_choices(m, width, out);
        break;
    case DIALOG_HOST_KEY:
        add_text(m->question_kind, ROLE_DIALOG_TITLE, width, out);
        add_text(m->question, ROLE_DIALOG, width, out);
        break;
    case DIALOG_NOTICE:
        add_notice(m, width, out);
        break;
    case DIALOG_QUIT:
        add_text("A step runs. Leave now? What it switched on is switched off first.", ROLE_DIALOG,
                 width, out);
        break;
    case DIALOG_CLOSING:
        add_text("Closing: debugging is switched off and both lines are hung up ...", ROLE_DIALOG,
                 width, out);
        break;
    case DIALOG_ANSWER:
        add_answer(m, width, out);
        break;
    case DIALOG_HELP:
        view_help(m, width, out);
        break;
    case DIALOG_NONE:
        break;
    }
}

void view_dialog(const struct model *m, size_t width, struct rows *out)
{
    add_body(m, width, out);
    if (m->dialog == DIALOG_CLOSING || m->dialog == DIALOG_HELP)
        return;
    add_blank(out);
    rows_begin(out, ROLE_DIALOG);
    view_hints(m, ROLE_DIALOG, ROLE_DIALOG_TITLE, width, out);
}
