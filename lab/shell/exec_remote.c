/* SPDX-License-Identifier: ISC */
/* Exec commands of remote access. */
#include "lab/shell/exec.h"

static const struct exec_row rows[] = {
    ENABLED("debug aaa ( authentication | authorization )", exec_debug),
    ENABLED("no debug aaa ( authentication | authorization )", exec_undebug),
    ANY("show crypto dynamic-map { tag <word> }", show_dynamic_map),
    ANY("show ip local pool { <word> }", show_ip_pool),
    ENABLED("undebug aaa ( authentication | authorization )", exec_undebug),
};

const struct grammar exec_grammar_remote = {rows, sizeof rows / sizeof rows[0], sizeof rows[0],
                                            NULL};
