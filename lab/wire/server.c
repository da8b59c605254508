/* SPDX-License-Identifier: ISC */
#include "lab/wire/server.h"

#include "lab/draw.h"
#include "lab/wire/cable.h"
#include "lab/wire/hostkey.h"
#include "lab/wire/login.h"
#include "lab/wire/noise.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKLOG = 16,
    ACCEPT_PAUSE_MS = 200 /* after running out of descriptors */
};

/* The SSH algorithms of a time. */
struct era {
    unsigned bit;
    int rsa_bits;
    const char *key_exchange, *hostkeys, *ciphers, *macs;
};

static const struct era ERAS[] = {
    {WIRE_LEGACY, 2048, "diffie-hellman-group14-sha1,diffie-hellman-group1-sha1", "ssh-rsa",
     "aes128-cbc,3des-cbc", "hmac-sha1"},
    {WIRE_LEGACY_1024, 1024, "diffie-hellman-group1-sha1", "ssh-rsa", "3des-cbc", "hmac-sha1"},
};

struct server {
    struct loop *loop;
    struct router *router;
    struct wire_options wire;
    uint64_t random;
    ssh_bind bind;
    int fd;
    unsigned port;
    char *fingerprint;
    char *known_key;
    struct loop_watch *watch;
    struct loop_timer *pause;
    struct login **logins;
    size_t count, capacity;
    struct cable **cables;
    size_t cable_count, cable_capacity;
    unsigned laid; /* cables so far */
};

static void on_gone(void *user, struct login *login)
{
    struct server *s = user;
    for (size_t i = 0; i < s->count; i++) {
        if (s->logins[i] == login) {
            s->logins[i] = s->logins[--s->count];
            break;
        }
    }
    login_free(login);
}

static void on_cable_gone(void *user, struct cable *cable)
{
    struct server *s = user;
    for (size_t i = 0; i < s->cable_count; i++) {
        if (s->cables[i] == cable) {
            s->cables[i] = s->cables[--s->cable_count];
            break;
        }
    }
    cable_free(cable);
}

/* Put a cable before the connection, if there is to be one. Returns the near end, or -1. */
static int lay_cable(struct server *s, int fd)
{
    int near = -1;
    struct wire_options wire = s->wire;
    if (wire.cut_first > 0 && s->laid++ >= wire.cut_first)
        wire.drop_after = wire.hang_after = 0;
    if (!cable_needed(&wire))
        return fd;
    struct cable *cable = cable_new(s->loop, &wire, fd, &near, on_cable_gone, s);
    if (!cable)
        return -1;
    s->cables = mem_grow(s->cables, s->cable_count, &s->cable_capacity, sizeof(struct cable *));
    s->cables[s->cable_count++] = cable;
    return near;
}

static void admit(struct server *s, int fd)
{
    int on = 1;
    if ((s->wire.names & WIRE_ONE_VTY) && s->count > 0) {
        /* IOS greets nobody for whom it has no line. */
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fd = lay_cable(s, fd);
    if (fd < 0)
        return;
    struct login_place place = {s->router, s->bind, &s->wire, draw(&s->random)};
    struct login *login = login_new(s->loop, &place, fd, on_gone, s);
    if (!login)
        return;
    s->logins = mem_grow(s->logins, s->count, &s->capacity, sizeof(struct login *));
    s->logins[s->count++] = login;
}

static void on_connection(void *user, int events)
{
    struct server *s = user;
    (void)events;
    int fd;
    while ((fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
        admit(s, fd);
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        loop_watch_set(s->watch, 0);
        loop_timer_set(s->pause, ACCEPT_PAUSE_MS);
    }
}

static void on_pause_over(void *user)
{
    struct server *s = user;
    loop_watch_set(s->watch, LOOP_READ);
}

static int listen_on(struct server *s, unsigned port, struct err *e)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    socklen_t len = sizeof address;
    int on = 1;
    inet_pton(AF_INET, SERVER_ADDRESS, &address.sin_addr);
    if (port > UINT16_MAX)
        return err_set(e, ERR_USAGE, NULL, 0, "%u is not a port", port);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->fd < 0)
        return err_set(e, ERR_IO, SERVER_ADDRESS, 0, "no socket: %s", strerror(errno));
    setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s->fd, (struct sockaddr *)&address, len) != 0 || listen(s->fd, BACKLOG) != 0 ||
        getsockname(s->fd, (struct sockaddr *)&address, &len) != 0)
        return err_set(e, ERR_IO, SERVER_ADDRESS, 0, "cannot listen on port %u: %s", port,
                       strerror(errno));
    s->port = ntohs(address.sin_port);
    return ERR_NONE;
}

