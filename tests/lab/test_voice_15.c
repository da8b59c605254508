/* SPDX-License-Identifier: ISC */
/* What two routers say as IOS 15 and IOS XE 16: lines of such routers, with the pair's addresses.
 */
#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"
#define STAMPS "service timestamps debug datetime msec\nservice timestamps log datetime msec"

static struct pair *watched(int end, const char *fault)
{
    struct pair *p = pair_new_at(3, IOS_15);
    for (int i = 0; i < 2; i++)
        pair_configure(p, i, STAMPS);
    if (fault)
        pair_configure(p, end, fault);
    pair_debug(p);
    return p;
}

static void expect(struct pair *p, int end, const char *listing)
{
    assert_log(buf_str(&p->end[end].log), listing, LISTING_IDS);
}

static void test_phase_1(void **state)
{
    (void)state;
    struct pair *p = watched(0, NULL);
    pair_type(p, 0, PING);
    assert_true(listing_stamp(buf_str(&p->end[0].log)) > 20);
    expect(p, 0,
           "ISAKMP: (0):SA request profile is (NULL)\n"
           "ISAKMP: (0):Created a peer struct for 10.15.58.38, peer port 500\n"
           "ISAKMP: (0):local port 500, remote port 500\n"
           "ISAKMP: (0):set new node 0 to QM_IDLE      \n"
           "ISAKMP: (0):Can not start Aggressive mode, trying Main mode.\n"
           "ISAKMP: (0):Input = IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM\n"
           "ISAKMP: (0):Old State = IKE_READY  New State = IKE_I_MM1 \n"
           "ISAKMP: (0):beginning Main Mode exchange\n"
           "ISAKMP-PAK: (0):sending packet to 10.15.58.38 my_port 500 peer_port 500 (I) "
           "MM_NO_STATE\n"
           "ISAKMP: (0):Sending an IKE IPv4 Packet.\n"
           "ISAKMP-PAK: (0):received packet from 10.15.58.38 dport 500 sport 500 Global (I) "
           "MM_NO_STATE\n"
           "ISAKMP: (0):Old State = IKE_I_MM1  New State = IKE_I_MM2 \n"
           "ISAKMP:      life duration (VPI) of  0x0 0x1 0x51 0x80 \n"
           "ISAKMP: (0):Old State = IKE_I_MM2  New State = IKE_I_MM3 \n"
           "ISAKMP: (0):Old State = IKE_I_MM3  New State = IKE_I_MM4 \n"
           "ISAKMP: (1001):SA is doing \n"
           "ISAKMP: (1001):pre-shared key authentication using id type ID_IPV4_ADDR\n"
           "ISAKMP: (1001): address      : 10.15.58.10\n"
           "ISAKMP: (1001):Old State = IKE_I_MM4  New State = IKE_I_MM5 \n"
           "ISAKMP: (1001):SA has been authenticated with 10.15.58.38\n"
           "ISAKMP: (1001):Old State = IKE_I_MM5  New State = IKE_I_MM6 \n"
           "ISAKMP: (1001):Old State = IKE_I_MM6  New State = IKE_P1_COMPLETE \n"
           "ISAKMP: (1001):beginning Quick Mode exchange, M-ID of 153046791\n");
    expect(
        p, 1,
        "ISAKMP-PAK: (0):received packet from 10.15.58.10 dport 500 sport 500 Global (N) NEW SA\n"
        "ISAKMP: (0):Created a peer struct for 10.15.58.10, peer port 500\n"
        "ISAKMP-PAK: (1001):received packet from 10.15.58.10 dport 500 sport 500 Global (R) "
        "MM_KEY_EXCH\n"
        "ISAKMP: (1001):Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH\n"
        "ISAKMP: (1001):Old State = IKE_R_MM4  New State = IKE_R_MM5 \n"
        "\n"
        "ISAKMP: (1001):processing ID payload. message ID = 0\n"
        "ISAKMP: (1001):ID payload \n"
        "        next-payload : 8\n"
        "        type         : 1\n"
        "ISAKMP: (1001): address      : 10.15.58.10\n"
        "ISAKMP: (0):peer matches *none* of the profiles\n"
        "ISAKMP: (1001):processing HASH payload. message ID = 0\n"
        "ISAKMP: (1001):SA authentication status:\n"
        "        authenticated\n"
        "ISAKMP: (1001):SA has been authenticated with 10.15.58.10\n"
        "ISAKMP: (0):Trying to insert a peer 10.15.58.38/10.15.58.10/500/, \n"
        "ISAKMP: (1001):Input = IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE\n"
        "ISAKMP: (1001):Total payload length: 12\n"
        "ISAKMP-PAK: (1001):sending packet to 10.15.58.10 my_port 500 peer_port 500 (R) "
        "MM_KEY_EXCH\n"
        "ISAKMP: (1001):Old State = IKE_R_MM5  New State = IKE_P1_COMPLETE \n"
        "ISAKMP: (1001):Input = IKE_MESG_INTERNAL, IKE_PHASE1_COMPLETE\n"
        "ISAKMP: (1001):Old State = IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE \n");
    pair_free(p);
}

