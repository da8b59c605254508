/* SPDX-License-Identifier: ISC */
/*
 * known_hosts is read here and not by libssh, which knows two files, no alias, and takes a key that
 * is marked as revoked for one that is good.
 */
#include "session/hostkey.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "session/sshwords.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 16 * 1024 * 1024 };

/* One line of a file that is about the target. */
struct known {
    ssh_key key;
    const char *file;
    int line;
    bool revoked;
};

struct known_list {
    struct known *at;
    size_t count;
    size_t capacity;
};

/* The name under which known_hosts files have the target. */
static char *entry_name(const struct sshconfig *c, bool with_port)
{
    char *name = NULL;
    if (c->host_key_alias)
        return mem_dup(c->host_key_alias);
    if (!with_port || strcmp(c->port, "22") == 0)
        name = mem_dup(c->host);
    else
        name = mem_printf("[%s]:%s", c->host, c->port);
    for (char *p = name; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return name;
}

/* Step over a marker. Returns false for a line that says nothing about host keys. */
static bool take_marker(const char **line, bool *revoked)
{
    static const char revoke[] = "@revoked";
    *line += strspn(*line, " \t");
    *revoked = text_starts(*line, revoke);
    if (*revoked)
        *line += strlen(revoke) + strspn(*line + strlen(revoke), " \t");
    /* The key of an authority is no host's key, and certificates are not understood here. */
    return **line && **line != '#' && **line != '@';
}

/*
 * The line as one about the target alone, on the heap; NULL when it is about others. libssh does
 * not understand that "!name" takes the host out of what other patterns of the line choose.
 */
static char *line_of_host(const char *line, const char *name)
{
    size_t n = strcspn(line, " \t");
    if (text_starts(line, "|"))
        return mem_dup(line);
    char *hosts = mem_ndup(line, n);
    bool chosen = sshwords_list_chooses(hosts, name, true);
    free(hosts);
    return chosen ? mem_printf("%s%s", name, line + n) : NULL;
}

static void read_line(struct known_list *list, const char *line, const char *name, const char *file,
                      int number)
{
    struct ssh_knownhosts_entry *entry = NULL;
    bool revoked = false;
    char *own = take_marker(&line, &revoked) ? line_of_host(line, name) : NULL;
    if (own && ssh_known_hosts_parse_line(name, own, &entry) == SSH_OK && entry) {
        list->at = mem_grow(list->at, list->count, &list->capacity, sizeof *list->at);
        list->at[list->count++] = (struct known){entry->publickey, file, number, revoked};
        entry->publickey = NULL;
    }
    ssh_knownhosts_entry_free(entry);
    free(own);
}

static void read_files(struct known_list *list, const struct sshconfig_files *files,
                       const char *name)
{
    for (size_t i = 0; i < files->count; i++) {
        struct buf text = {0};
        struct span line;
        int number = 0;
        if (file_read_regular(files->at[i], FILE_LIMIT, &text, NULL) == ERR_NONE) {
            const char *pos = buf_str(&text);
            while (text_next_line(&pos, buf_str(&text) + text.len, &line)) {
                char *copy = mem_ndup(line.at, line.len);
                read_line(list, copy, name, files->at[i], ++number);
                free(copy);
            }
        }
        buf_fini(&text);
    }
}

static struct known_list known_read(const struct sshconfig *c, bool with_port)
{
    struct known_list list = {0};
    char *name = entry_name(c, with_port);
    read_files(&list, &c->known_hosts, name);
    read_files(&list, &c->global_known_hosts, name);
    free(name);
    return list;
}

static void known_fini(struct known_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        ssh_key_free(list->at[i].key);
    free(list->at);
}

static bool same_key(ssh_key a, ssh_key b)
{
    return ssh_key_cmp(a, b, SSH_KEY_CMP_PUBLIC) == 0;
}

static const struct known *find(const struct known_list *list, ssh_key key, bool revoked)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].revoked == revoked && same_key(list->at[i].key, key))
            return &list->at[i];
    return NULL;
}

static const struct known *find_kind(const struct known_list *list, ssh_key key)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->at[i].revoked && ssh_key_type(list->at[i].key) == ssh_key_type(key))
            return &list->at[i];
    return NULL;
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

/* "ssh-rsa key SHA256:..., ssh-ed25519 key SHA256:..." */
static char *fingerprints(const struct known_list *list)
{
    struct buf out = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].revoked)
            continue;
        char *text = fingerprint(list->at[i].key);
        buf_printf(&out, "%s%s", out.len > 0 ? ", " : "", text);
        free(text);
    }
    return buf_take(&out, NULL);
}

/* OpenSSH accepts a key that is known for the host at its usual port, too. */
static bool known_without_port(const struct sshconfig *c, ssh_key key)
{
    struct known_list list = known_read(c, false);
    bool found = find(&list, key, false) && !find(&list, key, true);
    known_fini(&list);
    return found;
}

static enum hostkey_verdict refuse_changed(const struct sshconfig *c, const struct known *old,
                                           const char *shown, struct err *e)
{
    char *was = fingerprint(old->key);
    char *name = entry_name(c, true);
    err_set(
        e, ERR_HOST_KEY, c->host, 0,
        "the host key has changed: it shows %s, but line %d of %s has %s. Somebody may be in "
        "between; if the router got a new key, remove the old one with ssh-keygen -f %s -R '%s'",
        shown, old->line, old->file, was, old->file, name);
    free(name);
    free(was);
    return HOSTKEY_REFUSED;
}

