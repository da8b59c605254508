/* SPDX-License-Identifier: ISC */
/* Scanning by shapes gives what reading every message gives; what is kept of much is bounded. */
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "parse/digest.h"
#include "parse/scan.h"
#include "parse/shape.h"
#include "parse/signature_private.h"
#include "tests/parse/signatures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glob.h>

static void assert_shape(const char *text, const char *shape)
{
    char out[SHAPE_ROOM];
    struct shape_numbers numbers;
    size_t len = strlen(text), n = shape_write(text, len, out, &numbers);
    assert_int_equal(n, strlen(shape));
    assert_memory_equal(out, shape, n);
}

static void shapes_forget_what_no_pattern_asks_for(void **state)
{
    (void)state;
    assert_shape("00:27:07: ISAKMP (0:20)", "01:11:01: ISAKMP (0:11)");
    assert_shape("a number of 100000 0 000 0000", "a number of 11111 0 000 0111");
    assert_shape("1:0", "1:0");
    assert_shape("peer 10.25.250.7 error 32", "peer 1.1.1.1 error 32");
    assert_shape("error 32.!!!! error 256. policy 10:", "error 32.!!!! error 256. policy 10:");
    assert_shape("ID = 1919850095, spi 0x1A2B3C4D", "ID = 11111, spi 0x11111");
    assert_shape("ID = -340, 1998", "ID = -340, 1111");
    assert_false(shape_hides("error (?<code>32)\\b.*\\d{1,3}(?:\\.\\d{1,3}){3}"));
    assert_false(shape_hides("\\((?:0:)?(?<key>0|[1-9]\\d*)"));
    assert_true(shape_hides("\\d[1-9]"));
    assert_true(shape_hides(":00"));
    assert_true(shape_hides("0000"));
    assert_true(shape_hides("10\\."));
    assert_true(shape_hides("phase 2:"));
    assert_true(shape_hides("port 4500"));
    assert_true(shape_hides("\\d{8} "));
}

static void assert_same_part(struct span a, struct span b)
{
    assert_int_equal(a.len, b.len);
    if (a.len > 0)
        assert_memory_equal(a.at, b.at, a.len);
}

static void assert_same_event(struct scan *a, struct scan *b)
{
    struct exchange_event x, y;
    bool any = scan_event(a, &x);
    assert_int_equal(any, scan_event(b, &y));
    if (!any)
        return;
    assert_same_part(x.kind, y.kind);
    assert_same_part(x.state, y.state);
    assert_same_part(x.role, y.role);
    assert_same_part(x.peer, y.peer);
    assert_same_part(x.key, y.key);
    assert_same_part(x.node, y.node);
    assert_same_part(x.by, y.by);
}

/* With and without shapes: the same hits with the same events. */
static size_t assert_same(const struct signature_set *set, const char *text, size_t len)
{
    struct signature_set plain = *set;
    struct scan_hit x, y;
    size_t hits = 0;
    plain.shapes = false;
    assert_true(set->shapes);
    struct scan *fast = scan_new(set), *slow = scan_new(&plain);
    scan_text(fast, text, len);
    scan_text(slow, text, len);
    for (; scan_next(slow, &y); hits++) {
        assert_true(scan_next(fast, &x));
        assert_int_equal(x.signature, y.signature);
        assert_int_equal(x.line, y.line);
        assert_ptr_equal(x.begun.at, y.begun.at);
        assert_int_equal(x.begun.len, y.begun.len);
        assert_same_event(fast, slow);
    }
    assert_false(scan_next(fast, &x));
    assert_int_equal(scan_lines(fast), scan_lines(slow));
    scan_free(fast);
    scan_free(slow);
    return hits;
}

static void read_fixtures(struct buf *all)
{
    struct err e = {0};
    glob_t files;
    assert_int_equal(glob("tests/fixtures/debug/*.log", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        assert_int_equal(file_read(files.gl_pathv[i], 0, all, &e), ERR_NONE);
    globfree(&files);
}

static void shapes_make_no_difference(void **state)
{
    struct buf text = {0};
    read_fixtures(&text);
    assert_true(assert_same(*state, text.data, text.len) > 500);
    for (size_t i = 0; i < text.len; i++) /* other numbers of other lengths, CRLF, torn lines */
        if (text.data[i] >= '0' && text.data[i] <= '9' && i % 7 == 0)
            text.data[i] = (char)('0' + i / 7 % 10);
        else if (i % 1999 == 0)
            text.data[i] = i % 2 ? '\n' : '\xe9';
    assert_true(assert_same(*state, text.data, text.len) > 400);
    buf_fini(&text);
}

static void a_line_without_end_is_read_in_pieces(void **state)
{
    struct buf text = {0};
    read_fixtures(&text);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\n')
            text.data[i] = i % 5 ? ' ' : '\0';
    assert_true(assert_same(*state, text.data, text.len) > 400);
    buf_fini(&text);
}

static long long heard(const struct digest_result *r, const char *member)
{
    return json_int(r->heard, member, -1);
}

static void much_is_bounded_and_counted(void **state)
{
    struct buf text = {0};
    struct digest *d = digest_new(*state);
    for (int i = 1; i <= 2000; i++) {
        buf_printf(&text, "ISAKMP (0:%d): beginning Main Mode exchange\n", i);
        buf_printf(&text, "ISAKMP (0:%d): sending packet to 10.0.0.%d (I) MM_NO_STATE\n", i, i % 9);
        buf_printf(&text, "ISAKMP (0:%d): retransmitting phase 1 MM_NO_STATE\n", i);
        buf_add_str(&text, "%CRYPTO-4-RECVD_PKT_INV_SPI: rec'd IPSEC packet has invalid spi for "
                           "destaddr=10.0.0.1, prot=50, spi=0x1(1)\n");
    }
    assert_int_equal(digest_add(d, text.data, text.len), 8000);
    struct digest_result r = digest_result(d);
    assert_int_equal(heard(&r, "messages"), 8000);
    assert_int_equal(heard(&r, "conversations"), 2000);
    assert_int_equal(heard(&r, "conversations_left_out"), 2000 - json_array_size(r.exchange));
    assert_int_equal(heard(&r, "messages_left_out"), 8000 - json_array_size(r.matches));
    assert_int_equal(heard(&r, "unreadable"), 0);
    assert_in_range(json_array_size(r.exchange), 9, 100);
    const json_t *last = json_array_get(r.matches, json_array_size(r.matches) - 1);
    assert_int_equal(json_int(last, "line", 0), 8000);
    json_decref(r.matches);
    json_decref(r.exchange);
    json_decref(r.heard);
    digest_free(d);
    buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_forget_what_no_pattern_asks_for),
        cmocka_unit_test(shapes_make_no_difference),
        cmocka_unit_test(a_line_without_end_is_read_in_pieces),
        cmocka_unit_test(much_is_bounded_and_counted),
    };
    return cmocka_run_group_tests(tests, signatures_set_up, signatures_tear_down);
}