static void test_phase_2(void **state)
{
    (void)state;
    struct pair *p = watched(0, NULL);
    pair_type(p, 0, PING);
    expect(p, 1,
           "ISAKMP-PAK: (1001):received packet from 10.15.58.10 dport 500 sport 500 Global (R) "
           "QM_IDLE      \n"
           "ISAKMP: (1001):set new node 1416806668 to QM_IDLE      \n"
           "ISAKMP: (1001):processing HASH payload. message ID = 1416806668\n"
           "ISAKMP: (1001):processing SA payload. message ID = 1416806668\n"
           "ISAKMP: (1001):Checking IPSec proposal 1\n"
           "ISAKMP: (1001):transform 1, ESP_DES\n"
           "ISAKMP: (1001):   attributes in transform:\n"
           "ISAKMP: (1001):      encaps is 1 (Tunnel)\n"
           "ISAKMP: (1001):      SA life type in seconds\n"
           "ISAKMP: (1001):      SA life duration (basic) of 3600\n"
           "ISAKMP: (1001):      SA life type in kilobytes\n"
           "ISAKMP:      SA life duration (VPI) of  0x0 0x46 0x50 0x0 \n"
           "ISAKMP: (1001):      authenticator is HMAC-MD5\n"
           "ISAKMP: (1001):atts are acceptable.\n"
           "(ipsec_process_proposal)Map Accepted: vpn, 10\n"
           "ISAKMP: (1001):QM Responder gets spi\n"
           "ISAKMP: (1001):Node 1416806668, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH\n"
           "ISAKMP: (1001):Old State = IKE_QM_READY  New State = IKE_QM_SPI_STARVE\n"
           "ISAKMP: (1001):Node 1416806668, Input = IKE_MESG_INTERNAL, IKE_GOT_SPI\n"
           "ISAKMP: (1001):Old State = IKE_QM_SPI_STARVE  New State = "
           "IKE_QM_IPSEC_INSTALL_AWAIT\n"
           "ISAKMP: (1001):Received IPSec Install callback... proceeding with the negotiation\n"
           "ISAKMP: (1001):Successfully installed IPSEC SA (SPI:0xF5AC7011) on FastEthernet0/0\n"
           "ISAKMP: (1001):Node 1416806668, Input = IKE_MESG_FROM_IPSEC, IPSEC_INSTALL_DONE\n"
           "ISAKMP: (1001):Old State = IKE_QM_IPSEC_INSTALL_AWAIT  New State = IKE_QM_R_QM2\n"
           "ISAKMP: (1001):deleting node 1416806668 error FALSE reason \"QM done (await)\"\n"
           "ISAKMP: (1001):Old State = IKE_QM_R_QM2  New State = IKE_QM_PHASE2_COMPLETE\n");
    expect(p, 0,
           "ISAKMP: (1001):QM Initiator gets spi\n"
           "ISAKMP: (1001):Node 570535495, Input = IKE_MESG_INTERNAL, IKE_INIT_QM\n"
           "ISAKMP: (1001):Old State = IKE_QM_READY  New State = IKE_QM_I_QM1\n"
           "ISAKMP: (1001):deleting node 153046791 error FALSE reason \"No Error\"\n"
           "ISAKMP: (1001):Old State = IKE_QM_IPSEC_INSTALL_AWAIT  New State = "
           "IKE_QM_PHASE2_COMPLETE\n");
    pair_free(p);
}

