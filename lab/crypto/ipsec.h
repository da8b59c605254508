/* SPDX-License-Identifier: ISC */
/*
 * IPsec of one router: an identity for every permit entry of a crypto access list that is applied,
 * with its SAs and counters.
 */
#ifndef LAB_IPSEC_H
#define LAB_IPSEC_H

#include "lab/net/link.h"
#include "lab/router/model.h"

enum { IPSEC_AH = 2, IPSEC_ESP = 3, IPSEC_IPCOMP = 4 }; /* protocol ids of RFC 2407 */

/*
 * How long one request stands before traffic makes another one: the packets of one default ping
 * (at the lab's pace, see ping.h) share a request.
 */
enum { IPSEC_REQUEST_MS = 850 };

/* Syslog messages that IOS limits to one a minute; the lab's time runs ten times as fast. */
enum ipsec_log { LOG_CLEAR, LOG_SPI, LOG_IDENTITY, LOG_REPLAY, LOG_MAC, IPSEC_LOGS };
enum { IPSEC_LOG_MS = 6000 };

struct ipsec_sa {
    struct ipsec_sa *next;
    bool inbound;
    int protocol; /* IPSEC_AH, IPSEC_ESP */
    uint32_t spi;
    unsigned conn, flow;
    unsigned bundle; /* SAs made by one negotiation share it; higher is newer */
    bool asked;      /* we began that negotiation */
    char transform[CONF_NAME];
    bool transport;
    unsigned pfs; /* group of its own key exchange, 0: none */
    unsigned life_s, life_kb;
    uint64_t created_ms;
    uint64_t packets, bytes;
    uint32_t sequence; /* of the last packet sent, or the highest that came */
    uint64_t window;   /* of those before it that came, the highest in bit 0 */
    uint64_t key;
};

struct ident {
    struct ident *next;
    char interface[CONF_NAME];
    char map[CONF_NAME];
    unsigned sequence;
    char vrf[CONF_NAME];        /* of the tunnel: the front-door VRF */
    char inside[CONF_NAME];     /* of what it carries */
    char profile[CONF_NAME];    /* the ISAKMP profile its map entry asks for, or "" */
    uint32_t local, peer;       /* of several peers the one in use */
    struct network here, there; /* what is protected at this end and at the other */
    int protocol;
    uint16_t here_port, there_port;
    struct ipsec_sa *sas;
    unsigned renewed; /* the bundle for which a newer one was asked */
    uint64_t encaps, decaps, digests, verified, send_errors, recv_errors;
    char dynamic[CONF_NAME];   /* made for a peer by this dynamic map, "" when configured */
    unsigned dynamic_sequence; /* the entry of it */
    bool reverse_route;        /* has put a route to the other end */
    uint64_t replays;          /* of recv_errors */
    uint64_t heard_ms;         /* when a packet last came out of the tunnel */
    uint32_t request_spi[CONF_MAX_SETS][2]; /* what was asked for: AH and ESP of each set */
    uint64_t requested_ms;                  /* when SAs were last asked for; 0 never */
    uint16_t asker; /* the id of the packets that asked last: those of one ping share it */
};

struct ipsec {
    struct router *r;
    struct ident *idents; /* in the order of interfaces, map entries and list entries */
    struct alarm *timer;
    unsigned flows, bundles;
    uint64_t logged_ms[IPSEC_LOGS]; /* when a message of each kind was last logged */
};

struct ipsec *ipsec_new(struct router *r);
void ipsec_free(struct ipsec *x);

/* The configuration changed: identities come and go with crypto maps and access lists. */
void ipsec_refresh(struct ipsec *x);

/* The map entry an identity stands for, or NULL. */
const struct map_entry *ident_map(const struct ipsec *x, const struct ident *id);

/* Go on to the next peer of the map entry, or to this one of them (0: the next). */
void ident_change_peer(struct ipsec *x, struct ident *id, uint32_t peer);

/* An identity that a peer has asked for, like `like`. It ends with its last SA. */
struct ident *ident_add(struct ipsec *x, const struct ident *like);
void ident_free(struct ident *id); /* that is in no list any more, with its SAs */

/* The VRF of the packets that a map entry protects on an interface. */
const char *map_inside(const struct conf *c, const struct interface *i, const struct map_entry *m);

/*
 * The identity that protects a flow of a VRF (NULL: any) leaving by an interface, NULL when it goes
 * in clear. `count`: the access list's match.
 */
