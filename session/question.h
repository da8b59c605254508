/* SPDX-License-Identifier: ISC */
/* What a line on its way up has to ask a person; the texts are valid during the event only. */
#ifndef SESSION_QUESTION_H
#define SESSION_QUESTION_H

#include "session/peer.h"

struct question {
    enum peer_question kind;
    const char *text;
    bool echo;
    bool jump; /* a jump host asks, not the router */
};

#endif
