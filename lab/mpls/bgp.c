/* SPDX-License-Identifier: ISC */
/*
 * Sessions. An OPEN that `calls` stands for the TCP connection too: whoever gets one answers with
 * its own OPEN and a KEEPALIVE, whoever gets the answer sends a KEEPALIVE, and both are up.
 */
#include "lab/mpls/bgp.h"

#include "lab/router/say.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_MS = 100, RETRY_MS = 5000, CONFIRM_MS = 5000, KEEPALIVES_PER_HOLD = 3 };
enum { ERROR_OPEN = 2, ERROR_HOLD = 4, ERROR_CEASE = 6, OPEN_BAD_AS = 2 };

struct bgp_peer *bgp_peer(const struct bgp *b, uint32_t address)
{
    for (size_t i = 0; i < b->peers; i++)
        if (b->peer[i]->conf.address == address)
            return b->peer[i];
    return NULL;
}

bool bgp_exchanges(const struct bgp_peer *n)
{
    return n->state == BGP_ESTABLISHED && n->vpnv4;
}

void bgp_send(struct bgp_peer *n, const struct bgp_message *m)
{
    n->out[m->kind]++;
    n->written_ms = router_uptime_ms(n->bgp->r);
    ip_output(n->bgp->r, bgp_packet(n->local, n->conf.address, m));
}

static void set_state(struct bgp_peer *n, enum bgp_state state)
{
    if (n->state != state)
        n->since_ms = router_uptime_ms(n->bgp->r);
    n->state = state;
}

/* Back to the start; the networks of the neighbour are gone. */
static void reset(struct bgp_peer *n, const char *reason, uint64_t again_ms)
{
    struct bgp *b = n->bgp;
    if (n->state == BGP_ESTABLISHED) {
        n->downs++;
        n->reset = reason;
        n->reset_ms = router_uptime_ms(b->r);
        if (b->r->conf->bgp->log_changes)
            say(b->r, SAY_LOG_BGP_DOWN, &(struct facts){.peer = n->conf.address, .reason = reason});
        bgp_table_forget(b, n->conf.address);
        bgp_install(b);
    }
    set_state(n, BGP_IDLE);
    n->router_id = 0;
    n->answered = false;
    alarm_set(n->timer, again_ms);
}

static void notify(struct bgp_peer *n, unsigned error, unsigned suberror)
{
    bgp_send(n, &(struct bgp_message){.kind = BGP_NOTIFICATION,
                                      .error = error,
                                      .suberror = suberror,
                                      .as = n->bgp->r->conf->bgp->as});
}

static const char *error_text(unsigned error)
{
    return error == ERROR_OPEN   ? "peer in wrong AS"
           : error == ERROR_HOLD ? "hold time expired"
                                 : "cease";
}

static void say_notification(struct bgp_peer *n, enum saying what, unsigned error,
                             unsigned suberror, unsigned as)
{
    char data[CONF_NAME] = "0 bytes ";
    if (error == ERROR_OPEN)
        snprintf(data, sizeof data, "2 bytes %04X", as);
    say(n->bgp->r, what,
        &(struct facts){.peer = n->conf.address,
                        .number = (int)error,
                        .count = (int)suberror,
                        .reason = error_text(error),
                        .text = data});
}

static void send_open(struct bgp_peer *n, bool calls)
{
    const struct conf *c = n->bgp->r->conf;
    bgp_send(n, &(struct bgp_message){.kind = BGP_OPEN,
                                      .calls = calls,
                                      .as = c->bgp->as,
                                      .hold_s = n->conf.hold_s,
                                      .router_id = conf_router_id(c),
                                      .ipv4 = n->conf.ipv4,
                                      .vpnv4 = n->conf.vpnv4});
}

/* The address a session would come from: update-source, or the interface on the way. */
static uint32_t source_of(const struct bgp_peer *n, bool *routed)
{
    const struct router *r = n->bgp->r;
    struct hop hop;
    *routed = ip_route(r, "", n->conf.address, &hop);
    if (!n->conf.source[0])
        return *routed ? conf_address(r->conf, hop.out) : 0;
    const struct interface *i = conf_interface(r->conf, n->conf.source);
    return i && interface_is_up(i) ? conf_address(r->conf, i) : 0;
}

