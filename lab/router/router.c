/* SPDX-License-Identifier: ISC */
#include "lab/router/model.h"

#include "lab/box/card.h"
#include "lab/box/load.h"
#include "lab/config/conf_remote.h"
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/draw.h"
#include "lab/mpls/mpls.h"
#include "lab/net/lines.h"
#include "lab/net/link.h"
#include "lab/net/net.h"
#include "lab/net/probe.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UPTIME_LEAST_MS = 20 * 60 * 1000, UPTIME_SPREAD_MS = 40 * 60 * 1000 };

unsigned router_new_conn(struct router *r, enum conn_kind kind)
{
    enum { IKE_FIRST_15 = 1001, IPSEC_FIRST = 2000 };
    unsigned n = r->conns[kind]++;
    if (r->release < IOS_12_2) /* one series for both */
        return n + r->conns[kind == CONN_IKE ? CONN_IPSEC : CONN_IKE] + 1;
    if (r->release < IOS_15)
        return n + (kind == CONN_IKE ? 1 : IPSEC_FIRST);
    return n + (kind == CONN_IKE ? IKE_FIRST_15 : 1);
}

uint64_t router_random(struct router *r)
{
    return draw(&r->random);
}

uint32_t router_random_spi(struct router *r)
{
    /* The first 256 are reserved (RFC 2406). */
    return (uint32_t)(router_random(r) % 0xfffffe00U) + 0x100U;
}

void router_refresh(struct router *r)
{
    if (r->conf_of == r->config.changes)
        return;
    struct conf *before = r->conf;
    if (before)
        load_refresh(r);
    r->conf = conf_new(r->config.tree, r->release, before);
    r->conf_of = r->config.changes;
    ipsec_refresh(r->ipsec);
    ike_refresh(r->ike, before);
    lines_refresh(r, before);
    card_refresh(r);
    mpls_refresh(r->mpls);
    probes_refresh(r->probes);
    conf_free(before);
}

static int load_error(const char *line, int number, enum grammar_result result, size_t column,
                      struct err *e)
{
    const char *what = result == GRAMMAR_AMBIGUOUS    ? "ambiguous command"
                       : result == GRAMMAR_INCOMPLETE ? "incomplete command"
                                                      : "invalid input";
    return err_set_at(e, ERR_FORMAT, "router configuration", number, (int)column + 1, "%s: %s",
                      what, line);
}

static int load_line(struct router *r, struct config_place *place, const char *line, int number,
                     bool startup, struct err *e)
{
    const char *p = line + strspn(line, " \t");
    if (*p == '\0' || strcmp(p, "end") == 0)
        return 0;
    if (strcmp(p, "exit") == 0) {
        place->mode = config_mode_above(place->mode);
        return 0;
    }
    /* A line at the margin ends its section, as does a "!" there. */
    if (p == line && (startup || *p == '!'))
        place->mode = MODE_CONFIG;
    if (*p == '!')
        return 0;
    struct parsed *parsed = mem_alloc(sizeof *parsed);
    struct buf say = {0};
    enum grammar_result result = config_line(&r->config, place, p, startup, &say, parsed);
    int rc = 0;
    if (result != GRAMMAR_OK)
        rc = load_error(p, number, result, parsed->column, e);
    else if (say.len > 0 && tree_starts(buf_str(&say), "ERROR:"))
        rc = err_set(e, ERR_FORMAT, "router configuration", number, "%s", buf_str(&say));
    buf_fini(&say);
    free(parsed);
    return rc;
}

int router_load(struct router *r, const char *text, bool startup, struct err *e)
{
    struct config_place place = {.mode = MODE_CONFIG};
    const char *pos = text;
    struct span line;
    int number = 0;
    int rc = 0;
    while (rc == 0 && text_next_line(&pos, text + strlen(text), &line)) {
        char *copy = mem_ndup(line.at, line.len);
        rc = load_line(r, &place, copy, ++number, startup, e);
        free(copy);
        if (!startup)
            router_refresh(r); /* each line works at once */
    }
    router_refresh(r);
    return rc;
}

struct router *router_new(struct world *w, const struct router_options *o, struct err *e)
{
    struct router *r = mem_alloc(sizeof *r);
    r->world = w;
    r->release = o->release;
    r->random = o->seed;
    config_init(&r->config, o->release);
    r->ipsec = ipsec_new(r);
    r->net = net_new();
    r->card = card_new();
    r->load = load_new();
    r->ike = ike_new(r);
    r->mpls = mpls_new(r);
    r->probes = probes_new(r);
    r->start_ms = world_now_ms(w) - UPTIME_LEAST_MS - router_random(r) % UPTIME_SPREAD_MS;
    if (router_load(r, o->configuration, true, e) != 0) {
        router_free(r);
        return NULL;
    }
    router_save(r);
    return r;
}

void router_free(struct router *r)
{
    if (!r)
        return;
    link_detach(r->link, r);
    while (r->shells)
        shell_free(r->shells);
    ike_free(r->ike);
    ipsec_free(r->ipsec);
    net_free(r->net);
    card_free(r->card);
    load_free(r->load);
    mpls_free(r->mpls);
    probes_free(r->probes);
    conf_free(r->conf);
    tree_free(r->startup);
    config_fini(&r->config);
    buf_fini(&r->log);
    free(r->learnt);
    free(r);
}

void router_restart(struct router *r)
{
    ike_free(r->ike);
    ipsec_free(r->ipsec);
    net_free(r->net);
    mpls_free(r->mpls);
    probes_free(r->probes);
    conf_free(r->conf);
    r->ipsec = ipsec_new(r);
    r->net = net_new();
    card_limbo(r, false);
    load_restart(r->load);
    r->ike = ike_new(r);
    r->mpls = mpls_new(r);
    r->probes = probes_new(r);
    r->conf = NULL;
    r->debug = 0;
    memset(r->conns, 0, sizeof r->conns);
    r->learnts = 0;
    r->start_ms = world_now_ms(r->world);
    buf_clear(&r->log);
    r->logged = r->debugged = r->buffered = 0;
    r->changed[0] = '\0';
    r->config.changes++;
    router_refresh(r);
}

void router_save(struct router *r)
{
    tree_free(r->startup);
    r->startup = tree_copy(r->config.tree);
}

void router_reload(struct router *r)
{
    tree_free(r->config.tree);
    r->config.tree = tree_copy(r->startup);
    r->reloaded = true;
    router_restart(r);
    router_syslog(r, "%%SYS-5-CONFIG_I: Configured from memory by console");
    router_syslog(r, "%%SYS-5-RESTART: System restarted --");
}

int router_configure(struct router *r, const char *lines, struct err *e)
{
    return router_load(r, lines, false, e);
}

const char *router_hostname(const struct router *r)
{
    return r->conf->hostname;
}

bool router_login(const struct router *r, const char *user, const char *password)
{
    const struct user *u = conf_user(r->conf, user);
    return u && strcmp(u->password, password) == 0;
}
