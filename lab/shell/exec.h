/* SPDX-License-Identifier: ISC */
/* The functions behind the table of exec commands in exec.c, by the file they live in. */
#ifndef LAB_EXEC_H
#define LAB_EXEC_H

#include "lab/shell/shell.h"

typedef void exec_fn(struct shell *s, const struct parsed *p);

/* What the tables of exec commands are written with. */
#define ANY(words, run)                                                                            \
    {                                                                                              \
        {words, MODE_EXEC}, run                                                                    \
    }
#define ENABLED(words, run)                                                                        \
    {                                                                                              \
        {words, MODE_ENABLED}, run                                                                 \
    }
#define PING_OPTIONS                                                                               \
    "{ source <ip> | source <if> | repeat <num:1-2147483647> | size <num:36-18024> |"              \
    " timeout <num:0-3600> | df-bit }"

/* The chained tables, one file each. */
extern const struct grammar exec_grammar_mpls;
extern const struct grammar exec_grammar_remote;

/* exec_session.c */
exec_fn exec_history, show_history;
exec_fn show_key, exec_clock, exec_enable, exec_disable, exec_exit, exec_terminal, exec_configure,
    exec_write, exec_copy;
/* exec_reload.c */
exec_fn exec_reload;
/* exec_debug.c */
exec_fn exec_debug, exec_debug_all, exec_undebug, show_debugging;
exec_fn exec_condition, exec_no_condition, show_conditions;
/* exec_clear.c */
exec_fn clear_crypto_sa, clear_crypto_isakmp, clear_crypto_session, clear_access_list,
    clear_counters, clear_logging;
/* exec_ping.c */
exec_fn exec_ping;
/* show_run.c */
exec_fn show_running, show_startup;
/* show_version.c, show_system.c */
exec_fn show_version, show_clock, show_logging, show_users, show_privilege;
/* show_interface.c */
exec_fn show_interfaces, show_ip_brief;
/* show_route.c */
exec_fn show_ip_route;
/* show_acl.c */
exec_fn show_access_lists;
/* show_isakmp.c */
exec_fn show_isakmp_sa, show_isakmp_policy, show_isakmp_defaults, show_isakmp_key,
    show_isakmp_peers;
/* show_ipsec.c */
exec_fn show_ipsec_sa, show_ipsec_lifetime;
/* show_map.c */
exec_fn show_map, show_dynamic_map;
/* show_pool.c */
exec_fn show_ip_pool;
/* show_profile.c */
exec_fn show_isakmp_profiles;
/* show_transform.c */
exec_fn show_transform, show_transform_default;
/* show_session.c */
exec_fn show_session;
/* show_connections.c, show_engine.c */
exec_fn show_engine_connections, show_engine_configuration;
/* show_vrf.c */
exec_fn show_ip_vrf;
/* show_bgp.c */
exec_fn show_bgp_table, show_bgp_summary, show_bgp_neighbors, clear_bgp;
/* show_vpnv4.c */
exec_fn show_vpnv4;
/* show_mpls.c */
exec_fn show_forwarding, show_ldp_neighbors, show_mpls_interfaces;
/* show_cef.c */
exec_fn show_ip_cef, show_cef_drop, show_adjacency;

#endif
