/* SPDX-License-Identifier: ISC */
#include "session/algorithms.h"

#include "base/buf.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/*
 * libssh's own defaults, and what it can do beside them. Group exchange stands last among the old
 * ones: old routers answer with 1024 bits there, which libssh refuses, and the exchange would fail
 * although a fixed group was in common.
 */
static const struct {
    const char *safe;
    const char *legacy;
} known[ALGORITHM_LISTS] = {
    [ALGORITHM_KEX] = {"curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,"
                       "ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group18-sha512,"
                       "diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"
                       "diffie-hellman-group14-sha256",
                       "diffie-hellman-group14-sha1,diffie-hellman-group1-sha1,"
                       "diffie-hellman-group-exchange-sha1"},
    [ALGORITHM_HOST_KEY] = {"ssh-ed25519,ecdsa-sha2-nistp521,ecdsa-sha2-nistp384,"
                            "ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256",
                            "ssh-rsa"},
    [ALGORITHM_PUBLIC_KEY] = {"ssh-ed25519,ecdsa-sha2-nistp521,ecdsa-sha2-nistp384,"
                              "ecdsa-sha2-nistp256,sk-ssh-ed25519@openssh.com,"
                              "sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256",
                              "ssh-rsa"},
    [ALGORITHM_CIPHER] = {"chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,"
                          "aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr",
                          "aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc"},
    [ALGORITHM_MAC] = {"hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
                       "hmac-sha2-256,hmac-sha2-512",
                       "hmac-sha1"},
};

enum { NAME_MAX_BYTES = 128 };

/* Copy the next name of a comma list. Returns false at its end; names too long are passed over. */
static bool next_name(const char **list, char name[NAME_MAX_BYTES])
{
    while (**list) {
        size_t n = strcspn(*list, ",");
        const char *start = *list;
        *list += n + ((*list)[n] == ',');
        if (n > 0 && n < NAME_MAX_BYTES) {
            memcpy(name, start, n);
            name[n] = '\0';
            return true;
        }
    }
    return false;
}

/* Is the name in the list? The entries may be patterns. */
static bool holds(const char *list, const char *name)
{
    char entry[NAME_MAX_BYTES];
    while (next_name(&list, entry))
        if (fnmatch(entry, name, 0) == 0)
            return true;
    return false;
}

/* Add the names of `list` that `out` lacks and that `without` (may be NULL) does not name. */
static void add_names(struct buf *out, const char *list, const char *without)
{
    char name[NAME_MAX_BYTES];
    while (next_name(&list, name)) {
        if (holds(buf_str(out), name) || (without && holds(without, name)))
            continue;
        buf_printf(out, "%s%s", out->len > 0 ? "," : "", name);
    }
}

/* Add the names that a list of ssh_config asks for; a pattern stands for those of `all`. */
static void add_wanted(struct buf *out, const char *spec, const char *all)
{
    char entry[NAME_MAX_BYTES], name[NAME_MAX_BYTES];
    while (next_name(&spec, entry)) {
        if (!strpbrk(entry, "*?")) {
            add_names(out, entry, NULL);
            continue;
        }
        for (const char *rest = all; next_name(&rest, name);)
            if (fnmatch(entry, name, 0) == 0)
                add_names(out, name, NULL);
    }
}

char *algorithms_expand(const char *base, const char *spec, const char *all)
{
    struct buf out = {0};
    switch (spec ? *spec : '\0') {
    case '\0':
        add_names(&out, base, NULL);
        break;
    case '+':
        add_names(&out, base, NULL);
        add_wanted(&out, spec + 1, all);
        break;
    case '-':
        add_names(&out, base, spec + 1);
        break;
    case '^':
        add_wanted(&out, spec + 1, all);
        add_names(&out, base, NULL);
        break;
    default:
        add_wanted(&out, spec, all);
    }
    return buf_take(&out, NULL);
}

char *algorithms_list(enum algorithm_list which, const char *spec, bool legacy)
{
    struct buf all = {0};
    buf_printf(&all, "%s,%s", known[which].safe, known[which].legacy);
    char *list = algorithms_expand(known[which].safe, spec, buf_str(&all));
    buf_fini(&all);
    if (!legacy)
        return list;
    struct buf out = {0};
    buf_add_str(&out, list);
    add_names(&out, known[which].legacy, NULL);
    free(list);
    return buf_take(&out, NULL);
}

char *algorithms_common(const char *list, const char *other)
{
    struct buf out = {0};
    char name[NAME_MAX_BYTES];
    while (next_name(&list, name))
        if (holds(other, name))
            add_names(&out, name, NULL);
    return buf_take(&out, NULL);
}

bool algorithms_have_legacy(enum algorithm_list which, const char *list)
{
    char name[NAME_MAX_BYTES];
    while (next_name(&list, name))
        if (holds(known[which].legacy, name))
            return true;
    return false;
}
