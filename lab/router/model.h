/* SPDX-License-Identifier: ISC */
/*
 * The inside of a router model, shared by the files of lab/ that make it up:
 *
 *   config (tree) -> conf (records) -> ip, ike, ipsec (behaviour) -> show_*, say (words)
 *
 * Everything here belongs to the router and is reached through it.
 */
#ifndef LAB_MODEL_H
#define LAB_MODEL_H

#include "lab/config/conf.h"
#include "lab/router/router.h"

/* What can be debugged, as bits; exec_debug.c has their commands. */
enum { DEBUG_PEERS_MAX = 16 };

enum debug {
    DEBUG_ISAKMP = 1 << 0,
    DEBUG_IPSEC = 1 << 1,
    DEBUG_ENGINE = 1 << 2,
    DEBUG_IP_PACKET = 1 << 3,
    DEBUG_BGP_UPDATES = 1 << 4,
    DEBUG_MPLS_PACKETS = 1 << 5,
    DEBUG_CEF_DROPS = 1 << 6,
    DEBUG_AAA_AUTHEN = 1 << 7,
    DEBUG_AAA_AUTHOR = 1 << 8
};

struct ike;
struct ipsec;
struct mpls;
struct probes;
struct ping;
struct net;
struct trace;
struct card;
struct load;

struct router {
    struct world *world;
    enum release release;
    uint64_t start_ms; /* world time at which the router was switched on */
    bool reloaded;     /* and since then started again by command */
    uint64_t random;
    struct config config;
    struct tree *startup; /* what it starts with again */
    char changed[48];     /* when somebody last left configuration mode, "" since the start */
    unsigned conf_of;     /* config.changes that `conf` was made from */
    struct conf *conf;
    struct link *link;
    struct route *learnt; /* routes that are not in the configuration, see lab/net/learnt.h */
    size_t learnts, learnt_cap;
    unsigned debug;                        /* enum debug */
    uint32_t debug_peers[DEBUG_PEERS_MAX]; /* crypto debugging is for these only, unless none */
    size_t debug_peer_count;
    struct shell *shells;
    struct ping *pings;
    struct trace *traces;
    uint16_t ping_ids;
    unsigned conns[2]; /* connection ids given out, by enum conn_kind */
    struct ike *ike;
    struct ipsec *ipsec;
    struct net *net;   /* lab/net/net.h */
    struct card *card; /* lab/box/card.h */
    struct load *load; /* lab/box/load.h */
    struct mpls *mpls;
    struct probes *probes;
    struct buf log; /* show logging */
    uint64_t logged, debugged, buffered;
    unsigned long messages; /* both, and since it was switched on */
    int64_t clock_shift_ms; /* see lab/router/clock.h */
    bool clock_set;
    unsigned rsa_bits; /* of its own key pair, 0: none */
    uint64_t rsa_key;
    char rsa_name[CONF_NAME * 2], rsa_made[96]; /* when, as the clock had it */
};

/* Read the configuration again when it changed, and let go of SAs it no longer asks for. */
void router_refresh(struct router *r);

/* As router_restart(), with the startup configuration. Its lines are the caller's to hang up. */
void router_reload(struct router *r);

/* Lines into the configuration; `startup` as in config_line(). */
int router_load(struct router *r, const char *text, bool startup, struct err *e);

/* The next connection id of a kind, counted as the release does. */
enum conn_kind { CONN_IKE, CONN_IPSEC };
unsigned router_new_conn(struct router *r, enum conn_kind kind);

uint64_t router_random(struct router *r);
uint32_t router_random_spi(struct router *r);
uint64_t router_uptime_ms(const struct router *r);

/* "00:27:07", "1d09h", "3w2d" as IOS abbreviates a time span. */
void span_text(uint64_t ms, char *out, size_t size);

/* A syslog message: to every line that monitors, and to the buffer. Time stamps are added. */
void router_syslog(struct router *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A debug message, possibly of several lines; printed when `category` is on. */
void router_debug(struct router *r, enum debug category, const char *text);

/* One line to every shell with terminal monitor. */
void shell_log_all(struct router *r, const char *line);

#endif
