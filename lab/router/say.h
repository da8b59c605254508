/* SPDX-License-Identifier: ISC */
/*
 * What a router says about what it does: debug and syslog messages. The model says what happened
 * and hands over the facts; a voice (voice_*.c) is the table with the wording of one IOS release,
 * in which {names} stand for facts. A saying that a release words like its forerunner is left out
 * of its table (NULL); one that it does not know is "". "{{" is a brace, a form feed begins another
 * message.
 */
#ifndef LAB_SAY_H
#define LAB_SAY_H

#include "lab/router/model.h"

enum saying {
    /* IKE, both phases */
    SAY_KE_MESSAGE,
    SAY_NO_KEYS,
    SAY_PORTS,
    SAY_BEGIN_MAIN,
    SAY_BUDDING,
    SAY_SENDING,
    SAY_RECEIVED,
    SAY_RECEIVED_NEW,
    SAY_PROCESS,
    SAY_KEY_FOUND,
    SAY_KEY_MISSING,
    SAY_CHECK_POLICY,
    SAY_ATTRIBUTE,
    SAY_ATTS_OK,
    SAY_ATTS_BAD,
    SAY_NO_OFFERS,
    SAY_PHASE1_BAD,
    SAY_ERROR_COUNTER,
    SAY_AUTH_METHOD,
    SAY_SKEYID,
    SAY_VENDOR,
    SAY_IOS_BOX,
    SAY_ID_PAYLOAD,
    SAY_ID_TOTAL,
    SAY_AUTHENTICATED,
    SAY_MALFORMED,
    SAY_NO_HASH,
    SAY_BEGIN_QUICK,
    SAY_CHECK_PROPOSAL,
    SAY_TRANSFORM,
    SAY_ATTRIBUTES,
    SAY_ATTS2_OK,
    SAY_ATTS2_BAD,
    SAY_INVALIDATED,
    SAY_PHASE2_BAD,
    SAY_NOTIFY,
    SAY_DELETE_PAYLOAD,
    SAY_DELETE_NODE,
    SAY_PURGE_NODE,
    SAY_DELETE_LARVAL,
    SAY_DUPLICATE,
    SAY_RETRANSMIT_DUE,
    SAY_RETRANSMIT,
    SAY_DELETE_SA,
    SAY_ASK_SPIS,
    SAY_CREATING,
    SAY_NEW_SA,
    SAY_NEW_SPI,
    SAY_NEW_LIFE_S,
    SAY_NEW_LIFE_KB,
    SAY_REAPER,
    /* IPsec */
    SAY_SA_REQUEST,
    SAY_QUEUE_EVENT,
    SAY_SPI_RESPONSE,
    SAY_PROPOSAL_REQUEST,
    SAY_NOT_SUPPORTED,
    SAY_BAD_MODE,
    SAY_BAD_LOCAL,
    SAY_BAD_PROXIES,
    SAY_BAD_PEER,
    SAY_INIT_IN,
    SAY_INIT_OUT,
    SAY_SA_CREATED,
    SAY_SA_DELETED,
    SAY_DELETE_NOTIFY,
    SAY_DELETE_SHARED,
    SAY_DELETE_SPI,
    /* the encryption engine */
    SAY_ENGINE_ALG,
    SAY_ENGINE_DH,
    SAY_ENGINE_SKEYID,
    SAY_ENGINE_HMAC,
    SAY_ENGINE_CLEAR_DH,
    SAY_ENGINE_VALIDATE,
    SAY_ENGINE_VALIDATE_REQUEST,
    SAY_ENGINE_FLOW,
    SAY_ENGINE_RELEASED,
    /* syslog */
    SAY_LOG_MODE_FAILURE,
    SAY_LOG_BAD_MESSAGE,
    SAY_LOG_NO_SA,
    SAY_LOG_NOT_IPSEC,
    SAY_LOG_INVALID_SPI,
    /* what only some releases tell: the states of a negotiation, and why something is refused */
    SAY_PEER_OF_REQUEST, /* the first ISAKMP SA with somebody, asked for here */
    SAY_PEER_OF_PACKET,  /* or by the other end */
    SAY_MODE_CHOSEN,
    SAY_STATE,
    SAY_NODE_STATE,
    SAY_PROFILES,
    SAY_ATTRIBUTE_REFUSED,
    SAY_ATTRIBUTE_LONG,
    SAY_ENCAPSULATION,
    SAY_LIFE_AGREED,
    SAY_OWN_SPIS, /* the initiator gets its SPIs only when quick mode begins */
    SAY_OWN_SPI,
    SAY_RETRANSMIT_COUNT,
    SAY_PEER_NOT_FOUND,
    SAY_NODE_REFUSED,
    SAY_NODE_ERROR,
    SAY_NOTIFY_SENDING,
    SAY_NEW_NODE,
    SAY_ID_RECEIVED,
    SAY_NAT_SEEN,
    SAY_NAT_REPLY,
    SAY_PHASE1_DROPPED,
    SAY_REAPER_LOOKS,
    SAY_LOG_CLOCK,
    SAY_LOG_CONFIGURED,
    SAY_SITTING_IDLE,
    SAY_PROFILE_MATCHED,
    SAY_PROFILE_NONE,
    SAY_AUTH_METHOD_RSA,
    SAY_ENGINE_PKEY_HMAC,
    SAY_ENGINE_RSA_SIGN,
    SAY_ENGINE_RSA_VERIFY,
    SAY_ENGINE_KEY_PAIR,
    SAY_ENGINE_KEY_SUSPENDED,
    SAY_LOG_SESSION,
    SAY_LOG_ON_OFF,
    SAY_INSTALLED,
    SAY_MAP_ACCEPTED,
    /* what comes with age, loss and several peers */
    SAY_RETRANSMIT_NONE, /* a duplicate of what was never answered */
    SAY_NODE_DEAD,
    SAY_NOT_PARANOID,
    SAY_DELETE_UNTOLD, /* there is no ISAKMP SA to say it by */
    SAY_INITIAL_CONTACT,
    SAY_DPD_RECEIVED,
    SAY_DPD_COUNT,
    SAY_DPD_DEAD,
    SAY_LIFE_THRESHOLD,
    SAY_INVALID_PROXIES,
    SAY_NO_MAP, /* nothing behind the name of the map that is applied */
    SAY_LOG_IDENTITY,
    SAY_LOG_REPLAY,
    SAY_LOG_MAC,
    /* debug ip packet */
    SAY_IP_SENDING,
    SAY_IP_FORWARD,
    SAY_IP_RECEIVED,
    SAY_IP_UNROUTABLE,
    SAY_IP_NO_ADJACENCY,
    SAY_IP_DENIED,
    SAY_IP_ROUTED,
    SAY_IP_SENDING_FULL,
    /* VPN clients */
    SAY_AUTH_METHOD_XAUTH,
    SAY_AAA_PARSE,
    SAY_AAA_CREATE,
    SAY_AUTHOR_LIST,
    SAY_AUTHOR_USER,
    SAY_AUTHOR_SEND,
    SAY_AUTHOR_FOUND,
    SAY_AUTHOR_METHOD,
    SAY_AUTHOR_NO_GROUP,
    SAY_AUTHOR_STATUS,
    SAY_AUTHEN_START,
    SAY_AUTHEN_FOUND,
    SAY_AUTHEN_METHOD,
    SAY_AUTHEN_STATUS,
    SAY_AUTHEN_CONTINUE,
    SAY_AUTHEN_CONTINUE_METHOD,
    SAY_AUTHEN_NO_USER,
    SAY_AUTHEN_BAD_PASSWORD,
    SAY_AAA_CALLBACK,
    SAY_XAUTH_NEEDED,
    SAY_XAUTH_REQUEST,
    SAY_XAUTH_REPLY,
    SAY_XAUTH_ACK,
    SAY_CONFIG_BEGIN,
    SAY_CONFIG_PROCESS,
    SAY_CONFIG_PAYLOAD,
    SAY_CONFIG_CHECK,
    SAY_CONFIG_WANTED,
    SAY_CONFIG_SENT,
    SAY_CONFIG_ADDRESS,
    SAY_CONFIG_NO_ADDRESS,
    SAY_CONFIG_ALLOCATED,
    SAY_CONFIG_PRIVATE,
    SAY_CONFIG_UNKNOWN,
    SAY_CONFIG_SENDING,
    SAY_CONFIG_ANSWER,
    SAY_LOG_AG_DISABLED,
    /* the engine's card */
    SAY_LOG_CARD_STATE,
    SAY_LOG_CARD_COMMAND,
    SAY_LOG_CARD_PACKET,
    /* BGP, labels, CEF */
    SAY_BGP_ATTRIBUTES,
    SAY_BGP_RECEIVED,
    SAY_BGP_DENIED,
    SAY_BGP_WITHDRAWN,
    SAY_BGP_SEND_UPDATE,
    SAY_BGP_SEND_WITHDRAW,
    SAY_BGP_REVISE,
    SAY_LOG_ROUTE_LIMIT,
    SAY_LOG_ROUTE_WARNING,
    SAY_LOG_BGP_UP,
    SAY_LOG_BGP_DOWN,
    SAY_LOG_BGP_SENT,
    SAY_LOG_BGP_RECEIVED,
    SAY_MPLS_RECEIVED,
    SAY_MPLS_SENT,
    SAY_MPLS_SENT_PLAIN,
    SAY_CEF_STALLED,
    SAY_CEF_UNRESOLVED,
    SAY_COUNT
};