static void connect_to(struct bgp_peer *n)
{
    bool routed = false;
    if (n->conf.shutdown || n->conf.remote_as == 0) {
        set_state(n, BGP_IDLE);
        return;
    }
    n->local = source_of(n, &routed);
    set_state(n, n->local || !routed ? BGP_ACTIVE : BGP_IDLE);
    if (n->local && routed)
        send_open(n, true);
    alarm_set(n->timer, RETRY_MS);
}

static void keep_alive(struct bgp_peer *n)
{
    uint64_t now = router_uptime_ms(n->bgp->r);
    uint64_t step_ms = n->keepalive_s * 1000ULL;
    if (n->hold_s > 0 && now - n->read_ms >= n->hold_s * 1000ULL) {
        notify(n, ERROR_HOLD, 0);
        say_notification(n, SAY_LOG_BGP_SENT, ERROR_HOLD, 0, 0);
        reset(n, "BGP Notification sent", CONNECT_MS);
        return;
    }
    if (step_ms == 0)
        return;
    if (now - n->written_ms >= step_ms)
        bgp_send(n, &(struct bgp_message){.kind = BGP_KEEPALIVE});
    alarm_set(n->timer, step_ms);
}

static void on_timer(void *user)
{
    struct bgp_peer *n = user;
    if (n->state == BGP_ESTABLISHED)
        keep_alive(n);
    else
        connect_to(n);
}

static void take_open(struct bgp_peer *n, const struct packet *p, const struct bgp_message *m)
{
    if (n->state == BGP_ESTABLISHED && !m->calls)
        return;
    if (n->state == BGP_ESTABLISHED)
        reset(n, "Peer closed the session", RETRY_MS);
    n->local = p->flow.dest;
    if (m->as != n->conf.remote_as) {
        notify(n, ERROR_OPEN, OPEN_BAD_AS);
        say_notification(n, SAY_LOG_BGP_SENT, ERROR_OPEN, OPEN_BAD_AS, m->as);
        reset(n, "BGP Notification sent", RETRY_MS);
        return;
    }
    if (m->calls)
        send_open(n, false);
    n->answered = m->calls;
    n->router_id = m->router_id;
    n->hold_s = m->hold_s < n->conf.hold_s ? m->hold_s : n->conf.hold_s;
    n->keepalive_s = n->hold_s / KEEPALIVES_PER_HOLD;
    if (n->conf.keepalive_s < n->keepalive_s)
        n->keepalive_s = n->conf.keepalive_s;
    n->ipv4 = m->ipv4 && n->conf.ipv4;
    n->vpnv4 = m->vpnv4 && n->conf.vpnv4;
    if (!m->calls)
        set_state(n, BGP_OPEN_CONFIRM);
    bgp_send(n, &(struct bgp_message){.kind = BGP_KEEPALIVE});
    alarm_set(n->timer, CONFIRM_MS);
}

static void establish(struct bgp_peer *n)
{
    n->answered = false;
    set_state(n, BGP_ESTABLISHED);
    n->ups++;
    if (n->bgp->r->conf->bgp->log_changes)
        say(n->bgp->r, SAY_LOG_BGP_UP, &(struct facts){.peer = n->conf.address});
    alarm_set(n->timer, n->keepalive_s * 1000ULL);
    bgp_table_tell(n);
}

static void take_notification(struct bgp_peer *n, const struct bgp_message *m)
{
    say_notification(n, SAY_LOG_BGP_RECEIVED, m->error, m->suberror, n->bgp->r->conf->bgp->as);
    reset(n, m->error == ERROR_CEASE ? "Peer closed the session" : "BGP Notification received",
          RETRY_MS);
}

void bgp_input(struct bgp *b, const struct packet *p)
{
    struct bgp_peer *n = bgp_peer(b, p->flow.source);
    struct bgp_message m;
    if (!n || n->conf.shutdown || n->conf.remote_as == 0 || !bgp_packet_read(p, &m))
        return;
    n->in[m.kind]++;
    n->read_ms = router_uptime_ms(b->r);
    if (m.kind == BGP_OPEN)
        take_open(n, p, &m);
    else if (m.kind == BGP_NOTIFICATION)
        take_notification(n, &m);
    else if (m.kind == BGP_KEEPALIVE && (n->state == BGP_OPEN_CONFIRM || n->answered))
        establish(n);
    else if (m.kind == BGP_UPDATE && bgp_exchanges(n))
        bgp_table_update(n, &m.update);
    else if (m.kind == BGP_REFRESH && bgp_exchanges(n))
        bgp_table_tell(n);
}

