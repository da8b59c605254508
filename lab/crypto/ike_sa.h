/* SPDX-License-Identifier: ISC */
/*
 * The inside of IKE, shared by its files:
 *
 *   ike.c             the table of SAs, packets in and out
 *   ike_request.c     what IPsec wants of it
 *   ike_row.c         what show commands are told
 *   ike_main.c        main mode;  ike_phase1.c  what aggressive mode shares with it;
 *                     ike_policy.c  their offers
 *   ike_aggressive.c  aggressive mode, as responder
 *   ike_client.c      XAUTH;  ike_config.c  mode configuration
 *   ike_quick.c       quick mode;  ike_quick_body.c  what its messages carry;
 *                     ike_proposal.c  offers of our own, ike_judge.c  those of others (bundle.c)
 *   ike_info.c        notifications and deletes;  ike_dpd.c  dead peers
 *   ike_timer.c       time;  ike_clear.c  SAs that end before theirs
 *   ike_cert.c        RSA signatures;  ike_say.c  what it says
 */
#ifndef LAB_IKE_SA_H
#define LAB_IKE_SA_H

#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/crypto/isakmp.h"
#include "lab/crypto/keying.h"
#include "lab/crypto/offer.h"
#include "lab/router/say.h"

enum {
    IKE_RETRY_MS = 10000,
    IKE_RETRIES = 5,
    IKE_LATE_MS = 500,
    IKE_REAP_MS = 60000,
    IKE_UNUSED_MS = 180000,
    IKE_NONCE = KEYING_NONCE
};

enum ike_state {
    MM_NO_STATE,
    MM_SA_SETUP,
    MM_KEY_EXCH,
    AG_NO_STATE,
    AG_INIT_EXCH,
    AG_AUTH,
    CONF_XAUTH, /* from here on authenticated; clients have more to do before quick mode */
    CONF_ADDR,
    QM_IDLE
};

/* What a responder knows of the VPN client at the other end. */
struct ike_client {
    char group[CONF_NAME];      /* "": a peer with a key of its own */
    char secret[CONF_NAME * 2]; /* the group's key */
    char user[CONF_NAME];
    unsigned session; /* with AAA */
    bool passed;      /* the user is who he says */
    uint32_t message; /* of our transaction that is open; 0: none */
    uint32_t address; /* assigned; 0: none */
};

/* A message that may have to be sent again. */
struct sending {
    struct buf bytes;
    bool awaited; /* an answer must come */
    unsigned retries;
    uint64_t due_ms; /* when it goes out again, 0: not at all */
};

/* A quick mode exchange, or the memory of one. */
struct quick {
    struct quick *next;
    uint32_t message;
    bool initiator;
    bool over;         /* kept only to know duplicates */
    bool heard;        /* the peer has said something about it */
    const char *state; /* see quick_step() */
    struct ident *id;
    struct offer offer; /* ours, when we asked */
    struct ipsec_agreed agreed;
    char nonce_i[IKE_NONCE], nonce_r[IKE_NONCE];
    uint32_t secret, shared; /* of Diffie-Hellman, with PFS */
    uint64_t last_in;        /* digest of the last message, to know it again */
    uint64_t began_ms;
    struct sending out;
};

struct ike_sa {
    struct ike_sa *next;
    unsigned conn;
    bool initiator;
    bool failed; /* something in it went wrong: a new request had better start anew */
    enum ike_state state;
    unsigned step;           /* see ike_step() */
    char vrf[CONF_NAME];     /* where its packets come and go: the front-door VRF */
    char profile[CONF_NAME]; /* the ISAKMP profile it goes by, "" when none */
    uint32_t local, peer;
    struct keying keys;
    struct policy policy; /* what was agreed upon */
    struct buf offered;   /* the SA payload of the first message */
    uint32_t secret;      /* of Diffie-Hellman */
    uint64_t last_in;
    uint64_t began_ms, established_ms;
    struct ike_client client;
    struct sending out;
    struct ident *pending[8]; /* what quick mode is to ask for */
    size_t pendings;
    struct quick *quicks;
    uint64_t heard_ms;   /* when the peer last said anything */
    uint64_t refused_ms; /* when it last refused a proposal, 0: not since the last one */
    struct dpd {
        uint32_t sequence;
        unsigned tries;  /* without answer */
        uint64_t due_ms; /* of the next try, 0: nothing is asked */
    } dpd;
    uint32_t invalid_spi; /* what the peer is to be told once the SA is up, 0: nothing */
    int invalid_protocol;
};

