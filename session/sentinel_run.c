/* SPDX-License-Identifier: ISC */
/* The life of the sentinel: it listens, and when it has to, it acts. */
#include "base/mem.h"
#include "session/rescue.h"
#include "session/secret.h"
#include "session/sentinel.h"
#include "session/sentinel_wire.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct post {
    struct platform *platform;
    char *journal;
    struct ward wards[SENTINEL_SIDES];
    size_t count;
    unsigned limit_ms, quiet_ms;
    bool tried; /* to act, in this silence */
};

/* Neither the terminal nor who ends the whole session ends us, and no file gets anything of us. */
static void harden(void)
{
    static const int signals[] = {SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGPIPE, SIGTSTP, SIGTTOU};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_IGN);
    secret_no_dumps();
}

static struct ward *ward_of(struct post *p, const char *side)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->wards[i].side, side) == 0)
            return &p->wards[i];
    if (p->count == SENTINEL_SIDES)
        return NULL;
    struct ward *w = &p->wards[p->count++];
    w->side = mem_dup(side);
    w->answers = vault_new();
    return w;
}

static void keep(char **place, const char *text)
{
    free(*place);
    *place = *text ? mem_dup(text) : NULL;
}

static void take_peer(struct ward *w, const char *const *texts)
{
    keep(&w->target, texts[2]);
    keep(&w->ssh_config, texts[3]);
    keep(&w->known_hosts, texts[4]);
    w->config = (struct peer_config){.target = w->target,
                                     .ssh_config = w->ssh_config,
                                     .known_hosts = w->known_hosts,
                                     .legacy_crypto = *texts[5] != '\0',
                                     .connect_timeout_ms = (unsigned)strtoul(texts[6], NULL, 10),
                                     .alone = true};
}

/* One message about a side. */
static void take(struct ward *w, const char *const *texts)
{
    if (strcmp(texts[0], "peer") == 0) {
        take_peer(w, texts);
    } else if (strcmp(texts[0], "answer") == 0) {
        int kind = *texts[2] - '0';
        if (kind >= PEER_ASK_HOST_KEY && kind <= PEER_ASK_ENABLE)
            vault_put(w->answers, (enum peer_question)kind, texts[3], texts[4]);
    } else if (strcmp(texts[0], "on") == 0) {
        keep(&w->hostname, texts[2]);
        keep(&w->also, texts[3]);
        w->on = w->target != NULL;
    } else if (strcmp(texts[0], "off") == 0) {
        w->on = false;
    }
}

static bool any_on(const struct post *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->wards[i].on)
            return true;
    return false;
}

/*
 * Act once for a program that is there but says nothing: stopped, or stuck. The journal is its own.
 * Once, since a password that is refused every half minute locks its owner out.
 */
static void act_for_the_silent(struct post *p)
{
    fprintf(stderr, "peerwalk: the program has been silent for %u s while debugging is on\n",
            p->quiet_ms / 1000);
    p->tried = true;
    rescue_wards(p->wards, p->count, p->platform, NULL, p->limit_ms);
}

/* Wait for something on `fd`, and act when that takes too long. */
static void wait_for(struct post *p, int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    bool watches = p->platform && !p->tried && any_on(p);
    int rc;
    while ((rc = poll(&one, 1, watches ? (int)p->quiet_ms : -1)) < 0 && errno == EINTR)
        ;
    if (rc == 0)
        act_for_the_silent(p);
    else
        p->tried = false;
}

/* Until the other end is gone. False after a farewell. */
static bool listen_to(struct post *p, int fd)
{
    const char *texts[SENTINEL_TEXTS];
    char *room = sodium_malloc(SENTINEL_BYTES);
    bool act = room != NULL;
    while (act) {
        struct ward *w = NULL;
        wait_for(p, fd);
        if (p->tried)
            continue;
        if (sentinel_hear(fd, room, texts) <= 0)
            break;
        if (strcmp(texts[0], "bye") == 0) {
            act = false;
        } else if (strcmp(texts[0], "here") == 0) {
            continue;
        } else if (strcmp(texts[0], "hurry") == 0) {
            p->limit_ms = (unsigned)strtoul(texts[1], NULL, 10);
        } else if (strcmp(texts[0], "hello") == 0 && !p->platform) {
            p->platform = platform_load(texts[1], NULL);
            keep(&p->journal, texts[2]);
            act = p->platform != NULL;
        } else if ((w = ward_of(p, texts[1]))) {
            take(w, texts);
        }
        sodium_memzero(room, SENTINEL_BYTES);
    }
    sodium_free(room);
    return act && p->platform;
}

static void forget(struct post *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct ward *w = &p->wards[i];
        char *texts[] = {w->side, w->target, w->ssh_config, w->known_hosts, w->hostname, w->also};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            free(texts[t]);
        vault_free(w->answers);
    }
    platform_free(p->platform);
    free(p->journal);
}

int sentinel_run(int fd, unsigned limit_ms, unsigned quiet_ms)
{
    struct post p = {.limit_ms = limit_ms, .quiet_ms = quiet_ms};
    int left = 0;
    harden();
    if (sodium_init() < 0)
        return 0;
    if (listen_to(&p, fd))
        left = rescue_wards(p.wards, p.count, p.platform, p.journal, p.limit_ms);
    forget(&p);
    return left;
}
