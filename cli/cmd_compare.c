/* SPDX-License-Identifier: ISC */
/* peerwalk compare: how the two ends of a tunnel differ, from their saved configurations. */
#include "cli/cli.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "walk/compare.h"

#include <argp.h>
#include <stdio.h>

enum { CONFIG_LIMIT = 64 * 1024 * 1024 };

struct compare_args {
    const char *file[SIDES];
    int files;
    bool json;
};

static const struct argp_option options[] = {
    {"json", 'j', NULL, 0, "Print one JSON document", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct compare_args *c = state->input;
    switch (key) {
    case 'j':
        c->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (c->files == SIDES)
            argp_error(state, "two configurations are compared, not more");
        c->file[c->files++] = arg;
        return 0;
    case ARGP_KEY_END:
        if (c->files < SIDES)
            argp_error(state, "give the configurations of both ends");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_places(const json_t *places, const char *file)
{
    for (size_t i = 0; i < json_array_size(places); i++) {
        const json_t *p = json_array_get(places, i);
        printf("        %s:%lld: %s\n", file, json_int(p, "at", 0), json_str(p, "line", ""));
    }
}

static void print_difference(const json_t *d, const char *const file[SIDES])
{
    const char *cause = json_str(d, "cause", NULL);
    printf("    %s: %s%s%s%s\n", json_str(d, "what", "?"), json_str(d, "summary", ""),
           cause ? " [" : "", cause ? cause : "", cause ? "]" : "");
    print_places(json_object_get(d, "a"), file[SIDE_A]);
    print_places(json_object_get(d, "b"), file[SIDE_B]);
}

static void print_alone(const json_t *list, const char *file)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        printf("%s:%lld: %s has no counterpart in the other configuration\n", file,
               json_int(one, "at", 0), json_str(one, "label", "?"));
    }
}

static size_t count_differences(const json_t *tunnels)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(tunnels); i++)
        count += json_array_size(json_object_get(json_array_get(tunnels, i), "differences"));
    return count;
}

static void print_result(const json_t *result, const char *const file[SIDES])
{
    const json_t *tunnels = json_object_get(result, "tunnels");
    const json_t *alone = json_object_get(result, "alone");
    for (size_t i = 0; i < json_array_size(tunnels); i++) {
        const json_t *t = json_array_get(tunnels, i);
        const json_t *differences = json_object_get(t, "differences");
        puts(json_str(t, "label", "?"));
        for (size_t k = 0; k < json_array_size(differences); k++)
            print_difference(json_array_get(differences, k), file);
        if (json_array_size(differences) == 0)
            puts("    the ends agree");
    }
    print_alone(json_object_get(alone, "a"), file[SIDE_A]);
    print_alone(json_object_get(alone, "b"), file[SIDE_B]);
    if (json_array_size(tunnels) == 0)
        puts("No tunnel joins the two configurations.");
}

static int show(const json_t *result, const struct compare_args *c)
{
    const json_t *tunnels = json_object_get(result, "tunnels");
    if (c->json) {
        cli_print_json(result);
    } else {
        print_result(result, c->file);
    }
    if (json_array_size(tunnels) == 0)
        return EXIT_UNKNOWN;
    return count_differences(tunnels) > 0 ? EXIT_FAILING : EXIT_PASS;
}

int cmd_compare(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        on_option,
        "A.cfg B.cfg",
        "Find the tunnels between two saved configurations and list how their ends differ.",
        NULL,
        NULL,
        NULL};
    struct compare_args c = {0};
    struct err e = {0};
    struct buf text[SIDES] = {0};
    struct capture config[SIDES] = {0};
    json_t *result = NULL;
    int code = EXIT_USAGE;

    argv[0] = "peerwalk compare";
    argp_parse(&argp, argc, argv, 0, NULL, &c);
    struct pack *pack = cli_pack(NULL, &e);
    int rc = pack ? ERR_NONE : e.code;
    for (int side = 0; rc == ERR_NONE && side < SIDES; side++) {
        rc = file_read(c.file[side], CONFIG_LIMIT, &text[side], &e);
        config[side] = (struct capture){c.file[side], buf_str(&text[side]), text[side].len};
    }
    if (rc == ERR_NONE)
        result = compare(pack, config, &e);
    if (result)
        code = show(result, &c);
    else
        cli_complain(&e, code);
    json_decref(result);
    for (int side = 0; side < SIDES; side++)
        buf_fini(&text[side]);
    pack_free(pack);
    return code;
}
