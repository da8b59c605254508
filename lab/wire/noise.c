/* SPDX-License-Identifier: ISC */
#include "lab/wire/noise.h"

#include "lab/draw.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define REST "\x1f"

enum {
    HOSTNAME_MAX = 63,
    MID_LINE = 11, /* column at which a log line breaks into a line of a reply */
    RENAME_LEAST = 4,
    RENAME_SPREAD = 5
};

static const char BANNER[] = "\r\n###############################################" REST "\r\n"
                             "#                                             #\r\n"
                             "#  router> press # for the operator           #" REST "\r\n"
                             "#  Property of the network department.        #\r\n"
                             "@#" REST "\r\n"
                             "login> " REST "authorized access only: " REST "\r\n"
                             "This host does not change #" REST "\r\n"
                             "###############################################" REST REST "\r\n";

/* In all these '@' stands for the host name. */
static const char *const PROMPTS[] = {
    "@#" REST "\r\n",
    "@#show clock\r\n",
    "@> " REST "\r\n",
    "@(config)#" REST "end\r\n",
    "! to be typed at @#" REST "\r\n",
};

static const char *const LOGS[] = {
    "%LINEPROTO-5-UPDOWN: Line protocol on Interface Serial0/1, changed state to down\r\n",
    "*Mar  1 00:27:07.123: %LINK-3-UPDOWN: Interface Serial0/1, changed state to up\r\n",
    "00:27:07: %SYS-5-CONFIG_I: Configured from console by console\r\n",
};

static const char *const ESCAPES[] = {
    "\033[0m", "\033[1;31m\033[0m", "\033[2K", "\033]0;@\a", "\033(B", "\033[?25h", "\033[7m\033[K",
};

/* Latin-1, UTF-8 cut short, C1 controls. */
static const char *const EIGHT_BIT[] = {
    " description Z\xfcrich, Gen\xe8ve\r\n",
    " description \xc3\r\n",
    " description \x9b[31m \x85 \x90\r\n",
    " description \xff\xfe\xa0\r\n",
};

enum { PROMPT, LOG, ESCAPE, ODD_BYTES, KIND_COUNT };

#define TEXTS(a) (a), sizeof(a) / sizeof(a)[0]

/* A text comes after every so many lines, drawn from 1 to `spread`. */
static const struct kind {
    const char *const *texts;
    size_t count;
    unsigned bit;
    unsigned spread;
} KINDS[] = {
    [PROMPT] = {TEXTS(PROMPTS), WIRE_FAKE_PROMPT, 8},
    [LOG] = {TEXTS(LOGS), WIRE_CONSOLE_LOG, 10},
    [ESCAPE] = {TEXTS(ESCAPES), WIRE_ESCAPES, 3},
    [ODD_BYTES] = {TEXTS(EIGHT_BIT), WIRE_8BIT, 10},
};

struct noise {
    struct router *router;
    unsigned names;
    uint64_t random;
    unsigned due[KIND_COUNT]; /* lines until the next text of each kind */
    unsigned rename_in;       /* commands; 0: it was done */
    size_t column;
    bool breaks_in; /* a log line comes in the middle of this line */
    bool prompts;   /* something like a prompt comes before the next line that is not indented */
};

static void set_due(struct noise *n, size_t kind)
{
    n->due[kind] = 1 + (unsigned)(draw(&n->random) % KINDS[kind].spread);
}

struct noise *noise_new(struct router *r, unsigned names, uint64_t seed)
{
    struct noise *n = mem_alloc(sizeof *n);
    n->router = r;
    n->names = names;
    n->random = seed;
    for (size_t i = 0; i < KIND_COUNT; i++)
        set_due(n, i);
    n->rename_in = RENAME_LEAST + (unsigned)(draw(&n->random) % RENAME_SPREAD);
    return n;
}

void noise_free(struct noise *n)
{
    free(n);
}

static void rename_router(struct router *r, const char *tail)
{
    const char *name = router_hostname(r);
    if (text_ends(name, tail))
        return;
    char *line = mem_printf("hostname %.*s%s", HOSTNAME_MAX - (int)strlen(tail), name, tail);
    router_configure(r, line, NULL);
    free(line);
}

void noise_prepare(struct router *r, unsigned names)
{
    if (names & WIRE_LONG_PROMPT)
        rename_router(r, "-by-the-longest-name-an-IOS-router-takes-which-is-63-letters");
}

void noise_command(struct noise *n)
{
    if ((n->names & WIRE_RENAME) && n->rename_in > 0 && --n->rename_in == 0)
        rename_router(n->router, "-new");
}

static void add(const struct noise *n, const char *text, struct buf *out)
{
    for (; *text; text++) {
        if (*text == '@')
            buf_add_str(out, router_hostname(n->router));
        else
            buf_add_char(out, *text);
    }
}

void noise_banner(const struct noise *n, struct buf *out)
{
    if (n->names & WIRE_SLOW_BANNER)
        add(n, BANNER, out);
}

static const char *pick(struct noise *n, const struct kind *k)
{
    return k->texts[draw(&n->random) % k->count];
}

/* A line of the reply is complete. */
static void line_end(struct noise *n, struct buf *out)
{
    n->column = 0;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (!(n->names & KINDS[i].bit) || --n->due[i] > 0)
            continue;
        set_due(n, i);
        if (i == LOG && draw(&n->random) % 2)
            n->breaks_in = true;
        else if (i == PROMPT)
            n->prompts = true;
        else
            add(n, pick(n, &KINDS[i]), out);
    }
}

static void mid_line(struct noise *n, struct buf *out)
{
    n->breaks_in = false;
    buf_add_str(out, "\r\n");
    add(n, pick(n, &KINDS[LOG]), out);
}

void noise_reply(struct noise *n, const char *text, size_t len, struct buf *out)
{
    for (size_t i = 0; i < len; i++) {
        /* Within a section of a configuration it would end the section, as it does on a router. */
        if (n->prompts && n->column == 0 && !strchr(" \r\n", text[i])) {
            n->prompts = false;
            add(n, pick(n, &KINDS[PROMPT]), out);
        }
        buf_add_char(out, text[i]);
        if (text[i] == '\n')
            line_end(n, out);
        else if (++n->column == MID_LINE && n->breaks_in)
            mid_line(n, out);
    }
}