static void close_session(struct bgp_peer *n, const char *reason)
{
    if (n->state == BGP_ESTABLISHED)
        notify(n, ERROR_CEASE, 0);
    reset(n, reason, CONNECT_MS);
}

void bgp_clear(struct bgp *b, uint32_t address)
{
    for (size_t i = 0; i < b->peers; i++)
        if (address == 0 || b->peer[i]->conf.address == address)
            close_session(b->peer[i], "User reset");
}

void bgp_renew(struct bgp *b, uint32_t address)
{
    for (size_t i = 0; i < b->peers; i++) {
        struct bgp_peer *n = b->peer[i];
        if (!bgp_exchanges(n) || (address != 0 && n->conf.address != address))
            continue;
        bgp_send(n, &(struct bgp_message){.kind = BGP_REFRESH});
        bgp_table_tell(n);
    }
}

struct bgp *bgp_new(struct mpls *m)
{
    struct bgp *b = mem_alloc(sizeof *b);
    b->m = m;
    b->r = m->r;
    b->version = 1;
    return b;
}

static void peer_free(struct bgp_peer *n)
{
    alarm_free(n->timer);
    free(n);
}

void bgp_free(struct bgp *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->peers; i++)
        peer_free(b->peer[i]);
    free(b->peer);
    free(b->path);
    free(b->policy);
    free(b);
}

/* Why a change of what is configured ends the session, or NULL when it does not. */
static const char *change(const struct bgp_peer *n, const struct bgp_neighbor *now)
{
    const struct bgp_neighbor *was = &n->conf;
    if (now->shutdown && !was->shutdown)
        return "Admin. shutdown";
    if (now->remote_as != was->remote_as)
        return "Remote AS changed";
    if (strcmp(now->source, was->source) != 0)
        return "Update source changed";
    if (now->vpnv4 != was->vpnv4 || now->ipv4 != was->ipv4)
        return now->vpnv4 && !was->vpnv4 ? "Address family activated"
                                         : "Address family deactivated";
    if (n->state == BGP_ESTABLISHED && !ip_is_own(n->bgp->r->conf, "", n->local))
        return "Interface flap";
    return NULL;
}

static void refresh_peer(struct bgp *b, const struct bgp_neighbor *now)
{
    struct bgp_peer *n = bgp_peer(b, now->address);
    if (!n) {
        b->peer = mem_grow(b->peer, b->peers, &b->peer_cap, sizeof(struct bgp_peer *));
        n = b->peer[b->peers++] = mem_alloc(sizeof *n);
        *n = (struct bgp_peer){.bgp = b, .conf = *now};
        n->timer = alarm_new(b->r->world, on_timer, n);
    }
    const char *reason = change(n, now);
    if (reason)
        close_session(n, reason);
    n->outward = n->conf.extended != now->extended || strcmp(n->conf.map_out, now->map_out) != 0;
    n->conf = *now;
    if (n->state == BGP_IDLE || n->state == BGP_ACTIVE)
        alarm_set(n->timer, CONNECT_MS);
}

static void remove_peer(struct bgp *b, size_t i)
{
    struct bgp_peer *n = b->peer[i];
    close_session(n, "Neighbor deleted");
    peer_free(n);
    b->peers--;
    memmove(b->peer + i, b->peer + i + 1, (b->peers - i) * sizeof(struct bgp_peer *));
}

/* Filters have changed: ask the neighbours to say everything again, and do so for them. */
static void refresh_policy(struct bgp *b)
{
    char *policy = bgp_policy_text(b->r->config.tree);
    bool changed = b->policy && strcmp(b->policy, policy) != 0;
    free(b->policy);
    b->policy = policy;
    if (!changed)
        return;
    bgp_table_review(b);
    for (size_t i = 0; i < b->peers; i++) {
        struct bgp_peer *n = b->peer[i];
        if (!bgp_exchanges(n))
            continue;
        bgp_send(n, &(struct bgp_message){.kind = BGP_REFRESH});
        if (n->outward || n->conf.map_out[0])
            bgp_table_tell(n);
    }
}

void bgp_refresh(struct bgp *b)
{
    const struct bgp_conf *c = b->r->conf->bgp;
    for (size_t i = b->peers; i-- > 0;)
        if (c->as == 0 || !conf_neighbor(b->r->conf, b->peer[i]->conf.address))
            remove_peer(b, i);
    for (size_t i = 0; i < c->neighbors && c->as != 0; i++)
        refresh_peer(b, &c->neighbor[i]);
    refresh_policy(b);
    bgp_table_refresh(b);
}
