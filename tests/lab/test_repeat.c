/* SPDX-License-Identifier: ISC */
/*
 * A failure has to be repeatable: two labs with the same seed say the same bytes to the same keys,
 * clocks aside; with another seed they do not.
 */
#include "lab/lab.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "tests/slow.h"

#include <ctype.h>
#include <libssh/libssh.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TIMEOUT_MS = 20 * 1000, ATTEMPTS = 3 };

/* What is typed, and what must have come before the next is. */
static const struct {
    const char *keys, *until;
} WALK[] = {
    {"enable\r", "Password: "},
    {NULL, "#"}, /* the enable password */
    {"terminal length 0\r", "#"},
    {"show running-config\r", "\r\nend\r\n"},
    {"show crypto isakmp sa\r", "slot\r\n"},
    {"debug crypto isakmp\r", "debugging is on\r\n"},
    {"terminal monitor\r", "#"},
    {"ping ip 192.168.2.1 source 192.168.1.1 repeat 3\r", "Success rate is"},
    {"undebug all\r", "turned off"},
    {"show crypto isakmp sa\r", "QM_IDLE"},
    {"show crypto ipsec sa\r", "outbound pcp sas"},
    {"exit\r", NULL},
};

struct client {
    ssh_session session;
    ssh_channel channel;
    struct buf seen;
    size_t from; /* in `seen`: what came since the last keys */
};

static void read_until(struct client *c, const char *text)
{
    char bytes[4096];
    int got = 1;
    while (got > 0 && !(text && strstr(buf_str(&c->seen) + c->from, text))) {
        got = ssh_channel_read_timeout(c->channel, bytes, sizeof bytes, 0,
                                       TIMEOUT_MS * (int)slow_times());
        buf_add(&c->seen, bytes, got > 0 ? (size_t)got : 0);
    }
    if (text && got <= 0)
        fail_msg("no \"%s\" in \"%s\"", text, buf_str(&c->seen) + c->from);
    c->from = c->seen.len;
}

static void type(struct client *c, const char *keys)
{
    assert_int_equal(ssh_channel_write(c->channel, keys, (uint32_t)strlen(keys)), strlen(keys));
}

static struct client login(const json_t *router)
{
    struct client c = {.session = ssh_new()};
    unsigned port = (unsigned)json_int(router, "port", 0);
    bool no = false;
    ssh_options_set(c.session, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(c.session, SSH_OPTIONS_HOST, json_str(router, "host", ""));
    ssh_options_set(c.session, SSH_OPTIONS_PORT, &port);
    ssh_options_set(c.session, SSH_OPTIONS_USER, json_str(router, "user", ""));
    assert_int_equal(ssh_connect(c.session), SSH_OK);
    assert_int_equal(ssh_userauth_password(c.session, NULL, json_str(router, "password", "")),
                     SSH_AUTH_SUCCESS);
    c.channel = ssh_channel_new(c.session);
    assert_int_equal(ssh_channel_open_session(c.channel), SSH_OK);
    assert_int_equal(ssh_channel_request_shell(c.channel), SSH_OK);
    return c;
}

/* The stamps "00:27:07:" become "hh:mm:ss:", the seconds an SA has left become blanks. */
static void hide_clocks(char *text)
{
    for (char *p = text; (p = strstr(p, "(k/sec): (")); p++)
        for (char *n = p + strcspn(p, "\r)") + 1; *n && *n != ')' && *n != '\r'; n++)
            *n = ' ';
    for (char *p = text; *p; p++)
        if (isdigit((unsigned char)p[0]) && isdigit((unsigned char)p[1]) && p[2] == ':' &&
            isdigit((unsigned char)p[3]) && isdigit((unsigned char)p[4]) && p[5] == ':' &&
            isdigit((unsigned char)p[6]) && isdigit((unsigned char)p[7]))
            memcpy(p, "hh:mm:ss", 8);
}

/* Everything a login sees on this walk; on the heap. */
static char *walk(const struct lab_options *o)
{
    struct err e = {0};
    json_t *description = NULL;
    struct lab_child *lab = lab_child_start(o, &description, &e);
    assert_non_null(lab);
    const json_t *a = json_object_get(description, "a");
    struct client c = login(a);
    char *enable = mem_printf("%s\r", json_str(a, "enable", ""));
    for (size_t i = 0; i < sizeof WALK / sizeof WALK[0]; i++) {
        type(&c, WALK[i].keys ? WALK[i].keys : enable);
        read_until(&c, WALK[i].until);
    }
    ssh_disconnect(c.session);
    ssh_free(c.session);
    lab_child_stop(lab);
    json_decref(description);
    free(enable);
    char *text = buf_take(&c.seen, NULL);
    hide_clocks(text);
    return text;
}

static void compare(unsigned noise)
{
    struct lab_options o = {.seed = 11, .wire = {{.names = noise}, {.names = noise}}};
    char *one = walk(&o);
    char *again = walk(&o);
    /* A machine that stalls makes a ping wait longer than it may: clocks again. */
    for (int i = 0; i < ATTEMPTS && strcmp(one, again) != 0; i++) {
        free(again);
        again = walk(&o);
    }
    o.seed = 12;
    char *other = walk(&o);
    assert_string_equal(one, again);
    assert_string_not_equal(one, other);
    free(one);
    free(again);
    free(other);
}

static void test_same_seed_same_bytes(void **state)
{
    (void)state;
    compare(0);
}

static void test_with_noise(void **state)
{
    (void)state;
    compare(WIRE_FAKE_PROMPT | WIRE_ESCAPES | WIRE_8BIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_with_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
