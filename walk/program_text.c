/* SPDX-License-Identifier: ISC */
/*
 * All filters of a program are definitions of one jq text, and a dispatcher picks one by number:
 *
 *     prelude      functions that could do input or output, defined anew so that they raise
 *     null as $ENV | library
 *     def __f0: ( filter ); def __f1: ( filter ); ...
 *     .[0] as $n | .[1] | if $n == 0 then __f0 elif ...
 *
 * Directives (import, include) may stand at the very beginning of a jq text only, where the
 * prelude is, so no filter and no library can load anything. libjq tells of an error by the line of
 * that text; here it is known whose line it is.
 */
#include "walk/program_private.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char PRELUDE[] =
    "def __no($x): error(\"\\($x) is not available in checks\");\n"
    "def env: __no(\"env\");\n"
    "def input: __no(\"input\");\n"
    "def inputs: __no(\"inputs\");\n"
    "def debug: __no(\"debug\");\n"
    "def stderr: __no(\"stderr\");\n"
    "def input_filename: __no(\"input_filename\");\n"
    "def input_line_number: __no(\"input_line_number\");\n"
    "def get_search_list: __no(\"get_search_list\");\n"
    "def get_jq_origin: __no(\"get_jq_origin\");\n"
    "def get_prog_origin: __no(\"get_prog_origin\");\n"
    "def modulemeta: __no(\"modulemeta\");\n"
    "def halt: __no(\"halt\");\n"
    "def halt_error: __no(\"halt_error\");\n"
    "def halt_error($x): __no(\"halt_error\");\n"
    "def __given: if . == null then error(\"a value to put in is missing\") else . end;\n"
    "def __word: __given | if type == \"array\" or type == \"object\""
    " then error(\"a list cannot be put into a command\") else tostring end"
    " | if all(explode[]; . > 31 and . < 127 and . != 59 and . != 63 and . != 124) then ."
    " else error(\"the value \\(tojson) holds characters that no command may hold\") end;\n"
    "null as $ENV |\n";

char *program_text(const struct program *p, int only)
{
    struct buf b = {0};
    buf_printf(&b, "%s%s\n", PRELUDE, p->library);
    for (size_t i = 0; i < p->count; i++)
        if (only < 0 || (size_t)only == i)
            buf_printf(&b, "def __f%zu: (\n%s\n);\n", i, p->filters[i].code);
    buf_add_str(&b, ".[0] as $n | .[1] |");
    const char *word = " if";
    for (size_t i = 0; i < p->count; i++) {
        if (only >= 0 && (size_t)only != i)
            continue;
        buf_printf(&b, "%s $n == %zu then __f%zu", word, i, i);
        word = " elif";
    }
    buf_add_str(&b, p->count ? " else empty end" : " empty");
    return buf_take(&b, NULL);
}

static int count_lines(const char *text)
{
    int n = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++)
        n++;
    return n;
}

/* Take "jq: error: SENTENCE at <top-level>, line N:\nTEXT" apart; returns N, or 0. */
static int parse_message(char *msg, const char **sentence)
{
    static const char AT[] = " at <top-level>, line ", SHELL[] = " (Unix shell quoting issues?)";
    *sentence = text_starts(msg, "jq: error: ") ? msg + strlen("jq: error: ") : msg;
    char *at = strstr(msg, AT);
    int line = at ? atoi(at + strlen(AT)) : 0;
    if (at)
        *at = '\0';
    char *shell = strstr(msg, SHELL);
    if (shell)
        *shell = '\0';
    char *newline = strchr(msg, '\n');
    if (newline)
        *newline = '\0';
    return line;
}

/* The file and line of line `line` of the library. */
static int library_line(const struct program *p, int line, char *file, size_t size)
{
    const char *pos = p->library, *end = pos + strlen(pos);
    struct span s;
    int from = 0;
    snprintf(file, size, "%s", "jq library");
    for (int n = 1; n < line && text_next_line(&pos, end, &s); n++) {
        if (s.len < 4 || strncmp(s.at, "#@ ", 3) != 0)
            continue;
        snprintf(file, size, "%.*s", (int)s.len - 3, s.at + 3);
        from = n;
    }
    return line - from;
}

/* Which filter line `line` of the whole text belongs to; -1: the library, -2: none. */
static int filter_at(const struct program *p, int only, int line, int *inner)
{
    int at = count_lines(PRELUDE);
    int library = count_lines(p->library) + 1;
    *inner = line - at;
    if (line <= at + library)
        return -1;
    at += library;
    for (size_t i = 0; i < p->count; i++) {
        if (only >= 0 && (size_t)only != i)
            continue;
        int lines = count_lines(p->filters[i].code) + 1;
        if (line <= at + lines + 2) {
            *inner = line - at - 1;
            if (*inner < 1)
                *inner = 1;
            if (*inner > lines)
                *inner = lines;
            if (p->filters[i].text)
                *inner = 1;
            return (int)i;
        }
        at += lines + 2;
    }
    return -2;
}

int filter_err(const struct filter *f, int code, int line, struct err *e, const char *fmt, ...)
{
    char text[500], file[250];
    const char *path = strrchr(f->where, '#');
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    snprintf(file, sizeof file, "%.*s", path ? (int)(path - f->where) : (int)strlen(f->where),
             f->where);
    if (path)
        return err_set(e, code, file, line, "%s: %s", path + 1, text);
    return err_set(e, code, file, line, "%s", text);
}

int program_blame(const struct program *p, int only, char *msg, struct err *e)
{
    const char *sentence;
    int inner = 0;
    int line = parse_message(msg, &sentence);
    int which = line > 0 ? filter_at(p, only, line, &inner) : only;
    if (which == -2 && only >= 0)
        which = only;
    if (which >= 0) {
        const struct filter *f = &p->filters[which];
        filter_err(f, ERR_FORMAT, f->line > 0 && inner > 0 ? f->line + inner - 1 : f->line, e,
                   "jq: %s", sentence);
    } else if (which == -1 && line > 0) {
        char file[200];
        int n = library_line(p, inner, file, sizeof file);
        err_set(e, ERR_FORMAT, file, n, "jq: %s", sentence);
    } else {
        err_set(e, ERR_FORMAT, "", 0, "jq: %s", sentence);
    }
    return which;
}
