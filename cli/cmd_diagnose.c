/* SPDX-License-Identifier: ISC */
/* peerwalk diagnose: causes from saved captures of one or both ends. */
#include "cli/cli.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "report/report.h"
#include "walk/diagnose.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPTURE_LIMIT = 1024 * 1024 * 1024, FILES_MAX = 32 };

struct diagnose_args {
    const char *file[SIDES][FILES_MAX];
    size_t files[SIDES];
    bool json;
};

static const struct argp_option options[] = {
    {"a", 'a', "FILE", 0,
     "What one end printed: a terminal log, replies, its configuration, debug or syslog; may be "
     "repeated",
     0},
    {"b", 'b', "FILE", 0, "What the other end printed; may be repeated", 0},
    {"json", 'j', NULL, 0, "Print one JSON document", 0},
    {0},
};

static void add_file(struct diagnose_args *d, int side, const char *file, struct argp_state *state)
{
    if (d->files[side] == FILES_MAX)
        argp_error(state, "at most %d files for each end", FILES_MAX);
    d->file[side][d->files[side]++] = file;
}

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct diagnose_args *d = state->input;
    switch (key) {
    case 'a':
    case 'b':
        add_file(d, key - 'a', arg, state);
        return 0;
    case 'j':
        d->json = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "say which end printed \"%s\": --a or --b", arg);
        return EINVAL;
    case ARGP_KEY_END:
        if (d->files[SIDE_A] + d->files[SIDE_B] == 0)
            argp_error(state, "give --a FILE, --b FILE or both");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int verdict_exit(const char *verdict)
{
    if (strcmp(verdict, "pass") == 0)
        return EXIT_PASS;
    return strcmp(verdict, "fail") == 0 ? EXIT_FAILING : EXIT_UNKNOWN;
}

/* Say so when not all of a capture was judged. */
static void show_left_out(const json_t *result)
{
    const char *side;
    json_t *heard;
    json_object_foreach(json_object_get(result, "heard"), side, heard)
    {
        long long left = json_int(heard, "messages_left_out", 0);
        long long unreadable = json_int(heard, "unreadable", 0);
        if (left > 0)
            printf("End %s: %lld of %lld messages were counted but not judged (%lld of %lld "
                   "negotiations).\n",
                   side, left, json_int(heard, "messages", 0),
                   json_int(heard, "conversations_left_out", 0),
                   json_int(heard, "conversations", 0));
        if (unreadable > 0)
            printf("End %s: %lld messages could not be read.\n", side, unreadable);
    }
}

static void show(const json_t *result, bool json)
{
    if (json) {
        json_print(result, JSON_INDENT(2) | JSON_REAL_PRECISION(4), stdout);
        putchar('\n');
        return;
    }
    const char *verdict = json_str(result, "verdict", "unknown");
    printf("Verdict: %s\n", verdict);
    report_causes(json_object_get(result, "causes"), NULL, stdout);
    if (strcmp(verdict, "unknown") == 0 && json_array_size(json_object_get(result, "causes")) == 0)
        puts("Nothing in the captures tells a cause, and nothing proves that the tunnel works.");
    show_left_out(result);
}

struct input {
    struct buf text[SIDES][FILES_MAX];
    struct capture capture[SIDES][FILES_MAX];
    struct captures all[SIDES];
};

static int read_input(const struct diagnose_args *d, struct input *in, struct err *e)
{
    int rc = ERR_NONE;
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; rc == ERR_NONE && i < d->files[side]; i++) {
            struct buf *text = &in->text[side][i];
            rc = file_read(d->file[side][i], CAPTURE_LIMIT, text, e);
            in->capture[side][i] = (struct capture){d->file[side][i], buf_str(text), text->len};
            in->all[side] = (struct captures){in->capture[side], i + 1};
        }
    return rc;
}

int cmd_diagnose(int argc, char **argv)
{
    static const struct argp argp = {
        options, on_option,
        NULL,    "Find the cause in what the two ends printed, without connecting to anything.",
        NULL,    NULL,
        NULL};
    struct diagnose_args d = {0};
    struct err e = {0};
    json_t *result = NULL;
    int code = EXIT_USAGE;

    argv[0] = "peerwalk diagnose";
    argp_parse(&argp, argc, argv, 0, NULL, &d);
    struct input *in = mem_alloc(sizeof *in);
    struct pack *pack = cli_pack(NULL, &e);
    if (pack && read_input(&d, in, &e) == ERR_NONE)
        result = diagnose(pack, in->all, &e);
    if (result) {
        show(result, d.json);
        code = verdict_exit(json_str(result, "verdict", "unknown"));
    } else {
        cli_complain(&e, code);
    }
    json_decref(result);
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < d.files[side]; i++)
            buf_fini(&in->text[side][i]);
    free(in);
    pack_free(pack);
    return code;
}
