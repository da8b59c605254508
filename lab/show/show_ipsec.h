/* SPDX-License-Identifier: ISC */
/* One identity of `show crypto ipsec sa`, a file for each family of releases. */
#ifndef LAB_SHOW_IPSEC_H
#define LAB_SHOW_IPSEC_H

#include "lab/crypto/ipsec.h"
#include "lab/shell/shell.h"

void show_ident_12(struct shell *s, const struct ident *id);
void show_ident_15(struct shell *s, const struct ident *id, bool detail);

/* One SA of it. */
void show_sa_12(struct shell *s, const struct ident *id, const struct ipsec_sa *sa);
void show_sa_15(struct shell *s, const struct ident *id, const struct ipsec_sa *sa);

/* Which flows it protects, in two lines. */
void show_proxies(struct shell *s, const struct ident *id);

/* "inbound esp sas:", and those that there are. */
void show_sas(struct shell *s, const struct ident *id, bool inbound, int protocol,
              void (*show)(struct shell *s, const struct ident *id, const struct ipsec_sa *sa));

/* A transform as show commands name it: "esp-aes 256" is "esp-256-aes". */
void transform_shown(const char *transform, char out[CONF_NAME]);

/* The bytes of an ESP transform's initial vector. */
unsigned transform_iv(const char *transform);

/* The "current outbound spi": of AH where AH and ESP go together, 0 without SAs. */
uint32_t shown_spi(const struct ident *id);

/* What is left of the volume of an SA, in whole kilobytes. */
unsigned long sa_left_kb(const struct ipsec_sa *sa);

#endif