/* The facts; a saying uses those its wording names. */
struct facts {
    unsigned conn;
    uint32_t peer, local;
    const char *role, *state, *text, *reason, *transform;
    uint32_t message, spi, source, dest;
    int number, count, protocol;
    const struct network *source_proxy, *dest_proxy, *here, *there;
    int ip_protocol; /* of the proxies, 0: any; and their ports */
    uint16_t here_port, there_port;
    unsigned life_s, life_kb, flags;
    bool as_heard;         /* the proxies are the peer's words, where a host has no mask */
    bool keyed;            /* the ISAKMP SA has keys: only then later releases number it */
    const char *old_state; /* of the state machine */
    const char *new_state;
    const char *interface;
    const char *mode; /* of an IPsec SA */
    const char *vrf;  /* of the tunnel, "Global" for the global table */
};

/* SAY_... in its category; `category` 0 is syslog. */
struct wording {
    unsigned category;
    const char *text;
};

/* What a release calls otherwise. */
struct phrase {
    const char *usual, *here;
};

struct voice {
    const struct wording *wording; /* SAY_COUNT of them */
    const struct voice *like;      /* where to look for what is left out, or NULL */
    /* Both up to one without `usual`, or NULL: texts among the facts, and parts of a wording that
     * is not its own. */
    const struct phrase *phrases, *rewrites;
};
extern const struct voice voice_113, voice_120, voice_122, voice_123, voice_15;
extern const struct voice voice_remote; /* what is said about VPN clients */
extern const struct voice voice_mpls;   /* of BGP, labels and CEF */

/* The voice of a release. */
const struct voice *voice_of(enum release release);

void say(struct router *r, enum saying what, const struct facts *f);

#endif
