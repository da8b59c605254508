/* SPDX-License-Identifier: ISC */
/*
 * The wording of IOS 15 and IOS XE 16: ISAKMP-PAK and ISAKMP-ERROR, an ISAKMP SA has no number
 * before it has keys, nodes are unsigned, and ports stand with addresses.
 */
#include "lab/router/voice.h"

/* A line under an ISAKMP SA, a packet of it, and something wrong with it. */
#define SA "ISAKMP: ({ike}):"
#define PAK "ISAKMP-PAK: ({ike}):"
#define WRONG "ISAKMP-ERROR: ({ike}):"

#define NEW_PEER                                                                                   \
    "ISAKMP: (0):Created a peer struct for {peer}, peer port 500\f"                                \
    "ISAKMP: (0):New peer created peer = 0x{peer-struct} peer_handle = 0x80000002\f"               \
    "ISAKMP: (0):Locking peer struct 0x{peer-struct}, refcount 1 for "
#define NEW_SA                                                                                     \
    "ISAKMP: (0):local port 500, remote port 500\f"                                                \
    "ISAKMP: (0):set new node 0 to QM_IDLE      \f"                                                \
    "ISAKMP: (0):insert sa successfully sa = {sa-struct}\f"                                        \
    "ISAKMP: (0):Can not start Aggressive mode, trying Main mode."

#define ID_PAYLOAD(address)                                                                        \
    SA "ID payload \n"                                                                             \
       "        next-payload : 8\n"                                                                \
       "        type         : 1\f" SA " address      : " address "\f" SA " protocol     : 17 \n"  \
       "        port         : 500 \n"                                                             \
       "        length       : 12"

#define PROXIES                                                                                    \
    "    local_proxy= {local-selector},\n"                                                         \
    "    remote_proxy= {remote-selector},\n"
#define OFFER                                                                                      \
    "    protocol= {protocol-name}, transform= {transform}  ({mode}), \n"                          \
    "    lifedur= {life-s}s and {life-kb}kb, \n"                                                   \
    "    spi= 0x0(0), conn_id= 0, keysize= {key-size}, flags= 0x0"
#define SA_LINES                                                                                   \
    "\n  (sa) sa_dest= {dst}, sa_proto= {n}, \n"                                                   \
    "    sa_spi= {spi-hex}, \n"                                                                    \
    "    sa_trans= {transform} , sa_conn_id= {conn}\n"                                             \
    "    sa_lifetime(k/sec)= ({life-kb}/{life-s}),\n"                                              \
    "  (identity) local= {local}:0, remote= {peer}:0,\n" PROXIES_END
#define PROXIES_END                                                                                \
    "    local_proxy= {local-selector},\n"                                                         \
    "    remote_proxy= {remote-selector}"

/* VPNv4 has another number among the address families than it had. */
#define B(text) WORDING(DEBUG_BGP_UPDATES, "BGP(4): " text)