/* A key that is not in any file. */
static enum hostkey_verdict judge_new(const struct sshconfig *c, const struct known_list *list,
                                      const char *shown, char **text, struct err *e)
{
    const char *file = c->known_hosts.count > 0 ? c->known_hosts.at[0] : "any file";
    char *others = fingerprints(list);
    bool is_new = *others == '\0';
    enum hostkey_verdict verdict = HOSTKEY_REFUSED;
    if (c->strict == STRICT_YES)
        err_set(e, ERR_HOST_KEY, c->host, 0,
                "the host key is not in %s and StrictHostKeyChecking is yes; it shows %s%s%s", file,
                shown, is_new ? "" : "; known is ", others);
    else if (c->strict == STRICT_ACCEPT_NEW && !is_new)
        err_set(e, ERR_HOST_KEY, c->host, 0,
                "StrictHostKeyChecking accepts new hosts, but this one is known by another kind of "
                "key: it shows %s; known is %s",
                shown, others);
    else
        verdict = HOSTKEY_UNKNOWN;
    if (verdict == HOSTKEY_UNKNOWN && is_new)
        *text = mem_printf("%s port %s is not known yet; it shows %s", c->host, c->port, shown);
    else if (verdict == HOSTKEY_UNKNOWN)
        *text = mem_printf("%s port %s shows %s; known so far is another kind of key: %s", c->host,
                           c->port, shown, others);
    free(others);
    return verdict;
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
    struct known_list list = known_read(c, true);
    const struct known *revoked = find(&list, key, true);
    const struct known *same_kind = find_kind(&list, key);
    enum hostkey_verdict verdict = HOSTKEY_KNOWN;
    char *shown = fingerprint(key);
    if (revoked) {
        err_set(e, ERR_HOST_KEY, c->host, 0, "shows %s, which line %d of %s revokes", shown,
                revoked->line, revoked->file);
        verdict = HOSTKEY_REFUSED;
    } else if (!find(&list, key, false)) {
        if (same_kind)
            verdict = refuse_changed(c, same_kind, shown, e);
        else if (!known_without_port(c, key))
            verdict = judge_new(c, &list, shown, text, e);
    }
    free(shown);
    ssh_key_free(key);
    known_fini(&list);
    return verdict;
}

/* Append one line, behind a newline when the last line of the file has none. */
static int append_line(const char *file, const char *line)
{
    char *dir = mem_dup(file);
    char *slash = strrchr(dir, '/');
    if (slash && slash != dir) {
        *slash = '\0';
        mkdir(dir, 0700);
    }
    free(dir);
    int fd = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    char last = '\n';
    off_t size = lseek(fd, 0, SEEK_END);
    if (size > 0 && pread(fd, &last, 1, size - 1) != 1)
        last = '\n';
    char *text = mem_printf("%s%s\n", last == '\n' ? "" : "\n", line);
    ssize_t put = write(fd, text, strlen(text));
    int rc = put == (ssize_t)strlen(text) ? 0 : -1;
    free(text);
    return close(fd) == 0 ? rc : -1;
}

int hostkey_remember(ssh_session session, const struct sshconfig *c, struct err *e)
{
    ssh_key key = NULL;
    char *base64 = NULL;
    int code = ERR_NONE;
    if (c->known_hosts.count == 0)
        return err_set(e, ERR_IO, c->host, 0, "the host key is not kept: there is no known_hosts");
    if (ssh_get_server_publickey(session, &key) == SSH_OK &&
        ssh_pki_export_pubkey_base64(key, &base64) == SSH_OK) {
        char *name = entry_name(c, true);
        char *line = mem_printf("%s %s %s", name, ssh_key_type_to_char(ssh_key_type(key)), base64);
        if (append_line(c->known_hosts.at[0], line) != 0)
            code = err_set(e, ERR_IO, c->known_hosts.at[0], 0,
                           "the host key could not be added: %s", strerror(errno));
        free(line);
        free(name);
    }
    ssh_string_free_char(base64);
    ssh_key_free(key);
    return code;
}

static bool is_kind_of(ssh_key key, const char *algorithm)
{
    const char *kind = ssh_key_type_to_char(ssh_key_type(key));
    if (ssh_key_type(key) == SSH_KEYTYPE_RSA)
        return strcmp(algorithm, "ssh-rsa") == 0 || text_starts(algorithm, "rsa-sha2-");
    return kind && strcmp(kind, algorithm) == 0;
}

char *hostkey_prefer(const struct sshconfig *c, const char *list)
{
    struct known_list known = known_read(c, true);
    struct buf out = {0};
    /* Only what is in the list anyway may be offered. */
    for (int wanted = 1; wanted >= 0; wanted--) {
        char *copy = mem_dup(list);
        for (char *save = NULL, *p = strtok_r(copy, ",", &save); p;
             p = strtok_r(NULL, ",", &save)) {
            bool found = false;
            for (size_t i = 0; i < known.count && !found; i++)
                found = !known.at[i].revoked && is_kind_of(known.at[i].key, p);
            if (found == wanted)
                buf_printf(&out, "%s%s", out.len > 0 ? "," : "", p);
        }
        free(copy);
    }
    known_fini(&known);
    return buf_take(&out, NULL);
}
