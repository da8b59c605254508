/* SPDX-License-Identifier: ISC */
/* One walk without the console: its report on standard output, questions on the terminal. */
#ifndef CLI_HEADLESS_H
#define CLI_HEADLESS_H

#include "cli/peers.h"
#include "report/report.h"

/* Walk `playbook` (id or file) over the peers. Returns the exit code; complains itself. */
int headless_walk(struct peers *peers, const char *playbook, enum report_format format);

#endif
