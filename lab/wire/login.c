/* SPDX-License-Identifier: ISC */
/*
 * libssh 0.10 may call back from any of its functions, reading and writing included. Callbacks
 * therefore only note what happened; pump() moves bytes and ends connections, and runs from the
 * loop alone: on the descriptor's events and on a timer at zero that the vty's wake() starts.
 */
#include "lab/wire/login.h"

#include "lab/wire/flood.h"
#include "lab/wire/noise.h"
#include "lab/wire/tty.h"

#include "base/mem.h"

#include <fcntl.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LOGIN_GRACE_MS = 60 * 1000, /* from the connection to the shell */
    HANG_UP_GRACE_MS = 2000,    /* for a client to take the rest and go */
    LOGIN_TRIES = 3,
    READ_BYTES = 4096,
    WRITE_BYTES = 32 * 1024
};

struct login {
    struct loop *loop;
    struct login_place place;
    ssh_session session;
    ssh_event event;
    ssh_channel channel; /* the session's */
    struct ssh_server_callbacks_struct on_session;
    struct ssh_channel_callbacks_struct on_channel;
    struct tty *vty;     /* NULL until the client asked for a shell */
    struct flood *flood; /* or NULL */
    char *name;          /* who answers the keyboard-interactive questions */
    int failures;
    bool broken;  /* the connection is of no use any more */
    bool leaving; /* our side of the channel is closed */
    int fd; /* a copy: libssh closes its own whenever it likes, the watch needs one that stays */
    struct loop_watch *watch;
    struct loop_timer *kick;
    struct loop_timer *rest; /* until it is over, nothing is sent */
    bool resting;
    struct loop_timer *deadline;
    void (*gone)(void *user, struct login *c);
    void *user;
};

static void kick(void *user)
{
    struct login *c = user;
    loop_timer_set(c->kick, 0);
}

/* Authentication */

static bool admit(struct login *c, const char *name, const char *password)
{
    if (name && password && router_login(c->place.router, name, password))
        return true;
    if (++c->failures >= LOGIN_TRIES)
        c->broken = true;
    return false;
}

static int on_password(ssh_session session, const char *name, const char *password, void *user)
{
    (void)session;
    return admit(user, name, password) ? SSH_AUTH_SUCCESS : SSH_AUTH_DENIED;
}

static int ask_password(struct login *c, ssh_message message)
{
    const char *prompts[] = {"Password: "};
    char echo[] = {0};
    free(c->name);
    c->name = mem_dup(ssh_message_auth_user(message));
    ssh_message_auth_interactive_request(message, "", "", 1, prompts, echo);
    return 0;
}

/*
 * Keyboard-interactive has no callback of its own in libssh: it comes as a message. Returns 1 to
 * have the message refused.
 */
static int on_message(ssh_session session, ssh_message message, void *user)
{
    struct login *c = user;
    if (ssh_message_type(message) != SSH_REQUEST_AUTH ||
        ssh_message_subtype(message) != SSH_AUTH_METHOD_INTERACTIVE)
        return 1;
    if (!ssh_message_auth_kbdint_is_response(message))
        return ask_password(c, message);
    const char *answer = ssh_userauth_kbdint_getnanswers(session) == 1
                             ? ssh_userauth_kbdint_getanswer(session, 0)
                             : NULL;
    if (!admit(c, c->name, answer))
        return 1;
    ssh_message_auth_reply_success(message, 0);
    return 0;
}

/* The channel */

static int on_pty(ssh_session session, ssh_channel channel, const char *term, int width, int height,
                  int px_width, int px_height, void *user)
{
    /* A line keeps its own idea of the screen: `terminal width`, `terminal length`. */
    (void)session, (void)channel, (void)term, (void)width, (void)height;
    (void)px_width, (void)px_height, (void)user;
    return 0;
}

static int on_resize(ssh_session session, ssh_channel channel, int width, int height, int px_width,
                     int px_height, void *user)
{
    return on_pty(session, channel, "", width, height, px_width, px_height, user);
}

static int on_shell(ssh_session session, ssh_channel channel, void *user)
{
    struct login *c = user;
    (void)session, (void)channel;
    if (c->vty)
        return 1;
    const struct wire_options *wire = c->place.wire;
    struct noise *noise =
        wire->names ? noise_new(c->place.router, wire->names, c->place.seed) : NULL;
    c->vty = tty_new(c->place.router, noise, kick, c);
    c->flood = wire->flood ? flood_new(c->loop, wire->flood, c->vty) : NULL;
    loop_timer_stop(c->deadline);
    return 0;
}

static int on_exec(ssh_session session, ssh_channel channel, const char *command, void *user)
{
    (void)session, (void)channel, (void)command, (void)user;
    return 1;
}

static ssh_channel on_open(ssh_session session, void *user)
{
    struct login *c = user;
    if (c->channel)
        return NULL;
    c->channel = ssh_channel_new(session);
    if (c->channel)
        ssh_set_channel_callbacks(c->channel, &c->on_channel);
    return c->channel;
}

/* Moving bytes */

static void read_keys(struct login *c)
{
    char bytes[READ_BYTES];
    int got = 1;
    while (got > 0 && tty_room(c->vty) > 0) {
        size_t room = tty_room(c->vty);
        got = ssh_channel_read_nonblocking(c->channel, bytes,
                                           room < sizeof bytes ? (uint32_t)room : sizeof bytes, 0);
        if (got > 0)
            tty_input(c->vty, bytes, (size_t)got);
    }
}

/*
 * Write only what the client's window takes, and nothing while libssh still holds bytes: else it
 * would buffer without end for a client that does not read.
 */
