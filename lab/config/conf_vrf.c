/* SPDX-License-Identifier: ISC */
#include "lab/config/conf_vrf.h"

#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static void read_target(struct vrf *v, const char *rest)
{
    char way[CONF_NAME];
    line_word(rest, 0, way, sizeof way);
    if (strcmp(way, "export") == 0 && v->exports < VRF_TARGETS)
        line_word(rest, 1, v->export_to[v->exports++], sizeof(conf_target));
    else if (strcmp(way, "import") == 0 && v->imports < VRF_TARGETS)
        line_word(rest, 1, v->import_from[v->imports++], sizeof(conf_target));
}

static void read_vrf_line(struct vrf *v, const char *line)
{
    const char *rest;
    char word[CONF_NAME];
    if ((rest = line_after(line, "rd")) != NULL) {
        line_word(rest, 0, v->rd, sizeof v->rd);
    } else if ((rest = line_after(line, "route-target")) != NULL) {
        read_target(v, rest);
    } else if ((rest = line_after(line, "description")) != NULL) {
        snprintf(v->description, sizeof v->description, "%s", rest);
    } else if ((rest = line_after(line, "maximum routes")) != NULL) {
        v->limit = line_number(rest, 0);
        v->warning_only = strcmp(line_word(rest, 1, word, sizeof word), "warning-only") == 0;
        v->warn_percent = v->warning_only ? VRF_WARN_PERCENT : line_number(rest, 1);
    }
}

void conf_read_vrf(struct conf *c, const struct tree *section)
{
    c->vrf = mem_grow(c->vrf, c->vrfs, &c->vrf_cap, sizeof *c->vrf);
    struct vrf *v = &c->vrf[c->vrfs++];
    *v = (struct vrf){0};
    line_word(section->text, 2, v->name, sizeof v->name);
    for (size_t i = 0; i < section->count; i++)
        read_vrf_line(v, section->kid[i]->text);
}

const struct vrf *conf_vrf(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->vrfs; i++)
        if (strcmp(c->vrf[i].name, name) == 0)
            return &c->vrf[i];
    return NULL;
}
