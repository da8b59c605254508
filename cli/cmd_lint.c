/* SPDX-License-Identifier: ISC */
/* peerwalk lint: check data files, and run the samples they carry. */
#include "cli/cli.h"

#include "base/json.h"
#include "base/text.h"
#include "walk/lint.h"

#include <argp.h>
#include <stdio.h>

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    json_t *files = state->input;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    json_array_append_new(files, json_string(arg));
    return 0;
}

static int lint_files(struct pack *pack, const json_t *files, json_t *problems, struct err *e)
{
    for (size_t i = 0; i < json_array_size(files); i++) {
        int rc = lint_file(pack, json_string_value(json_array_get(files, i)), problems, e);
        if (rc != ERR_NONE && e->code != ERR_NONE)
            return rc;
    }
    return ERR_NONE;
}

int cmd_lint(int argc, char **argv)
{
    static const struct argp argp = {
        NULL,
        on_option,
        "[FILE...]",
        "Check playbooks, causes, signatures and templates, and run the samples they carry. "
        "Without a file everything that is installed is checked.",
        NULL,
        NULL,
        NULL};
    struct err e = {0};
    json_t *files = json_array();
    json_t *problems = json_array();

    argv[0] = "peerwalk lint";
    argp_parse(&argp, argc, argv, 0, NULL, files);
    struct pack *pack = cli_pack(NULL, &e);
    if (pack && json_array_size(files) > 0)
        lint_files(pack, files, problems, &e);
    else if (pack)
        lint_pack(pack, problems, &e);
    for (size_t i = 0; i < json_array_size(problems); i++) {
        text_print(stdout, json_string_value(json_array_get(problems, i)));
        putchar('\n');
    }
    int code = json_array_size(problems) > 0 ? EXIT_USAGE : EXIT_PASS;
    if (e.code != ERR_NONE)
        code = cli_complain(&e, EXIT_USAGE);
    else if (code == EXIT_PASS)
        fputs("peerwalk: nothing to complain about\n", stderr);
    pack_free(pack);
    json_decref(problems);
    json_decref(files);
    return code;
}
