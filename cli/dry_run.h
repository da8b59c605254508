/* SPDX-License-Identifier: ISC */
/* What a walk might type, without typing it: `peerwalk run PLAYBOOK --dry-run`. */
#ifndef CLI_DRY_RUN_H
#define CLI_DRY_RUN_H

#include <stdbool.h>

/*
 * Print every command line the playbook (id or file) may send, the harmless first; what a device
 * has yet to tell stands as it is written, \( jq ). `alone`: only those for A, the one peer there
 * is. Connects to nothing. Returns the exit code; complains itself.
 */
int dry_run(const char *playbook, const char *templates, bool alone, bool json);

#endif