static void test_request_without_key(void **state)
{
    (void)state;
    struct pair *p = watched(0, "no crypto isakmp key cisco123 address 10.15.58.38");
    pair_type(p, 0, PING);
    expect(p, 0,
           "ISAKMP: (0):SA request profile is (NULL)\n"
           "ISAKMP: (0):Can not start Aggressive mode, trying Main mode.\n"
           "ISAKMP-ERROR: (0):No pre-shared key with 10.15.58.38!\n"
           "ISAKMP-ERROR: (0):No Cert or pre-shared address key. \n"
           "ISAKMP-ERROR: (0):construct_initial_message: Can not start Main mode\n"
           "ISAKMP-ERROR: (0):Error while processing SA request: Failed to initialize SA\n"
           "ISAKMP-ERROR: (0):Error while processing KMI message 0, error 2.\n");
    pair_free(p);
}

/* By the order of the checks: map, peer, transforms, proxies. */
static void test_refused_proposals(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *why;
    } cases[] = {
        {"interface FastEthernet0/0\n no crypto map",
         "IPSEC(ipsec_process_proposal): invalid local address 10.15.58.38\n"
         "ISAKMP-ERROR: (1001):IPSec policy invalidated proposal with error 8\n"},
        {"crypto map vpn 10 ipsec-isakmp\n no set peer 10.15.58.10\n set peer 10.15.58.11",
         "IPSEC(ipsec_process_proposal): peer address 10.15.58.10 not found\n"
         "ISAKMP-ERROR: (1001):IPSec policy invalidated proposal with error 64\n"},
        {"crypto ipsec transform-set myset esp-3des esp-md5-hmac",
         "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: \n"
         "    {esp-des esp-md5-hmac }\n"
         "ISAKMP-ERROR: (1001):IPSec policy invalidated proposal with error 256\n"},
        {"no access-list 100\naccess-list 100 permit ip 192.168.2.0 0.0.0.255 any",
         "map_db_find_best did not find matching map\n"
         "IPSEC(ipsec_process_proposal): proxy identities not supported\n"
         "ISAKMP-ERROR: (1001):IPSec policy invalidated proposal with error 32\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pair *p = watched(1, cases[i].fault);
        pair_type(p, 0, PING);
        expect(p, 1, cases[i].why);
        expect(p, 1,
               "ISAKMP: (1001):atts are acceptable.\n"
               "ISAKMP-ERROR: (1001):phase 2 SA policy not acceptable! (local 10.15.58.38 remote "
               "10.15.58.10)\n"
               "ISAKMP: (1001):set new node 1148084868 to QM_IDLE      \n"
               "ISAKMP: (1001):Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
               "        spi 922350329, message ID = 1148084868\n"
               "ISAKMP: (1001):purging node 1148084868\n"
               "ISAKMP-ERROR: (1001):deleting node 570535495 error TRUE reason \"QM rejected\"\n"
               "ISAKMP: (1001):Node 570535495, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH\n"
               "ISAKMP: (1001):Old State = IKE_QM_READY  New State = IKE_QM_READY\n");
        expect(p, 0,
               "ISAKMP: (1001):processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
               "        spi 101951630, message ID = 1148084868, sa = 0x80007771564BEF58\n"
               "ISAKMP: (1001):deleting spi 101951630 message ID = 570535495\n"
               "ISAKMP-ERROR: (1001):deleting node 570535495 error TRUE reason \"Delete Larval\"\n"
               "ISAKMP: (1001):deleting node 1148084868 error FALSE reason \"Informational (in) "
               "state 1\"\n"
               "ISAKMP: (1001):Input = IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY\n"
               "ISAKMP: (1001):Old State = IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE \n");
        pair_free(p);
    }
}

