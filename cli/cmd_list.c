/* SPDX-License-Identifier: ISC */
/* peerwalk list: the playbooks that are there, or what of the guide is served by what. */
#include "cli/cli.h"

#include "base/json.h"
#include "walk/coverage.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

enum { OPT_GUIDE = 2000, LINE_WIDTH = 80, GUIDE_INDENT = 5 };

struct list_args {
    bool json;
    bool guide;
};

static const struct argp_option options[] = {
    {"guide", OPT_GUIDE, NULL, 0, "List every row of the guide and what serves it", 0},
    {"json", 'j', NULL, 0, "Print a JSON array", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct list_args *a = state->input;
    (void)arg;
    switch (key) {
    case 'j':
        a->json = true;
        return 0;
    case OPT_GUIDE:
        a->guide = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The words of a text in lines that fit a terminal, each after as many blanks. */
static void print_wrapped(const char *text, int indent)
{
    int column = 0;
    while (*text) {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > LINE_WIDTH) {
            putchar('\n');
            column = 0;
        }
        column += printf("%*s%.*s", column > 0 ? 1 : indent, "", length, text);
        text += length + (text[length] == ' ');
    }
    putchar('\n');
}

static void print_playbooks(const json_t *list)
{
    int width = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        int length = (int)strlen(json_str(json_array_get(list, i), "id", "?"));
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *p = json_array_get(list, i);
        printf("%-*s  %s\n", width, json_str(p, "id", "?"), json_str(p, "title", ""));
        print_wrapped(json_str(p, "summary", ""), width + 2);
    }
}

/* Names in lines that fit a terminal. */
static void print_served(const json_t *served)
{
    int column = 0;
    for (size_t i = 0; i < json_array_size(served); i++) {
        const char *name = json_string_value(json_array_get(served, i));
        int width = (int)json_string_length(json_array_get(served, i));
        if (column > 0 && column + width + 2 > LINE_WIDTH) {
            fputs(",\n", stdout);
            column = 0;
        } else if (column > 0) {
            column += printf(", ");
        }
        if (column == 0)
            column = printf("%*s", GUIDE_INDENT, "");
        column += printf("%s", name);
    }
    if (column == 0)
        printf("%*snothing", GUIDE_INDENT, "");
    putchar('\n');
}

static void print_guide(const json_t *rows)
{
    size_t unserved = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const json_t *served = json_object_get(row, "served");
        printf("%-4s %s (%s)\n", json_str(row, "id", "?"), json_str(row, "title", "no such row"),
               json_str(row, "page", "?"));
        print_served(served);
        unserved += json_array_size(served) == 0;
    }
    printf("%zu rows, %zu of them served by nothing\n", json_array_size(rows), unserved);
}

int cmd_list(int argc, char **argv)
{
    static const struct argp argp = {
        options, on_option, NULL, "List the playbooks: id, title and what each is for.",
        NULL,    NULL,      NULL};
    struct list_args a = {0};
    struct err e = {0};
    json_t *list = NULL;

    argv[0] = "peerwalk list";
    argp_parse(&argp, argc, argv, 0, NULL, &a);
    struct pack *pack = cli_pack(NULL, &e);
    if (pack)
        list = a.guide ? coverage(pack, &e) : pack_playbooks(pack, &e);
    if (list && a.json) {
        cli_print_json(list);
    } else if (list && a.guide) {
        print_guide(list);
    } else {
        print_playbooks(list);
    }
    int code = list ? EXIT_PASS : cli_complain(&e, EXIT_USAGE);
    json_decref(list);
    pack_free(pack);
    return code;
}