/* What 15 still lists of an SA that was established, for a minute. */
enum { IKE_GHOSTS = 8, IKE_GHOST_MS = 60000 };
struct ike_ghost {
    uint32_t local, peer;
    bool initiator;
    unsigned conn;
    uint64_t until_ms;
};

struct ike {
    struct router *r;
    struct alarm *timer;
    struct ike_sa *sas;
    struct ike_ghost ghost[IKE_GHOSTS]; /* the oldest makes room */
    size_t ghosts;
};

/* ike_say.c */
const char *sa_state_name(enum ike_state state);
struct facts sa_facts_of(const struct ike_sa *sa); /* peer, connection, role, state */
void ike_say(struct ike *k, const struct ike_sa *sa, enum saying what);
void ike_say_text(struct ike *k, const struct ike_sa *sa, enum saying what, const char *text);
/* An attribute of four bytes. */
void ike_say_long(struct ike *k, const struct ike_sa *sa, const char *what, uint32_t value);
/* A message is sent once more. */
void ike_say_again(struct ike *k, const struct ike_sa *sa, int phase, uint32_t message);
void ike_say_process(struct ike *k, const struct ike_sa *sa, const char *payload, uint32_t message);
/* What happened and the states before and after, of those that the state does not tell. */
void ike_say_step(struct ike *k, const struct ike_sa *sa, const char *input, const char *from,
                  const char *to);

/* The state machines move on, fed with an input: phase 1, and one quick mode. */
/* 1 to 6 are the messages of main mode; the last one that a responder hears is 5. */
enum { IKE_STEP_READY, IKE_STEP_LAST = 5, IKE_STEP_COMPLETE = 7, IKE_STEP_GONE };
void ike_step(struct ike *k, struct ike_sa *sa, const char *input, unsigned step);
void quick_step(struct ike *k, const struct ike_sa *sa, struct quick *q, const char *input,
                const char *state);

/* ike.c */
/* Send what is in `m` (begun, not ended) under the SA and say so. */
void ike_send(struct ike *k, struct ike_sa *sa, struct buf *m);
/* As ike_send(), and keep it: sent again when `answer` is expected and does not come. */
void ike_send_kept(struct ike *k, struct ike_sa *sa, struct sending *out, struct buf *m,
                   bool answer);
/* A duplicate of what was answered before: the answer goes out once more, half a second later. */
void ike_resend(struct ike *k, struct ike_sa *sa, struct sending *out, int phase, uint32_t message);
struct ike_sa *ike_new_sa(struct ike *k, uint32_t local, uint32_t peer, bool initiator);
const char *ike_secret(const struct ike *k, const struct ike_sa *sa);     /* NULL: no key */
void ike_delete_sa(struct ike *k, struct ike_sa *sa, const char *reason); /* NULL: silently */
void ike_put_on_wire(struct ike *k, const struct ike_sa *sa, const struct buf *bytes);

/* ike_request.c */
struct ike_sa *ike_established(struct ike *k, const struct ident *id); /* NULL when there is none */
bool ike_shares(const struct ike_sa *sa, const struct ident *id);      /* the ends of its tunnel */
bool ike_has_sas(const struct ike *k, const struct ike_sa *sa);        /* IPsec SAs between them */
bool ike_is_first(const struct ike *k, const struct ike_sa *sa);       /* neither other SAs */

/* ike_row.c */
void ike_remember(struct ike *k, const struct ike_sa *sa); /* that is about to go */

/* ike_timer.c */
void ike_set_timer(struct ike *k);
void ike_on_timer(void *user);

/* ike_main.c */
void main_begin(struct ike *k, struct ike_sa *sa);
void main_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);
void main_malformed(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);

/* ike_phase1.c */
/* Compare the SA payload of the other end with our policies. */
bool phase1_agree(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m,
                  struct offer *reply);
/* No policy in common: say so in clear, since there are no keys yet. */
void phase1_refuse(struct ike *k, struct ike_sa *sa, const char *mode);
bool phase1_read_exchange(struct ike_sa *sa, const struct isakmp_message *m);
void phase1_add_exchange(struct ike *k, struct ike_sa *sa, struct buf *m);
/* Keys of the SA, once both public values and nonces are there. */
void phase1_derive(struct ike *k, struct ike_sa *sa);
void phase1_add_identity(struct ike *k, struct ike_sa *sa, struct buf *m);
bool phase1_proven(const struct ike_sa *sa, const struct isakmp_message *m); /* by the secret */
/* By the secret that both know, or by a certificate; says so. */
bool phase1_authentic(struct ike *k, const struct ike_sa *sa, const struct isakmp_message *m);
void phase1_established(struct ike *k, struct ike_sa *sa);

