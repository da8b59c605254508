/* SPDX-License-Identifier: ISC */
/*
 * What the running configuration means: plain records derived from its tree. Rebuilt when the tree
 * changed; what counts at run time (hits, packets) is carried over by name.
 */
#ifndef LAB_CONF_H
#define LAB_CONF_H

#include "lab/box/meter.h"
#include "lab/config/config.h"
#include "lab/router/release.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONF_NAME = 64, CONF_MAX_PEERS = 4, CONF_MAX_SETS = 6, CONF_MAX_TRANSFORMS = 4 };
enum { CONF_MAX_RING = 16, CONF_MAX_MATCHES = 8 };
enum { CONF_LIFE_S = 3600, CONF_LIFE_KB = 4608000, CONF_IKE_LIFE_S = 86400 };

struct network {
    uint32_t address;
    uint32_t mask;
};

/* One side of an access list entry. */
struct entry_end {
    uint32_t address;
    uint32_t wildcard; /* set bits do not matter */
    bool any;
    bool host;
    uint16_t low, high; /* ports; 0 to 65535 when not given */
    bool other;         /* "neq": any port but these */
};

enum {
    ICMP_ANY = -1,
    ICMP_ECHO_REPLY = 0,
    ICMP_UNREACHABLE = 3,
    ICMP_ECHO = 8,
    ICMP_EXCEEDED = 11
};

struct entry {
    char *text; /* "permit ip 192.168.1.0 0.0.0.255 any" */
    bool permit;
    bool remark;
    int protocol; /* 0: ip, any protocol */
    struct entry_end source, dest;
    int icmp; /* the type asked for, or ICMP_ANY */
    bool log;
    uint64_t hits;
    uint64_t logged_ms, unlogged; /* when hits were last logged, and how many since */
};

struct access_list {
    char name[CONF_NAME];
    bool extended;
    struct entry *entry;
    size_t count, capacity;
};

struct interface_counters {
    uint64_t packets_in, bytes_in, packets_out, bytes_out;
    uint64_t drops_in, drops_out; /* the input queue was full; nobody answered on the wire */
    uint64_t last_in_ms, last_out_ms, cleared_ms; /* 0: never */
    struct meter in, out;
};

enum nat_side { NAT_NEITHER, NAT_INSIDE, NAT_OUTSIDE };
enum df_bit { DF_DEFAULT, DF_COPY, DF_CLEAR, DF_SET };

struct interface {
    char name[CONF_NAME];
    char description[CONF_NAME * 4];
    uint32_t address; /* 0: none */
    uint32_t mask;
    char unnumbered[CONF_NAME];
    char map[CONF_NAME]; /* "" when no crypto map is applied */
    char filter_in[CONF_NAME], filter_out[CONF_NAME];
    char vrf[CONF_NAME]; /* "": the global table, as everywhere */
    bool shutdown;
    bool virtual;
    bool point_to_point; /* a subinterface with one neighbour */
    bool labels;         /* mpls ip */
    unsigned vlan;       /* 802.1Q, 0: frames are not tagged */
    bool dead;           /* the line protocol is down though nobody shut the interface */
    unsigned bandwidth_kb, mtu;
    unsigned ip_mtu; /* 0: as mtu */
    enum nat_side nat;
    enum df_bit df_bit; /* DF_DEFAULT: as the router's */
    bool route_cache_off, cef_off, keepalive_off, unreachables_off;
    struct interface_counters n;
};

enum ike_encryption { IKE_DES, IKE_3DES, IKE_AES };
enum ike_hash { IKE_MD5, IKE_SHA, IKE_SHA256, IKE_SHA384, IKE_SHA512 };
enum ike_auth { IKE_PSK, IKE_RSA_SIG, IKE_RSA_ENCR };

/* The default suite, and the first of the suites that 15 has as long as none is configured. */
enum { POLICY_DEFAULT = 65535, POLICY_DEFAULTS_15 = 65507, POLICY_SUITES_15 = 8 };

