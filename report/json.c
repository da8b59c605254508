/* SPDX-License-Identifier: ISC */
#include "report/report.h"

#include <stdlib.h>

void report_json(const struct walk *w, FILE *out)
{
    json_t *result = walk_result(w);
    json_dumpf(result, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(result);
}
