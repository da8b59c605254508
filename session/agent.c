/* SPDX-License-Identifier: ISC */
#include "session/agent.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Of the agent protocol (draft-miller-ssh-agent). */
enum { REQUEST_IDENTITIES = 11, IDENTITIES_ANSWER = 12 };

enum { MESSAGE_MAX = 256 * 1024, MAX_KEYS = 1024, LENGTH_BYTES = 4 };

/* Nothing of it changes while the thread runs. */
struct agent {
    struct buf *wanted; /* public keys in the order of IdentityFile, as the agent writes them */
    size_t wanted_count;
    bool only;
    int outer; /* libssh's end; -1 once taken */
    int inner;
    int agent;
    bool running;
    pthread_t thread;
};

/* One entry of the agent's list: the key, and the key with its comment. */
struct entry {
    struct span key;
    struct span whole;
};

ssh_key agent_public_key(const char *file)
{
    ssh_key key = NULL;
    char *pub = mem_printf("%s.pub", file);
    if (ssh_pki_import_pubkey_file(pub, &key) != SSH_OK &&
        ssh_pki_import_pubkey_file(file, &key) != SSH_OK)
        key = NULL;
    free(pub);
    return key;
}

/* Add the key in the form of the wire. */
static void want(struct agent *a, ssh_key key)
{
    char *text = NULL;
    if (!key || ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return;
    size_t size = strlen(text), len = 0;
    char *bytes = mem_alloc(size);
    if (sodium_base642bin((unsigned char *)bytes, size, text, size, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) == 0)
        buf_add(&a->wanted[a->wanted_count++], bytes, len);
    free(bytes);
    ssh_string_free_char(text);
}

/* Messages. */

static bool receive(int fd, char *bytes, size_t len)
{
    return recv(fd, bytes, len, MSG_WAITALL) == (ssize_t)len;
}

static uint32_t number(const char *bytes)
{
    uint32_t n;
    memcpy(&n, bytes, sizeof n);
    return ntohl(n);
}

static void add_number(struct buf *out, uint32_t n)
{
    n = htonl(n);
    buf_add(out, &n, sizeof n);
}

/* Read one message without its length. */
static bool read_message(int fd, struct buf *out)
{
    char length[LENGTH_BYTES];
    if (!receive(fd, length, sizeof length))
        return false;
    uint32_t len = number(length);
    if (len == 0 || len > MESSAGE_MAX)
        return false;
    char *bytes = mem_alloc(len);
    bool whole = receive(fd, bytes, len);
    buf_clear(out);
    buf_add(out, bytes, len);
    free(bytes);
    return whole;
}

static bool write_message(int fd, const struct buf *message)
{
    struct buf out = {0};
    add_number(&out, (uint32_t)message->len);
    buf_add(&out, message->data, message->len);
    /* Blocking: it goes out whole or not at all. */
    bool sent = send(fd, out.data, out.len, MSG_NOSIGNAL) == (ssize_t)out.len;
    buf_fini(&out);
    return sent;
}

/* Take a string with its length from the front. */
static bool take_string(struct span *rest, struct span *out)
{
    if (rest->len < LENGTH_BYTES || rest->len - LENGTH_BYTES < number(rest->at))
        return false;
    *out = (struct span){rest->at + LENGTH_BYTES, number(rest->at)};
    size_t n = LENGTH_BYTES + out->len;
    *rest = (struct span){rest->at + n, rest->len - n};
    return true;
}

static size_t parse_list(const struct buf *answer, struct entry *entries)
{
    size_t head = 1 + LENGTH_BYTES;
    if (answer->len < head)
        return 0;
    size_t count = number(answer->data + 1), n = 0;
    struct span rest = {answer->data + head, answer->len - head};
    while (n < count && n < MAX_KEYS) {
        struct entry *e = &entries[n];
        struct span comment;
        e->whole.at = rest.at;
        if (!take_string(&rest, &e->key) || !take_string(&rest, &comment))
            break;
        e->whole.len = (size_t)(rest.at - e->whole.at);
        n++;
    }
    return n;
}

static bool is_key(const struct entry *e, const struct buf *key)
{
    return e->key.len == key->len && memcmp(e->key.at, key->data, key->len) == 0;
}

/* The list with the wanted keys in front, or nothing but them. */
static void sieve(const struct agent *a, struct buf *answer)
{
    struct entry *entries = mem_array(MAX_KEYS, sizeof *entries);
    struct buf keys = {0}, out = {0};
    size_t count = parse_list(answer, entries), kept = 0;
    for (size_t w = 0; w <= a->wanted_count; w++) {
        bool rest = w == a->wanted_count;
        for (size_t i = 0; i < count; i++) {
            struct entry *e = &entries[i];
            if (e->key.len == 0 || (rest ? a->only : !is_key(e, &a->wanted[w])))
                continue;
            buf_add(&keys, e->whole.at, e->whole.len);
            e->key.len = 0; /* taken */
            kept++;
        }
    }
    buf_add_char(&out, IDENTITIES_ANSWER);
    add_number(&out, (uint32_t)kept);
    buf_add(&out, buf_str(&keys), keys.len);
    buf_clear(answer);
    buf_add(answer, out.data, out.len);
    buf_fini(&keys);
    buf_fini(&out);
    free(entries);
}

static void *relay(void *user)
{
    struct agent *a = user;
    struct buf request = {0}, answer = {0};
    while (read_message(a->inner, &request) && write_message(a->agent, &request) &&
           read_message(a->agent, &answer)) {
        if (*request.data == REQUEST_IDENTITIES && *answer.data == IDENTITIES_ANSWER)
            sieve(a, &answer);
        if (!write_message(a->inner, &answer))
            break;
    }
    /* libssh must not wait for an agent that has gone. */
    shutdown(a->inner, SHUT_RDWR);
    buf_fini(&request);
    buf_fini(&answer);
    return NULL;
}

/* IdentityAgent names a socket, a variable of the environment that does, or none. */
static const char *socket_path(const struct sshconfig *c)
{
    const char *said = c->identity_agent;
    if (!said || strcmp(said, "SSH_AUTH_SOCK") == 0)
        return getenv("SSH_AUTH_SOCK");
    if (strcmp(said, "none") == 0)
        return NULL;
    return *said == '$' ? getenv(said + 1) : said;
}

static int connect_agent(const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    if (!path || !*path || strlen(path) >= sizeof addr.sun_path)
        return -1;
    memcpy(addr.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&addr, sizeof addr) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

struct agent *agent_new(const struct sshconfig *c)
{
    int ends[2];
    int fd = connect_agent(socket_path(c));
    if (fd < 0)
        return NULL;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        close(fd);
        return NULL;
    }
    struct agent *a = mem_alloc(sizeof *a);
    a->agent = fd;
    a->outer = ends[0];
    a->inner = ends[1];
    a->only = c->identities_only;
    a->wanted = mem_array(c->identities.count + 1, sizeof *a->wanted);
    for (size_t i = 0; i < c->identities.count; i++) {
        ssh_key key = agent_public_key(c->identities.at[i]);
        want(a, key);
        ssh_key_free(key);
    }
    a->running = pthread_create(&a->thread, NULL, relay, a) == 0;
    if (!a->running) {
        agent_free(a);
        return NULL;
    }
    return a;
}

void agent_free(struct agent *a)
{
    if (!a)
        return;
    shutdown(a->inner, SHUT_RDWR);
    shutdown(a->agent, SHUT_RDWR);
    if (a->running)
        pthread_join(a->thread, NULL);
    close(a->inner);
    close(a->agent);
    if (a->outer >= 0)
        close(a->outer);
    for (size_t i = 0; i < a->wanted_count; i++)
        buf_fini(&a->wanted[i]);
    free(a->wanted);
    free(a);
}

int agent_take_fd(struct agent *a)
{
    int fd = a->outer;
    a->outer = -1;
    return fd;
}