/* ike_aggressive.c */
void aggressive_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);

/* ike_client.c */
struct client_terms;
/* What is asked of clients here: by the ISAKMP profile, or by the crypto map. False: nothing. */
bool client_terms_of(const struct ike *k, const struct ike_sa *sa, struct client_terms *out);
bool client_begin(struct ike *k, struct ike_sa *sa); /* false: no XAUTH is asked for */
void client_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);
struct attributes;
void client_send_attributes(struct ike *k, struct ike_sa *sa, const struct attributes *a,
                            uint32_t message, bool ours);
void client_say_node(struct ike *k, const struct ike_sa *sa, uint32_t message, const char *reason);

/* ike_config.c */
void client_configure(struct ike *k, struct ike_sa *sa, const struct attributes *request,
                      uint32_t message);

/* ike_policy.c */
void policy_offer(const struct ike *k, const struct ike_sa *sa, struct offer *out);
/* The first of our policies that a transform of the offer meets; says every comparison. */
const struct policy *policy_choose(struct ike *k, const struct ike_sa *sa,
                                   const struct offer *offer, size_t *transform);

/* Of two lifetimes the shorter one counts. */
void policy_shorten(struct policy *p, const struct offer_transform *t);

/* ike_quick.c */
void quick_begin(struct ike *k, struct ike_sa *sa, struct ident *id);
void quick_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);
struct quick *quick_find(struct ike_sa *sa, uint32_t message);
void quick_free(struct ike_sa *sa, struct quick *q);

/* ike_proposal.c, ike_judge.c */
void proposal_offer(struct ike *k, const struct ident *id, struct offer *out);
enum proposal_verdict { PROPOSAL_OK, PROPOSAL_BAD_TRANSFORM, PROPOSAL_BAD_PROXY };
struct proposal_asked {
    uint32_t local, peer; /* ends of the tunnel as the judge sees them */
    struct network here, there;
    int protocol;
    uint16_t here_port, there_port;
    bool we_asked;      /* the answer to our own offer */
    struct ident *ours; /* and for whom that was; NULL: it is gone */
    unsigned pfs;       /* group of the key exchange that came with it, 0: none */
};
/* Judge an offer by the crypto maps; says every step. The identity and what was agreed on success.
 */
enum proposal_verdict proposal_judge(struct ike *k, const struct ike_sa *sa,
                                     const struct offer *offer, const struct proposal_asked *asked,
                                     struct ident **id, struct ipsec_agreed *agreed,
                                     struct offer *chosen);

/* ike_quick_body.c */
/* SA, nonce, key exchange and identities, in the words of the one who began. */
void quick_add_body(struct ike *k, struct quick *q, const struct offer *offer, unsigned pfs,
                    struct buf *m);
/* What is common to both received offers: payloads into the exchange and the question. */
bool quick_read_body(const struct ike_sa *sa, struct quick *q, const struct isakmp_message *m,
                     struct offer *offer, struct proposal_asked *a);
/* What we agree to live for less than was offered the other end is told on the way. */
void quick_add_lifetime(const struct quick *q, struct buf *m);
void quick_take_lifetime(struct ike *k, const struct ike_sa *sa, struct quick *q,
                         const struct isakmp_message *m);

/* ike_dpd.c */
void dpd_input(struct ike *k, struct ike_sa *sa, unsigned type, uint32_t sequence);
uint64_t dpd_due_ms(const struct ike *k, const struct ike_sa *sa); /* 0: nothing is due */
/* It is due: ask, ask again, or be done with the peer and this SA. */
void dpd_again(struct ike *k, struct ike_sa *sa);

/* ike_info.c */
void info_notify(struct ike *k, struct ike_sa *sa, unsigned protocol, uint32_t spi, unsigned type,
                 bool encrypted);
void info_delete(struct ike *k, struct ike_sa *sa, unsigned protocol, uint32_t spi);
void info_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);

/* Who remembers nothing of a peer says so; what the peer remembers from before is void then. */
void info_add_initial_contact(struct buf *m);
void info_initial_contact(struct ike *k, struct ike_sa *sa);

#endif
