/* SPDX-License-Identifier: ISC */
#include "lab/crypto/ike_cert.h"

#include "lab/config/conf_read.h"
#include "lab/crypto/digest.h"

#include <string.h>

enum { PUBLIC_KEY = 8 };

/* The name of the certificate authority, NULL when there is none. */
static const char *authority(const struct router *r)
{
    static const char *const commands[] = {"crypto ca identity", "crypto ca trustpoint",
                                           "crypto pki trustpoint"};
    for (size_t i = 0; i < r->config.tree->count; i++)
        for (size_t n = 0; n < sizeof commands / sizeof commands[0]; n++) {
            const char *name = line_after(r->config.tree->kid[i]->text, commands[n]);
            if (name)
                return name;
        }
    return NULL;
}

bool cert_can_sign(const struct router *r)
{
    return r->rsa_bits > 0 && authority(r);
}

/* Sign, or undo it. */
static void apply(uint64_t key, const char in[KEYING_HASH], char out[KEYING_HASH])
{
    memcpy(out, in, KEYING_HASH);
    digest_cipher(key, out, KEYING_HASH);
}

void cert_sign(struct ike *k, const struct ike_sa *sa, const char proof[KEYING_HASH], struct buf *m)
{
    struct buf cert = {0};
    char signature[KEYING_HASH];
    put_number(&cert, k->r->rsa_key, PUBLIC_KEY);
    buf_add_str(&cert, authority(k->r));
    apply(k->r->rsa_key, proof, signature);
    ike_say(k, sa, SAY_ENGINE_RSA_SIGN);
    isakmp_add(m, PAYLOAD_CERT, cert.data, cert.len);
    isakmp_add(m, PAYLOAD_SIG, signature, sizeof signature);
    buf_fini(&cert);
}

bool cert_proven(struct ike *k, const struct ike_sa *sa, const struct isakmp_message *m,
                 const char expected[KEYING_HASH])
{
    int cert = isakmp_find(m, PAYLOAD_CERT, 0);
    int sig = isakmp_find(m, PAYLOAD_SIG, 0);
    const char *ours = authority(k->r);
    if (cert < 0 || sig < 0 || m->payload[cert].len < PUBLIC_KEY ||
        m->payload[sig].len != KEYING_HASH || !ours)
        return false;
    ike_say_process(k, sa, "CERT", 0);
    ike_say_process(k, sa, "SIG", 0);
    ike_say(k, sa, SAY_ENGINE_RSA_VERIFY);
    const unsigned char *body = m->payload[cert].body;
    size_t name = m->payload[cert].len - PUBLIC_KEY;
    char proof[KEYING_HASH];
    apply(get_number(body, PUBLIC_KEY), (const char *)m->payload[sig].body, proof);
    return strlen(ours) == name && memcmp(ours, body + PUBLIC_KEY, name) == 0 &&
           memcmp(proof, expected, KEYING_HASH) == 0;
}
