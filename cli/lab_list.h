/* SPDX-License-Identifier: ISC */
/* peerwalk lab --list: what there is to choose from. */
#ifndef CLI_LAB_LIST_H
#define CLI_LAB_LIST_H

#include <stdbool.h>

/* Print all topologies with their faults, or one of them; as JSON an array. Returns an exit code.
 */
int lab_list(const char *topology, bool json);

#endif
