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
    MODE_EXEC = MODE_USER | MODE_ENABLED
};

#endif
