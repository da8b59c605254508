/* SPDX-License-Identifier: ISC */
#ifndef REPORT_HTML_LADDER_H
#define REPORT_HTML_LADDER_H

#include "report/ladder.h"

#include <stdio.h>

/* The ladder as an inline picture (SVG) that takes its colours from the page's style sheet. */
void html_ladder(const struct ladder *l, const char *const names[SIDES], FILE *out);

#endif