static void write_screen(struct login *c)
{
    while (!c->resting && !(ssh_get_poll_flags(c->session) & SSH_WRITE_PENDING)) {
        size_t len = 0;
        const char *bytes = tty_output(c->vty, &len);
        size_t window = ssh_channel_window_size(c->channel);
        len = len < window ? len : window;
        len = len < WRITE_BYTES ? len : WRITE_BYTES;
        if (len == 0 || ssh_channel_is_closed(c->channel))
            return;
        int sent = ssh_channel_write(c->channel, bytes, (uint32_t)len);
        if (sent <= 0)
            return;
        tty_eat(c->vty, (size_t)sent);
    }
}

static void rest(struct login *c)
{
    if (c->resting || !tty_rests(c->vty))
        return;
    c->resting = true;
    loop_timer_set(c->rest, NOISE_REST_MS);
}

static void hang_up(struct login *c)
{
    c->leaving = true;
    ssh_channel_request_send_exit_status(c->channel, 0);
    ssh_channel_send_eof(c->channel);
    ssh_channel_close(c->channel);
    loop_timer_set(c->deadline, HANG_UP_GRACE_MS);
}

/* Nothing more will be typed and nothing is left to say. */
static bool finished(const struct login *c)
{
    size_t waiting = 0;
    tty_output(c->vty, &waiting);
    bool silent = ssh_channel_is_eof(c->channel) && ssh_channel_poll(c->channel, 0) <= 0;
    return ssh_channel_is_closed(c->channel) ||
           (waiting == 0 && !c->resting && (tty_ended(c->vty) || (silent && tty_idle(c->vty))));
}

static void serve_vty(struct login *c)
{
    tty_run(c->vty);
    read_keys(c);
    write_screen(c);
    rest(c);
    if (finished(c))
        hang_up(c);
    else if (tty_ended(c->vty) && !c->leaving)
        /* A client that does not take the rest has so long. */
        loop_timer_set(c->deadline, HANG_UP_GRACE_MS);
}

static void pump(struct login *c)
{
    if (!c->broken && c->vty && !c->leaving)
        serve_vty(c);
    if (c->broken || !ssh_is_connected(c->session)) {
        c->gone(c->user, c);
        return;
    }
    bool writing = ssh_get_poll_flags(c->session) & SSH_WRITE_PENDING;
    loop_watch_set(c->watch, writing ? LOOP_READ | LOOP_WRITE : LOOP_READ);
}

static void on_io(void *user, int events)
{
    struct login *c = user;
    (void)events;
    if (ssh_event_dopoll(c->event, 0) == SSH_ERROR)
        c->broken = true;
    pump(c);
}

static void on_kick(void *user)
{
    pump(user);
}

static void on_rested(void *user)
{
    struct login *c = user;
    c->resting = false;
    tty_eat(c->vty, 1);
    pump(c);
}

static void on_deadline(void *user)
{
    struct login *c = user;
    c->broken = true;
    pump(c);
}

static void set_callbacks(struct login *c)
{
    c->on_session.userdata = c;
    c->on_session.auth_password_function = on_password;
    c->on_session.channel_open_request_session_function = on_open;
    ssh_callbacks_init(&c->on_session);
    ssh_set_server_callbacks(c->session, &c->on_session);
    c->on_channel.userdata = c;
    c->on_channel.channel_pty_request_function = on_pty;
    c->on_channel.channel_pty_window_change_function = on_resize;
    c->on_channel.channel_shell_request_function = on_shell;
    c->on_channel.channel_exec_request_function = on_exec;
    ssh_callbacks_init(&c->on_channel);
    ssh_set_message_callback(c->session, on_message, c);
    ssh_set_auth_methods(c->session, SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE);
}

/* The first call sends our version; the rest of the key exchange follows from on_io(). */
static bool start(struct login *c, ssh_bind bind, int fd)
{
    c->session = ssh_new();
    c->event = ssh_event_new();
    if (!c->session || !c->event || c->fd < 0 || ssh_bind_accept_fd(bind, c->session, fd) != SSH_OK)
        return false;
    ssh_set_blocking(c->session, 0);
    set_callbacks(c);
    if (ssh_handle_key_exchange(c->session) == SSH_ERROR ||
        ssh_event_add_session(c->event, c->session) != SSH_OK)
        return false;
    c->watch = loop_watch_new(c->loop, c->fd, LOOP_READ | LOOP_WRITE, on_io, c);
    return c->watch != NULL;
}

struct login *login_new(struct loop *l, const struct login_place *place, int fd,
                        void (*gone)(void *user, struct login *c), void *user)
{
    struct login *c = mem_alloc(sizeof *c);
    c->loop = l;
    c->place = *place;
    c->gone = gone;
    c->user = user;
    c->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    c->kick = loop_timer_new(l, on_kick, c);
    c->rest = loop_timer_new(l, on_rested, c);
    c->deadline = loop_timer_new(l, on_deadline, c);
    if (!start(c, place->bind, fd)) {
        login_free(c);
        return NULL;
    }
    loop_timer_set(c->deadline, LOGIN_GRACE_MS);
    return c;
}

void login_free(struct login *c)
{
    if (!c)
        return;
    loop_watch_free(c->watch);
    loop_timer_free(c->kick);
    loop_timer_free(c->rest);
    loop_timer_free(c->deadline);
    if (c->event && c->session)
        ssh_event_remove_session(c->event, c->session);
    ssh_event_free(c->event);
    if (c->session) {
        ssh_disconnect(c->session);
        ssh_free(c->session);
    }
    /* After the session: its channel may call for the vty's output no more. */
    flood_free(c->flood);
    tty_free(c->vty);
    if (c->fd >= 0)
        close(c->fd);
    free(c->name);
    free(c);
}
