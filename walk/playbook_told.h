/* SPDX-License-Identifier: ISC */
/* A playbook as a journal describes it: steps to be shown, with nothing in them to be sent. */
#ifndef WALK_PLAYBOOK_TOLD_H
#define WALK_PLAYBOOK_TOLD_H

#include "walk/playbook.h"

/*
 * From { "id", "title", "steps": [ { "id", "title", "risk", "guide", "why", "good", "proves" } ] }.
 * It has no pack and no programs; what is missing is empty. NULL when it is no such description.
 */
struct playbook *playbook_told(const json_t *description, struct err *e);

#endif
