/* SPDX-License-Identifier: ISC */
/* Lines typed in configuration mode. */
#include "lab/box/card.h"
#include "lab/router/clock.h"
#include "lab/router/say.h"
#include "lab/shell/configure_key.h"
#include "lab/shell/shell.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void configure_leave(struct shell *s)
{
    char now[CLOCK_TEXT];
    const char *time = clock_long(s->r, false, now);
    s->configuring = false;
    snprintf(s->r->changed, sizeof s->r->changed, "%s", time + (*time == '*'));
    say(s->r, SAY_LOG_CONFIGURED, &(struct facts){.number = shell_vty(s)});
}

/* `end` and `exit`, possibly abbreviated. False for anything else. */
static bool leave_line(struct shell *s, const char *word)
{
    if (strcmp(word, "\x1a") == 0 || strcasecmp(word, "end") == 0) {
        configure_leave(s);
        return true;
    }
    size_t n = strlen(word);
    if (n < 2 || strncasecmp(word, "exit", n) != 0)
        return false;
    if (s->place.mode == MODE_CONFIG)
        configure_leave(s);
    else
        s->place.mode = config_mode_above(s->place.mode);
    return true;
}

static void say_result(struct shell *s, enum grammar_result result, const char *line, size_t column)
{
    if (result == GRAMMAR_AMBIGUOUS)
        shell_printf(s, "%% Ambiguous command:  \"%s\"\n", line);
    else if (result == GRAMMAR_INCOMPLETE)
        shell_printf(s, "%% Incomplete command.\n\n");
    else if (result == GRAMMAR_INVALID)
        shell_invalid(s, column);
}

void configure_line(struct shell *s, const char *line)
{
    const char *word = line + strspn(line, " \t");
    char *trimmed = mem_ndup(word, strlen(word));
    for (size_t n = strlen(trimmed); n > 0 && strchr(" \t", trimmed[n - 1]);)
        trimmed[--n] = '\0';
    struct parsed *parsed = mem_alloc(sizeof *parsed);
    struct buf say = {0};
    if (strncasecmp(trimmed, "do ", 3) == 0) {
        exec_line(s, trimmed + 3);
    } else if (!leave_line(s, trimmed) && !configure_key_line(s, trimmed)) {
        struct config_place before = s->place;
        enum grammar_result result =
            config_line(&s->r->config, &s->place, line, false, &say, parsed);
        struct config_place after = s->place;
        s->place = before; /* the caret belongs below the prompt that was shown */
        say_result(s, result, trimmed, parsed->column);
        s->place = after;
        shell_printf(s, "%s", buf_str(&say));
        router_refresh(s->r);
        shell_printf(s, "%s", buf_str(&s->r->card->said));
        buf_clear(&s->r->card->said);
    }
    buf_fini(&say);
    free(parsed);
    free(trimmed);
}
