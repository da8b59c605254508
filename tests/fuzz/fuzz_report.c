/* SPDX-License-Identifier: ISC */
/* A stranger's journal, told to its end and printed in every format; and as a replay keeps it. */
#include "tests/fuzz/fuzz.h"

#include "report/report.h"

static void print(const char *path, enum report_format format)
{
    struct err e = {0};
    struct retelling *r = retelling_open(path, false, &e);
    if (!r) {
        FUZZ_HOLDS(e.code != ERR_NONE);
        return;
    }
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    FUZZ_HOLDS(out);
    int rc = report_journal(r, format, true, out, &e);
    fclose(out);
    FUZZ_HOLDS(rc == e.code);
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        FUZZ_HOLDS((c >= 0x20 || c == '\n') && c != 0x7f);
    }
    FUZZ_HOLDS(format != REPORT_HTML || !strstr(text, "<script"));
    FUZZ_HOLDS(format != REPORT_JUNIT || !strstr(text, "]]>"));
    free(text);
    retelling_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    const char *path = fuzz_file(data, size);
    for (int format = REPORT_TEXT; format <= REPORT_JUNIT; format++)
        print(path, (enum report_format)format);
    struct retelling *r = retelling_open(path, true, &e);
    while (r && retelling_next(r, &e) > 0) {
    }
    retelling_free(r);
    return 0;
}
