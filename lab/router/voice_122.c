/* SPDX-License-Identifier: ISC */
/* The wording of IOS 12.2. */
#include "lab/router/voice.h"

#define PROXIES_OUT                                                                                \
    "  (key eng. msg.) src= {src}, dest= {dst},\n"                                                 \
    "    src_proxy= {src-proxy},\n"                                                                \
    "    dest_proxy= {dst-proxy},\n"
#define PROXIES_IN                                                                                 \
    "  (key eng. msg.) dest= {dst}, src= {src},\n"                                                 \
    "    dest_proxy= {dst-proxy},\n"                                                               \
    "    src_proxy= {src-proxy},\n"
#define OFFER                                                                                      \
    "    protocol= {protocol-name}, transform= {transform} ,\n"                                    \
    "    lifedur= {life-s}s and {life-kb}kb,\n"                                                    \
    "    spi= {spi-hex}, conn_id= {conn}, keysize= {key-size}, flags= {flags}"
#define SA_LINES                                                                                   \
    "\n  (sa) sa_dest= {dst}, sa_prot= {n},\n"                                                     \
    "    sa_spi= {spi-hex},\n"                                                                     \
    "    sa_trans= {transform} , sa_conn_id= {conn}"

static const struct wording wordings[SAY_COUNT] = {
    [SAY_KE_MESSAGE] = I("ISAKMP: received ke message ({n}/{count})"),
    [SAY_NO_KEYS] =
        I("ISAKMP: No cert, and no keys (public or pre-shared) with remote peer {peer}"),
    [SAY_PORTS] = I("ISAKMP: local port 500, remote port 500"),
    [SAY_PEER_OF_PACKET] = I("ISAKMP: local port 500, remote port 500"),
    [SAY_BEGIN_MAIN] = I("ISAKMP (0:{conn}): beginning Main Mode exchange"),
    [SAY_BUDDING] = I("ISAKMP (0:{conn}): SA is still budding. Attached new ipsec request to it."),
    [SAY_SENDING] = I("ISAKMP (0:{conn}): sending packet to {peer} ({role}) {state}"),
    [SAY_RECEIVED] = I("ISAKMP (0:{conn}): received packet from {peer} ({role}) {state}"),
    [SAY_RECEIVED_NEW] = I("ISAKMP (0:0): received packet from {peer} (N) NEW SA"),
    [SAY_PROCESS] = I("ISAKMP (0:{conn}): processing {text} payload. message ID = {message}"),
    [SAY_KEY_FOUND] = I("ISAKMP (0:{conn}): found peer pre-shared key matching {peer}"),
    [SAY_KEY_MISSING] = I("ISAKMP (0:{conn}): No pre-shared key with {peer}!"),
    [SAY_CHECK_POLICY] =
        I("ISAKMP (0:{conn}): Checking ISAKMP transform {n} against priority {count} policy"),
    [SAY_ATTRIBUTE] = I("ISAKMP:      {text}"),
    [SAY_ATTRIBUTE_LONG] = I("ISAKMP:      {text} (VPI) of {reason}"),
    [SAY_ENCAPSULATION] = I("ISAKMP:      encaps is {n}"),
    [SAY_ATTS_OK] = I("ISAKMP (0:{conn}): atts are acceptable. Next payload is {n}"),
    [SAY_ATTS_BAD] = I("ISAKMP (0:{conn}): atts are not acceptable. Next payload is {n}"),
    [SAY_NO_OFFERS] = I("ISAKMP (0:{conn}): no offers accepted!"),
    [SAY_PHASE1_BAD] = I("ISAKMP (0:{conn}): phase 1 SA not acceptable!"),
    [SAY_ERROR_COUNTER] = I("ISAKMP (0:{conn}): incrementing error counter on sa: {text}"),
    [SAY_AUTH_METHOD] = I("ISAKMP (0:{conn}): SA is doing pre-shared key authentication using id "
                          "type ID_IPV4_ADDR"),
    [SAY_AUTH_METHOD_RSA] = I("ISAKMP (0:{conn}): SA is doing RSA signature authentication using "
                              "id type ID_IPV4_ADDR"),
    [SAY_SKEYID] = I("ISAKMP (0:{conn}): SKEYID state generated"),
    [SAY_VENDOR] = I("ISAKMP (0:{conn}): processing vendor id payload"),
    [SAY_IOS_BOX] = I("ISAKMP (0:{conn}): speaking to another IOS box!"),
    [SAY_ID_PAYLOAD] = I("ISAKMP ({conn}): ID payload\n"
                         "        next-payload : 8\n"
                         "        type         : 1\n"
                         "        protocol     : 17\n"
                         "        port         : 500\n"
                         "        length       : 8"),
    [SAY_ID_TOTAL] = I("ISAKMP ({conn}): Total payload length: 12"),
    [SAY_AUTHENTICATED] = I("ISAKMP (0:{conn}): SA has been authenticated with {peer}"),
    [SAY_MALFORMED] = I("ISAKMP: reserved not zero on {text} payload!"),
    [SAY_NO_HASH] = I("ISAKMP (0:{conn}): Notify has no hash. Rejected."),
    [SAY_BEGIN_QUICK] = I("ISAKMP (0:{conn}): beginning Quick Mode exchange, M-ID of {message}"),
    [SAY_CHECK_PROPOSAL] = I("ISAKMP (0:{conn}): Checking IPsec proposal {n}"),
    [SAY_TRANSFORM] = I("ISAKMP: transform {n}, {text}"),
    [SAY_ATTRIBUTES] = I("ISAKMP:   attributes in transform:"),
    [SAY_ATTS2_OK] = I("ISAKMP (0:{conn}): atts are acceptable."),
    [SAY_ATTS2_BAD] = I("ISAKMP (0:{conn}): atts not acceptable. Next payload is {n}"),
    [SAY_INVALIDATED] = I("ISAKMP (0:{conn}): IPsec policy invalidated proposal"),
    [SAY_PHASE2_BAD] = I("ISAKMP (0:{conn}): phase 2 SA not acceptable!"),
    [SAY_NOTIFY] = I("ISAKMP (0:{conn}): processing NOTIFY {text} protocol {protocol}\n"
                     "        spi {spi}, message ID = {message}"),
    [SAY_DELETE_PAYLOAD] =
        I("ISAKMP (0:{conn}): processing DELETE payload. message ID = {message}"),
    [SAY_DELETE_NODE] = I("ISAKMP (0:{conn}): deleting node {message} error FALSE reason "
                          "\"{reason}\""),
    [SAY_NODE_ERROR] = I("ISAKMP (0:{conn}): deleting node {message} error TRUE reason "
                         "\"{reason}\""),
    [SAY_NODE_REFUSED] = I("ISAKMP (0:{conn}): deleting node {message} error FALSE reason "
                           "\"IKMP_NO_ERR_NO_TRANS\""),
    [SAY_PURGE_NODE] = I("ISAKMP (0:{conn}): purging node {message}"),
    [SAY_DELETE_LARVAL] = I("ISAKMP (0:{conn}): deleting spi {spi} message ID = {message}"),
    [SAY_DUPLICATE] = I("ISAKMP (0:{conn}): phase {n} packet is a duplicate of a previous packet."),
    [SAY_RETRANSMIT_DUE] = I("ISAKMP (0:{conn}): retransmitting due to retransmit phase {n}"),
    [SAY_RETRANSMIT] = I("ISAKMP (0:{conn}): retransmitting phase {n} {state}{text}..."),
    [SAY_RETRANSMIT_COUNT] =
        I("ISAKMP (0:{conn}): incrementing error counter on sa: retransmit phase {n}"),
    [SAY_DELETE_SA] = I("ISAKMP (0:{conn}): deleting SA reason \"{reason}\" state ({role}) {state} "
                        "(peer {peer}) input queue 0"),
    [SAY_ASK_SPIS] = I("ISAKMP (0:{conn}): asking for {n} spis from ipsec"),
    [SAY_CREATING] = I("ISAKMP (0:{conn}): Creating IPsec SAs"),
    [SAY_NEW_SA] = I("        {text} SA from {src} to {dst} (proxy {src-net} to {dst-net})"),
    [SAY_NEW_SPI] = I("        has spi {spi} and conn_id {conn} and flags {n}"),
    [SAY_NEW_LIFE_S] = I("        lifetime of {life-s} seconds"),
    [SAY_NEW_LIFE_KB] = I("        lifetime of {life-kb} kilobytes"),
    [SAY_REAPER] = I("ISADB: reaper checking SA, conn_id = {conn} DELETE IT!"),

    [SAY_SA_REQUEST] = P("IPSEC(sa_request): ,\n" PROXIES_OUT OFFER),
    [SAY_QUEUE_EVENT] = P("IPSEC(key_engine): got a queue event..."),
    [SAY_SPI_RESPONSE] = P("IPSEC(spi_response): getting spi {spi} for SA\n"
                           "        from {src} to {dst} for prot {protocol}"),
    [SAY_PROPOSAL_REQUEST] =
        P("IPSEC(validate_proposal_request): proposal part #{n},\n" PROXIES_IN OFFER),
    [SAY_NOT_SUPPORTED] = P("IPSEC(validate_proposal): transform proposal (prot {protocol}, trans "
                            "{n}, hmac_alg {count}) not supported"),
    [SAY_BAD_MODE] =
        P("IPSEC(validate_transform_proposal): invalid transform proposal flags -- {flags}"),
    [SAY_BAD_LOCAL] = P("IPSEC(validate_proposal): invalid local address {local}"),
    [SAY_PEER_NOT_FOUND] = P("IPSEC(validate_proposal): peer address {peer} not found"),
    [SAY_BAD_PROXIES] = P("IPSEC(validate_transform_proposal): proxy identities not supported"),
    [SAY_BAD_PEER] = P("IPSEC(validate_transform_proposal): peer address {peer} not found"),
    [SAY_INIT_IN] = P("IPSEC(initialize_sas): ,\n" PROXIES_IN OFFER),
    [SAY_INIT_OUT] = P("IPSEC(initialize_sas): ,\n" PROXIES_OUT OFFER),
    [SAY_SA_CREATED] = P("IPSEC(create_sa): sa created," SA_LINES),
    [SAY_SA_DELETED] = P("IPSEC(delete_sa): deleting SA," SA_LINES),
    [SAY_DELETE_NOTIFY] = P("IPSEC(key_engine_delete_sas): rec'd delete notify from ISAKMP"),
    [SAY_DELETE_SHARED] = P("IPSEC(key_engine_delete_sas): delete all SAs shared with {peer}"),
    [SAY_DELETE_SPI] = P("IPSEC(key_engine_delete_sas): delete SA with spi {spi} / {n} for {peer}"),

    [SAY_ENGINE_ALG] = E("CryptoEngine0: generate alg parameter"),
    [SAY_ENGINE_DH] = E("CRYPTO_ENGINE: Dh phase 1 status: 0"),
    [SAY_ENGINE_SKEYID] = E("CryptoEngine0: create ISAKMP SKEYID for conn id {conn}"),
    [SAY_ENGINE_HMAC] = E("CryptoEngine0: generate hmac context for conn id {conn}"),
    [SAY_ENGINE_CLEAR_DH] = E("CryptoEngine0: clear dh number for conn id 1"),
    [SAY_ENGINE_PKEY_HMAC] = E("CryptoEngine0: calculate pkey hmac for conn id 0"),
    [SAY_ENGINE_RSA_SIGN] = E("Crypto engine 0: RSA encrypt with private key\f"
                              "CryptoEngine0: CRYPTO_RSA_PRIV_ENCRYPT"),
    [SAY_ENGINE_RSA_VERIFY] = E("Crypto engine 0: RSA decrypt with public key\f"
                                "CryptoEngine0: CRYPTO_RSA_PUB_DECRYPT"),
    [SAY_ENGINE_KEY_PAIR] = E("CryptoEngine0: generate key pair\f"
                              "CryptoEngine0: CRYPTO_GEN_KEY_PAIR"),
    [SAY_ENGINE_KEY_SUSPENDED] = E("CRYPTO_ENGINE: key process suspended and continued"),
    [SAY_ENGINE_VALIDATE] = E("validate proposal 0"),
    [SAY_ENGINE_VALIDATE_REQUEST] = E("validate proposal request 0"),
    [SAY_ENGINE_FLOW] = E("ipsec allocate flow 0"),
    [SAY_ENGINE_RELEASED] = E("CRYPTO(epa_release_crypto_conn_entry): released conn {conn}"),

    [SAY_LOG_CONFIGURED] =
        LOG("%SYS-5-CONFIG_I: Configured from console by lab on vty{n} (127.0.0.1)"),
    [SAY_NODE_DEAD] = I("ISAKMP (0:{conn}): ignoring retransmission, because phase2 node marked "
                        "dead {message}"),
    [SAY_INITIAL_CONTACT] = I("ISAKMP (0:{conn}): processing NOTIFY {text} protocol {protocol}\n"
                              "        spi 0, message ID = 0"),
    [SAY_DPD_RECEIVED] =
        I("ISAKMP (0:{conn}): DPD/{text} received from peer {peer}, sequence {reason}"),
    [SAY_NOT_PARANOID] = I("ISAKMP (0:{conn}): peer does not do paranoid keepalives."),
    [SAY_DPD_COUNT] = I("ISAKMP (0:{conn}): DPD incrementing error counter ({count}/5)"),
    [SAY_DPD_DEAD] = I("ISAKMP (0:{conn}): peer {peer} not responding!"),
    [SAY_LIFE_THRESHOLD] =
        P("IPSEC(lifetime_expiry): SA lifetime threshold reached, expiring in {n} seconds"),
    [SAY_NO_MAP] = P("IPSEC(validate_transform_proposal): no IPSEC cryptomap exists for local "
                     "address {local}"),
    [SAY_INVALID_PROXIES] = P("IPSEC(initialize_sas): invalid proxy IDs"),
    [SAY_LOG_IDENTITY] =
        LOG("%CRYPTO-4-RECVD_PKT_INV_IDENTITY: Identity doesn't match negotiated identity\n"
            "        (ip) dest_addr= {dst}, src_addr= {src}, prot= {protocol}\n"
            "        (ident) local={local}, remote={peer}\n"
            "        local_proxy={local-netmask}/0/0,\n"
            "        remote_proxy={remote-netmask}/0/0"),
    [SAY_LOG_REPLAY] =
        LOG("%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id={conn}"),
    [SAY_LOG_MAC] =
        LOG("%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id={conn}"),

    [SAY_LOG_MODE_FAILURE] =
        LOG("%CRYPTO-6-IKMP_MODE_FAILURE: Processing of {text} mode failed with peer at {peer}"),
    [SAY_LOG_BAD_MESSAGE] = LOG("%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {peer} failed its "
                                "sanity check or is malformed"),
    [SAY_LOG_NO_SA] = LOG("%CRYPTO-4-IKMP_NO_SA: IKE message from {peer} has no SA and is not an "
                          "initialization offer"),
    [SAY_LOG_NOT_IPSEC] =
        LOG("%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) dest_addr= "
            "{dst}, src_addr= {src}, prot= {protocol}"),
    [SAY_LOG_INVALID_SPI] =
        LOG("%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
            "destaddr={dst}, prot={n}, spi={spi-hex}"),

    [SAY_IP_SENDING] = N("{text}, len {n}, sending"),
    [SAY_IP_FORWARD] = N("{text}, g={peer}, len {n}, forward"),
    [SAY_IP_RECEIVED] = N("{text}, len {n}, rcvd 3"),
    [SAY_IP_UNROUTABLE] = N(", len {n}, unroutable"),
    [SAY_IP_NO_ADJACENCY] = N("{text}, len {n}, encapsulation failed"),
    [SAY_IP_ROUTED] = SILENT,
    [SAY_IP_SENDING_FULL] = SILENT,
    [SAY_IP_DENIED] = N("{text}, len {n}, access denied"),

    [SAY_LOG_CARD_STATE] =
        LOG("%VPN_HW-6-INFO_LOC: Crypto engine: {role} {n}  State changed to: {text}"),
    [SAY_LOG_CARD_COMMAND] =
        LOG("%VPN_HW-1-CMD_ERR: slot: {n} control error: unknown error 0x1048\n"
            "IPSECcard: an error coming back 0x1048"),
    [SAY_LOG_CARD_PACKET] = LOG("%VPN_HW-1-PACKET_ERROR: slot: {n} Packet Encryption/Decryption "
                                "error, Output Authentication error(0x20000000)"),
};

static const struct phrase phrases[] = {{"no error", ""}, {NULL, NULL}};

const struct voice voice_122 = {.wording = wordings, .like = &voice_remote, .phrases = phrases};