static const struct wording wordings[SAY_COUNT] = {
    [SAY_KE_MESSAGE] = SILENT,
    [SAY_PEER_OF_REQUEST] =
        I("ISAKMP: (0):SA request profile is (NULL)\f" NEW_PEER "isakmp_initiator"),
    [SAY_PEER_OF_PACKET] = I(NEW_PEER "crypto_isakmp_process_block\f"
                                      "ISAKMP: (0):local port 500, remote port 500\f"
                                      "ISAKMP: (0):insert sa successfully sa = {sa-struct}"),
    [SAY_PORTS] = SILENT,
    [SAY_NO_KEYS] =
        I(NEW_SA "\fISAKMP-ERROR: (0):No pre-shared key with {peer}!\f"
                 "ISAKMP-ERROR: (0):No Cert or pre-shared address key. \f"
                 "ISAKMP-ERROR: (0):construct_initial_message: Can not start Main mode\f"
                 "ISAKMP: (0):Unlocking peer struct 0x{peer-struct} for "
                 "isadb_unlock_peer_delete_sa(), count 0\f"
                 "ISAKMP: (0):Deleting peer node by peer_reap for {peer}: {peer-struct}\f"
                 "ISAKMP: (0):purging SA., sa={sa-struct}, delme={sa-struct}\f"
                 "ISAKMP-ERROR: (0):Error while processing SA request: Failed to initialize SA\f"
                 "ISAKMP-ERROR: (0):Error while processing KMI message 0, error 2."),
    [SAY_MODE_CHOSEN] =
        I(NEW_SA "\f" SA "found peer pre-shared key matching {peer}\f" SA
                 "constructed NAT-T vendor-rfc3947 ID\f" SA "constructed NAT-T vendor-07 ID\f" SA
                 "constructed NAT-T vendor-03 ID\f" SA "constructed NAT-T vendor-02 ID"),
    [SAY_STATE] = I(SA "Input = {text}\f" SA "Old State = {old}  New State = {new} \n"),
    [SAY_BUDDING] = I(SA "SA is still budding. Attached new ipsec request to it. (local {local}, "
                         "remote {peer})"),
    [SAY_SENDING] = I(PAK "sending packet to {peer} my_port 500 peer_port 500 ({role}) {state}\f" SA
                          "Sending an IKE IPv4 Packet."),
    [SAY_RECEIVED] = I(PAK "received packet from {peer} dport 500 sport 500 {vrf} ({role}) "
                           "{state}"),
    [SAY_RECEIVED_NEW] =
        I("ISAKMP-PAK: (0):received packet from {peer} dport 500 sport 500 {vrf} (N) NEW SA"),
    [SAY_KEY_MISSING] = I(WRONG "No pre-shared key with {peer}!"),
    [SAY_PROFILES] = I(SA "local preshared key found\f" SA "Scanning profiles for xauth ..."),
    [SAY_NEW_NODE] = I(SA "set new node {node} to QM_IDLE      "),
    [SAY_SITTING_IDLE] =
        I(SA "set new node 0 to QM_IDLE      \f" SA "SA has outstanding requests  (local {local} "
             "port 500, remote {peer} port 500)\f" SA
             "sitting IDLE. Starting QM immediately ({state})"),
    [SAY_PROFILE_MATCHED] = I("ISAKMP: (0):peer matches {text} profile"),
    [SAY_PROFILE_NONE] = I("ISAKMP: (0):peer matches *none* of the profiles"),
    [SAY_NAT_SEEN] =
        I(SA "processing vendor id payload\f" SA
             "vendor ID seems Unity/DPD but major 69 mismatch\f" SA "vendor ID is NAT-T RFC 3947"),
    [SAY_NAT_REPLY] = I(SA "constructed NAT-T vendor-rfc3947 ID"),
    [SAY_ID_RECEIVED] = I(ID_PAYLOAD("{peer}")),
    [SAY_ATTRIBUTE] = I(SA "      {text}"),
    [SAY_ATTRIBUTE_LONG] = I("ISAKMP:      {text} (VPI) of  {reason} "),
    [SAY_ENCAPSULATION] = I(SA "      encaps is {n} ({text})"),
    [SAY_ATTRIBUTE_REFUSED] = I(WRONG "{text}"),
    [SAY_ATTS_BAD] = I(WRONG "atts are not acceptable. Next payload is {n}"),
    [SAY_LIFE_AGREED] =
        I(SA "Acceptable atts:actual life: 0\f" SA "Acceptable atts:life: 0\f" SA
             "Fill atts in sa vpi_length:4\f" SA "Fill atts in sa life_in_seconds:{life-s}\f" SA
             "Returning Actual lifetime: {life-s}\f" SA "Started lifetime timer: {life-s}.\n"),
    [SAY_NO_OFFERS] = I(WRONG "no offers accepted!"),
    [SAY_PHASE1_BAD] = I(WRONG "phase 1 SA policy not acceptable! (local {local} remote {peer})"),
    [SAY_PHASE1_DROPPED] =
        I(SA "peer does not do paranoid keepalives.\f" WRONG
             "deleting SA reason \"Phase1 SA policy proposal not accepted\" state ({role}) {state} "
             "(peer {peer})\f" WRONG "FSM action returned error: 2"),
    [SAY_ERROR_COUNTER] = I(WRONG ": incrementing error counter on sa, attempt 1 of 5: {text}"),
    [SAY_AUTH_METHOD] = SILENT,
    [SAY_AUTH_METHOD_RSA] = SILENT,
    [SAY_SKEYID] = SILENT,
    [SAY_VENDOR] = I(SA "processing vendor id payload\f" SA "vendor ID is Unity\f" SA
                        "processing vendor id payload\f" SA "vendor ID is DPD\f" SA
                        "processing vendor id payload"),
    [SAY_IOS_BOX] = I(SA "speaking to another IOS box!\f" SA "received payload type 20\f" SA
                         "His hash no match - this node outside NAT\f" SA
                         "received payload type 20\f" SA "No NAT Found for self or peer"),
    [SAY_ID_PAYLOAD] =
        I(SA "SA is doing \f" SA
             "{text} authentication using id type ID_IPV4_ADDR\f" ID_PAYLOAD("{local}")),
    [SAY_ID_TOTAL] = I(SA "Total payload length: 12"),
    [SAY_AUTHENTICATED] =
        I(SA "SA authentication status:\n"
             "        authenticated\f" SA "SA has been authenticated with {peer}\f"
             "ISAKMP: (0):Trying to insert a peer {local}/{peer}/500/, \f"
             "ISAKMP: (0): and inserted successfully {peer-struct}."),
    [SAY_MALFORMED] = I(WRONG "reserved not zero on {text} payload!"),
    [SAY_NO_HASH] = I(WRONG "Notify has no hash. Rejected."),
    [SAY_OWN_SPIS] = I(SA "QM Initiator gets spi"),
    [SAY_TRANSFORM] = I(SA "transform {n}, {text}"),
    [SAY_ATTRIBUTES] = I(SA "   attributes in transform:"),
    [SAY_ATTS2_BAD] = I(WRONG "atts not acceptable. Next payload is {n}"),
    [SAY_INVALIDATED] = I(WRONG "IPSec policy invalidated proposal with error {n}"),
    [SAY_PHASE2_BAD] = I(WRONG "phase 2 SA policy not acceptable! (local {local} remote {peer})"),
    [SAY_NOTIFY_SENDING] = I(SA "set new node {node} to QM_IDLE      \f" SA
                                "Sending NOTIFY {text} protocol {protocol}\n"
                                "        spi {spi}, message ID = {node}"),
    [SAY_NOTIFY] = I(SA "processing NOTIFY {text} protocol {protocol}\n"
                        "        spi {spi}, message ID = {node}, sa = 0x{sa-struct}"),
    [SAY_NODE_ERROR] = I(WRONG "deleting node {node} error TRUE reason \"{reason}\""),
    [SAY_NODE_REFUSED] = I(WRONG "deleting node {node} error TRUE reason \"QM rejected\""),
    [SAY_RETRANSMIT_COUNT] =
        I(SA ": incrementing error counter on sa, attempt {count} of 5: retransmit phase {n}"),
    [SAY_DELETE_SA] =
        I(WRONG "deleting SA reason \"{reason}\" state ({role}) {state} (peer {peer})"),
    [SAY_ASK_SPIS] = I(SA "QM Responder gets spi"),
    [SAY_DELETE_UNTOLD] = I("ISAKMP-ERROR: (0):ignoring request to send delete notify (no ISAKMP "
                            "sa) src {local} dst {peer} for SPI {hex-spi}"),
    [SAY_INITIAL_CONTACT] =
        I(SA "processing NOTIFY {text} protocol {protocol}\n"
             "        spi 0, message ID = 0, sa = 0x{sa-struct}\f" SA "Process initial contact,\n"
             "bring down existing phase 1 and 2 SA's with local {local} "
             "remote {peer} remote port 500"),
    [SAY_CREATING] = SILENT,
    [SAY_NEW_SA] = SILENT,
    [SAY_NEW_SPI] = SILENT,
    [SAY_NEW_LIFE_S] = SILENT,
    [SAY_NEW_LIFE_KB] = SILENT,
    [SAY_INSTALLED] =
        I("ISAKMP-ERROR: (0):Failed to find peer index node to update peer_info_list\f" SA
          "Received IPSec Install callback... proceeding with the negotiation\f" SA
          "Successfully installed IPSEC SA (SPI:{hex-spi}) on {interface}"),
    [SAY_REAPER] = I(SA "purging SA., sa={sa-struct}, delme={sa-struct}"),

    [SAY_SA_REQUEST] =
        P("IPSEC(sa_request): ,\n"
          "  (key eng. msg.) OUTBOUND local= {local}:500, remote= {peer}:500,\n" PROXIES OFFER),
    [SAY_SPI_RESPONSE] = SILENT,
    [SAY_PROPOSAL_REQUEST] =
        P("IPSEC(validate_proposal_request): proposal part #{n}\f"
          "IPSEC(validate_proposal_request): proposal part #{n},\n"
          "  (key eng. msg.) INBOUND local= {local}:0, remote= {peer}:0,\n" PROXIES OFFER),
    [SAY_NOT_SUPPORTED] =
        P("IPSEC(ipsec_process_proposal): transform proposal not supported for identity: \n"
          "    {{{transform} }"),
    [SAY_BAD_MODE] =
        P("IPSEC(ipsec_process_proposal): invalid transform proposal flags -- {flags}"),
    [SAY_BAD_LOCAL] = P("IPSEC(ipsec_process_proposal): invalid local address {local}"),
    [SAY_BAD_PROXIES] = P("Crypto mapdb : proxy_match\n"
                          "        src addr     : {local-net}\n"
                          "        dst addr     : {remote-net}\n"
                          "        protocol     : 0\n"
                          "        src port     : 0\n"
                          "        dst port     : 0\f"
                          "map_db_find_best did not find matching map\f"
                          "IPSEC(ipsec_process_proposal): proxy identities not supported"),
    [SAY_BAD_PEER] = P("IPSEC(ipsec_process_proposal): peer address {peer} not found"),
    [SAY_PEER_NOT_FOUND] = P("IPSEC(ipsec_process_proposal): peer address {peer} not found"),
    [SAY_MAP_ACCEPTED] = P("(ipsec_process_proposal)Map Accepted: {text}, {n}"),
    [SAY_INIT_IN] = SILENT,
    [SAY_INIT_OUT] = SILENT,
    [SAY_SA_CREATED] = P("IPSEC(create_sa): sa created," SA_LINES),
    [SAY_SA_DELETED] = P("IPSEC(delete_sa): deleting SA," SA_LINES),

    [SAY_AUTH_METHOD_XAUTH] = I(SA "Authentication by xauth preshared"),
    [SAY_CONFIG_NO_ADDRESS] = I(WRONG "Could not get address from pool!"),
    [SAY_CONFIG_UNKNOWN] = I(WRONG "Unknown Attr: {text} ({flags})"),

    [SAY_ENGINE_ALG] = E("crypto_engine: Create DH"),
    [SAY_ENGINE_DH] = SILENT,
    [SAY_ENGINE_SKEYID] = E("crypto_engine: Generate DH shared secret\f"
                            "crypto_engine: Create IKE SA"),
    [SAY_ENGINE_HMAC] = E("crypto_engine: Generate IKE hash"),
    [SAY_ENGINE_CLEAR_DH] = E("crypto_engine: Delete DH"),
    [SAY_ENGINE_RELEASED] = E("crypto engine: deleting IKE SA SW:{conn}"),
    [SAY_ENGINE_VALIDATE] = SILENT,
    [SAY_ENGINE_VALIDATE_REQUEST] = SILENT,
    [SAY_ENGINE_FLOW] = E("crypto_engine: Create IPSec SA (by keys)"),

    [SAY_LOG_NOT_IPSEC] = LOG("%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. "
                              "(ip) vrf/dest_addr= /{dst}, src_addr= {src}, prot= {protocol}"),
    [SAY_LOG_INVALID_SPI] =
        LOG("%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
            "destaddr={dst}, prot={n}, spi={spi-hex}, srcaddr={src}, input interface={interface}"),

    [SAY_BGP_ATTRIBUTES] = B("{peer} rcvd UPDATE w/ attr: nexthop {src}, origin ?, localpref "
                             "{count}, metric {n}, extended community {state}"),
    [SAY_BGP_RECEIVED] = B("{peer} rcvd {text}, label {conn}"),
    [SAY_BGP_DENIED] = B("{peer} rcvd {text}, label {conn} -- DENIED due to: {reason}"),
    [SAY_BGP_WITHDRAWN] = B("{peer} rcv UPDATE about {text} -- withdrawn, label {conn}"),
    [SAY_BGP_SEND_UPDATE] = B("(base) {peer} send UPDATE (format) {text}, next {src}, label "
                              "{conn}, metric {n}, path Local, extended community {state}"),
    [SAY_BGP_SEND_WITHDRAW] = B("(base) {peer} send unreachable (format) {text}"),
    [SAY_BGP_REVISE] = B("Revise route installing 1 of 1 routes for {src-net}/{n} -> {peer}"
                         "({text}) to {text} IP table"),
    [SAY_MPLS_RECEIVED] = WORDING(
        DEBUG_MPLS_PACKETS, "MPLS turbo: {interface}: rx: Len {count} Stack {{{text}} - ipv4 data"),
    [SAY_MPLS_SENT] = WORDING(
        DEBUG_MPLS_PACKETS, "MPLS turbo: {interface}: tx: Len {count} Stack {{{text}} - ipv4 data"),
    [SAY_MPLS_SENT_PLAIN] = WORDING(
        DEBUG_MPLS_PACKETS, "MPLS turbo: {interface}: tx: Len {count} Stack {{} - ipv4 data"),

    [SAY_IP_SENDING_FULL] = N("{text}, len {n}, sending full packet"),
};

static const struct phrase phrases[] = {
    {"QM_IDLE", "QM_IDLE      "}, /* a field of its own, 13 wide */
    {"IKE_MSG_FROM_PEER, IKE_AM_EXCH", "IKE_MESG_FROM_PEER, IKE_AM_EXCH"},
    {"ESP_AES", "ESP_AES "},
    {"no error", "No Error"},
    {"delete_larval", "Delete Larval"},
    {"informational (in) state 1", "Informational (in) state 1"},
    {"quick mode done (await()", "QM done (await)"},
    {"death by retransmission P1", "Death by retransmission P1"},
    {"death by retransmission P2", "Phase 2 err count exceeded"},
    {"death by timeout", "No reason"},
    {NULL, NULL},
};

static const struct phrase rewrites[] = {
    {"ISAKMP (0:{conn}): ", SA},
    {"ISAKMP: ", "ISAKMP: (0):"},
    {"{message}", "{node}"},
    {"{conn}", "{ike}"},
    {NULL, NULL},
};

const struct voice voice_15 = {
    .wording = wordings, .like = &voice_123, .phrases = phrases, .rewrites = rewrites};