static const struct era *era_of(const struct server *s)
{
    for (size_t i = 0; i < sizeof ERAS / sizeof ERAS[0]; i++)
        if (s->wire.names & ERAS[i].bit)
            return &ERAS[i];
    return NULL;
}

/* What a client is to find in known_hosts. */
static char *known_key(struct server *s, ssh_key key, int rsa_bits, struct err *e)
{
    if (!(s->wire.names & WIRE_WRONG_HOSTKEY))
        return hostkey_public(key);
    ssh_key other = hostkey_new(draw(&s->random), rsa_bits, e);
    char *line = other ? hostkey_public(other) : NULL;
    ssh_key_free(other);
    return line;
}

/* Make the key, describe it, and give it to the bind, which owns it from then on. */
static int use_key(struct server *s, int rsa_bits, struct err *e)
{
    ssh_key key = hostkey_new(draw(&s->random), rsa_bits, e);
    if (!key)
        return -1;
    s->fingerprint = hostkey_fingerprint(key);
    s->known_key = known_key(s, key, rsa_bits, e);
    if (s->fingerprint && s->known_key &&
        ssh_bind_options_set(s->bind, SSH_BIND_OPTIONS_IMPORT_KEY, key) == 0)
        return 0;
    ssh_key_free(key);
    return -1;
}

static int use_algorithms(struct server *s, const struct era *era)
{
    ssh_bind b = s->bind;
    int rsa_min = era->rsa_bits;
    return ssh_bind_options_set(b, SSH_BIND_OPTIONS_KEY_EXCHANGE, era->key_exchange) == 0 &&
                   ssh_bind_options_set(b, SSH_BIND_OPTIONS_RSA_MIN_SIZE, &rsa_min) == 0 &&
                   ssh_bind_options_set(b, SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, era->hostkeys) ==
                       0 &&
                   ssh_bind_options_set(b, SSH_BIND_OPTIONS_CIPHERS_C_S, era->ciphers) == 0 &&
                   ssh_bind_options_set(b, SSH_BIND_OPTIONS_CIPHERS_S_C, era->ciphers) == 0 &&
                   ssh_bind_options_set(b, SSH_BIND_OPTIONS_HMAC_C_S, era->macs) == 0 &&
                   ssh_bind_options_set(b, SSH_BIND_OPTIONS_HMAC_S_C, era->macs) == 0
               ? 0
               : -1;
}

static int make_bind(struct server *s, struct err *e)
{
    bool no = false;
    const struct era *era = era_of(s);
    s->bind = ssh_bind_new();
    /* The machine's own sshd configuration is no concern of a simulated router. */
    if (s->bind && ssh_bind_options_set(s->bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no) == 0 &&
        ssh_bind_options_set(s->bind, SSH_BIND_OPTIONS_BANNER, "Cisco-1.25") == 0 &&
        (!era || use_algorithms(s, era) == 0) && use_key(s, era ? era->rsa_bits : 0, e) == 0)
        return ERR_NONE;
    return err_set(e, ERR_IO, NULL, 0, "cannot prepare the SSH server: %s",
                   s->bind ? ssh_get_error(s->bind) : "libssh refused");
}

struct server *server_new(struct loop *l, struct router *r, const struct server_options *o,
                          struct err *e)
{
    struct server *s = mem_alloc(sizeof *s);
    s->loop = l;
    s->router = r;
    s->wire = o->wire;
    s->random = o->seed;
    s->fd = -1;
    if (make_bind(s, e) != ERR_NONE || listen_on(s, o->port, e) != ERR_NONE)
        goto fail;
    s->pause = loop_timer_new(l, on_pause_over, s);
    s->watch = loop_watch_new(l, s->fd, LOOP_READ, on_connection, s);
    if (!s->watch) {
        err_set(e, ERR_IO, SERVER_ADDRESS, 0, "cannot watch the listening socket");
        goto fail;
    }
    noise_prepare(r, o->wire.names);
    return s;
fail:
    server_free(s);
    return NULL;
}

void server_free(struct server *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++)
        login_free(s->logins[i]);
    free(s->logins);
    for (size_t i = 0; i < s->cable_count; i++)
        cable_free(s->cables[i]);
    free(s->cables);
    loop_watch_free(s->watch);
    loop_timer_free(s->pause);
    if (s->fd >= 0)
        close(s->fd);
    ssh_bind_free(s->bind);
    free(s->fingerprint);
    free(s->known_key);
    free(s);
}

unsigned server_port(const struct server *s)
{
    return s->port;
}

const char *server_fingerprint(const struct server *s)
{
    return s->fingerprint;
}

const char *server_known_key(const struct server *s)
{
    return s->known_key;
}
