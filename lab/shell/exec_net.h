/* SPDX-License-Identifier: ISC */
/* Exec commands about packets and the box; the table is exec_net.c. */
#ifndef LAB_EXEC_NET_H
#define LAB_EXEC_NET_H

#include "lab/shell/exec.h"

extern const struct grammar exec_grammar_net;

/* exec_packet.c */
exec_fn exec_debug_packet, exec_undebug_packet, clear_nat;
/* exec_trace.c */
exec_fn exec_traceroute;
/* show_ip.c */
exec_fn show_ip_interface, show_ip_arp, show_ip_traffic;
/* show_engine.c */
exec_fn show_engine_brief, show_accelerator, show_pas_isa;
/* show_cpu.c */
exec_fn show_processes, show_cpu_history, show_processes_memory, show_memory, show_buffers;
/* show_box.c */
exec_fn show_environment, show_diag, show_inventory, show_flash, show_cdp_neighbors;
/* show_tech.c */
exec_fn show_tech;
/* show_nat.c */
exec_fn show_nat_translations, show_nat_statistics;

#endif
