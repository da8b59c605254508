/* SPDX-License-Identifier: ISC */
/*
 * Keys typed at a lab router's command line: editing, help, completion, every command and mode. The
 * first byte chooses release and mode; the second router is there to answer.
 */
#include "tests/fuzz/fuzz.h"

#include "lab/router/router.h"
#include "lab/topology.h"
#include "lab/wire/tty.h"

enum { STEPS_MAX = 2000, OUTPUT_MAX = 4 << 20 };

struct desk {
    struct world *world;
    struct tty *tty;
    size_t shown;
};

static void on_wake(void *user)
{
    (void)user;
}

/* Let time pass until the command has ended, or long enough. */
static void settle(struct desk *d)
{
    for (int i = 0; i < STEPS_MAX && d->shown < OUTPUT_MAX; i++) {
        size_t len;
        tty_run(d->tty);
        while (tty_output(d->tty, &len), len > 0) {
            d->shown += len;
            tty_eat(d->tty, len);
            tty_run(d->tty);
        }
        if (tty_idle(d->tty) || tty_ended(d->tty) || !world_step(d->world))
            return;
    }
}

static void type(struct desk *d, const char *keys, size_t len)
{
    while (len > 0 && !tty_ended(d->tty)) {
        size_t n = tty_input(d->tty, keys, len);
        keys += n;
        len -= n;
        settle(d);
        if (n == 0)
            return;
    }
}

static struct router *router(struct world *w, int which, int release)
{
    static const struct topology_access access = {"lab", "guest", "letmein"};
    const struct topology *t = topology_find("ce-pair", NULL);
    FUZZ_HOLDS(t);
    char *text = topology_configuration(&t->router[which], release, &access);
    struct router_options o = {
        .configuration = text, .seed = 1 + (uint64_t)which, .release = release};
    struct router *r = router_new(w, &o, NULL);
    FUZZ_HOLDS(r);
    free(text);
    return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const modes[] = {"", "enable\rletmein\rterminal length 0\r",
                                        "enable\rletmein\rconfigure terminal\r",
                                        "enable\rletmein\rterminal monitor\rdebug crypto isakmp\r"};
    if (size == 0)
        return 0;
    struct desk d = {.world = world_new()};
    struct link *link = link_new(d.world, 1);
    struct router *r[2];
    for (int i = 0; i < 2; i++) {
        r[i] = router(d.world, i, data[0] / 4 % RELEASES);
        link_attach(link, r[i]);
    }
    d.tty = tty_new(r[0], NULL, on_wake, NULL);
    settle(&d);
    type(&d, modes[data[0] % 4], strlen(modes[data[0] % 4]));
    type(&d, (const char *)data + 1, size - 1);
    type(&d, "\r", 1);
    tty_free(d.tty);
    for (int i = 0; i < 2; i++)
        router_free(r[i]);
    link_free(link);
    world_free(d.world);
    return 0;
}
