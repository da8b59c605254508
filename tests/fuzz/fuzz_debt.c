/* SPDX-License-Identifier: ISC */
/* What a stranger's journal says is owed: whatever it is, it can be sent, shown and compared. */
#include "tests/fuzz/fuzz.h"

#include "session/redact.h"
#include "walk/configuration.h"
#include "walk/debt.h"

static void check_side(const struct debt_side *s)
{
    for (size_t i = 0; s->step && i < json_array_size(s->commands); i++) {
        const char *line = json_string_value(json_array_get(s->commands, i));
        FUZZ_HOLDS(line && *line && !strpbrk(line, "\r\n\x1b") && !redact_find_tag(line));
    }
    if (s->step)
        FUZZ_HOLDS(*s->target && *s->hostname && configuration_same(s->before, s->before));
    char *text = debt_describe(s);
    struct buf out = {0};
    configuration_describe(s->before, s->typed, &out);
    fuzz_visible(text, strlen(text));
    buf_fini(&out);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct platform os = {.name = "cisco_ios", .debug_off = "undebug all"};
    struct debt d;
    struct err e = {0};
    int rc = debt_read(fuzz_file(data, size), &os, &d, &e);
    fuzz_error(&e, rc != ERR_NONE);
    if (rc != ERR_NONE)
        return 0;
    for (int side = 0; side < SIDES; side++)
        check_side(&d.side[side]);
    debt_take_typed(&d);
    debt_fini(&d);
    return 0;
}
