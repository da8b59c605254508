/* SPDX-License-Identifier: ISC */
/* peerwalk list: the playbooks that are there. */
#include "cli/cli.h"

#include "base/json.h"

#include <argp.h>
#include <stdio.h>

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    bool *json = state->input;
    (void)arg;
    if (key != 'j')
        return ARGP_ERR_UNKNOWN;
    *json = true;
    return 0;
}

int cmd_list(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"json", 'j', NULL, 0, "Print a JSON array", 0},
        {0},
    };
    static const struct argp argp = {
        options, on_option, NULL, "List the playbooks: id, title and what each is for.",
        NULL,    NULL,      NULL};
    bool json = false;
    struct err e = {0};
    json_t *list = NULL;

    argv[0] = "peerwalk list";
    argp_parse(&argp, argc, argv, 0, NULL, &json);
    struct pack *pack = cli_pack(NULL, &e);
    if (pack)
        list = pack_playbooks(pack, &e);
    if (list && json) {
        json_dumpf(list, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        putchar('\n');
    }
    for (size_t i = 0; !json && i < json_array_size(list); i++) {
        const json_t *p = json_array_get(list, i);
        printf("%-14s %s\n%14s %s\n", json_str(p, "id", "?"), json_str(p, "title", ""), "",
               json_str(p, "summary", ""));
    }
    int code = list ? EXIT_PASS : cli_complain(&e, EXIT_USAGE);
    json_decref(list);
    pack_free(pack);
    return code;
}
