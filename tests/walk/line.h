/* SPDX-License-Identifier: ISC */
/* Walks whose lines go down and come back, perhaps with another router at the other end. */
#ifndef TESTS_WALK_LINE_H
#define TESTS_WALK_LINE_H

#include "tests/walk/mini.h"

static const char TWO[] = SA_STEP("s1", READ) "," SA_STEP("s2", "'proves':true," READ);
static const char CLEAR[] =
    "{'id':'s1','title':'T','risk':'disruptive','proves':true,'run':["
    "{'on':'a','command':'clear sa'},{'on':'a','command':'clear all'},"
    "{'on':'both','command':'show sa','facts':'sa','wait':true}]," SA_CHECKS "}";
static const char DEBUG[] =
    "{'id':'s1','title':'T','risk':'debug','run':[{'on':'both','command':'debug sa'}],"
    "'collect':{'facts':'debug','quiet_s':1,'max_s':9},"
    "'finally':[{'on':'both','command':'undebug all'}]}";
static const char CHANGE[] =
    "{'id':'s1','title':'T','risk':'config','proves':true,"
    "'run':[{'on':'a','command':'configure'},{'on':'a','command':'no cable'},"
    "{'on':'a','command':'end'},{'on':'both','command':'show sa','facts':'sa','wait':true}],"
    "'finally':[{'on':'a','command':'configure'},{'on':'a','command':'cable'},"
    "{'on':'a','command':'end'}]," SA_CHECKS "}";

static const char CONFIG[] = "cable\nend\n";

/* The line is there again, with whoever answers now. */
static inline void back(struct mini *m, int side)
{
    walk_on_ready(m->walk, side, m->shown[side] ? m->shown[side] : side ? "CE2" : "CE1");
}

/* The peer answers what it had been given with ERR_LOST; the walk has settled it already. */
static inline void go_down(struct mini *m, int side)
{
    walk_on_down(m->walk, side);
    struct mini_sent *s = mini_waiting(m, side, NULL);
    while (s) {
        s->answered = true;
        walk_on_reply(m->walk, s->token, "", 0, REPLY_OK, ERR_LOST);
        s = mini_waiting(m, side, NULL);
    }
}

/* A walk that is in the middle of debugging on both. */
static inline struct mini *debugging(void)
{
    struct mini *m = mini_start(DEBUG, NULL, &ALLOW_ALL);
    mini_both(m, "show count", "count 5\n");
    mini_both(m, "debug sa", "");
    return m;
}

/* A walk that is in the middle of changing A. */
static inline struct mini *changing(void)
{
    struct mini *m = mini_start(CHANGE, NULL, &ALLOW_ALL);
    mini_both(m, "look config", CONFIG);
    mini_answer(m, SIDE_A, "configure", "");
    return m;
}

/* The lines that put A back as it was. */
static inline void put_back(struct mini *m)
{
    mini_answer(m, SIDE_A, "configure", "");
    mini_answer(m, SIDE_A, "cable", "");
    mini_answer(m, SIDE_A, "end", "");
}

#endif
