/* SPDX-License-Identifier: ISC */
/*
 * The wording of 12.2(15)T and 12.3: why an offer is refused, the states of a negotiation, and
 * proxies as seen from here.
 */
#include "lab/router/voice.h"

#define PROXIES                                                                                    \
    "    local_proxy= {local-proxy},\n"                                                            \
    "    remote_proxy= {remote-proxy},\n"
#define OFFER                                                                                      \
    "    protocol= {protocol-name}, transform= {transform} ,\n"                                    \
    "    lifedur= {life-s}s and {life-kb}kb,\n"                                                    \
    "    spi= {spi-hex}, conn_id= {conn}, keysize= {key-size}, flags= {flags}"
#define OUTBOUND "  (key eng. msg.) OUTBOUND local= {local}, remote= {peer},\n" PROXIES OFFER
#define INBOUND "  (key eng. msg.) INBOUND local= {local}, remote= {peer},\n" PROXIES OFFER

static const struct wording wordings[SAY_COUNT] = {
    [SAY_DELETE_UNTOLD] = I("ISAKMP: ignoring request to send delete notify (no ISAKMP sa) src "
                            "{local} dst {peer} for SPI {spi-hex}"),
    [SAY_PEER_OF_REQUEST] = I("ISAKMP (0:0): SA request profile is (NULL)"),
    [SAY_MODE_CHOSEN] = I("ISAKMP (0:{conn}): Can not start Aggressive mode, trying Main mode."),
    [SAY_STATE] = I("ISAKMP (0:{conn}): Input = {text}\f"
                    "ISAKMP (0:{conn}): Old State = {old}  New State = {new}\n"),
    [SAY_NODE_STATE] = I("ISAKMP (0:{conn}): Node {message}, Input = {text}\f"
                         "ISAKMP (0:{conn}): Old State = {old}  New State = {new}"),
    [SAY_ATTRIBUTE_REFUSED] = I("ISAKMP (0:{conn}): {text}"),
    [SAY_SITTING_IDLE] = I("ISAKMP (0:{conn}): sitting IDLE. Starting QM immediately ({state})"),
    [SAY_PROFILE_MATCHED] = I("ISAKMP (0:{conn}): peer matches {text} profile"),
    [SAY_PROFILE_NONE] = I("ISAKMP (0:{conn}): peer matches *none* of the profiles"),
    [SAY_NEW_NODE] = I("ISAKMP: set new node {message} to QM_IDLE"),
    [SAY_CHECK_PROPOSAL] = I("ISAKMP (0:{conn}): Checking IPSec proposal {n}"),

    [SAY_LOG_SESSION] = LOG("%CRYPTO-5-SESSION_STATUS: Crypto tunnel is {text}.  Peer {peer}:500 "
                            "      Id: {peer}"),
    [SAY_LOG_ON_OFF] = LOG("%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is {text}"),
    [SAY_LOG_CLOCK] = LOG("%SYS-6-CLOCKUPDATE: System clock has been updated from {old} to {new}, "
                          "configured from console by lab on vty{n} (127.0.0.1)."),

    [SAY_SA_REQUEST] = P("IPSEC(sa_request): ,\n" OUTBOUND),
    [SAY_PROPOSAL_REQUEST] = P("IPSEC(validate_proposal_request): proposal part #{n},\n" INBOUND),
    [SAY_INIT_IN] = P("IPSEC(initialize_sas): ,\n" INBOUND),
    [SAY_INIT_OUT] = P("IPSEC(initialize_sas): ,\n" OUTBOUND),

    [SAY_IP_ROUTED] = WORDING(DEBUG_IP_PACKET, "IP: tableid=0, s={src} ({role}), d={dst}{text}, "
                                               "routed via {state}"),
};

const struct voice voice_123 = {.wording = wordings, .like = &voice_122};
