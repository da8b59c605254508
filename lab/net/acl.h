/* SPDX-License-Identifier: ISC */
/* Access lists against packets. */
#ifndef LAB_ACL_H
#define LAB_ACL_H

#include "lab/config/conf.h"

/* What an access list looks at. */
struct flow {
    uint32_t source, dest;
    int protocol;
    uint16_t source_port, dest_port;
    int icmp; /* the type, of ICMP */
};

/* The entry that decides, or NULL (the implicit deny). Does not count. */
struct entry *acl_find(const struct access_list *l, const struct flow *f);

/* The flow as the other end sees it. */
struct flow flow_reversed(const struct flow *f);

/* Both ends of an entry as network and mask, for proxy identities. */
struct network entry_network(const struct entry_end *e);

#endif
