/* SPDX-License-Identifier: ISC */
/* What is said about BGP, labels and CEF, by all releases alike unless one words it otherwise. */
#include "lab/router/voice.h"

#define B(text) WORDING(DEBUG_BGP_UPDATES, "BGP(2): " text)
#define M(text) WORDING(DEBUG_MPLS_PACKETS, "MPLS: {interface}: " text)
#define D(text) WORDING(DEBUG_CEF_DROPS, "CEF-Drop: " text)

#define ATTRIBUTES                                                                                 \
    "nexthop {src}, origin ?, localpref {count}, metric {n}, extended community {state}"

static const struct wording wordings[SAY_COUNT] = {
    [SAY_BGP_ATTRIBUTES] = B("{peer} rcv UPDATE w/ attr: " ATTRIBUTES),
    [SAY_BGP_RECEIVED] = B("{peer} rcvd {text}"),
    [SAY_BGP_DENIED] = B("{peer} rcvd {text} -- DENIED due to: {reason}"),
    [SAY_BGP_WITHDRAWN] = B("{peer} rcv UPDATE about {text} -- withdrawn"),
    [SAY_BGP_SEND_UPDATE] = B("{peer} send UPDATE (format) {text}, next {src}, metric {n}, path , "
                              "extended community {state}"),
    [SAY_BGP_SEND_WITHDRAW] = B("{peer} send unreachable {text}"),
    [SAY_BGP_REVISE] = B("Revise route installing 1 of 1 route for {src-net}/{n} -> {peer} to "
                         "{text} IP table"),

    [SAY_LOG_ROUTE_LIMIT] = LOG("%IPRT-3-ROUTELIMITEXCEEDED: IP routing table limit exceeded - "
                                "{text}, {src-net}/{n}"),
    [SAY_LOG_ROUTE_WARNING] =
        LOG("%IPRT-3-ROUTELIMITWARNING: IP routing table limit warning - {text}"),
    [SAY_LOG_BGP_UP] = LOG("%BGP-5-ADJCHANGE: neighbor {peer} Up"),
    [SAY_LOG_BGP_DOWN] = LOG("%BGP-5-ADJCHANGE: neighbor {peer} Down {reason}"),
    [SAY_LOG_BGP_SENT] =
        LOG("%BGP-3-NOTIFICATION: sent to neighbor {peer} {n}/{count} ({reason}) {text}"),
    [SAY_LOG_BGP_RECEIVED] =
        LOG("%BGP-3-NOTIFICATION: received from neighbor {peer} {n}/{count} ({reason}) {text}"),

    [SAY_MPLS_RECEIVED] = M("recvd: CoS=0, TTL={n}, Label(s)={text}"),
    [SAY_MPLS_SENT] = M("xmit: CoS=0, TTL={n}, Label(s)={text}"),
    [SAY_MPLS_SENT_PLAIN] = M("xmit: (no label)"),

    [SAY_CEF_STALLED] = D("Stalled adjacency for {peer} on {interface} for destination {dst}"),
    [SAY_CEF_UNRESOLVED] = D("Packet for {dst} -- unresolved"),
};

const struct voice voice_mpls = {.wording = wordings};
