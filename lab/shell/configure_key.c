/* SPDX-License-Identifier: ISC */
#include "lab/shell/configure_key.h"

#include "lab/config/conf_read.h"
#include "lab/router/clock.h"
#include "lab/router/say.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BITS_LEAST = 360, BITS_MOST = 2048, BITS_MOST_15 = 4096, BITS_USUAL = 512 };
enum { SUSPENSIONS = 2 }; /* of the key process, while it searches for primes */

static unsigned most_bits(const struct router *r)
{
    return r->release >= IOS_15 ? BITS_MOST_15 : BITS_MOST;
}

static const char *domain(const struct router *r)
{
    for (size_t i = 0; i < r->config.tree->count; i++) {
        const char *line = r->config.tree->kid[i]->text;
        const char *name = line_after(line, "ip domain-name");
        if (!name)
            name = line_after(line, "ip domain name");
        if (name)
            return name;
    }
    return NULL;
}

static void make_pair(struct shell *s, unsigned bits)
{
    struct router *r = s->r;
    if (r->release >= IOS_12_3)
        shell_printf(s, "%% Generating %u bit RSA keys ...", bits);
    else
        shell_printf(s, "Generating RSA keys ...\n");
    say(r, SAY_ENGINE_KEY_PAIR, &(struct facts){0});
    for (int i = 0; i < SUSPENSIONS; i++)
        say(r, SAY_ENGINE_KEY_SUSPENDED, &(struct facts){0});
    struct wall now;
    clock_read(r, true, &now);
    char day[32];
    strftime(day, sizeof day, "%b %e %Y", &now.t);
    snprintf(r->rsa_made, sizeof r->rsa_made, "%02d:%02d:%02d %s %s", now.t.tm_hour, now.t.tm_min,
             now.t.tm_sec, now.zone, day);
    snprintf(r->rsa_name, sizeof r->rsa_name, "%s.%s", r->conf->hostname, domain(r));
    r->rsa_bits = bits;
    r->rsa_key = router_random(r);
    shell_printf(s, "[OK]\n\n");
}

static void take_bits(struct shell *s, const char *line)
{
    char *end;
    unsigned long bits = *line ? strtoul(line, &end, 10) : BITS_USUAL;
    if (*line && (*end || bits < BITS_LEAST || bits > most_bits(s->r)))
        shell_printf(s, "%% A decimal number between %d and %u.\n", BITS_LEAST, most_bits(s->r));
    else
        make_pair(s, (unsigned)bits);
}

static void ask_bits(struct shell *s)
{
    shell_printf(s,
                 "Choose the size of the key modulus in the range of %d to %u for your\n"
                 "  General Purpose Keys. Choosing a key modulus greater than 512 may take\n"
                 "  a few minutes.\n\n",
                 BITS_LEAST, most_bits(s->r));
    shell_ask(s, "How many bits in the modulus [512]: ", false, take_bits);
}

static bool is_yes(const char *line)
{
    size_t n = strlen(line);
    return n > 0 && strncasecmp("yes", line, n) == 0;
}

static void take_replace(struct shell *s, const char *line)
{
    if (is_yes(line))
        ask_bits(s);
}

static void generate(struct shell *s, const struct parsed *p)
{
    struct router *r = s->r;
    const char *bits = parsed_parameter(p, 0);
    if (strcmp(r->conf->hostname, "Router") == 0) {
        shell_printf(s, "%% Please define a hostname other than Router.\n");
        return;
    }
    if (!domain(r)) {
        shell_printf(s, "%% Please define a domain-name first.\n");
        return;
    }
    if (bits) {
        make_pair(s, (unsigned)strtoul(bits, NULL, 10));
        return;
    }
    if (r->rsa_bits == 0) {
        shell_printf(s, "The name for the keys will be: %s.%s\n", r->conf->hostname, domain(r));
        ask_bits(s);
        return;
    }
    shell_printf(s, "%% You already have RSA keys defined named %s.\n", r->rsa_name);
    shell_ask(s, "% Do you really want to replace them? [yes/no]: ", false, take_replace);
}

static void take_zeroize(struct shell *s, const char *line)
{
    if (is_yes(line))
        s->r->rsa_bits = 0;
}

static void zeroize(struct shell *s, const struct parsed *p)
{
    (void)p;
    if (s->r->rsa_bits == 0) {
        shell_printf(s, "%% No Signature RSA Keys found in configuration.\n\n");
        return;
    }
    shell_printf(s, "%% All RSA keys will be removed.\n"
                    "%% All certificates issued using these keys will also be removed.\n");
    shell_ask(s, "Do you really want to remove these keys? [yes/no]: ", false, take_zeroize);
}

static const struct exec_row rows[] = {
    {{"crypto key generate rsa { general-keys | modulus <num:360-4096> }", MODE_CONFIG}, generate},
    {{"crypto key zeroize rsa", MODE_CONFIG}, zeroize},
};
static const struct grammar grammar = {rows, sizeof rows / sizeof rows[0], sizeof rows[0], NULL};

bool configure_key_line(struct shell *s, const char *line)
{
    struct parsed *p = mem_alloc(sizeof *p);
    bool mine = grammar_match(&grammar, MODE_CONFIG, line, false, p) == GRAMMAR_OK;
    if (mine)
        ((const struct exec_row *)p->row)->run(s, p);
    free(p);
    return mine;
}
