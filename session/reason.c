/* SPDX-License-Identifier: ISC */
#include "session/reason.h"

#include "base/mem.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char ADVICE[] = "for an old router try --legacy-crypto";

/* libssh's names for the lists in "no match for method NAME: server [...], client [...]". */
static const char *kind_of(const char *method)
{
    static const struct {
        const char *part;
        const char *name;
    } kinds[] = {
        {"kex", "key exchange"},           {"host key", "host key type"},  {"encryption", "cipher"},
        {"mac", "message authentication"}, {"compression", "compression"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strstr(method, kinds[i].part))
            return kinds[i].name;
    return "algorithm";
}

static char *no_match(const char *libssh, const char *at, const char *who, bool legacy)
{
    const char *server = strstr(at, "server [");
    const char *advice = legacy ? "this program has none of these" : ADVICE;
    size_t skip = strlen("server [");
    char *method = mem_ndup(at, server ? (size_t)(server - at) : strlen(at));
    const char *kind = kind_of(method);
    char *text = server ? mem_printf("no %s in common: %s offers %.*s; %s", kind, who,
                                     (int)strcspn(server + skip, "]"), server + skip, advice)
                        : mem_printf("no %s in common (%s); %s", kind, libssh, advice);
    free(method);
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

char *reason_explain(const char *libssh, const char *who, bool legacy)
{
    const char *at = strstr(libssh, "no match for method");
    if (at)
        return no_match(libssh, at, who, legacy);
    if (forgot_no_match(libssh))
        return mem_printf("the key exchange with %s failed, most likely because no algorithm is in "
                          "common; %s",
                          who, legacy ? "ssh -v shows what is offered" : ADVICE);
    if (strstr(libssh, "verify server hostkey signature") || strstr(libssh, "too short"))
        return mem_printf("%s's RSA host key is too short to be trusted%s; a longer one "
                          "is made with crypto key generate rsa modulus 2048",
                          who, legacy ? "" : " (down to 768 bits go with --legacy-crypto)");
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
