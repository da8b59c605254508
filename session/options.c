/* SPDX-License-Identifier: ISC */
#include "session/options.h"

#include "base/buf.h"
#include "base/mem.h"
#include "session/hostkey.h"

#include <stdlib.h>
#include <string.h>

enum { LEGACY_RSA_BITS = 768 };

static char *offered(const struct transport_config *c, enum algorithm_list which)
{
    char *list = algorithms_list(which, c->ssh->lists[which], c->legacy);
    if (which != ALGORITHM_HOST_KEY)
        return list;
    char *preferred = hostkey_prefer(c->ssh, list);
    free(list);
    return preferred;
}

bool options_are_legacy(const struct transport_config *config)
{
    bool legacy = config->legacy;
    for (int i = 0; i < ALGORITHM_LISTS && !legacy; i++) {
        char *list = algorithms_list(i, config->ssh->lists[i], false);
        legacy = algorithms_have_legacy(i, list);
        free(list);
    }
    return legacy;
}

static int set_algorithms(ssh_session session, const struct transport_config *c, struct err *e)
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

/* A command that carries the line, for targets behind another host. NULL: none. */
static char *proxy_command(const struct sshconfig *c)
{
    if (!c->proxy_jump)
        return mem_dup(c->proxy_command);
    const char *comma = strrchr(c->proxy_jump, ',');
    const char *last = comma ? comma + 1 : c->proxy_jump;
    struct buf out = {0};
    buf_add_str(&out, "exec ssh -q -o BatchMode=yes");
    if (comma)
        buf_printf(&out, " -J '%.*s'", (int)(comma - c->proxy_jump), c->proxy_jump);
    buf_printf(&out, " -W '[%s]:%s' 'ssh://%s'", c->host, c->port, last);
    return buf_take(&out, NULL);
}

static bool is_shell_safe(const char *text)
{
    return text[strcspn(text, "'\"\\$`\n")] == '\0' && *text != '-';
}

static int set_proxy(ssh_session session, const struct sshconfig *c, bool *proxied, struct err *e)
{
    if (c->proxy_jump && (!is_shell_safe(c->proxy_jump) || !is_shell_safe(c->host)))
        return err_set(e, ERR_FORMAT, c->host, 0, "ssh_config: ProxyJump %s is not a host",
                       c->proxy_jump);
    char *command = proxy_command(c);
    *proxied = command != NULL;
    if (command)
        ssh_options_set(session, SSH_OPTIONS_PROXYCOMMAND, command);
    free(command);
    return ERR_NONE;
}

int options_apply(ssh_session session, const struct transport_config *config, bool *proxied,
                  struct err *e)
{
    const struct sshconfig *c = config->ssh;
    bool read_config = false;
    int on = 1, rsa_bits = LEGACY_RSA_BITS;
    *proxied = false;
    ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &read_config);
    ssh_options_set(session, SSH_OPTIONS_HOST, c->host);
    ssh_options_set(session, SSH_OPTIONS_PORT_STR, c->port);
    ssh_options_set(session, SSH_OPTIONS_USER, c->user);
    ssh_options_set(session, SSH_OPTIONS_KNOWNHOSTS, c->known_hosts);
    ssh_options_set(session, SSH_OPTIONS_NODELAY, &on);
    if (config->legacy)
        ssh_options_set(session, SSH_OPTIONS_RSA_MIN_SIZE, &rsa_bits);
    ssh_set_blocking(session, 0);
    int code = set_algorithms(session, config, e);
    return code == ERR_NONE ? set_proxy(session, c, proxied, e) : code;
}
