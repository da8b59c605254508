/* SPDX-License-Identifier: ISC */
/*
 * Checks of pack files beyond what loading them needs: all complaints at once, samples run.
 * Problems are an array of "file:line: /path: text" strings. Both return ERR_NONE when nothing is
 * wrong and ERR_FORMAT when there are problems; `e` is for what keeps the check itself from being
 * made.
 */
#ifndef WALK_LINT_H
#define WALK_LINT_H

#include "walk/pack.h"

/*
 * One file. platform.json, signatures.json, causes.json, index, *.samples.json, *.textfsm and *.jq
 * are known by their names, signature and cause files also by their member "signatures" or
 * "causes"; anything else is a playbook.
 */
int lint_file(struct pack *pack, const char *file, json_t *problems, struct err *e);

/* Everything in the pack's directory. */
int lint_pack(struct pack *pack, json_t *problems, struct err *e);

/* The schema's name for a kind of JSON file ("playbook", ...), by file name and content. */
const char *lint_kind(const char *file, const json_t *root);

#endif
