/* SPDX-License-Identifier: ISC */
/* show crypto engine configuration, brief and accelerator statistic; show pas isa interface. */
#include "lab/box/card.h"
#include "lab/shell/exec_net.h"

static const char *card_type(const struct card *k)
{
    return k->kind == CARD_ISA ? "ISA/ISM" : "hardware";
}

/* Software in the words of releases up to 12.2. */
static void show_old_software(struct shell *s)
{
    shell_printf(s, "\n        slot: 0\n"
                    "        engine name: unknown\n"
                    "        engine type: software\n"
                    "        serial number: 01496536\n"
                    "        platform: rp crypto engine\n"
                    "        crypto lib version: 10.0.0\n\n"
                    "Encryption Process Info:\n"
                    "        input queue top: 140\n"
                    "        input queue bot: 140\n"
                    "        input queue count: 0\n\n");
}

static void show_software(struct shell *s)
{
    shell_printf(s, "        crypto engine name:  Cisco VPN Software Implementation\n"
                    "        crypto engine type:  software\n"
                    "             serial number:  01496536\n"
                    "       crypto engine state:  installed\n"
                    "     crypto engine in slot:  N/A\n"
                    "                  platform:  Cisco Software Crypto Engine\n");
    shell_printf(s, s->r->release >= IOS_15 ? "        crypto lib version:  22.0.0\n\n"
                                            : "        crypto lib version:  14.0.0\n\n");
}

static void show_card(struct shell *s, const struct card *k)
{
    shell_printf(s, "        crypto engine name:  %s\n        crypto engine type:  %s\n",
                 k->kind == CARD_ISA ? "unknown" : "Virtual Private Network (VPN) Module",
                 card_type(k));
    if (k->kind == CARD_ISA)
        shell_printf(s, "           CryptIC Version:  FF41\n"
                        "               CGX Version:  0109\n"
                        "      DSP firmware version:  0061\n"
                        "     MIPS firmware version:  0003030F\n"
                        "     ISA/ISM serial number:  B82CA6C09E080DF0E0A1029EF8E7112F3FF5F67B\n"
                        "                 PCBD info:  3-1-2-2\n");
    else
        shell_printf(s, "               Compression:  No\n"
                        "                       DES:  Yes\n"
                        "                     3 DES:  Yes\n"
                        "                   AES CBC:  No\n"
                        "                  AES CNTR:  No\n"
                        "     Maximum buffer length:  4096\n"
                        "          Maximum DH index:  0210\n"
                        "          Maximum SA index:  0420\n"
                        "        Maximum Flow index:  0840\n"
                        "      Maximum RSA key size:  0000\n");
    shell_printf(s,
                 "       crypto engine state:  installed\n"
                 "     crypto engine in slot:  %u\n"
                 "                  platform:  %s\n\n",
                 k->slot,
                 k->kind == CARD_ISA ? "predator crypto_engine" : "VPN hardware accelerator");
}

void show_engine_configuration(struct shell *s, const struct parsed *p)
{
    (void)p;
    bool late = s->r->release >= IOS_12_3;
    bool card = card_is_on(s->r);
    if (card || late)
        shell_printf(s, "\n");
    if (card)
        show_card(s, s->r->card);
    /* Later releases name the software besides the card. */
    if (late)
        show_software(s);
    else if (!card)
        show_old_software(s);
}

void show_engine_brief(struct shell *s, const struct parsed *p)
{
    show_engine_configuration(s, p);
}

/* "                 240 packets in                    240 packets out" */
static void pair(struct shell *s, uint64_t in, const char *what_in, uint64_t out,
                 const char *what_out)
{
    shell_printf(s, "%19llu %-17s %17llu %s\n", (unsigned long long)in, what_in,
                 (unsigned long long)out, what_out);
}

