/* SPDX-License-Identifier: ISC */
#include "cli/cli.h"

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

int cli_complain(const struct err *e, int code)
{
    char text[sizeof e->where + sizeof e->text + 32];
    fputs("peerwalk: ", stderr);
    text_print(stderr, err_format(e, text, sizeof text));
    fputc('\n', stderr);
    return code;
}

void cli_tell(const char *who, const char *text)
{
    char *before = mem_printf("peerwalk: %s: ", who);
    text_print_lines(stderr, before, text);
    free(before);
}

void cli_say(char *text)
{
    fflush(stdout); /* where both go to one file it comes last */
    text_print_lines(stderr, "peerwalk: ", text);
    free(text);
}

void cli_print_json(const json_t *value)
{
    json_print(value, JSON_INDENT(2), stdout);
    putchar('\n');
}

int cli_err_exit(const struct err *e)
{
    switch (e->code) {
    case ERR_UNREACHABLE:
    case ERR_AUTH:
    case ERR_HOST_KEY:
    case ERR_TIMEOUT:
    case ERR_LOST:
        return EXIT_PEER;
    case ERR_CANCELLED:
        return EXIT_INTERRUPTED;
    default:
        return EXIT_USAGE;
    }
}

int cli_walk_exit(const struct walk *w)
{
    if (walk_lost(w))
        return EXIT_PEER;
    switch (walk_verdict(w)) {
    case VERDICT_PASS:
        return EXIT_PASS;
    case VERDICT_FAIL:
        return EXIT_FAILING;
    default:
        return EXIT_UNKNOWN;
    }
}

int cli_told_exit(struct retelling *r)
{
    return retelling_end(r).interrupted ? EXIT_INTERRUPTED : cli_walk_exit(retelling_walk(r));
}

typedef struct pack *pack_loader(const char *data_dir, const char *name, struct err *e);

static struct pack *load_pack(pack_loader *load, const char *templates, struct err *e)
{
    char *dir = file_data_dir(e);
    if (!dir)
        return NULL;
    struct pack *pack = load(dir, "ios", e);
    free(dir);
    if (pack && templates && pack_add_templates(pack, templates, e) != ERR_NONE) {
        pack_free(pack);
        return NULL;
    }
    return pack;
}

struct pack *cli_pack(const char *templates, struct err *e)
{
    return load_pack(pack_load, templates, e);
}

struct pack *cli_template_pack(const char *templates, struct err *e)
{
    return load_pack(pack_load_templates, templates, e);
}
