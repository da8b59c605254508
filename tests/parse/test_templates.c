/* SPDX-License-Identifier: ISC */
/*
 * The shipped templates against the guide's own listings. Beside every reply of
 * tests/fixtures/replies stands what must come out of it: the command as typed, the status, the
 * lines that no rule may know, and the rows with every field that is not empty.
 */
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "parse/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIXTURES "tests/fixtures/replies/"
#define TEMPLATES "playbooks/ios/templates"

/* By page of the guide. */
static const char *const LISTINGS[] = {
    "3-07-show-crypto-ipsec-sa",
    "3-10-show-crypto-isakmp-sa-idle",
    "3-10-show-crypto-isakmp-sa-key-exchange",
    "3-10-show-crypto-isakmp-sa-no-state",
    "3-10-show-crypto-isakmp-sa-setup",
    "3-11-show-crypto-engine-connections-active",
    "3-11-show-crypto-isakmp-key",
    "3-12-ping",
    "3-12-show-crypto-ipsec-sa",
    "3-12-show-debug",
    "3-14-show-crypto-engine-connections-active",
    "3-14-show-crypto-ipsec-sa",
    "3-14-show-crypto-isakmp-sa",
    "3-15-show-running-config",
    "a-02-show-crypto-isakmp-policy",
    "a-02-show-crypto-isakmp-sa",
    "a-03-show-crypto-engine-connections-active",
    "a-03-show-crypto-ipsec-sa",
    "a-03-show-crypto-ipsec-transform",
    "a-04-show-crypto-ipsec-sa",
    "a-05-show-crypto-ipsec-sa",
    "a-05-show-crypto-ipsec-transform-proposal",
    "a-05-show-crypto-isakmp-policy",
    "a-05-show-crypto-isakmp-sa",
    "a-06-show-crypto-ipsec-transform-proposal",
    "a-06-show-crypto-map-interface",
    "a-06-show-crypto-map-tag",
    "a-07-show-crypto-map",
    "a-07-show-crypto-map-interface",
    "a-07-show-crypto-map-tag",
    "a-08-ping",
    "a-11-ping",
    "a-12-show-crypto-ipsec-sa",
    "a-12-show-crypto-isakmp-policy",
    "a-12-show-crypto-isakmp-sa",
    "a-13-show-crypto-ipsec-sa",
    "a-13-show-crypto-ipsec-sa-cut",
    "a-13-show-crypto-isakmp-policy",
    "a-13-show-crypto-isakmp-sa",
    "a-13-show-crypto-map",
    "b-08-show-crypto-isakmp-policy-ce1",
    "b-08-show-crypto-isakmp-policy-ce2",
};

enum { LISTING_COUNT = sizeof LISTINGS / sizeof LISTINGS[0] };

static struct template_index *load_index(void)
{
    struct err e = {0};
    struct template_index *ix = template_index_load(TEMPLATES, "cisco_ios", &e);
    if (!ix)
        fail_msg("%s: %s", e.where, e.text);
    return ix;
}

static void parse(struct parsed_reply *out, const char *command, const char *text)
{
    struct template_index *ix = load_index();
    struct err e = {0};
    int rc = parsed_reply_init(out, ix, command, text, strlen(text), &e);
    template_index_free(ix);
    if (rc != ERR_NONE)
        fail_msg("%s: %s:%d: %s", command, e.where, e.line, e.text);
}

static const char *field(const struct parsed_reply *r, size_t row, const char *name)
{
    const char *value = json_str(json_array_get(r->rows, row), name, NULL);
    if (!value)
        fail_msg("row %zu has no '%s'", row, name);
    return value;
}

static bool is_empty(const json_t *value)
{
    return json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

/* Every field that is wanted has its value, every other field is empty. */
static void check_row(size_t number, const json_t *wanted, json_t *got)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)wanted, key, value)
    {
        const json_t *have = json_object_get(got, key);
        char *text = have ? json_text(have, JSON_ENCODE_ANY) : NULL;
        if (!have || !json_equal(have, value))
            fail_msg("row %zu: '%s' is %s", number, key, text ? text : "missing");
        free(text);
    }
    json_object_foreach(got, key, value)
    {
        /* What lets a template know that a row is one, see there. */
        if (strcmp(key, "seen") != 0 && !is_empty(value) && !json_object_get(wanted, key))
            fail_msg("row %zu: '%s' should be empty", number, key);
    }
}

