/* SPDX-License-Identifier: ISC */
#include "lab/shell/exec_net.h"

#include "lab/shell/exec.h"

#define PACKETS "{ detail | <num:1-2699> }"

static const struct exec_row rows[] = {
    ENABLED("clear ip nat translation *", clear_nat),
    ENABLED("debug ip packet " PACKETS, exec_debug_packet),
    ENABLED("no debug ip packet " PACKETS, exec_undebug_packet),
    ENABLED("undebug ip packet " PACKETS, exec_undebug_packet),
    ANY("dir { flash: }", show_flash),
    ANY("show arp", show_ip_arp),
    ANY("show buffers", show_buffers),
    ANY("show cdp neighbors", show_cdp_neighbors),
    ANY("show crypto engine accelerator statistic { <num:0-6> }", show_accelerator),
    ANY("show crypto engine brief", show_engine_brief),
    ANY("show diag { <num:0-6> }", show_diag),
    ANY("show environment { all }", show_environment),
    ANY("show flash:", show_flash),
    ANY("show inventory", show_inventory),
    ANY("show ip arp", show_ip_arp),
    ANY("show ip interface { <if> }", show_ip_interface),
    ANY("show ip nat statistics", show_nat_statistics),
    ANY("show ip nat translations { verbose }", show_nat_translations),
    ANY("show ip traffic", show_ip_traffic),
    ANY("show memory { summary }", show_memory),
    ANY("show pas isa interface", show_pas_isa),
    ANY("show processes cpu { sorted | 5sec }", show_processes),
    ANY("show processes cpu history", show_cpu_history),
    ANY("show processes memory", show_processes_memory),
    ENABLED("show tech-support { ipsec }", show_tech),
    ANY("traceroute vrf <word> <ip> { source <ip> | source <if> | ttl <num:0-255> <num:0-255> }",
        exec_traceroute),
    ANY("traceroute <ip> { source <ip> | source <if> | ttl <num:0-255> <num:0-255> }",
        exec_traceroute),
};

const struct grammar exec_grammar_net = {rows, sizeof rows / sizeof rows[0], sizeof rows[0],
                                         &exec_grammar_mpls};
