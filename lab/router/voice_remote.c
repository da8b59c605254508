/* SPDX-License-Identifier: ISC */
/* What is said about VPN clients, by all releases alike unless one words it otherwise. */
#include "lab/router/voice.h"

/* AAA: authentication (of a user), authorization (of a group), or both. */
#define C(text) WORDING(DEBUG_AAA_AUTHEN, text)
#define Z(text) WORDING(DEBUG_AAA_AUTHOR, text)
#define A(text) WORDING(DEBUG_AAA_AUTHEN | DEBUG_AAA_AUTHOR, text)

static const struct wording wordings[SAY_COUNT] = {
    [SAY_AUTH_METHOD_XAUTH] = I("ISAKMP (0:{conn}): SA is doing pre-shared key authentication plus "
                                "XAUTH using id type ID_IPV4_ADDR"),
    [SAY_AAA_PARSE] = A("AAA: parse name={transform} idb type=-1 tty=-1"),
    [SAY_AAA_CREATE] =
        A("AAA/MEMORY: create_user ({flags}) user='{text}' ruser='NULL' ds0=0 port='{transform}' "
          "rem_addr='{peer}' authn_type=NONE service=LOGIN priv=0 initial_task_id='0'"),
    [SAY_AUTHOR_LIST] = Z("{transform} AAA/AUTHOR/CRYPTO AAA({spi}): Port='{transform}' "
                          "list='{reason}' service=NET"),
    [SAY_AUTHOR_USER] = Z("AAA/AUTHOR/CRYPTO AAA: {transform}({spi}) user='{text}'"),
    [SAY_AUTHOR_SEND] = Z("{transform} AAA/AUTHOR/CRYPTO AAA({spi}): send AV {text}"),
    [SAY_AUTHOR_FOUND] = Z("{transform} AAA/AUTHOR/CRYPTO AAA({spi}): found list \"{reason}\""),
    [SAY_AUTHOR_METHOD] = Z("{transform} AAA/AUTHOR/CRYPTO AAA({spi}): Method={text}"),
    [SAY_AUTHOR_NO_GROUP] = Z("AAA/AUTHOR/IKMP/LOCAL: group {text} does not exist"),
    [SAY_AUTHOR_STATUS] = Z("AAA/AUTHOR ({spi}): Post authorization status = {text}"),
    [SAY_AUTHEN_START] =
        C("AAA/AUTHEN/START ({spi}): port='{text}' list='{reason}' action=LOGIN service=LOGIN"),
    [SAY_AUTHEN_FOUND] = C("AAA/AUTHEN/START ({spi}): found list {reason}"),
    [SAY_AUTHEN_METHOD] = C("AAA/AUTHEN/START ({spi}): Method={text}"),
    [SAY_AUTHEN_STATUS] = C("AAA/AUTHEN({spi}): Status={text}"),
    [SAY_AUTHEN_CONTINUE] = C("AAA/AUTHEN/CONT ({spi}): continue_login (user='{text}')"),
    [SAY_AUTHEN_CONTINUE_METHOD] = C("AAA/AUTHEN/CONT ({spi}): Method={text}"),
    [SAY_AUTHEN_NO_USER] = C("AAA/AUTHEN({spi}): User not found"),
    [SAY_AUTHEN_BAD_PASSWORD] = C("AAA/AUTHEN({spi}): password incorrect"),
    [SAY_AAA_CALLBACK] = I("ISAKMP: got callback 1"),
    [SAY_XAUTH_NEEDED] = I("ISAKMP (0:{conn}): Need XAUTH"),
    [SAY_XAUTH_REQUEST] = I("ISAKMP/xauth: request attribute {text}"),
    [SAY_XAUTH_REPLY] = I("ISAKMP/xauth: reply attribute {text}"),
    [SAY_XAUTH_ACK] = I("ISAKMP (0:{conn}):       XAUTH ACK Processed"),
    [SAY_CONFIG_BEGIN] = I("ISAKMP (0:{conn}): initiating peer config to {peer}. ID = {message}"),
    [SAY_CONFIG_PROCESS] =
        I("ISAKMP (0:{conn}): processing transaction payload from {peer}. message ID = {message}"),
    [SAY_CONFIG_PAYLOAD] = I("ISAKMP: Config payload {text}"),
    [SAY_CONFIG_CHECK] = I("ISAKMP (0:{conn}): checking request:"),
    [SAY_CONFIG_WANTED] = I("ISAKMP:    {text}"),
    [SAY_CONFIG_SENT] = I("ISAKMP (0:{conn}): attributes sent in message:"),
    [SAY_CONFIG_ADDRESS] = I("        Address: 0.2.0.0"),
    [SAY_CONFIG_NO_ADDRESS] = I("ISAKMP (0:{conn}): Could not get address from pool!"),
    [SAY_CONFIG_ALLOCATED] = I("ISAKMP (0:{conn}): allocating address {src}"),
    [SAY_CONFIG_PRIVATE] = I("ISAKMP: Sending private address: {src}"),
    [SAY_CONFIG_UNKNOWN] = I("ISAKMP: Unknown Attr: {text} ({flags})"),
    [SAY_CONFIG_SENDING] = I("ISAKMP: Sending {text} server address: {src}"),
    [SAY_CONFIG_ANSWER] =
        I("ISAKMP (0:{conn}): responding to peer config from {peer}. ID = {message}"),
    [SAY_LOG_AG_DISABLED] = LOG("%CRYPTO-6-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to "
                                "Aggressive Mode while disabled"),
};

const struct voice voice_remote = {.wording = wordings, .like = &voice_mpls};