static void check_listing(const char *name)
{
    struct buf text = {0};
    struct parsed_reply r;
    struct err e = {0};
    char path[200];
    snprintf(path, sizeof path, FIXTURES "%s.json", name);
    json_t *wanted = json_read(path, NULL, &e);
    snprintf(path, sizeof path, FIXTURES "%s.txt", name);
    if (!wanted || file_read(path, 0, &text, &e) != ERR_NONE)
        fail_msg("%s: %s", e.where, e.text);

    parse(&r, json_str(wanted, "command", ""), buf_str(&text));
    const json_t *rows = json_object_get(wanted, "rows");
    const json_t *unmatched = json_object_get(wanted, "unmatched");
    assert_string_equal(reply_status_name(r.status), json_str(wanted, "status", ""));
    assert_int_equal(json_array_size(r.unmatched), json_array_size(unmatched));
    for (size_t i = 0; i < json_array_size(unmatched); i++)
        assert_int_equal(json_int(json_array_get(r.unmatched, i), "line", 0),
                         json_integer_value(json_array_get(unmatched, i)));
    assert_int_equal(json_array_size(r.rows), json_array_size(rows));
    for (size_t i = 0; i < json_array_size(rows); i++)
        check_row(i, json_array_get(rows, i), json_array_get(r.rows, i));
    parsed_reply_fini(&r);
    buf_fini(&text);
    json_decref(wanted);
}

static void test_listing(void **state)
{
    check_listing(*state);
}

static void test_fields_tell_their_lines(void **state)
{
    struct parsed_reply r;
    (void)state;
    parse(&r, "show crypto ipsec sa",
          "interface: Serial0\n"
          "    Crypto map tag: vpn, local addr. 192.0.2.1\n"
          "   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
          "   remote ident (addr/mask/prot/port): (10.2.0.0/255.255.0.0/0/0)\n"
          "   current_peer: 192.0.2.2\n"
          "    #pkts encaps: 3, #pkts encrypt: 3, #pkts digest 3\n");
    const json_t *span = json_array_get(r.spans, 0);
    const json_t *fields = json_object_get(span, "fields");
    assert_int_equal(json_int(span, "last", 0), 6);
    assert_int_equal(json_int(fields, "local_ident", 0), 3);
    assert_int_equal(json_int(fields, "current_peer", 0), 5);
    assert_int_equal(json_int(fields, "encaps", 0), 6);
    parsed_reply_fini(&r);
}

/* A second identity under one interface keeps interface and map, and takes nothing else along. */
static void test_second_identity_starts_anew(void **state)
{
    struct parsed_reply r;
    (void)state;
    parse(&r, "show crypto ipsec sa interface Serial0",
          "interface: Serial0\n"
          "    Crypto map tag: vpn, local addr. 192.0.2.1\n"
          "   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
          "   remote ident (addr/mask/prot/port): (10.2.0.0/255.255.0.0/0/0)\n"
          "   current_peer: 192.0.2.2\n"
          "     inbound esp sas:\n"
          "      spi: 0xA(10)\n"
          "      spi: 0xB(11)\n"
          "   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
          "   remote ident (addr/mask/prot/port): (10.3.0.0/255.255.0.0/0/0)\n"
          "   current_peer: 192.0.2.3\n");
    assert_int_equal(json_array_size(r.rows), 2);
    const json_t *first = json_object_get(json_array_get(r.rows, 0), "in_esp_spi");
    assert_int_equal(json_array_size(first), 2);
    assert_string_equal(json_string_value(json_array_get(first, 1)), "B");
    assert_string_equal(field(&r, 1, "interface"), "Serial0");
    assert_string_equal(field(&r, 1, "crypto_map"), "vpn");
    assert_string_equal(field(&r, 1, "remote_ident"), "10.3.0.0");
    assert_string_equal(field(&r, 1, "current_peer"), "192.0.2.3");
    assert_int_equal(json_array_size(json_object_get(json_array_get(r.rows, 1), "in_esp_spi")), 0);
    parsed_reply_fini(&r);
}

