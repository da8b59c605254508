/* SPDX-License-Identifier: ISC */
/* A stranger's journal, read to its end. */
#include "tests/fuzz/fuzz.h"

#include "base/json.h"
#include "session/journal_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct journal_reader *r = journal_reader_open(fuzz_file(data, size), &e);
    FUZZ_HOLDS(r);
    json_t *event;
    while ((event = journal_reader_next(r, &e)) != NULL) {
        struct buf bytes = {0};
        FUZZ_HOLDS(*json_str(event, "event", ""));
        journal_get_bytes(event, "text", &bytes);
        fuzz_visible(buf_str(&bytes), bytes.len);
        buf_fini(&bytes);
        json_decref(event);
    }
    FUZZ_HOLDS(!(e.code != ERR_NONE && journal_reader_torn(r)));
    journal_reader_free(r);
    return 0;
}
