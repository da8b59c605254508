/* SPDX-License-Identifier: ISC */
/*
 * Mode configuration: a VPN client asks for an address and what goes with it.
 *
 *   <- REQUEST   REPLY (address, servers, networks behind the gateway) ->
 */
#include "lab/crypto/ike_sa.h"
#include "lab/net/acl.h"
#include "lab/remote/attribute.h"
#include "lab/remote/pool.h"

#include "base/mem.h"

#include <stdlib.h>

enum { SPLIT_TAIL = 6 };

static void add_address(struct ike *k, struct ike_sa *sa, const struct client_group *g,
                        struct attributes *a)
{
    struct facts f = sa_facts_of(sa);
    say(k->r, SAY_CONFIG_ADDRESS, &f);
    if (!sa->client.address && g)
        sa->client.address = pool_take(k->r, g->pool);
    f.source = sa->client.address;
    if (!sa->client.address) {
        say(k->r, SAY_CONFIG_NO_ADDRESS, &f);
        return;
    }
    say(k->r, SAY_CONFIG_ALLOCATED, &f);
    say(k->r, SAY_CONFIG_PRIVATE, &f);
    attributes_add_number(a, ATTRIBUTE_ADDRESS, sa->client.address);
}

/* The networks of the group's list: address, mask, and protocol and ports that nobody minds. */
static void add_split(struct ike *k, const struct client_group *g, struct attributes *a)
{
    const struct access_list *l = conf_list(k->r->conf, g->list);
    for (size_t i = 0; l && i < l->count; i++) {
        struct network n = entry_network(&l->entry[i].source);
        struct buf body = {0};
        put_number(&body, n.address, 4);
        put_number(&body, n.mask, 4);
        put_number(&body, 0, SPLIT_TAIL);
        if (l->entry[i].permit)
            attributes_add(a, ATTRIBUTE_SPLIT, body.data, body.len);
        buf_fini(&body);
    }
}

static void add_server(struct ike *k, const struct ike_sa *sa, enum attribute_type type,
                       uint32_t address, struct attributes *a)
{
    struct facts f = sa_facts_of(sa);
    if (!address)
        return;
    f.text = attribute_name(type);
    f.source = address;
    say(k->r, SAY_CONFIG_SENDING, &f);
    attributes_add_number(a, type, address);
}

/* What answers one attribute that was asked for; `n`: how many of its type came before it. */
static void answer_attribute(struct ike *k, struct ike_sa *sa, const struct client_group *g,
                             enum attribute_type type, size_t n, struct attributes *a)
{
    struct facts f = sa_facts_of(sa);
    if (type == ATTRIBUTE_ADDRESS) {
        add_address(k, sa, g, a);
    } else if (type == ATTRIBUTE_NETMASK) {
        f.text = attribute_name(type);
        f.flags = type;
        say(k->r, SAY_CONFIG_UNKNOWN, &f);
    } else if (g && (type == ATTRIBUTE_DNS || type == ATTRIBUTE_NBNS) && n < 2) {
        add_server(k, sa, type, type == ATTRIBUTE_DNS ? g->dns[n] : g->wins[n], a);
    } else if (g && type == ATTRIBUTE_SPLIT) {
        add_split(k, g, a);
    } else if (g && type == ATTRIBUTE_DOMAIN && g->domain[0]) {
        attributes_add_text(a, type, g->domain);
    }
}

void client_configure(struct ike *k, struct ike_sa *sa, const struct attributes *request,
                      uint32_t message)
{
    struct client_terms terms;
    struct attributes *a = mem_alloc(sizeof *a);
    const struct client_group *group = conf_group(k->r->conf, sa->client.group);
    a->kind = CONFIG_REPLY;
    a->id = request->id;
    ike_say(k, sa, SAY_CONFIG_CHECK);
    for (size_t i = 0; i < request->count; i++)
        ike_say_text(k, sa, SAY_CONFIG_WANTED, attribute_name(request->item[i].type));
    ike_say_step(k, sa, "IKE_MESG_FROM_PEER, IKE_CFG_REQ", "IKE_P1_COMPLETE",
                 "IKE_CONFIG_AUTHOR_AAA_AWAIT");
    if (client_terms_of(k, sa, &terms) && terms.respond) {
        ike_say(k, sa, SAY_AAA_CALLBACK);
        ike_say(k, sa, SAY_CONFIG_SENT);
        for (size_t i = 0; i < request->count; i++) {
            size_t before = 0;
            for (size_t n = 0; n < i; n++)
                before += request->item[n].type == request->item[i].type;
            answer_attribute(k, sa, group, request->item[i].type, before, a);
        }
        sa->state = CONF_ADDR;
        client_send_attributes(k, sa, a, message, false);
        client_say_node(k, sa, message, "");
        if (sa->client.address)
            sa->state = QM_IDLE;
        ike_say_step(k, sa, "IKE_MESG_FROM_AAA, IKE_AAA_GROUP_ATTR", "IKE_CONFIG_AUTHOR_AAA_AWAIT",
                     "IKE_P1_COMPLETE");
    }
    free(a);
}
