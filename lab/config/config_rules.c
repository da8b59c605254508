/* SPDX-License-Identifier: ISC */
/* Every configuration command the router knows, in the order in which it is printed. */
#include "lab/config/config_rule.h"

#define ADDRESS "( any | host <ip> | <ip> <mask> )"
#define PORT "{ eq <word> | gt <word> | lt <word> | neq <word> | range <word> <word> }"
#define PROTOCOL "( ip | icmp | tcp | udp | esp | ahp | gre | <num:0-255> )"
#define ENTRY "( permit | deny ) " PROTOCOL " " ADDRESS " " PORT " " ADDRESS
#define ENTRY_END                                                                                  \
    " { eq <word> | gt <word> | lt <word> | neq <word> | range <word> <word> | established | echo" \
    " | echo-reply | unreachable | log }"
#define ENTRY_STD "( permit | deny ) ( any | host <ip> | <ip> <mask> | <ip> ) { log }"

static const struct config_rule rules[] = {
    TOP("version <word>", R_VERSION, 1),
    TOP("service timestamps debug { uptime | datetime | msec | localtime | show-timezone | year }",
        R_SERVICE, 3),
    TOP("service timestamps log { uptime | datetime | msec | localtime | show-timezone | year }",
        R_SERVICE, 3),
    TOP("service tcp-keepalives-in", R_SERVICE, 0),
    TOP("service sequence-numbers", R_SERVICE, 0),
    TOP("clock timezone <word> <word> { <num:0-59> }", R_USERNAME, 2),
    BOTH("service pad", R_SERVICE),
    BOTH("service password-encryption", R_SERVICE),
    TOP("hostname <word>", R_HOSTNAME, 1),
    TOP("boot-start-marker", R_BOOT, 0),
    TOP("boot-end-marker", R_BOOT, 0),
    TOP("logging rate-limit <line>", R_LOGGING, 2),
    ON("logging console", R_LOGGING),
    TOP("enable secret <line>", R_ENABLE, 2),
    TOP("enable password <line>", R_ENABLE, 2),
    TOP("username <word> ( password | secret | privilege | nopassword ) <line>", R_USERNAME, 2),
    TOP("memory-size <line>", R_IP, 1),
    BOTH("ip subnet-zero", R_IP),
    ON("ip domain-lookup", R_IP),
    TOP("ip domain-name <word>", R_IP, 2),
    TOP("ip domain name <word>", R_IP, 3),
    TOP("ip host <word> <ip>", R_IP, 3),
    TOP("ip ssh <line>", R_IP, 3),
    TOP("ip audit <line>", R_IP, 3),
    ON("crypto isakmp enable", R_CRYPTO_ISAKMP),
    TOP("crypto isakmp identity ( address | hostname )", R_CRYPTO_ISAKMP, 3),
    TOP("crypto isakmp keepalive <num:10-3600> { <num:2-60> | on-demand | periodic }",
        R_CRYPTO_ISAKMP, 3),
    OPEN("crypto isakmp policy <num:1-10000>", R_POLICY, 4, MODE_ISAKMP),
    TOP("crypto isakmp key <word> address <ip> { <mask> | no-xauth }", R_KEY, 0),
    TOP("crypto isakmp key <num:0-0> <word> address <ip> { <mask> | no-xauth }", R_KEY, 0),
    TOP("crypto isakmp key <word> hostname <word>", R_KEY, 0),
    TOP("crypto ipsec security-association lifetime seconds <num:120-86400>", R_LIFETIME, 5),
    TOP("crypto ipsec security-association lifetime kilobytes <num:2560-536870912>", R_LIFETIME, 5),
    TOP("crypto map <word> local-address <if>", R_MAP, 4),
    OPEN("crypto map <word> <num:1-65535>", R_MAP, 4, MODE_MAP),
    OPEN("crypto map <word> <num:1-65535> ( ipsec-isakmp | ipsec-manual )", R_MAP, 4, MODE_MAP),
    OPEN("interface <if> { point-to-point | multipoint }", R_INTERFACE, 2, MODE_INTERFACE),
    BOTH("ip classless", R_ROUTING),
    TOP("ip route <ip> <mask> ( <ip> | <if> ) { <num:1-255> | permanent }", R_ROUTING, 0),
    TOP("ip route <ip> <mask> <if> <ip> { <num:1-255> | permanent }", R_ROUTING, 0),
    BOTH("ip http server", R_ROUTING),
    BOTH("ip http secure-server", R_ROUTING),
    OPEN("ip access-list extended <word>", R_ACL_NAMED, 4, MODE_ACL_EXT),
    OPEN("ip access-list standard <word>", R_ACL_NAMED, 4, MODE_ACL_STD),
    TOP("access-list <num:100-199> " ENTRY ENTRY_END, R_ACL, 0),
    TOP("access-list <num:1-99> " ENTRY_STD, R_ACL, 0),
    TOP("access-list <num:1-199> remark <line>", R_ACL, 0),
    TOP("snmp-server <line>", R_SNMP, 0),
    OPEN("line con <num:0-0>", R_LINE, 3, MODE_LINE),
    OPEN("line aux <num:0-0>", R_LINE, 3, MODE_LINE),
    OPEN("line vty <num:0-15> { <num:0-15> }", R_LINE, 3, MODE_LINE),
    TOP("ntp <line>", R_NTP, 0),

    IF("description <line>", 0, 1),
    IF("bandwidth <num:1-10000000>", 1, 1),
    IF("ip address <ip> <mask>", 2, 2),
    IF("ip unnumbered <if>", 2, 2),
    IF("ip access-group <word> in", 3, 0),
    IF("ip access-group <word> out", 3, 0),
    IF_ON("ip directed-broadcast", 4),
    IF_ON("ip proxy-arp", 4),
    IF("shutdown", 6, 0),
    IF("half-duplex", 7, 0),
    IF("duplex ( auto | full | half )", 7, 1),
    IF("speed ( auto | 10 | 100 )", 8, 1),
    IF_ON("cdp enable", 8),
    IF("crypto map <word>", 9, 2),

    POLICY("encryption ( des | 3des | aes 128 | aes 192 | aes 256 | aes )", 0, "encryption des"),
    POLICY("authentication ( pre-share | rsa-encr | rsa-sig )", 2, "authentication rsa-sig"),
    POLICY("lifetime <num:60-86400>", 4, "lifetime 86400"),

    MAP("description <line>", 0, 1),
    MAP("set peer <ip> { default }", 1, 0),
    MAP("set security-association lifetime seconds <num:120-86400>", 2, 4),
    MAP("set security-association lifetime kilobytes <num:2560-536870912>", 2, 4),
    MAP("set transform-set <word> { <word> }", 3, 2),
    MAP("set pfs", 4, 2),
    MAP("match address <word>", 5, 2),
    MAP("reverse-route", 6, 0),

    ROW("mode ( tunnel | transport )", MODE_TRANSFORM, 0, 1, 0, "mode tunnel", 0),

    ROW(ENTRY ENTRY_END, MODE_ACL_EXT, 0, 0, 0, NULL, 0),
    ROW("<num:1-2147483647> " ENTRY ENTRY_END, MODE_ACL_EXT, 0, 0, 0, NULL, 0),
    ROW(ENTRY_STD, MODE_ACL_STD, 0, 0, 0, NULL, 0),
    ROW("<num:1-2147483647> " ENTRY_STD, MODE_ACL_STD, 0, 0, 0, NULL, 0),
    ROW("remark <line>", MODE_ACL_EXT | MODE_ACL_STD, 0, 0, 0, NULL, 0),

    LINE("exec-timeout <num:0-35791> { <num:0-2147483> }", 0, 1),
    LINE("privilege level <num:0-15>", 1, 1),
    LINE("password <line>", 2, 1),
    LINE("logging synchronous", 3, 0),
    LINE("login { local }", 4, 1),
    LINE("length <num:0-512>", 5, 1),
    LINE("transport input <line>", 6, 2),
};

const struct grammar config_grammar = {rules, sizeof rules / sizeof rules[0], sizeof rules[0],
                                       &config_grammar_remote};
