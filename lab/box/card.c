/* SPDX-License-Identifier: ISC */
#include "lab/box/card.h"

#include "lab/box/load.h"
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/router/say.h"

#include "base/mem.h"

#include <stdlib.h>

/* What software takes for a packet; one message about the card a minute, ten times as fast. */
enum { SOFTWARE_US = 400, LOG_INTERVAL_MS = 6000 };

struct card *card_new(void)
{
    return mem_alloc(sizeof(struct card));
}

void card_free(struct card *k)
{
    if (k)
        buf_fini(&k->said);
    free(k);
}

bool card_is_on(const struct router *r)
{
    return r->card->kind != CARD_NONE && !r->card->off;
}

unsigned engine_slot(const struct router *r)
{
    return card_is_on(r) ? r->card->slot : 0;
}

const char *engine_name(const struct router *r)
{
    if (!card_is_on(r))
        return "SW";
    return r->card->kind == CARD_ISA ? "ISA" : "AIM-VPN";
}

static void tear_down(struct router *r)
{
    ike_clear(r->ike, 0);
    ipsec_delete_peer(r->ipsec, 0);
}

void card_install(struct router *r, enum card_kind kind, unsigned slot)
{
    struct card *k = r->card;
    if (k->kind != kind)
        tear_down(r);
    k->kind = kind;
    k->slot = slot;
    k->off = r->conf->card_off;
    k->limbo = false;
    k->since_ms = router_uptime_ms(r);
}

void card_limbo(struct router *r, bool limbo)
{
    r->card->limbo = limbo;
}

static void say_card(struct router *r, enum saying what, const char *text)
{
    say(r, what,
        &(struct facts){.number = (int)r->card->slot,
                        .role = r->card->kind == CARD_ISA ? "isa" : "aim",
                        .text = text});
}

void card_refresh(struct router *r)
{
    struct card *k = r->card;
    if (k->kind == CARD_NONE || k->off == r->conf->card_off)
        return;
    k->off = r->conf->card_off;
    buf_printf(&k->said, "...switching to %s crypto engine\r\n", k->off ? "SW" : "HW");
    tear_down(r);
    say_card(r, SAY_LOG_CARD_STATE, k->off ? "Disabled" : "Enabled");
    k->n.commands++;
    if (!k->off && k->limbo)
        say_card(r, SAY_LOG_CARD_COMMAND, NULL);
}

/* Nobody gets back what the card was given. */
static void complain(struct router *r)
{
    struct card *k = r->card;
    uint64_t now = router_uptime_ms(r);
    if (k->error_ms && now - k->error_ms < LOG_INTERVAL_MS)
        return;
    k->error_ms = now;
    say_card(r, SAY_LOG_CARD_PACKET, NULL);
}

static bool work(struct router *r, unsigned bytes, uint64_t *done, uint64_t *errors)
{
    struct card *k = r->card;
    if (!card_is_on(r)) {
        load_add(r, WORK_SWITCHING, SOFTWARE_US);
        return true;
    }
    k->n.packets_in++;
    k->n.bytes_in += bytes;
    if (k->limbo) {
        ++*errors;
        complain(r);
        return false;
    }
    k->n.packets_out++;
    k->n.bytes_out += bytes;
    ++*done;
    return true;
}

bool engine_encrypt(struct router *r, unsigned bytes)
{
    return work(r, bytes, &r->card->n.encrypted, &r->card->n.errors_out);
}

bool engine_decrypt(struct router *r, unsigned bytes)
{
    return work(r, bytes, &r->card->n.decrypted, &r->card->n.errors_in);
}
