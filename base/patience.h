/* SPDX-License-Identifier: ISC */
/* How long to wait for the answer to a command. */
#ifndef BASE_PATIENCE_H
#define BASE_PATIENCE_H

struct patience {
    unsigned silence_ms; /* since the last byte; 0: as long as for any command */
    unsigned hard_ms;    /* since it went out, whatever comes; 0: the same */
};

#endif
