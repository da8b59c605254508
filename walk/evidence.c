/* SPDX-License-Identifier: ISC */
#include "walk/evidence.h"

#include "base/json.h"
#include "walk/facts.h"
#include "walk/safe.h"

#include <stdbool.h>
#include <string.h>

enum { SPAN_MAX = 6, LINES_MAX = 60, BYTES_MAX = 1024 };

static bool is_there(const json_t *lines, const char *peer, json_int_t block, json_int_t line)
{
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const json_t *l = json_array_get(lines, i);
        if (json_int(l, "line", 0) == line && json_int(l, "block", 0) == block &&
            strcmp(json_str(l, "peer", ""), peer) == 0)
            return true;
    }
    return false;
}

static void add_line(json_t *lines, const char *peer, const struct block *b, size_t n)
{
    size_t len;
    const char *text = transcript_line(b, n, &len);
    if (is_there(lines, peer, (json_int_t)b->id, (json_int_t)n))
        return;
    json_array_append_new(
        lines, json_pack("{s:s, s:o, s:I, s:o, s:I}", "peer", peer, "source",
                         b->monitor ? json_string("monitor") : safe_string(b->command), "line",
                         (json_int_t)n, "text", safe_line(text, len < BYTES_MAX ? len : BYTES_MAX),
                         "block", (json_int_t)b->id));
}

void evidence_add(json_t *lines, const json_t *records,
                  const struct transcript *const transcripts[2])
{
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *at = json_object_get(json_array_get(records, i), "_at");
        const char *peer = json_str(at, "peer", "");
        int side = facts_side(peer);
        const struct block *b =
            side >= 0 ? transcript_find(transcripts[side], (uint64_t)json_int(at, "block", 0))
                      : NULL;
        if (!b)
            continue;
        size_t first = (size_t)json_int(at, "first", 1);
        size_t last = (size_t)json_int(at, "last", (long long)first);
        if (last < first || last - first >= SPAN_MAX)
            last = first;
        for (size_t n = first; n <= last && n <= b->line_count; n++)
            if (json_array_size(lines) < LINES_MAX)
                add_line(lines, peer, b, n);
    }
}
