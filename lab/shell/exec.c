/* SPDX-License-Identifier: ISC */
/* The table of exec commands, and what happens to a line typed at the exec prompt. */
#include "lab/shell/exec.h"

#include "lab/box/load.h"
#include "lab/shell/exec_net.h"
#include "lab/shell/filter.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const struct exec_row rows[] = {
    ENABLED("clear access-list counters { <word> }", clear_access_list),
    ENABLED("clear counters { <if> }", clear_counters),
    ENABLED("clear crypto isakmp { <num:1-10000> }", clear_crypto_isakmp),
    ENABLED("clear crypto sa", clear_crypto_sa),
    ENABLED("clear crypto sa counters", clear_crypto_sa),
    ENABLED("clear crypto sa peer <ip>", clear_crypto_sa),
    ENABLED("clear crypto sa map <word>", clear_crypto_sa),
    ENABLED("clear logging", clear_logging),
    ENABLED("configure { terminal }", exec_configure),
    ENABLED("copy running-config startup-config", exec_copy),
    ENABLED("debug all", exec_debug_all),
    ENABLED("debug crypto ( engine | ipsec | isakmp )", exec_debug),
    ENABLED("clock set <word> <word> <word> <num:1993-2035>", exec_clock),
    ANY("disable", exec_disable),
    ANY("enable", exec_enable),
    ANY("exit", exec_exit),
    ANY("logout", exec_exit),
    ENABLED("no debug all", exec_undebug),
    ENABLED("no debug crypto ( engine | ipsec | isakmp )", exec_undebug),
    ANY("no terminal monitor", exec_terminal),
    ANY("ping", exec_ping),
    ANY("ping ip", exec_ping),
    ANY("ping <ip> " PING_OPTIONS, exec_ping),
    ANY("ping ip <ip> " PING_OPTIONS, exec_ping),
    ANY("quit", exec_exit),
    ENABLED("reload", exec_reload),
    ANY("show access-lists { <word> }", show_access_lists),
    ANY("show clock", show_clock),
    ANY("show crypto engine configuration", show_engine_configuration),
    ANY("show crypto engine connections active", show_engine_connections),
    ANY("show crypto engine connections dropped-packet", show_engine_connections),
    ANY("show crypto ipsec sa { interface <if> | map <word> | peer <ip> | vrf <word> | address | "
        "detail }",
        show_ipsec_sa),
    ANY("show crypto ipsec security-association { lifetime }", show_ipsec_lifetime),
    ANY("show crypto ipsec =session", show_ipsec_lifetime),
    ANY("show crypto ipsec =session-key", show_ipsec_lifetime),
    ANY("show crypto ipsec transform-set { tag <word> }", show_transform),
    ANY("show crypto ipsec =transform-proposal", show_transform),
    ANY("show crypto isakmp key", show_isakmp_key),
    ANY("show crypto isakmp policy", show_isakmp_policy),
    ANY("show crypto isakmp sa { detail }", show_isakmp_sa),
    ANY("show crypto key mypubkey rsa", show_key),
    ANY("show crypto map { interface <if> | tag <word> }", show_map),
    ANY("show debugging", show_debugging),
    ANY("show history", show_history),
    ANY("show interfaces { <if> }", show_interfaces),
    ANY("show ip access-lists { <word> }", show_access_lists),
    ANY("show ip interface brief", show_ip_brief),
    ANY("show ip route { <ip> }", show_ip_route),
    ANY("show ip route ( bgp | connected | static )", show_ip_route),
    ANY("show ip route vrf <word> { <ip> }", show_ip_route),
    ANY("show logging", show_logging),
    ANY("show privilege", show_privilege),
    ENABLED("show running-config { interface <if> }", show_running),
    ENABLED("show startup-config", show_startup),
    ANY("show users", show_users),
    ANY("show version", show_version),
    ANY("terminal history", exec_history),
    ANY("terminal history size <num:0-256>", exec_history),
    ANY("terminal length <num:0-512>", exec_terminal),
    ANY("terminal monitor", exec_terminal),
    ANY("terminal no history", exec_history),
    ANY("terminal no monitor", exec_terminal),
    ANY("terminal width <num:0-512>", exec_terminal),
    ENABLED("undebug all", exec_undebug),
    ENABLED("undebug crypto ( engine | ipsec | isakmp )", exec_undebug),
    ENABLED("write { memory | terminal }", exec_write),
};

const struct grammar exec_grammar = {rows, sizeof rows / sizeof rows[0], sizeof rows[0],
                                     &exec_grammar_net};

enum { COMMAND_US = 4000 };

/* IOS takes a word it does not know for the name of a host to connect to. */
static void unknown_command(struct shell *s, const char *line, const struct parsed *p)
{
    line += strspn(line, " ");
    if (p->count == 0 && line[strcspn(line, " ")] == '\0')
        shell_printf(s,
                     "Translating \"%s\"\n%% Unknown command or computer name, or unable to find "
                     "computer address\n",
                     line);
    else
        shell_invalid(s, p->column);
}

static void run_line(struct shell *s, const char *line, struct parsed *p)
{
    switch (grammar_match(exec_grammar_of(s->r->release), s->mode, line, false, p)) {
    case GRAMMAR_OK:
        ((const struct exec_row *)p->row)->run(s, p);
        return;
    case GRAMMAR_AMBIGUOUS:
        shell_printf(s, "%% Ambiguous command:  \"%s\"\n", line);
        return;
    case GRAMMAR_INCOMPLETE:
        shell_printf(s, "%% Incomplete command.\n\n");
        return;
    case GRAMMAR_INVALID:
        unknown_command(s, line, p);
        return;
    case GRAMMAR_EMPTY:
        return;
    }
}

void exec_line(struct shell *s, const char *line)
{
    struct parsed *p = mem_alloc(sizeof *p);
    load_add(s->r, WORK_COMMANDS, COMMAND_US);
    const char *bar = strchr(line, '|');
    char *command = mem_ndup(line, bar ? (size_t)(bar - line) : strlen(line));
    for (size_t n = strlen(command); bar && n > 0 && command[n - 1] == ' ';)
        command[--n] = '\0';
    if (bar && !(s->filter = filter_new(bar + 1)))
        shell_printf(s, "%% Incomplete command.\n\n");
    else
        run_line(s, command, p);
    free(command);
    free(p);
}
