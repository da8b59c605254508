/* SPDX-License-Identifier: ISC */
/* From one line of the tree to records, and the words of a line. */
#ifndef LAB_CONF_READ_H
#define LAB_CONF_READ_H

#include "lab/config/conf.h"

void conf_read_line(struct conf *c, const struct tree *line);
struct policy conf_default_policy(void);

/* The parts with sections of their own. */
/* "rtr ..." or "ip sla ..."; `rest`: what follows these words. */
void conf_read_probe(struct conf *c, const struct tree *line, const char *rest);
void conf_read_interface(struct conf *c, const struct tree *section);
void conf_read_policy(struct conf *c, const struct tree *section);
void conf_read_map(struct conf *c, const struct tree *section);
struct map_entry conf_map_entry(const struct conf *c, const struct tree *section);
void conf_read_set(struct conf *c, const struct tree *section);
void conf_read_key(struct conf *c, const char *rest);
void conf_read_keyring(struct conf *c, const struct tree *section);
void conf_read_profile(struct conf *c, const struct tree *section);
void conf_read_map_profile(struct conf *c, const char *line);
void conf_spread_profiles(struct conf *c); /* once all lines are read */

/* What concerns packets and the box: NAT, MTU, switching, logging. False: not one of those. */
bool conf_read_net(struct conf *c, const char *line);
bool conf_read_interface_net(struct interface *i, const char *line);

/* The n-th word (from 0) of a line into `out`; "" when there are fewer. */
const char *line_word(const char *line, size_t n, char *out, size_t size);
unsigned line_number(const char *line, size_t n);
uint32_t line_address(const char *line, size_t n);

/* What follows `words` in a line, or NULL when the line does not start so. */
const char *line_after(const char *line, const char *words);

#endif
