/* SPDX-License-Identifier: ISC */
#include "lab/wire/server.h"

#include "base/mem.h"
#include "lab/wire/login.h"

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

struct server {
    struct loop *loop;
    struct router *router;
    ssh_bind bind;
    int fd;
    unsigned port;
    char *fingerprint;
    char *public_key;
    struct loop_watch *watch;
    struct loop_timer *pause;
    struct login **logins;
    size_t count;
    size_t capacity;
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

static void admit(struct server *s, int fd)
{
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct login *login = login_new(s->loop, s->router, s->bind, fd, on_gone, s);
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

/* Describe the key, then give it to the bind, which owns it from then on. */
static int use_key(struct server *s, ssh_key key)
{
    unsigned char *hash = NULL;
    size_t len = 0;
    char *text = NULL;
    if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != 0)
        return -1;
    text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
    ssh_clean_pubkey_hash(&hash);
    if (!text)
        return -1;
    s->fingerprint = mem_dup(text);
    ssh_string_free_char(text);
    text = NULL;
    if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return -1;
    s->public_key = mem_printf("%s %s", ssh_key_type_to_char(ssh_key_type(key)), text);
    ssh_string_free_char(text);
    return ssh_bind_options_set(s->bind, SSH_BIND_OPTIONS_IMPORT_KEY, key);
}

static int make_bind(struct server *s, struct err *e)
{
    bool no = false;
    ssh_key key = NULL;
    s->bind = ssh_bind_new();
    /* The machine's own sshd configuration is no concern of a simulated router. */
    if (s->bind && ssh_bind_options_set(s->bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no) == 0 &&
        ssh_bind_options_set(s->bind, SSH_BIND_OPTIONS_BANNER, "Cisco-1.25") == 0 &&
        ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) == SSH_OK && use_key(s, key) == 0)
        return ERR_NONE;
    ssh_key_free(key);
    return err_set(e, ERR_IO, NULL, 0, "cannot prepare the SSH server: %s",
                   s->bind ? ssh_get_error(s->bind) : "libssh refused");
}

struct server *server_new(struct loop *l, struct router *r, unsigned port, struct err *e)
{
    struct server *s = mem_alloc(sizeof *s);
    s->loop = l;
    s->router = r;
    s->fd = -1;
    if (make_bind(s, e) != ERR_NONE || listen_on(s, port, e) != ERR_NONE)
        goto fail;
    s->pause = loop_timer_new(l, on_pause_over, s);
    s->watch = loop_watch_new(l, s->fd, LOOP_READ, on_connection, s);
    if (!s->watch) {
        err_set(e, ERR_IO, SERVER_ADDRESS, 0, "cannot watch the listening socket");
        goto fail;
    }
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
    loop_watch_free(s->watch);
    loop_timer_free(s->pause);
    if (s->fd >= 0)
        close(s->fd);
    ssh_bind_free(s->bind);
    free(s->fingerprint);
    free(s->public_key);
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

const char *server_public_key(const struct server *s)
{
    return s->public_key;
}