/* An answer that begins like an error is one only where it is. */
static void test_no_route_is_an_answer(void **state)
{
    struct parsed_reply r;
    (void)state;
    parse(&r, "show ip route 192.168.2.1", "% Subnet not in table\n");
    assert_int_equal(r.status, REPLY_STATUS_OK);
    assert_string_equal(field(&r, 0, "missing"), "not in table");
    parsed_reply_fini(&r);

    parse(&r, "show ip route", "% Invalid input detected at '^' marker.\n");
    assert_int_equal(r.status, REPLY_STATUS_ERROR);
    assert_int_equal(json_array_size(r.rows), 0);
    parsed_reply_fini(&r);
}

/* A configuration accepts what we do not read, and what claims to be ours but is not is told. */
static void test_unknown_form_is_told(void **state)
{
    struct parsed_reply r;
    (void)state;
    parse(&r, "show running-config",
          "hostname CE1\n"
          "!\n"
          "crypto isakmp policy ten\n"
          " encr 3des\n"
          "!\n"
          "frobnicate everything\n");
    assert_int_equal(r.status, REPLY_STATUS_PARTIAL);
    assert_int_equal(json_array_size(r.unmatched), 1);
    assert_int_equal(json_int(json_array_get(r.unmatched, 0), "line", 0), 3);
    assert_int_equal(json_array_size(r.rows), 1);
    assert_string_equal(field(&r, 0, "name"), "CE1");
    parsed_reply_fini(&r);
}

/* No rule goes exponential on a line of one character, whatever the template. */
static void test_long_lines_end(void **state)
{
    static const char *const COMMANDS[] = {
        "show crypto isakmp sa",
        "show crypto isakmp policy",
        "show crypto isakmp key",
        "show crypto ipsec sa",
        "show crypto ipsec transform-set",
        "show crypto map",
        "show crypto engine connections active",
        "show access-lists",
        "show ip interface brief",
        "show interfaces",
        "show ip route",
        "show ip route 10.0.0.1",
        "show running-config",
        "show debug",
        "show processes cpu",
        "ping 10.0.0.1",
    };
    static const char *const STARTS[] = {"", "permit ip ", "  #pkts encaps: ", "{ ", "00:27:07: "};
    static const char FILLINGS[] = " -.!1a,/";
    struct template_index *ix = load_index();
    char text[4001];
    (void)state;
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0] * 5 * (sizeof FILLINGS - 1); i++) {
        struct parsed_reply r;
        struct err e = {0};
        const char *start = STARTS[i / (sizeof FILLINGS - 1) % 5];
        memset(text, FILLINGS[i % (sizeof FILLINGS - 1)], sizeof text - 1);
        memcpy(text, start, strlen(start));
        text[sizeof text - 2] = '~';
        text[sizeof text - 1] = '\0';
        const char *command = COMMANDS[i / (sizeof FILLINGS - 1) / 5];
        if (parsed_reply_init(&r, ix, command, text, strlen(text), &e) != ERR_NONE)
            fail_msg("%s with '%.12s': %s", command, text, e.text);
        parsed_reply_fini(&r);
    }
    template_index_free(ix);
}

int main(void)
{
    const struct CMUnitTest own[] = {
        cmocka_unit_test(test_fields_tell_their_lines),
        cmocka_unit_test(test_second_identity_starts_anew),
        cmocka_unit_test(test_no_route_is_an_answer),
        cmocka_unit_test(test_unknown_form_is_told),
        cmocka_unit_test(test_long_lines_end),
    };
    enum { OWN = sizeof own / sizeof own[0] };
    struct CMUnitTest tests[OWN + LISTING_COUNT];
    memcpy(tests, own, sizeof own);
    for (size_t i = 0; i < LISTING_COUNT; i++)
        tests[OWN + i] = (struct CMUnitTest){.name = LISTINGS[i],
                                             .test_func = test_listing,
                                             .initial_state = (void *)(uintptr_t)LISTINGS[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
