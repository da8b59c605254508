/* SPDX-License-Identifier: ISC */
/*
 * A reply through a shipped template; the first byte chooses which. Both ways out of the result
 * must tell the same.
 */
#include "tests/fuzz/fuzz.h"

#include "parse/textfsm.h"

#include <glob.h>

static struct textfsm *choose(uint8_t which)
{
    static struct textfsm *templates[256];
    static size_t count;
    if (count == 0) {
        glob_t found;
        FUZZ_HOLDS(glob("playbooks/ios/templates/*.textfsm", 0, NULL, &found) == 0);
        for (; count < found.gl_pathc && count < 256; count++)
            FUZZ_HOLDS(templates[count] = textfsm_load(found.gl_pathv[count], NULL));
        globfree(&found);
    }
    FUZZ_HOLDS(count > 0);
    return templates[which % count];
}

static json_t *written(const struct textfsm_result *r)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    FUZZ_HOLDS(to);
    textfsm_result_write(r, to);
    fclose(to);
    json_t *rows = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
    free(text);
    return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct err e = {0};
    struct textfsm_result *r = textfsm_run(choose(data[0]), (const char *)data + 1, size - 1, &e);
    fuzz_error(&e, !r);
    if (!r)
        return 0;
    json_t *rows = textfsm_result_json(r);
    json_t *other = written(r);
    FUZZ_HOLDS(json_equal(rows, other));
    const int *lines;
    size_t unmatched = textfsm_unmatched(r, &lines);
    for (size_t i = 1; i < unmatched; i++)
        FUZZ_HOLDS(lines[i] > lines[i - 1]);
    for (size_t i = 0; i < textfsm_row_count(r); i++) {
        int first, last;
        textfsm_row_lines(r, i, &first, &last);
        FUZZ_HOLDS(first <= last);
    }
    json_decref(other);
    json_decref(rows);
    textfsm_result_free(r);
    return 0;
}