struct policy {
    unsigned priority; /* POLICY_DEFAULT: the suite that is always there, up to 12.3 */
    enum ike_encryption encryption;
    unsigned key_bits; /* AES */
    enum ike_hash hash;
    enum ike_auth auth;
    unsigned group;
    unsigned lifetime;
};

struct key {
    char secret[CONF_NAME * 2];
    struct network peer;
    bool no_xauth;
};

/* Keys for local ends in a VRF (the front-door VRF). */
struct keyring {
    char name[CONF_NAME];
    char vrf[CONF_NAME];
    struct key key[CONF_MAX_RING];
    size_t keys;
};

/* crypto isakmp keepalive: seconds without a sign of life, and between tries; 0: off. */
struct keepalive {
    unsigned seconds, retry;
    bool periodic; /* without traffic, too */
};

/* Peers of an ISAKMP profile: addresses in a front-door VRF, or a client group. */
struct profile_match {
    struct network peer;
    char vrf[CONF_NAME];
    char group[CONF_NAME]; /* "" for addresses */
};

struct isakmp_profile {
    char name[CONF_NAME];
    char vrf[CONF_NAME]; /* where decrypted packets go on (the inside VRF); "": the interface's */
    char keyring[CONF_NAME];
    struct profile_match match[CONF_MAX_MATCHES];
    size_t matches;
    char authentication[CONF_NAME]; /* AAA list for XAUTH, "": none is done */
    char authorization[CONF_NAME];  /* AAA list of the groups */
    bool initiate, respond;         /* client configuration address */
    struct keepalive keepalive;     /* its own, or zero */
};

struct transform_set {
    char name[CONF_NAME];
    char transform[CONF_MAX_TRANSFORMS][CONF_NAME]; /* "esp-des", "esp-aes 256" */
    size_t count;
    bool transport;
};

struct map_entry {
    char name[CONF_NAME];
    unsigned sequence;
    uint32_t peer[CONF_MAX_PEERS];
    size_t peers;
    char set[CONF_MAX_SETS][CONF_NAME];
    size_t sets;
    char list[CONF_NAME];
    char profile[CONF_NAME];  /* set isakmp-profile, "": none */
    unsigned pfs;             /* group, 0: none */
    unsigned life_s, life_kb; /* its own, or the router's */
    char description[CONF_NAME * 4];
    char dynamic[CONF_NAME]; /* the dynamic map it stands for, "" for an entry of its own */
    bool reverse_route;
};

enum route_source { ROUTE_STATIC, ROUTE_BGP, ROUTE_REVERSE /* reverse-route injection */ };

struct route {
    enum route_source source;
    char vrf[CONF_NAME];
    struct network to;
    uint32_t next_hop; /* 0: out of `interface` */
    char interface[CONF_NAME];
    unsigned distance, metric;
    uint64_t since_ms;   /* world time when it was learnt */
    bool through_global; /* the next hop is looked up in the global table (BGP VPNv4) */
    unsigned label;      /* to be pushed for it, 0: none */
};

struct conf_remote;

/* "ip nat inside source ...". */
struct nat_rule {
    uint32_t local, global; /* static; 0: dynamic */
    char list[CONF_NAME], map[CONF_NAME];
    char interface[CONF_NAME]; /* whose address is taken */
};

enum { CONF_LOG_BYTES = 16384, LOG_LEVELS = 8, LOG_DEBUGGING = LOG_LEVELS - 1 };

/* "emergencies" to "debugging". */
const char *log_level_name(unsigned level);

/* Echoes sent by the router itself. */
struct probe {
    unsigned number;
    uint32_t dest, source; /* source 0: of the interface it leaves by */
    unsigned frequency_s;
    bool scheduled;
};

