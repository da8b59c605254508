/* SPDX-License-Identifier: ISC */
/*
 * The target, the values that its lines of ssh_config give it, and what holds where they say
 * nothing. With a `Match final` anywhere everything is read once more, and then those blocks
 * apply, too.
 */
#include "session/sshconfig_private.h"

#include "base/file.h"
#include "base/mem.h"
#include "session/sshtokens.h"
#include "session/sshwords.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { ALIVE_COUNT = 3 };

void sshconfig_files_add(struct sshconfig_files *f, const char *path)
{
    f->at = mem_grow(f->at, f->count, &f->capacity, sizeof *f->at);
    f->at[f->count++] = mem_dup(path);
}

void sshconfig_files_clear(struct sshconfig_files *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->at[i]);
    free(f->at);
    *f = (struct sshconfig_files){0};
}

/* [user@]host[:port]; an address of IPv6 with a port stands in brackets. */
static int take_target(struct sshconfig *c, const char *target, struct err *e)
{
    const char *at = strrchr(target, '@');
    const char *host = at ? at + 1 : target;
    if (at)
        c->user = mem_ndup(target, (size_t)(at - target));
    const char *end = *host == '[' ? strchr(host, ']') : NULL;
    const char *colon = strchr(end ? end : host, ':');
    if (colon && !end && strchr(colon + 1, ':'))
        colon = NULL;
    if (end)
        c->name = mem_ndup(host + 1, (size_t)(end - host - 1));
    else
        c->name = colon ? mem_ndup(host, (size_t)(colon - host)) : mem_dup(host);
    if (colon)
        c->port = mem_dup(colon + 1);
    bool more = end && end[1] && end[1] != ':';
    /* A name that begins with '-' could be taken for an option by a program it is handed to. */
    if (more || !*c->name || *c->name == '-' || (c->user && !*c->user))
        return err_set(e, ERR_USAGE, target, 0, "is no target: write [user@]host[:port]");
    return ERR_NONE;
}

static int check_port(const struct sshconfig *c, const char *target, struct err *e)
{
    char *end;
    long port = strtol(c->port, &end, 10);
    if (*end || port < 1 || port > 65535)
        return err_set(e, ERR_USAGE, target, 0, "port \"%s\" is no number from 1 to 65535",
                       c->port);
    return ERR_NONE;
}

static int bad_value(const struct sshreader *r, const char *keyword, const char *value,
                     const char *known)
{
    return err_set(r->e, ERR_FORMAT, r->c->name, 0, "ssh_config: %s takes %s, not \"%s\"", keyword,
                   known, value);
}

static bool is_any(const char *value, const char *a, const char *b, const char *c)
{
    return strcasecmp(value, a) == 0 || strcasecmp(value, b) == 0 || strcasecmp(value, c) == 0;
}

static bool is_no(const char *value)
{
    return value && is_any(value, "no", "false", "off");
}

static int choose_strict(struct sshreader *r)
{
    const char *value = r->raw[RAW_STRICT] ? r->raw[RAW_STRICT] : "ask";
    if (is_any(value, "yes", "true", "on"))
        r->c->strict = STRICT_YES;
    else if (is_no(value) || strcasecmp(value, "accept-new") == 0)
        r->c->strict = STRICT_ACCEPT_NEW;
    else if (strcasecmp(value, "ask") != 0)
        return bad_value(r, "StrictHostKeyChecking", value, "yes, ask, accept-new or no");
    return ERR_NONE;
}

static int choose_family(struct sshreader *r)
{
    const char *value = r->raw[RAW_FAMILY] ? r->raw[RAW_FAMILY] : "any";
    if (strcasecmp(value, "inet") == 0)
        r->c->family = AF_INET;
    else if (strcasecmp(value, "inet6") == 0)
        r->c->family = AF_INET6;
    else if (strcasecmp(value, "any") != 0)
        return bad_value(r, "AddressFamily", value, "any, inet or inet6");
    return ERR_NONE;
}

static void replace(char **place, char *value)
{
    free(*place);
    *place = value;
}

/* Expand the names of files; "none" as the only one means no file at all. */
static void complete_files(struct sshconfig *c, struct sshconfig_files *f,
                           const char *const *otherwise)
{
    for (size_t i = 0, said = f->count; said == 0 && otherwise[i]; i++)
        sshconfig_files_add(f, otherwise[i]);
    if (f->count == 1 && strcasecmp(f->at[0], "none") == 0)
        sshconfig_files_clear(f);
    for (size_t i = 0; i < f->count; i++)
        replace(&f->at[i], sshtokens_expand(c, f->at[i]));
}

