/* SPDX-License-Identifier: ISC */
/* peerwalk parse: one reply of a device as JSON records. */
#include "cli/cli.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "parse/reply.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_NAMES = 5, INPUT_LIMIT = 1024 * 1024 * 1024 };

struct parse_args {
    const char *command;
    const char *template_file;
    const char *templates;
    const char *file;
    bool meta;
};

static const struct argp_option options[] = {
    {"command", 'c', "COMMAND", 0, "The command that gave the reply; may be abbreviated", 0},
    {"template", 't', "FILE", 0, "Use this TextFSM template", 0},
    {"templates", 'T', "DIR", 0, "Look in this directory (with its index file) first", 0},
    {"meta", 'm', NULL, 0, "Print status, template, rows, spans and unmatched lines", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct parse_args *a = state->input;
    switch (key) {
    case 'c':
        a->command = arg;
        return 0;
    case 't':
        a->template_file = arg;
        return 0;
    case 'T':
        a->templates = arg;
        return 0;
    case 'm':
        a->meta = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "one reply at a time");
        a->file = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->command && !a->template_file)
            argp_error(state, "give --command or --template");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void suggest(struct pack *pack, const char *command)
{
    json_t *near = template_index_near(pack_templates(pack), command, NEAR_NAMES);
    if (json_array_size(near) > 0)
        fputs("peerwalk: the nearest commands with a template are:\n", stderr);
    for (size_t i = 0; i < json_array_size(near); i++)
        fprintf(stderr, "  %s\n", json_string_value(json_array_get(near, i)));
    json_decref(near);
}

/* Print all that is known of the reply. */
static int print_meta(const struct parse_args *a, struct pack *pack, struct span text,
                      struct printed_reply *out, struct err *e)
{
    struct parsed_reply r = {0};
    int rc = pack ? parsed_reply_init(&r, pack_templates(pack), a->command, text.at, text.len, e)
                  : parsed_reply_with(&r, a->template_file, text.at, text.len, e);
    if (rc == ERR_NONE) {
        json_t *value = parsed_reply_meta(&r);
        json_print(value, JSON_INDENT(2), stdout);
        json_decref(value);
    }
    *out = (struct printed_reply){r.status, json_array_size(r.unmatched), json_array_size(r.rows)};
    parsed_reply_fini(&r);
    return rc;
}

static int print(const struct parse_args *a, struct pack *pack, struct span text,
                 struct printed_reply *out, struct err *e)
{
    if (a->meta)
        return print_meta(a, pack, text, out, e);
    if (pack)
        return reply_print(out, pack_templates(pack), a->command, text, stdout, e);
    return reply_print_with(out, a->template_file, text, stdout, e);
}

/* Did the template know not one line of it? */
static bool is_foreign(const struct printed_reply *r, struct span text)
{
    size_t lines = 0;
    struct span line;
    for (const char *pos = text.at; text_next_line(&pos, text.at + text.len, &line);)
        lines += line.len > 0;
    return r->rows == 0 && r->unmatched > 0 && r->unmatched >= lines;
}

/* Partial and error replies are told on standard error as well. */
static int conclude(const struct parse_args *a, const struct printed_reply *r, struct span text)
{
    putchar('\n');
    if (r->status == REPLY_STATUS_ERROR) {
        fprintf(stderr, "peerwalk: the device refused the command: this is an error reply\n");
        return EXIT_UNKNOWN;
    }
    if (r->status == REPLY_STATUS_PARTIAL && is_foreign(r, text)) {
        fprintf(stderr, "peerwalk: no line of it was understood: it is no reply to this command\n");
        return EXIT_UNKNOWN;
    }
    if (r->status == REPLY_STATUS_PARTIAL && !a->meta)
        fprintf(stderr, "peerwalk: %zu lines were not understood; --meta lists them\n",
                r->unmatched);
    return EXIT_PASS;
}

int cmd_parse(int argc, char **argv)
{
    static const struct argp argp = {options,
                                     on_option,
                                     "[FILE]",
                                     "Print the records of one reply as a JSON array. The reply "
                                     "comes from FILE or from standard input.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct parse_args a = {.file = "-"};
    struct err e = {0};
    struct buf text = {0};
    struct pack *pack = NULL;
    struct printed_reply reply = {0};
    int code = EXIT_USAGE;

    argv[0] = "peerwalk parse";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    if (!a.template_file && !(pack = cli_template_pack(a.templates, &e)))
        goto out;
    if (pack && !template_index_find(pack_templates(pack), a.command)) {
        err_set(&e, ERR_NOT_FOUND, NULL, 0, "no template is known for the command \"%s\"",
                a.command);
        cli_complain(&e, EXIT_USAGE);
        suggest(pack, a.command);
        e = (struct err){0};
        goto out;
    }
    if (file_read(a.file, INPUT_LIMIT, &text, &e) != ERR_NONE)
        goto out;
    struct span all = {buf_str(&text), text.len};
    if (print(&a, pack, all, &reply, &e) == ERR_NONE)
        code = conclude(&a, &reply, all);
out:
    if (e.code != ERR_NONE)
        cli_complain(&e, code);
    buf_fini(&text);
    pack_free(pack);
    return code;
}
