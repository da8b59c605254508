/* SPDX-License-Identifier: ISC */
#include "report/report.h"

#include <stdlib.h>

/* Seconds and confidences are no better than that. */
enum { DIGITS = 4 };

void report_json(const struct walk *w, FILE *out)
{
    json_t *result = walk_result(w);
    json_dumpf(result, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(DIGITS));
    fputc('\n', out);
    json_decref(result);
}
