/* SPDX-License-Identifier: ISC */
/* Exec commands that came with a release after 12.2. */
#include "lab/shell/exec.h"

#define ENABLED(words, run)                                                                        \
    {                                                                                              \
        {words, MODE_ENABLED}, run                                                                 \
    }
#define GRAMMAR(rows, next)                                                                        \
    {                                                                                              \
        rows, sizeof(rows) / sizeof(rows)[0], sizeof(rows)[0], next                                \
    }

/* There is nothing of the sort: the answer is empty, as on a router that has never used it. */
static void show_nothing(struct shell *s, const struct parsed *p)
{
    (void)s;
    (void)p;
}

static const struct exec_row rows_12_3[] = {
    ENABLED("clear crypto session { remote <ip> }", clear_crypto_session),
    ENABLED("debug crypto condition peer ipv4 <ip>", exec_condition),
    ENABLED("debug crypto condition reset", exec_no_condition),
    ENABLED("no debug crypto condition peer ipv4 <ip>", exec_no_condition),
    ANY("show crypto debug-condition", show_conditions),
    ANY("show crypto isakmp peers", show_isakmp_peers),
    ANY("show crypto isakmp profile", show_isakmp_profiles),
    ANY("show crypto session { detail }", show_session),
};
static const struct exec_row rows_15[] = {
    ANY("show crypto ipsec default transform-set", show_transform_default),
    ANY("show crypto isakmp default policy", show_isakmp_defaults),
    ANY("show crypto ikev2 sa { detailed }", show_nothing),
};

const struct grammar *exec_grammar_of(enum release release)
{
    static const struct grammar from_12_3 = GRAMMAR(rows_12_3, &exec_grammar);
    static const struct grammar from_15 = GRAMMAR(rows_15, &from_12_3);
    return release >= IOS_15 ? &from_15 : release >= IOS_12_3 ? &from_12_3 : &exec_grammar;
}