static void show_errors(struct shell *s, const struct card *k)
{
    static const char *const zero[][2] = {
        {"ppq full errors", "ppq rx errors"},   {"cmdq full errors", "cmdq rx errors"},
        {"no buffer", "replay errors"},         {"dest overflow", "authentication errors"},
        {"RNG self test fail", "DF Bit set"},   {"Hash Miscompare", "Unwrappable object"},
        {"Missing attribute", "Bad Attribute"}, {"Verification Fail", "Decrypt Failure"}};
    uint64_t errors = k->n.errors_in + k->n.errors_out;
    shell_printf(s, "        Errors:\n");
    for (size_t i = 0; i < sizeof zero / sizeof zero[0]; i++)
        shell_printf(s, "                %-23s : %9u   %-23s : %9u\n", zero[i][0], 0U, zero[i][1],
                     0U);
    shell_printf(s, "                %-23s : %9llu   %-23s : %9llu\n", "Other error",
                 (unsigned long long)errors, "pkts dropped", (unsigned long long)errors);
}

void show_accelerator(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct card *k = s->r->card;
    uint64_t seconds = (router_uptime_ms(s->r) - k->since_ms) / 1000;
    if (!card_is_on(s->r)) {
        shell_printf(s, "\n%% No crypto accelerator is in use\n");
        return;
    }
    shell_printf(s,
                 "\nVirtual Private Network (VPN) Module in %sslot : %u\n"
                 "        Statistics for Hardware VPN Module since the last clear\n"
                 "         of counters %llu seconds ago\n",
                 k->kind == CARD_AIM ? "aim " : "", k->slot, (unsigned long long)seconds);
    uint64_t per = seconds ? seconds : 1;
    pair(s, k->n.packets_in, "packets in", k->n.packets_out, "packets out");
    pair(s, k->n.bytes_in, "bytes in", k->n.bytes_out, "bytes out");
    pair(s, k->n.packets_in / per, "paks/sec in", k->n.packets_out / per, "paks/sec out");
    pair(s, k->n.bytes_in * 8 / 1000 / per, "Kbits/sec in", k->n.bytes_out * 8 / 1000 / per,
         "Kbits/sec out");
    pair(s, k->n.decrypted, "packets decrypted", k->n.encrypted, "packets encrypted");
    pair(s, k->n.errors_in, "input errors", k->n.errors_out, "output errors");
    show_errors(s, k);
    shell_printf(s, "        Warnings:\n                sessions_expired        :         0   "
                    "packets_fragmented      :         0\n\n");
}

/* Two columns of what the card of a 7200 has counted. */
void show_pas_isa(struct shell *s, const struct parsed *p)
{
    (void)p;
    static const char *const names[][2] = {{"invalid_sa:", "invalid_flow:"},
                                           {"invalid_dh:", "ah_seq_failure:"},
                                           {"ah_spi_failure:", "esp_auth_failure:"},
                                           {"esp_seq_failure:", "esp_spi_failure:"},
                                           {"esp_protocol_absent:", "ah_protocol_absent:"},
                                           {"bad_key_group:", "no_shared_secret:"},
                                           {"no_skeyids:", "pad_size_error:"},
                                           {"cmd_ring_full:", "bulk_ring_full:"},
                                           {"bad_peer_pub_len:", "authentication_failure:"},
                                           {"fallback:", "no_particle:"}};
    const struct card *k = s->r->card;
    uint64_t seconds = (router_uptime_ms(s->r) - k->since_ms) / 1000;
    uint64_t per = seconds ? seconds : 1;
    if (!card_is_on(s->r) || k->kind != CARD_ISA) {
        shell_printf(s, "%% No ISA interface is in use\n");
        return;
    }
    shell_printf(s,
                 "\nInterface ISA%u/1 :\n\n"
                 "        Statistics of packets and bytes through this interface:\n\n",
                 k->slot);
    pair(s, k->n.packets_in, "packets in", k->n.packets_out, "packets out");
    pair(s, k->n.packets_in / per, "paks/sec in", k->n.packets_out / per, "paks/sec out");
    pair(s, k->n.bytes_in * 8 / 1000 / per, "Kbits/sec in", k->n.bytes_out * 8 / 1000 / per,
         "Kbits/sec out");
    pair(s, k->n.commands, "commands out", k->limbo ? 0 : k->n.commands, "commands acknowledged");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        shell_printf(s, "        %-22s %8llu     %-24s %8u\n", names[i][0],
                     i == 0 ? (unsigned long long)(k->n.errors_in + k->n.errors_out) : 0ULL,
                     names[i][1], 0U);
    shell_printf(s, "\n");
}
