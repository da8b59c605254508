/* SPDX-License-Identifier: ISC */
#include "session/hostkey.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 16 * 1024 * 1024 };

/* The name under which known_hosts files have the target. */
static char *entry_name(const struct sshconfig *c)
{
    return strcmp(c->port, "22") == 0 ? mem_dup(c->host) : mem_printf("[%s]:%s", c->host, c->port);
}

/* Call `fn` for each key the user's known_hosts has for the target. */
static void each_known(const struct sshconfig *c, void (*fn)(ssh_key key, struct buf *out),
                       struct buf *out)
{
    struct buf text = {0};
    char *name = entry_name(c);
    if (file_read(c->known_hosts, FILE_LIMIT, &text, NULL) == ERR_NONE) {
        const char *pos = buf_str(&text);
        struct span line;
        while (text_next_line(&pos, text.data + text.len, &line)) {
            char *copy = mem_ndup(line.at, line.len);
            struct ssh_knownhosts_entry *entry = NULL;
            if (ssh_known_hosts_parse_line(name, copy, &entry) == SSH_OK && entry)
                fn(entry->publickey, out);
            ssh_knownhosts_entry_free(entry);
            free(copy);
        }
    }
    buf_fini(&text);
    free(name);
}

static char *fingerprint(ssh_key key)
{
    unsigned char *hash = NULL;
    size_t len = 0;
    char *text = NULL;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) == 0)
        text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
    char *copy = mem_printf("%s key %s", ssh_key_type_to_char(ssh_key_type(key)),
                            text ? text : "without fingerprint");
    ssh_string_free_char(text);
    ssh_clean_pubkey_hash(&hash);
    return copy;
}

static void add_fingerprint(ssh_key key, struct buf *out)
{
    char *text = fingerprint(key);
    buf_printf(out, "%s%s", out->len > 0 ? ", " : "", text);
    free(text);
}

static void add_algorithm(ssh_key key, struct buf *out)
{
    const char *name = ssh_key_type(key) == SSH_KEYTYPE_RSA
                           ? "rsa-sha2-512,rsa-sha2-256,ssh-rsa"
                           : ssh_key_type_to_char(ssh_key_type(key));
    if (name)
        buf_printf(out, "%s,", name);
}

enum hostkey_verdict hostkey_check(ssh_session session, const struct sshconfig *c, char **text,
                                   struct err *e)
{
    ssh_key key = NULL;
    *text = NULL;
    if (ssh_get_server_publickey(session, &key) != SSH_OK) {
        err_set(e, ERR_HOST_KEY, c->host, 0, "showed no host key that can be read");
        return HOSTKEY_REFUSED;
    }
    char *shown = fingerprint(key);
    ssh_key_free(key);
    struct buf known = {0};
    each_known(c, add_fingerprint, &known);
    enum hostkey_verdict verdict = HOSTKEY_REFUSED;
    switch (ssh_session_is_known_server(session)) {
    case SSH_KNOWN_HOSTS_OK:
        verdict = HOSTKEY_KNOWN;
        break;
    case SSH_KNOWN_HOSTS_CHANGED:
        err_set(e, ERR_HOST_KEY, c->host, 0,
                "the host key has changed: it shows %s, but %s has %s. Somebody may be in between;"
                " if the router got a new key, remove the old line with ssh-keygen -R '%s'",
                shown, c->known_hosts, buf_str(&known), c->host);
        break;
    case SSH_KNOWN_HOSTS_ERROR:
        err_set(e, ERR_HOST_KEY, c->host, 0, "known hosts cannot be checked: %s",
                ssh_get_error(session));
        break;
    case SSH_KNOWN_HOSTS_OTHER:
        *text = mem_printf("%s port %s shows %s; known so far is another kind of key: %s", c->host,
                           c->port, shown, buf_str(&known));
        verdict = HOSTKEY_UNKNOWN;
        break;
    default:
        *text = mem_printf("%s port %s is not known yet; it shows %s", c->host, c->port, shown);
        verdict = HOSTKEY_UNKNOWN;
    }
    if (verdict == HOSTKEY_UNKNOWN && c->strict == STRICT_YES) {
        err_set(e, ERR_HOST_KEY, c->host, 0,
                "the host key is not in %s and StrictHostKeyChecking is yes; it shows %s",
                c->known_hosts, shown);
        verdict = HOSTKEY_REFUSED;
    }
    buf_fini(&known);
    free(shown);
    return verdict;
}

int hostkey_remember(ssh_session session, const struct sshconfig *c, struct err *e)
{
    if (ssh_session_update_known_hosts(session) != SSH_OK)
        return err_set(e, ERR_IO, c->known_hosts, 0, "the host key could not be added: %s",
                       ssh_get_error(session));
    return ERR_NONE;
}

char *hostkey_prefer(const struct sshconfig *c, const char *list)
{
    struct buf known = {0};
    struct buf front = {0};
    each_known(c, add_algorithm, &known);
    /* Only what is in the list anyway may be offered. */
    for (int wanted = 1; wanted >= 0; wanted--) {
        char *copy = mem_dup(list);
        for (char *save = NULL, *p = strtok_r(copy, ",", &save); p;
             p = strtok_r(NULL, ",", &save)) {
            char *entry = mem_printf("%s,", p);
            const char *at = strstr(buf_str(&known), entry);
            bool found = at && (at == known.data || at[-1] == ',');
            if (found == wanted)
                buf_printf(&front, "%s%s", front.len > 0 ? "," : "", p);
            free(entry);
        }
        free(copy);
    }
    buf_fini(&known);
    return buf_take(&front, NULL);
}