struct ident *match_flow(struct ipsec *x, const struct interface *i, const char *vrf,
                         const struct flow *f, bool count);

/*
 * The identity a peer's proposal is about: `asked` has the ends, VRF, profile, networks, protocol
 * and ports. The first map entry whose list covers them decides; NULL with *other_peer when that
 * one is for somebody else.
 */
struct ident *match_proposal(struct ipsec *x, const struct ident *asked, bool *other_peer);

/*
 * Whether an entry of a dynamic map would protect what a peer proposes; `fits` has a say in that.
 * Fills in what the identity owes to the map.
 */
bool match_dynamic(struct ipsec *x, struct ident *asked,
                   bool (*fits)(void *user, const struct map_entry *m), void *user);

/*
 * Identities made by dynamic maps (ipsec_dynamic.c): take one on, or the one there is already; let
 * go of a client's. Those of any map: put the route to the other end into the routing table, if the
 * map says so, and take it out.
 */
struct ident *dynamic_take(struct ipsec *x, const struct ident *asked);
void reverse_route(struct ipsec *x, struct ident *id);
void reverse_unroute(struct ipsec *x, struct ident *id);
bool dynamic_stays(const struct ipsec *x, const struct ident *id, const struct map_entry *m);
void dynamic_end(struct ipsec *x, uint32_t client);

/* A packet leaves by an interface with a crypto map. True when IPsec took it (sent or dropped). */
bool ipsec_output(struct ipsec *x, const struct interface *out, struct packet *p);

/* An ESP or AH packet for this router; taken over. */
void ipsec_input(struct ipsec *x, struct packet *p);

/* Whether a packet in clear must not come in here because the other end should have encrypted it.
 */
bool ipsec_refuses_clear(struct ipsec *x, const struct interface *in, const struct flow *f);

/* What a negotiation agreed upon: one SA a direction for each protocol. */
struct ipsec_agreed {
    size_t count;
    struct {
        int protocol;
        char transform[CONF_NAME]; /* "esp-des esp-md5-hmac" */
        uint32_t spi_in, spi_out;
        uint64_t key_in, key_out;
    } part[2];
    bool transport;
    bool as_heard; /* the other end asked */
    unsigned pfs;
    unsigned life_s, life_kb;
    bool shortened; /* to less than was offered */
};
void ipsec_install(struct ipsec *x, struct ident *id, const struct ipsec_agreed *a);

uint32_t ipsec_new_spi(struct ipsec *x);

/* What a set means between these ends: transport mode is for traffic of the ends themselves. */
bool ipsec_is_transport(const struct transform_set *s, uint32_t local, uint32_t peer,
                        const struct network *here, const struct network *there);

/* As debug messages print them. */
unsigned ipsec_flags(bool transport, unsigned pfs);
const char *ipsec_mode(bool transport);
struct ipsec_sa *ident_sa(const struct ident *id, bool inbound, int protocol); /* newest or NULL */
bool ipsec_log_due(struct ipsec *x, enum ipsec_log what); /* not said lately; takes note */

/* What the SA's key makes of a packet: who has another key gets another seal. */
uint64_t ipsec_seal(const struct ipsec_sa *sa, const struct packet *p);

/* IPsec asks IKE for SAs, unless it has just done so. */
void ipsec_request(struct ipsec *x, struct ident *id);

/* ipsec_life.c */
void ipsec_expire(struct ipsec *x); /* drop what has outlived its lifetime */
void ipsec_set_timer(struct ipsec *x);
void ipsec_on_timer(void *user);
void ipsec_used(struct ipsec *x, struct ident *id); /* volume has gone through its SAs */
unsigned ipsec_life_left_s(const struct ipsec *x, const struct ipsec_sa *sa);

/* Delete SAs, with their debug lines. */
void ident_delete_sas(struct ipsec *x, struct ident *id);
void ipsec_delete_spi(struct ipsec *x, const char *vrf, uint32_t peer, int protocol, uint32_t spi);
void ipsec_delete_peer(struct ipsec *x, uint32_t peer); /* 0: all */
void ipsec_delete_before(struct ipsec *x, const char *vrf, uint32_t peer, uint64_t ms);

/* The same for a bundle or all, and the peer is told to stop using them. */
void ident_end_bundle(struct ipsec *x, struct ident *id, unsigned bundle);
void ident_end_sas(struct ipsec *x, struct ident *id);

#endif
