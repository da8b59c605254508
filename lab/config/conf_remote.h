/* SPDX-License-Identifier: ISC */
/*
 * The records of remote access: AAA lists, users, client groups, address pools, what a crypto map
 * asks of clients, and dynamic maps.
 */
#ifndef LAB_CONF_REMOTE_H
#define LAB_CONF_REMOTE_H

#include "lab/config/conf.h"

enum { CONF_MAX_METHODS = 4 };

enum aaa_method { AAA_LOCAL, AAA_RADIUS, AAA_NONE };

struct aaa_list {
    bool authorization; /* of the network, else authentication at login */
    char name[CONF_NAME];
    enum aaa_method method[CONF_MAX_METHODS];
    size_t methods;
};

struct user {
    char name[CONF_NAME];
    char password[CONF_NAME * 2];
};

struct client_group {
    char name[CONF_NAME];
    char key[CONF_NAME * 2]; /* "": none */
    char pool[CONF_NAME];
    char list[CONF_NAME]; /* networks to be reached through the tunnel; "": everything */
    char domain[CONF_NAME];
    uint32_t dns[2], wins[2];
};

struct address_pool {
    char name[CONF_NAME];
    uint32_t first, last;
};

/* What the clients of one crypto map, or of one ISAKMP profile, have to pass. */
struct client_terms {
    char name[CONF_NAME];           /* of the crypto map */
    char authentication[CONF_NAME]; /* AAA lists; "": no XAUTH */
    char authorization[CONF_NAME];
    bool initiate, respond; /* who may begin with the address */
};

struct conf_remote {
    bool aaa; /* aaa new-model */
    bool aggressive_off;
    struct aaa_list *list;
    size_t lists, list_cap;
    struct user *user;
    size_t users, user_cap;
    struct client_group *group;
    size_t groups, group_cap;
    struct address_pool *pool;
    size_t pools, pool_cap;
    struct client_terms *terms;
    size_t terms_count, terms_cap;
    struct map_entry *dynamic; /* entries of dynamic maps, by name and sequence */
    size_t dynamics, dynamic_cap;
};

/* Take a line in if it is one of these. */
bool conf_read_remote(struct conf *c, const struct tree *line);
void conf_remote_free(struct conf_remote *r);

/* By name, NULL when there is none. */
const struct aaa_list *conf_aaa_list(const struct conf *c, bool authorization, const char *name);
const struct user *conf_user(const struct conf *c, const char *name);
const struct client_group *conf_group(const struct conf *c, const char *name);
const struct address_pool *conf_pool(const struct conf *c, const char *name);
const struct client_terms *conf_terms(const struct conf *c, const char *map);

/* The n-th entry (from 0) of a dynamic map, or the one with a sequence number. */
const struct map_entry *conf_dynamic(const struct conf *c, const char *name, size_t n);
const struct map_entry *conf_dynamic_entry(const struct conf *c, const char *name,
                                           unsigned sequence);

/* One line below a profile or behind "crypto map NAME". False when it says nothing of this. */
bool client_terms_read(struct client_terms *t, const char *line);

#endif
