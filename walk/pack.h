/* SPDX-License-Identifier: ISC */
/*
 * A platform pack: one directory below playbooks/ with everything the program knows about one kind
 * of device. Loaded whole, then read-only. Whatever is wrong with it is told with file, line and
 * path.
 */
#ifndef WALK_PACK_H
#define WALK_PACK_H

#include "base/err.h"
#include "parse/reply.h"
#include "parse/signature.h"
#include "session/platform.h"
#include "walk/safety.h"

#include <jansson.h>

struct pack;

/* `data_dir` is file_data_dir()'s; `name` "ios". */
struct pack *pack_load(const char *data_dir, const char *name, struct err *e);

/* Only its platform and templates, for who parses replies: it takes a fifth of the time. */
struct pack *pack_load_templates(const char *data_dir, const char *name, struct err *e);
void pack_free(struct pack *p);

/* Put a user's template directory (ntc-templates works as it is) in front of the pack's. */
int pack_add_templates(struct pack *p, const char *dir, struct err *e);

const char *pack_name(const struct pack *p);
const char *pack_dir(const struct pack *p);
const struct schema *pack_schema(const struct pack *p);
const struct platform *pack_platform(const struct pack *p);
char *pack_platform_file(const struct pack *p); /* where it is from, on the heap */
struct template_index *pack_templates(struct pack *p);
const struct signature_set *pack_signatures(const struct pack *p);
const struct safety *pack_safety(const struct pack *p);
const char *pack_library(const struct pack *p);                 /* the text of the *.jq library */
const json_t *pack_causes(const struct pack *p);                /* all of causes.json, an array */
const json_t *pack_cause(const struct pack *p, const char *id); /* one of them, or NULL */

/* The playbooks of the pack: array of { "id", "title", "file", "summary" }; new reference. */
json_t *pack_playbooks(const struct pack *p, struct err *e);

#endif
