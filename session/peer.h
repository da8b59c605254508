/* SPDX-License-Identifier: ISC */
/*
 * One router at the other end of SSH: two vtys, one for commands and one that only listens
 * (terminal monitor), over one event loop, never blocking.
 *
 *     peer_new() -> peer_open() -> state PEER_READY -> peer_send()... -> peer_close() ->
 * peer_free()
 *
 * Everything comes back through the handler's functions and the reply callbacks, always from the
 * loop, never from inside a call. Commands queue and are pipelined one behind the other; replies
 * come in the order of the commands. The peer frees nothing it was lent (loop, platform, handler).
 *
 * A line that goes down after it was ready is made again, if the configuration says so: READY ->
 * RECONNECTING -> ... -> READY. What was not answered has failed with ERR_LOST, and nothing can be
 * sent until then. Nobody is asked a second time; debugging that was on is off before READY, and
 * the line to leave with has been sent.
 */
#ifndef SESSION_PEER_H
#define SESSION_PEER_H

#include "base/err.h"
#include "base/loop.h"
#include "base/patience.h"
#include "session/platform.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct peer;
struct redactor;

enum peer_state {
    PEER_IDLE,
    PEER_RECONNECTING, /* the line went down, and will be made again: see peer_retry_ms() */
    PEER_RESOLVING,
    PEER_CONNECTING, /* TCP and key exchange */
    PEER_AUTHENTICATING,
    PEER_PREPARING, /* prompt, enable, paging, width, monitor vty */
    PEER_READY,
    PEER_LOST,  /* the line went down or could not be made: see the error */
    PEER_CLOSED /* closed by us, everything left clean */
};

const char *peer_state_name(enum peer_state s); /* "ready", for screens and JSON */

struct peer_config {
    const char *target;      /* [user@]host[:port] or a name from ssh_config */
    const char *ssh_config;  /* a file instead of ~/.ssh/config, or NULL */
    const char *known_hosts; /* a file instead of the configured one, or NULL */
    const char *password;    /* known beforehand (the lab's own), tried before asking; or NULL */
    const char *enable;      /* the same for the enable password */
    bool passing;            /* a lab of this run, which ends with it: nothing is owed to it */
    bool legacy_crypto;      /* offer the algorithms of old routers too */
    bool alone;              /* one vty only: nobody listens */
    unsigned command_timeout_ms; /* silence after which a command has failed; 0: 30 s */
    unsigned hard_timeout_ms;    /* whatever comes, a command ends after this; 0: 300 s */
    unsigned connect_timeout_ms; /* 0: ssh_config's ConnectTimeout, else 15 s */
    unsigned reconnect_ms;       /* how long a line that went down is tried again; 0: not at all */
};

/* What a peer may have to ask a person. Answer with peer_answer(), NULL to refuse. */
enum peer_question {
    PEER_ASK_HOST_KEY, /* text holds the fingerprint; answer "yes" */
    PEER_ASK_PASSWORD,
    PEER_ASK_PASSPHRASE,
    PEER_ASK_CHALLENGE, /* keyboard-interactive; text is the server's prompt */
    PEER_ASK_ENABLE     /* text is "enable password: ", whatever the device calls it */
};

struct peer_handler {
    void (*state)(void *user, struct peer *p, enum peer_state s, const struct err *why);
    void (*ask)(void *user, struct peer *p, enum peer_question q, const char *text, bool echo);
    /* One line heard on the monitor vty, or between replies; no newline; `at` in ms of the loop. */
    void (*monitor)(void *user, struct peer *p, const char *line, size_t len, uint64_t at);
    /* What went out on one of the vtys; a password is only "<secret>". */
    void (*sent)(void *user, struct peer *p, bool monitor, const char *bytes, size_t len);
    /* The router took a line that ends debugging (the platform's, or peer_leave_with()'s), whoever
     * sent it; `id` as of peer_send(), smaller for what was sent earlier. */
    void (*off)(void *user, struct peer *p, const char *command, uint64_t id);
    /* Something the user should know ("only one vty: debug output is told apart by line"). */
    void (*note)(void *user, struct peer *p, const char *text);
};

struct reply {
    uint64_t id; /* what peer_send() returned */
    const char *command;
    const char *text; /* byte for byte what came between echo and prompt, secrets replaced */
    size_t len;
    enum reply_class class; /* REPLY_OK unless the device refused the command */
    int error;              /* ERR_NONE, ERR_TIMEOUT, ERR_LOST, ERR_CANCELLED, ERR_LIMIT */
    uint64_t sent_ms;       /* loop time of sending and of the prompt that ended it */
    uint64_t done_ms;
};
typedef void peer_reply_fn(void *user, struct peer *p, const struct reply *r);

/* `redactor` may be shared by both peers so that equal secrets get equal tags; borrowed. */
struct peer *peer_new(struct loop *l, const struct platform *platform, struct redactor *redactor,
                      const struct peer_config *config, const struct peer_handler *handler,
                      void *user);
void peer_free(struct peer *p);

void peer_open(struct peer *p);

/* Leave: pending commands are cancelled, debug and monitor switched off, the line closed. */
void peer_close(struct peer *p);

/* A line to send besides when the peer is left, after debugging is off; NULL for none. Copied. */
void peer_leave_with(struct peer *p, const char *line);

/* The answer to the question asked last; copied and wiped. NULL refuses, and opening fails. */
void peer_answer(struct peer *p, const char *answer);

/*
 * Queue one command line. `fn` is called exactly once, also when the line is lost. Several lines
 * for a dialogue (extended ping) are joined with '\n': each is sent when the device asks a
 * question that ends in ": ". `patience` NULL takes the configuration's; not needed later.
 */
uint64_t peer_send(struct peer *p, const char *command, const struct patience *patience,
                   peer_reply_fn *fn, void *user);

/* Send the device's escape (Ctrl-^) to end the command that runs now, and drop the queue. */
void peer_interrupt(struct peer *p);

enum peer_state peer_state(const struct peer *p);
const char *peer_name(const struct peer *p);     /* as the user wrote it */
const char *peer_hostname(const struct peer *p); /* as its prompt says; "" before PEER_READY */
bool peer_configuring(const struct peer *p);     /* its prompt says configuration mode */
bool peer_has_monitor(const struct peer *p);     /* a vty of its own listens */
bool peer_legacy(const struct peer *p);          /* old algorithms are on */
size_t peer_pending(const struct peer *p);       /* commands not yet answered */
uint64_t peer_retry_ms(const struct peer *p);    /* RECONNECTING: until the line is tried again */

/* How to get there once more: the configuration without the passwords; texts stay the peer's. */
void peer_describe(const struct peer *p, struct peer_config *c);

/* And every answer that was given on the way, by a person or beforehand, out of locked memory. */
typedef void peer_answer_fn(void *user, enum peer_question q, const char *text, const char *answer);
void peer_answers(const struct peer *p, peer_answer_fn *fn, void *user);

#endif