static void test_refused_policies(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"encr 3des", "Encryption algorithm offered does not match policy!"},
        {"hash sha", "Hash algorithm offered does not match policy!"},
        {"group 2", "Diffie-Hellman group offered does not match policy!"},
        {"authentication rsa-sig", "Preshared authentication offered but does not match policy!"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *fault = mem_printf("crypto isakmp policy 10\n %s", cases[i][0]);
        char *line = mem_printf("ISAKMP-ERROR: (0):%s\n", cases[i][1]);
        struct pair *p = watched(1, fault);
        pair_type(p, 0, PING);
        expect(p, 1, line);
        expect(p, 1,
               "ISAKMP-ERROR: (0):atts are not acceptable. Next payload is 0\n"
               "ISAKMP-ERROR: (0):no offers accepted!\n"
               "ISAKMP-ERROR: (0):phase 1 SA policy not acceptable! (local 10.15.58.38 remote "
               "10.15.58.10)\n");
        pair_free(p);
        free(fault);
        free(line);
    }
}

static void test_sessions(void **state)
{
    (void)state;
    struct pair *p = watched(0, "crypto logging session");
    pair_type(p, 0, PING);
    expect(p, 0,
           "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer 10.15.58.38:500       Id: "
           "10.15.58.38\n");
    assert_false(has(buf_str(&p->end[1].log), "SESSION_STATUS"));
    pair_configure(p, 0, "interface FastEthernet0/0\n no crypto map");
    expect(p, 0,
           "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 10.15.58.38:500       Id: "
           "10.15.58.38\n"
           "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF\n");
    const char *first = strstr(buf_str(&p->end[0].log), "is DOWN");
    assert_null(strstr(first + 1, "is DOWN"));
    pair_forget(p);
    pair_configure(p, 0, "interface FastEthernet0/0\n crypto map vpn");
    expect(p, 0, "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON\n");
    pair_free(p);
}

/* Access lists for one protocol make proxies of that protocol, in every release. */
static void test_selectors(void **state)
{
    (void)state;
    static const struct {
        enum release release;
        const char *want;
    } cases[] = {{IOS_12_2, "src_proxy= 192.168.1.0/255.255.255.0/1/0 (type=4),"},
                 {IOS_12_3, "local_proxy= 192.168.1.0/255.255.255.0/1/0 (type=4),"},
                 {IOS_15, "local_proxy= 192.168.1.0/255.255.255.0/1/0,"}};
    for (size_t i = 0; i < 3; i++) {
        struct pair *p = pair_new_at(3, cases[i].release);
        for (int end = 0; end < 2; end++) {
            char *list = mem_printf("no access-list 100\naccess-list 100 permit icmp "
                                    "192.168.%d.0 0.0.0.255 192.168.%d.0 0.0.0.255",
                                    end + 1, 2 - end);
            pair_configure(p, end, list);
            free(list);
        }
        pair_debug(p);
        assert_has(pair_type(p, 0, PING), "Success rate is 80 percent (4/5)");
        assert_has(buf_str(&p->end[0].log), cases[i].want);
        pair_free(p);
    }
}

static void test_syslog(void **state)
{
    (void)state;
    struct pair *p = watched(0, NULL);
    pair_type(p, 0, PING);
    pair_type(p, 1, "clear crypto sa");
    pair_type(p, 0, PING);
    expect(p, 1,
           "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
           "destaddr=10.15.58.38, prot=50, spi=0x3EA71AED(1051138797), srcaddr=10.15.58.10, input "
           "interface=FastEthernet0/0\n");
    pair_free(p);
    p = watched(0, "interface FastEthernet0/0\n no crypto map");
    pair_type(p, 0, PING);
    expect(p, 1,
           "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= "
           "/192.168.2.1, src_addr= 192.168.1.1, prot= 1\n");
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phase_1),
        cmocka_unit_test(test_phase_2),
        cmocka_unit_test(test_request_without_key),
        cmocka_unit_test(test_refused_proposals),
        cmocka_unit_test(test_refused_policies),
        cmocka_unit_test(test_selectors),
        cmocka_unit_test(test_syslog),
        cmocka_unit_test(test_sessions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