struct conf {
    char hostname[CONF_NAME];
    bool isakmp_off;
    bool cef_off;                   /* no ip cef */
    bool labels_off;                /* no mpls ip */
    unsigned label_low, label_high; /* mpls label range, 0: as usual */
    struct vrf *vrf;                /* see conf_vrf.h */
    size_t vrfs, vrf_cap;
    struct bgp_conf *bgp; /* see conf_bgp.h, as of this and the next two; never NULL */
    struct route_map *route_map;
    size_t route_maps, route_map_cap;
    struct probe *probe;
    size_t probes, probe_cap;
    struct community_line *community;
    size_t communities, community_cap;
    unsigned life_s, life_kb; /* of IPsec SAs where the crypto map says nothing */
    struct interface *interface;
    size_t interfaces, interface_cap;
    struct access_list *list;
    size_t lists, list_cap;
    struct policy *policy; /* by priority, default suites last */
    size_t policies, policy_cap;
    struct keepalive keepalive;
    bool invalid_spi_recovery;
    struct key *key;
    size_t keys, key_cap;
    struct keyring *keyring;
    size_t keyrings, keyring_cap;
    struct isakmp_profile *profile;
    size_t profiles, profile_cap;
    struct transform_set *set;
    size_t sets, set_cap;
    struct map_entry *map; /* by name and sequence */
    size_t maps, map_cap;
    struct route *route;
    size_t routes, route_cap;
    struct local_address {
        char map[CONF_NAME];
        char interface[CONF_NAME];
    } * local;
    size_t locals, local_cap;
    struct map_profile { /* of all entries that have none of their own */
        char map[CONF_NAME];
        char profile[CONF_NAME];
    } * map_profile;
    size_t map_profiles, map_profile_cap;
    struct conf_remote *remote; /* see conf_remote.h */
    struct nat_rule *nat;
    size_t nats, nat_cap;
    enum df_bit df_bit;
    bool fragment_after; /* encryption */
    bool cef_on;         /* "ip cef" is said; see cef_off */
    bool card_off;       /* "no crypto engine accelerator" */
    unsigned log_bytes;  /* 0: no logging buffer */
    bool console_off;    /* no logging console */
    unsigned log_level;  /* what is more severe, or as severe, goes there */
};

/* Read the tree. Counters of what is still there come from `before` (may be NULL). */
struct conf *conf_new(const struct tree *tree, enum release release, const struct conf *before);
void conf_free(struct conf *c);

/* The i-th default suite of 15, good ones first. */
struct policy conf_default_policy_15(unsigned i);

struct interface *conf_interface(const struct conf *c, const char *name);
struct access_list *conf_list(const struct conf *c, const char *name);
const struct transform_set *conf_set(const struct conf *c, const char *name);

/* What a set asks of AH (2) or ESP (3): "esp-des esp-md5-hmac". False when nothing. */
bool set_part(const struct transform_set *s, int protocol, char out[CONF_NAME]);

/*
 * The key for a peer whose tunnel ends here in `vrf` (the front-door VRF): of the profile's keyring
 * when it has one, else of all keyrings of that VRF and, in the global table, of the global keys.
 * The longest match.
 */
const struct key *conf_key(const struct conf *c, const char *vrf,
                           const struct isakmp_profile *profile, uint32_t peer);
const struct keyring *conf_keyring(const struct conf *c, const char *name);
const struct isakmp_profile *conf_profile(const struct conf *c, const char *name);

/* The first profile that matches the peer's address there, or a client's group. */
const struct isakmp_profile *conf_profile_of(const struct conf *c, const char *vrf, uint32_t peer);
const struct isakmp_profile *conf_profile_for_group(const struct conf *c, const char *group);

/* The address of an interface, its own or a borrowed one; 0 when it has none. */
uint32_t conf_address(const struct conf *c, const struct interface *i);

/* The address a crypto map uses on an interface: local-address or the interface's own. */
uint32_t conf_map_address(const struct conf *c, const struct interface *i);

bool interface_is_up(const struct interface *i);

/* The largest IP packet that leaves in one piece. */
unsigned interface_ip_mtu(const struct interface *i);

/* Read "permit ip ..." and the like. False for what is no entry. */
bool entry_parse(const char *text, struct entry *out);

/* "0004.9ab1.07c2": a made-up but steady hardware address of the interface with an IP address. */
enum { MAC_TEXT = 16 };
char *mac_text(uint32_t address, char out[MAC_TEXT]);

/* Print "10.1.2.3" into the room the caller gives. */
enum { IP_TEXT = 16 };
char *ip_text(uint32_t address, char out[IP_TEXT]);
int mask_length(uint32_t mask);

#endif
