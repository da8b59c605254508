/* SPDX-License-Identifier: ISC */
/* Commands of configuration mode that do something instead of being stored: crypto key. */
#ifndef LAB_CONFIGURE_KEY_H
#define LAB_CONFIGURE_KEY_H

#include "lab/shell/shell.h"

/* Run the line if it is one of them; false when it is not. */
bool configure_key_line(struct shell *s, const char *line);

#endif