static void drop_none(char **value)
{
    if (*value && strcasecmp(*value, "none") == 0)
        replace(value, NULL);
}

static int complete(struct sshreader *r)
{
    static const char *const keys[] = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa",
                                       NULL};
    static const char *const known[] = {"~/.ssh/known_hosts", "~/.ssh/known_hosts2", NULL};
    static const char *const global[] = {"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2",
                                         NULL};
    struct sshconfig *c = r->c;
    replace(&c->host, c->host ? sshtokens_host(c->name, c->host) : mem_dup(c->name));
    for (char *p = c->host; !strchr(c->host, ':') && *p; p++)
        *p = (char)tolower((unsigned char)*p);
    if (!c->user)
        c->user = mem_dup(sshtokens_user());
    if (!c->port)
        c->port = mem_dup("22");
    complete_files(c, &c->known_hosts, known);
    complete_files(c, &c->global_known_hosts, global);
    complete_files(c, &c->identities, keys);
    if (c->identity_agent)
        replace(&c->identity_agent, sshtokens_expand(c, c->identity_agent));
    drop_none(&c->proxy_jump);
    drop_none(&c->proxy_command);
    c->connect_timeout_s = sshwords_seconds(r->raw[RAW_TIMEOUT], 0);
    c->alive_interval_s = sshwords_seconds(r->raw[RAW_ALIVE_INTERVAL], 0);
    c->alive_said = r->raw[RAW_ALIVE_INTERVAL] != NULL;
    c->alive_count = sshwords_seconds(r->raw[RAW_ALIVE_COUNT], ALIVE_COUNT);
    c->rsa_bits = sshwords_seconds(r->raw[RAW_RSA_BITS], 0);
    c->identities_only = r->raw[RAW_ONLY] && is_any(r->raw[RAW_ONLY], "yes", "true", "on");
    c->no_public_key = is_no(r->raw[RAW_PUBLIC_KEY]);
    c->no_challenge = is_no(r->raw[RAW_CHALLENGE]);
    c->no_password = is_no(r->raw[RAW_PASSWORD]);
    int code = choose_strict(r);
    return code == ERR_NONE ? choose_family(r) : code;
}

static int read_all(struct sshreader *r, const char *file)
{
    char *own = file ? mem_dup(file) : file_join(sshtokens_home(), ".ssh/config");
    int code = ERR_NONE;
    if (file || file_exists(own))
        code = sshconfig_read_file(r, own, true);
    if (code == ERR_NONE && !file && file_exists("/etc/ssh/ssh_config"))
        code = sshconfig_read_file(r, "/etc/ssh/ssh_config", true);
    free(own);
    return code;
}

int sshconfig_read(struct sshconfig *c, const char *target, const char *file, struct err *e)
{
    *c = (struct sshconfig){0};
    struct err own = {0};
    struct sshreader r = {.c = c, .e = e ? e : &own};
    int code = take_target(c, target, r.e);
    if (code == ERR_NONE)
        code = read_all(&r, file);
    if (code == ERR_NONE && r.wants_final) {
        r.final = true;
        code = read_all(&r, file);
    }
    if (code == ERR_NONE)
        code = complete(&r);
    if (code == ERR_NONE)
        code = check_port(c, target, r.e);
    for (int i = 0; i < RAWS; i++)
        free(r.raw[i]);
    if (code != ERR_NONE)
        sshconfig_fini(c);
    return code;
}

void sshconfig_fini(struct sshconfig *c)
{
    char *texts[] = {c->name,           c->host,      c->user,         c->port,
                     c->bind_address,   c->preferred, c->proxy_jump,   c->host_key_alias,
                     c->identity_agent, c->note,      c->proxy_command};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    for (int i = 0; i < ALGORITHM_LISTS; i++)
        free(c->lists[i]);
    sshconfig_files_clear(&c->identities);
    sshconfig_files_clear(&c->known_hosts);
    sshconfig_files_clear(&c->global_known_hosts);
    *c = (struct sshconfig){0};
}

bool sshconfig_allows(const struct sshconfig *c, const char *method)
{
    if ((strcmp(method, "publickey") == 0 && c->no_public_key) ||
        (strcmp(method, "keyboard-interactive") == 0 && c->no_challenge) ||
        (strcmp(method, "password") == 0 && c->no_password))
        return false;
    return !c->preferred || sshwords_list_chooses(c->preferred, method, false);
}
