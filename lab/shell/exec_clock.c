/* SPDX-License-Identifier: ISC */
/* clock set. */
#include "lab/router/clock.h"
#include "lab/router/say.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char months[][10] = {"January",   "February", "March",    "April",
                                  "May",       "June",     "July",     "August",
                                  "September", "October",  "November", "December"};

/* From 0, or -1. Three letters will do. */
static int month_number(const char *word)
{
    size_t n = strlen(word);
    for (int i = 0; n >= 3 && i < 12; i++)
        if (strncasecmp(months[i], word, n) == 0)
            return i;
    return -1;
}

static int day_number(const char *word)
{
    char *end;
    long day = strtol(word, &end, 10);
    return *end == '\0' && day >= 1 && day <= 31 ? (int)day : 0;
}

/* "23:59:59" */
static bool read_time(const char *word, struct tm *t)
{
    int end = 0;
    return sscanf(word, "%2d:%2d:%2d%n", &t->tm_hour, &t->tm_min, &t->tm_sec, &end) == 3 &&
           word[end] == '\0' && t->tm_hour < 24 && t->tm_min < 60 && t->tm_sec < 60;
}

/* The day may stand before the month or after it. */
void exec_clock(struct shell *s, const struct parsed *p)
{
    const char *first = parsed_parameter(p, 1);
    const char *second = parsed_parameter(p, 2);
    bool day_first = day_number(first) > 0;
    struct tm t = {.tm_mday = day_number(day_first ? first : second),
                   .tm_mon = month_number(day_first ? second : first),
                   .tm_year = (int)strtol(parsed_parameter(p, 3), NULL, 10) - 1900};
    if (!read_time(parsed_parameter(p, 0), &t)) {
        shell_invalid(s, p->at[2]);
    } else if (t.tm_mday == 0 || t.tm_mon < 0) {
        shell_invalid(s, p->at[day_first ? 4 : 3]);
    } else {
        char before[CLOCK_TEXT];
        char after[CLOCK_TEXT];
        clock_long(s->r, false, before);
        clock_set(s->r, &t);
        clock_long(s->r, false, after);
        say(s->r, SAY_LOG_CLOCK,
            &(struct facts){.old_state = before + (*before == '*'),
                            .new_state = after,
                            .number = shell_vty(s)});
    }
}
