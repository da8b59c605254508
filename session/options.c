/* SPDX-License-Identifier: ISC */
#include "session/options.h"

#include "base/buf.h"
#include "base/mem.h"
#include "session/hostkey.h"

#include <stdlib.h>
#include <string.h>

enum { LEGACY_RSA_BITS = 768, CONNECT_MS = 15 * 1000 };

static char *offered(const struct hop_options *c, enum algorithm_list which)
{
    char *list = algorithms_list(which, c->ssh->lists[which], c->legacy);
    if (which != ALGORITHM_HOST_KEY)
        return list;
    char *preferred = hostkey_prefer(c->ssh, list);
    free(list);
    return preferred;
}

bool options_are_legacy(const struct sshconfig *c, bool legacy)
{
    for (int i = 0; i < ALGORITHM_LISTS && !legacy; i++) {
        char *list = algorithms_list(i, c->lists[i], false);
        legacy = algorithms_have_legacy(i, list);
        free(list);
    }
    return legacy;
}

static int set_algorithms(ssh_session session, const struct hop_options *c, struct err *e)
{
    static const struct {
        const char *keyword;
        enum algorithm_list list;
        enum ssh_options_e option;
    } options[] = {
        {"KexAlgorithms", ALGORITHM_KEX, SSH_OPTIONS_KEY_EXCHANGE},
        {"HostKeyAlgorithms", ALGORITHM_HOST_KEY, SSH_OPTIONS_HOSTKEYS},
        {"PubkeyAcceptedAlgorithms", ALGORITHM_PUBLIC_KEY, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES},
        {"Ciphers", ALGORITHM_CIPHER, SSH_OPTIONS_CIPHERS_C_S},
        {"Ciphers", ALGORITHM_CIPHER, SSH_OPTIONS_CIPHERS_S_C},
        {"MACs", ALGORITHM_MAC, SSH_OPTIONS_HMAC_C_S},
        {"MACs", ALGORITHM_MAC, SSH_OPTIONS_HMAC_S_C},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        char *list = offered(c, options[i].list);
        int rc = ssh_options_set(session, options[i].option, list);
        if (rc != SSH_OK)
            err_set(e, ERR_FORMAT, c->ssh->host, 0,
                    "ssh_config: %s %s names nothing that this program can do", options[i].keyword,
                    list);
        free(list);
        if (rc != SSH_OK)
            return ERR_FORMAT;
    }
    return ERR_NONE;
}

unsigned options_connect_ms(const struct hop_options *o)
{
    unsigned ssh_ms = o->ssh->connect_timeout_s * 1000;
    unsigned own_ms = ssh_ms ? ssh_ms : CONNECT_MS;
    return o->connect_timeout_ms ? o->connect_timeout_ms : own_ms;
}

int options_apply(ssh_session session, const struct hop_options *o, struct err *e)
{
    const struct sshconfig *c = o->ssh;
    bool read_config = false;
    int on = 1, rsa_bits = (int)c->rsa_bits;
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &read_config);
    ssh_options_set(session, SSH_OPTIONS_HOST, c->host);
    ssh_options_set(session, SSH_OPTIONS_PORT_STR, c->port);
    ssh_options_set(session, SSH_OPTIONS_USER, c->user);
    ssh_options_set(session, SSH_OPTIONS_NODELAY, &on);
    if (rsa_bits == 0 && o->legacy)
        rsa_bits = LEGACY_RSA_BITS;
    /* libssh itself goes no lower than 768: below that a key stays out of reach. */
    if (rsa_bits > 0)
        ssh_options_set(session, SSH_OPTIONS_RSA_MIN_SIZE, &rsa_bits);
    ssh_set_blocking(session, 0);
    return set_algorithms(session, o, e);
}
