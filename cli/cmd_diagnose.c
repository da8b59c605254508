/* SPDX-License-Identifier: ISC */
/* peerwalk diagnose: causes from saved captures of one or both ends. */
#include "cli/cli.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "report/report.h"
#include "walk/diagnose.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>

enum { CAPTURE_LIMIT = 1024 * 1024 * 1024 };

struct diagnose_args {
    const char *file[SIDES];
    bool json;
};

static const struct argp_option options[] = {
    {"a", 'a', "FILE", 0, "What one end printed: debug, syslog or a terminal log", 0},
    {"b", 'b', "FILE", 0, "What the other end printed", 0},
    {"json", 'j', NULL, 0, "Print one JSON document", 0},
    {0},
};

static error_t on_option(int key, char *arg, struct argp_state *state)
{
    struct diagnose_args *d = state->input;
    switch (key) {
    case 'a':
    case 'b':
        if (d->file[key - 'a'])
            argp_error(state, "one file for each end");
        d->file[key - 'a'] = arg;
        return 0;
    case 'j':
        d->json = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "say which end printed `%s`: --a or --b", arg);
        return EINVAL;
    case ARGP_KEY_END:
        if (!d->file[SIDE_A] && !d->file[SIDE_B])
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

static void show(const json_t *result, bool json)
{
    if (json) {
        json_dumpf(result, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(4));
        putchar('\n');
        return;
    }
    const char *verdict = json_str(result, "verdict", "unknown");
    printf("Verdict: %s\n", verdict);
    report_causes(json_object_get(result, "causes"), NULL, stdout);
    if (strcmp(verdict, "unknown") == 0 && json_array_size(json_object_get(result, "causes")) == 0)
        puts("Nothing in the captures tells a cause, and nothing proves that the tunnel works.");
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
    struct buf text[SIDES] = {0};
    struct capture capture[SIDES] = {0};
    json_t *result = NULL;
    int code = EXIT_USAGE;

    argv[0] = "peerwalk diagnose";
    argp_parse(&argp, argc, argv, 0, NULL, &d);
    struct pack *pack = cli_pack(NULL, &e);
    for (int side = 0; pack && side < SIDES; side++) {
        if (!d.file[side])
            continue;
        if (file_read(d.file[side], CAPTURE_LIMIT, &text[side], &e) != ERR_NONE)
            goto out;
        capture[side] = (struct capture){d.file[side], buf_str(&text[side]), text[side].len};
    }
    if (pack)
        result = diagnose(pack, capture, &e);
    if (result) {
        show(result, d.json);
        code = verdict_exit(json_str(result, "verdict", "unknown"));
    }
out:
    if (e.code != ERR_NONE)
        cli_complain(&e, code);
    json_decref(result);
    for (int side = 0; side < SIDES; side++)
        buf_fini(&text[side]);
    pack_free(pack);
    return code;
}
