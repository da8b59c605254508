/* SPDX-License-Identifier: ISC */
#include "session/reason.h"

#include "base/mem.h"
#include "session/algorithms.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char ADVICE[] = "for an old router try --legacy-crypto";

/* libssh's names for the lists in "no match for method NAME: server [...], client [...]". */
static const struct kind {
    const char *part;
    const char *name;
    const char *keyword; /* of ssh_config */
    enum algorithm_list list;
} kinds[] = {
    {"kex", "key exchange", "KexAlgorithms", ALGORITHM_KEX},
    {"host key", "host key type", "HostKeyAlgorithms", ALGORITHM_HOST_KEY},
    {"encryption", "cipher", "Ciphers", ALGORITHM_CIPHER},
    {"mac", "message authentication", "MACs", ALGORITHM_MAC},
};

static const struct kind *kind_of(const char *method)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strstr(method, kinds[i].part))
            return &kinds[i];
    return NULL;
}

/* Would anything of the server's list be there with the old algorithms on? */
static bool legacy_helps(const struct kind *kind, const char *offered)
{
    char *all = algorithms_list(kind->list, NULL, true);
    char *common = algorithms_common(all, offered);
    bool any = *common != '\0';
    free(common);
    free(all);
    return any;
}

static char *advice(const struct kind *kind, const char *offered, enum reason_crypto crypto)
{
    if (crypto == REASON_LEGACY || !legacy_helps(kind, offered))
        return mem_dup("this program has none of these");
    if (crypto == REASON_JUMP)
        return mem_printf("for a host on the way name one in ssh_config: %s +NAME", kind->keyword);
    return mem_dup(ADVICE);
}

static char *no_match(const char *libssh, const char *at, const char *who,
                      enum reason_crypto crypto)
{
    const char *server = strstr(at, "server [");
    size_t skip = strlen("server [");
    char *method = mem_ndup(at, server ? (size_t)(server - at) : strlen(at));
    const struct kind *kind = kind_of(method);
    free(method);
    if (!server || !kind)
        return mem_printf("no algorithm in common (%s); %s", libssh, ADVICE);
    char *all = mem_ndup(server + skip, strcspn(server + skip, "]"));
    /* Announcements in the form of a name. */
    char *offered = algorithms_expand(all, "-kex-strict-*,ext-info-*", "");
    free(all);
    char *what = advice(kind, offered, crypto);
    char *text = mem_printf("no %s in common: %s offers %s; %s", kind->name, who, offered, what);
    free(what);
    free(offered);
    return text;
}

/*
 * When the server's greeting and its list of algorithms come in one piece, libssh 0.10 forgets that
 * there was no match, and tells of the last file it did not find instead.
 */
static bool forgot_no_match(const char *libssh)
{
    return strstr(libssh, "Socket error: No such file") || strstr(libssh, "Socket error: Success");
}

char *reason_explain(const char *libssh, const char *who, enum reason_crypto crypto)
{
    bool legacy = crypto == REASON_LEGACY;
    const char *at = strstr(libssh, "no match for method");
    if (at)
        return no_match(libssh, at, who, crypto);
    if (forgot_no_match(libssh))
        return mem_printf("the key exchange with %s failed, most likely because no algorithm is in "
                          "common; %s",
                          who, legacy ? "ssh -v shows what is offered" : ADVICE);
    if (strstr(libssh, "verify server hostkey signature") || strstr(libssh, "too short"))
        return mem_printf("%s's RSA host key is too short%s; a longer one is made with crypto key "
                          "generate rsa modulus 2048",
                          who,
                          legacy ? ": under 768 bits, as the 512 of old routers, it cannot be "
                                   "reached by this program at all"
                                 : " to be trusted (from 768 bits on --legacy-crypto helps)");
    if (strstr(libssh, "Too many authentication failures"))
        return mem_printf("%s takes no more attempts to log in: too many keys were offered before "
                          "the right one; name it with IdentityFile, and IdentitiesOnly yes",
                          who);
    if (strstr(libssh, "disconnected") || strstr(libssh, "Connection reset"))
        return mem_printf("%s hung up (%s)", who, libssh);
    if (strstr(libssh, "banner") || strstr(libssh, "protocol version"))
        return mem_printf("what answers there is no SSH server (%s)", libssh);
    return mem_dup(*libssh ? libssh : "the line went down");
}
