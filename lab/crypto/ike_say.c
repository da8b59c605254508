/* SPDX-License-Identifier: ISC */
/* What IKE says about an SA, and the states of a negotiation by their IOS names. */
#include "lab/crypto/ike_sa.h"

#include <stdio.h>

const char *sa_state_name(enum ike_state state)
{
    static const char *const names[] = {"MM_NO_STATE", "MM_SA_SETUP",  "MM_KEY_EXCH",
                                        "AG_NO_STATE", "AG_INIT_EXCH", "AG_AUTH",
                                        "CONF_XAUTH",  "CONF_ADDR",    "QM_IDLE"};
    return names[state];
}

struct facts sa_facts_of(const struct ike_sa *sa)
{
    return (struct facts){.conn = sa->conn,
                          .peer = sa->peer,
                          .local = sa->local,
                          .keyed = sa->keys.skeyid != 0,
                          .role = sa->initiator ? "I" : "R",
                          .state = sa_state_name(sa->state),
                          .vrf = sa->vrf[0] ? sa->vrf : "Global"};
}

void ike_say(struct ike *k, const struct ike_sa *sa, enum saying what)
{
    struct facts f = sa_facts_of(sa);
    say(k->r, what, &f);
}

void ike_say_text(struct ike *k, const struct ike_sa *sa, enum saying what, const char *text)
{
    struct facts f = sa_facts_of(sa);
    f.text = f.reason = text;
    say(k->r, what, &f);
}

void ike_say_long(struct ike *k, const struct ike_sa *sa, const char *what, uint32_t value)
{
    struct facts f = sa_facts_of(sa);
    char bytes[32];
    snprintf(bytes, sizeof bytes, "0x%x 0x%x 0x%x 0x%x", value >> 24, value >> 16 & 255,
             value >> 8 & 255, value & 255);
    f.text = what;
    f.reason = bytes;
    say(k->r, SAY_ATTRIBUTE_LONG, &f);
}

void ike_say_again(struct ike *k, const struct ike_sa *sa, int phase, uint32_t message)
{
    struct facts f = sa_facts_of(sa);
    char text[16] = "";
    if (phase == 2)
        snprintf(text, sizeof text, " %d ", (int)message);
    f.number = phase;
    f.message = message;
    f.text = text;
    say(k->r, SAY_RETRANSMIT, &f);
}

void ike_say_process(struct ike *k, const struct ike_sa *sa, const char *payload, uint32_t message)
{
    struct facts f = sa_facts_of(sa);
    f.text = payload;
    f.message = message;
    say(k->r, SAY_PROCESS, &f);
}

static void phase1_state(const struct ike_sa *sa, unsigned step, char *out, size_t size)
{
    if (step == IKE_STEP_READY)
        snprintf(out, size, "IKE_READY");
    else if (step == IKE_STEP_COMPLETE)
        snprintf(out, size, "IKE_P1_COMPLETE");
    else if (step == IKE_STEP_GONE)
        snprintf(out, size, "IKE_DEST_SA");
    else
        snprintf(out, size, "IKE_%s_MM%u", sa->initiator ? "I" : "R", step);
}

void ike_step(struct ike *k, struct ike_sa *sa, const char *input, unsigned step)
{
    struct facts f = sa_facts_of(sa);
    char before[24];
    char after[24];
    phase1_state(sa, sa->step, before, sizeof before);
    phase1_state(sa, step, after, sizeof after);
    sa->step = step;
    f.text = input;
    f.old_state = before;
    f.new_state = after;
    say(k->r, SAY_STATE, &f);
}

void quick_step(struct ike *k, const struct ike_sa *sa, struct quick *q, const char *input,
                const char *state)
{
    struct facts f = sa_facts_of(sa);
    f.message = q->message;
    f.text = input;
    f.old_state = q->state ? q->state : "IKE_QM_READY";
    f.new_state = q->state = state;
    say(k->r, SAY_NODE_STATE, &f);
}

void ike_say_step(struct ike *k, const struct ike_sa *sa, const char *input, const char *from,
                  const char *to)
{
    struct facts f = sa_facts_of(sa);
    f.text = input;
    f.old_state = from;
    f.new_state = to;
    say(k->r, SAY_STATE, &f);
}
