/* SPDX-License-Identifier: ISC */
/*
 * The wording of IOS 11.3 and 12.0: one number for a connection, and SPIs that are asked for only
 * when quick mode begins; in 11.3 nothing of the packets themselves.
 */
#include "lab/router/voice.h"

#define OFFER                                                                                      \
    "    protocol= {protocol-name}, transform= {transform} ,\n"                                    \
    "    lifedur= {life-s}s and {life-kb}kb,\n"                                                    \
    "    spi= {spi-hex}, conn_id= {conn}, keysize= 0, flags= {flags}"

static const struct wording wordings_120[SAY_COUNT] = {
    [SAY_KE_MESSAGE] = SILENT,
    [SAY_PORTS] = SILENT,
    [SAY_PEER_OF_PACKET] = SILENT,
    [SAY_RECEIVED_NEW] = SILENT,
    [SAY_KEY_FOUND] = SILENT,
    [SAY_NO_OFFERS] = I("ISAKMP ({conn}): no offers accepted!"),
    [SAY_PHASE1_BAD] = I("ISAKMP ({conn}): SA not acceptable!"),
    [SAY_ERROR_COUNTER] = SILENT,
    [SAY_AUTH_METHOD_RSA] = I("ISAKMP ({conn}): SA is doing RSA signature authentication"),
    [SAY_AUTH_METHOD] = I("ISAKMP ({conn}): SA is doing pre-shared key authentication"),
    [SAY_PHASE2_BAD] = I("ISAKMP ({conn}): SA not acceptable!"),
    [SAY_NOTIFY] = I("ISAKMP ({conn}): processing NOTIFY payload {n} protocol {protocol}\n"
                     "        spi {spi}, message ID = {message}"),
    [SAY_DELETE_NODE] = SILENT,
    [SAY_NODE_ERROR] = SILENT,
    [SAY_NODE_REFUSED] = SILENT,
    [SAY_PURGE_NODE] = SILENT,
    [SAY_DUPLICATE] = SILENT,
    [SAY_RETRANSMIT_DUE] = SILENT,
    [SAY_RETRANSMIT] = I("ISAKMP ({conn}): retransmitting phase {n}..."),
    [SAY_RETRANSMIT_COUNT] = SILENT,
    [SAY_DELETE_SA] = I("ISAKMP ({conn}): deleting SA"),
    [SAY_ASK_SPIS] = SILENT,
    [SAY_NEW_SA] = I("        {text} SA from {src-wide} to {dst-wide} (proxy {src-net-wide} to "
                     "{dst-net-wide} )"),

    [SAY_SA_REQUEST] = P("IPSEC(sa_request): ,\n"
                         "  (key eng. msg.) src= {src}, dest= {dst},\n"
                         "    src_proxy= {src-proxy},\n"
                         "    dest_proxy= {dst-proxy},\n"
                         "    protocol= {protocol-name}, transform= {transform} ,\n"
                         "    lifedur= {life-s}s and {life-kb}kb,\n"
                         "    spi= 0x0(0), conn_id= 0, keysize= 0, flags= {flags}"),
    [SAY_INIT_IN] = P("IPSEC(initialize_sas): ,\n"
                      "  (key eng. msg.) dest= {dst}, src= {src},\n"
                      "    dest_proxy= {dst-heard},\n"
                      "    src_proxy= {src-heard},\n" OFFER),
    [SAY_INIT_OUT] = P("IPSEC(initialize_sas): ,\n"
                       "  (key eng. msg.) src= {src}, dest= {dst},\n"
                       "    src_proxy= {src-heard},\n"
                       "    dest_proxy= {dst-heard},\n" OFFER),
    [SAY_OWN_SPIS] = P("IPSEC(key_engine): got a queue event..."),
    [SAY_OWN_SPI] = P("IPSEC(spi_response): getting spi {spi}ld for SA\n"
                      "        from {src} to {dst} for prot {protocol}"),
    [SAY_SPI_RESPONSE] = P("IPSEC(spi_response): getting spi {spi}ld for SA\n"
                           "        from {src} to {dst} for prot {protocol}"),

    [SAY_ENGINE_ALG] = E("Crypto engine 0: generate alg param"),
    [SAY_ENGINE_HMAC] = E("generate hmac context for conn id {conn}"),
    [SAY_ENGINE_CLEAR_DH] = E("Crypto engine 0: clear dh number for conn id {conn}"),
    [SAY_ENGINE_VALIDATE] = SILENT,
    [SAY_ENGINE_VALIDATE_REQUEST] = SILENT,
    [SAY_ENGINE_FLOW] = SILENT,

    [SAY_IP_RECEIVED] = N(", len {n}, rcvd 1"),

    [SAY_LOG_CONFIGURED] = LOG("%SYS-5-CONFIG_I: Configured from console by vty{n} (127.0.0.1)"),
    [SAY_LOG_MODE_FAILURE] =
        LOG("%CRYPTO-6-IKMP_MODE_FAILURE: Processing of {text} Mode failed with peer at {peer}"),
};

static const struct phrase rewrites[] = {
    {"ISAKMP (0:{conn}): ", "ISAKMP ({conn}): "},
    {"CryptoEngine0: ", "Crypto engine 0: "},
    {NULL, NULL},
};

const struct voice voice_120 = {.wording = wordings_120, .like = &voice_122, .rewrites = rewrites};

static const struct wording wordings_113[SAY_COUNT] = {
    [SAY_SENDING] = SILENT,
    [SAY_RECEIVED] = SILENT,
    [SAY_ID_PAYLOAD] = SILENT,
    [SAY_ID_TOTAL] = SILENT,
    [SAY_AUTHENTICATED] = I("ISAKMP ({conn}): SA has been authenticated"),
    [SAY_MALFORMED] = I("ISAKMP: reserved no zero on payload {n}!"),
    [SAY_REAPER_LOOKS] = I("ISADB: reaper checking SA, conn_id = {conn}"),
    [SAY_OWN_SPI] = P("IPSEC(spi_response): getting spi {spi} for SA\n"
                      "        from {src} to {dst} for prot {protocol}"),
    [SAY_SPI_RESPONSE] = P("IPSEC(spi_response): getting spi {spi} for SA\n"
                           "        from {src} to {dst} for prot {protocol}"),
};

const struct voice voice_113 = {.wording = wordings_113, .like = &voice_120};
