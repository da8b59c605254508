/* SPDX-License-Identifier: ISC */
/* Command modes, as bits: a row of a command table may belong to several. */
#ifndef LAB_MODE_H
#define LAB_MODE_H

enum mode {
    MODE_USER = 1 << 0,      /* CE1> */
    MODE_ENABLED = 1 << 1,   /* CE1# */
    MODE_CONFIG = 1 << 2,    /* CE1(config)# */
    MODE_INTERFACE = 1 << 3, /* (config-if) */
    MODE_ISAKMP = 1 << 4,    /* (config-isakmp) */
    MODE_MAP = 1 << 5,       /* (config-crypto-map) */
    MODE_TRANSFORM = 1 << 6, /* (cfg-crypto-trans) */
    MODE_ACL_EXT = 1 << 7,   /* (config-ext-nacl) */
    MODE_ACL_STD = 1 << 8,   /* (config-std-nacl) */
    MODE_LINE = 1 << 9,      /* (config-line) */
    MODE_VRF = 1 << 10,      /* (config-vrf) */
    MODE_KEYRING = 1 << 11,  /* (conf-keyring) */
    MODE_PROFILE = 1 << 12,  /* (conf-isa-prof) */
    MODE_GROUP = 1 << 13,    /* (config-isakmp-group) */
    MODE_DYNAMIC = 1 << 14,  /* (config-crypto-map), of a dynamic map */
    MODE_ROUTER = 1 << 15,   /* (config-router) */
    MODE_FAMILY = 1 << 16,   /* (config-router-af) */
    /* (config-route-map) */
    MODE_ROUTE_MAP = 1 << 17,
    MODE_CA = 1 << 18, /* (ca-trustpoint) */
    /* (config-rtr) */
    MODE_PROBE = 1 << 19,
    MODE_EXEC = MODE_USER | MODE_ENABLED
};

#endif
