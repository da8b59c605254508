/* SPDX-License-Identifier: ISC */
/*
 * Every template in the words of the guide's releases and in those of 15 and XE, and every sample
 * as it may come: without its indentation, with carriage returns, with the prompt behind it, and
 * wrapped by a terminal of 80 columns.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "parse/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char DIR[] = "playbooks/ios/templates";

/* Forms that a reply comes in; the bit says that a sample cannot bear it. */
enum form { FORM_FLAT = 1, FORM_CR = 2, FORM_PROMPT = 4, FORM_WRAPPED = 8 };

/*
 * The rows of the guide (coverage by number) and their templates. `old` and `young` are beginnings
 * of the names of samples; more than one may be tried, with | between. "" where there is no such
 * form: the command is older or younger than that.
 */
static const struct {
    const char *row, *template, *old, *young;
} TABLE[] = {
    {"R01", "show_crypto_isakmp_sa", "12.2", "15"},
    {"R01", "show_crypto_isakmp_sa_detail", "12.3", "15"},
    {"R02", "show_crypto_isakmp_policy", "12.2", "15"},
    {"R03", "show_crypto_isakmp_key", "12.2", "15"},
    {"R04", "show_crypto_ipsec_sa", "12.2", "15"},
    {"R05", "show_crypto_ipsec_transform-set", "12.2", "15"},
    {"R06", "show_crypto_ipsec_security-association", "12.0", "15"},
    {"R06", "show_crypto_session", "12.4", "15"},
    {"R07", "show_crypto_map", "12.2", "15"},
    {"R08", "show_crypto_engine_configuration", "12.2", "15"},
    {"R09", "show_crypto_engine_connections_active", "12.2", "15"},
    {"R10", "show_crypto_engine_connections_dropped-packet", "one interface", "15"},
    {"R11", "show_crypto_engine_accelerator_statistic", "a module", "15"},
    {"R12", "show_access-list", "12.2", "15"},
    {"R13", "show_interfaces", "12.2", "15"},
    {"R13", "show_ip_interface_brief", "12.2", "15"},
    {"R14", "show_ip_route", "12.2", "15"},
    {"R14", "show_ip_route_address", "12.2", "15"},
    {"R15", "show_ip_bgp_neighbors", "12.2", "15"},
    {"R16", "show_ip_bgp", "12.2", "15"},
    {"R16", "show_ip_bgp_vpnv4_labels", "12.2", "15"},
    {"R17", "show_mpls_forwarding-table", "12.2", "15"},
    {"R18", "show_ip_cef", "12.2", "15"},
    {"R18", "show_cef_drop", "12.2", "15"},
    {"R19", "show_running-config", "12.2", "15"},
    {"R20", "show_debug", "12.2", "15"},
    {"R21", "ping", "plain", "15"},
    {"R22", "show_logging", "12.2", "15"},
    {"R22", "show_version", "12.2", "15"},
    {"R22", "show_processes_cpu", "12.2", "15"},
    {"R22", "show_memory", "summary", "15"},
    {"R22", "show_buffers", "12.2", "15"},
    {"R22", "show_environment", "7200", "XE"},
    {"", "show_crypto_ikev2_sa", "", "XE"},
};
enum { TABLE_COUNT = sizeof TABLE / sizeof TABLE[0] };

static json_t *samples_of(const char *template)
{
    struct err e = {0};
    char *path = mem_printf("%s/cisco_ios_%s.samples.json", DIR, template);
    json_t *samples = json_read(path, NULL, &e);
    if (!samples)
        fail_msg("%s: %s", path, e.text);
    free(path);
    return samples;
}

static bool has_form(const json_t *samples, const char *form)
{
    for (size_t i = 0; i < json_array_size(samples); i++) {
        const json_t *s = json_array_get(samples, i);
        const char *name = json_str(s, "name", "");
        if (strncmp(name, form, strlen(form)) == 0 &&
            json_array_size(json_object_get(s, "rows")) > 0)
            return true;
    }
    return false;
}

static void every_template_has_both_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        json_t *samples = samples_of(TABLE[i].template);
        if (*TABLE[i].old && !has_form(samples, TABLE[i].old))
            fail_msg("%s has no sample \"%s\" with rows", TABLE[i].template, TABLE[i].old);
        if (*TABLE[i].young && !has_form(samples, TABLE[i].young))
            fail_msg("%s has no sample \"%s\" with rows", TABLE[i].template, TABLE[i].young);
        json_decref(samples);
    }
}

/* R23 is a command without a reply. All others are in the table. */
static void every_row_is_there(void **state)
{
    (void)state;
    for (int n = 1; n <= 22; n++) {
        char row[16];
        bool found = false;
        snprintf(row, sizeof row, "R%02d", n);
        for (size_t i = 0; i < TABLE_COUNT; i++)
            found = found || strcmp(TABLE[i].row, row) == 0;
        if (!found)
            fail_msg("%s is in no line of the table", row);
    }
}

/* ---- forms ---- */

/*
 * What cannot be borne, and why: the BGP table tells its columns by their places; of the others
 * both halves of a line of more than 80 characters say something, so nobody sees that it was
 * broken. (The width is set to 511 on every line, so it takes a router that refuses.)
 */
static const struct {
    const char *template, *sample;
    unsigned forms;
} SPARED[] = {
    {"show_ip_bgp", "15, a path of systems, a network that is not installed", FORM_FLAT},
    {"show_logging", "15, numbers and milliseconds", FORM_WRAPPED},
    {"show_crypto_ikev2_sa", "XE, detailed", FORM_WRAPPED},
};

static unsigned spared(const char *template, const char *sample)
{
    unsigned forms = 0;
    for (size_t i = 0; i < sizeof SPARED / sizeof SPARED[0]; i++)
        if (strcmp(SPARED[i].template, template) == 0 && strcmp(SPARED[i].sample, sample) == 0)
            forms |= SPARED[i].forms;
    return forms;
}

static char *shaped(const json_t *input, enum form form)
{
    enum { COLUMNS = 80 };
    struct buf out = {0};
    for (size_t i = 0; i < json_array_size(input); i++) {
        const char *line = json_string_value(json_array_get(input, i));
        if (form == FORM_FLAT)
            line += strspn(line, " \t");
        for (; form == FORM_WRAPPED && strlen(line) > COLUMNS; line += COLUMNS) {
            buf_add(&out, line, COLUMNS);
            buf_add_char(&out, '\n');
        }
        buf_add_str(&out, line);
        buf_add_str(&out, form == FORM_CR ? "\r\n" : "\n");
    }
    if (form == FORM_PROMPT)
        buf_add_str(&out, "CE1#");
    return buf_take(&out, NULL);
}

static json_t *rows_of(struct template_index *ix, const char *command, const char *text)
{
    struct parsed_reply r = {0};
    struct err e = {0};
    if (parsed_reply_init(&r, ix, command, text, strlen(text), &e) != ERR_NONE)
        fail_msg("%s: %s", command, e.text);
    json_t *rows = r.status == REPLY_STATUS_ERROR ? json_null() : json_incref(r.rows);
    parsed_reply_fini(&r);
    return rows;
}

static size_t check_form(struct template_index *ix, const char *template, const json_t *sample,
                         enum form form)
{
    static const struct {
        enum form form;
        const char *name;
    } NAMES[] = {{FORM_FLAT, "without indentation"},
                 {FORM_CR, "with carriage returns"},
                 {FORM_PROMPT, "with the prompt behind it"},
                 {FORM_WRAPPED, "wrapped at 80 columns"}};
    const json_t *input = json_object_get(sample, "input");
    const char *command = json_str(sample, "command", ""), *name = json_str(sample, "name", "");
    char *plain = shaped(input, 0), *text = shaped(input, form);
    json_t *want = rows_of(ix, command, plain), *got = rows_of(ix, command, text);
    bool same = json_equal(want, got), meant = !(spared(template, name) & form);
    const char *what = "";
    for (size_t i = 0; i < 4; i++)
        if (NAMES[i].form == form)
            what = NAMES[i].name;
    if (!same && meant)
        printf("%s, sample \"%s\": other rows %s\n", template, name, what);
    if (same && !meant)
        printf("%s, sample \"%s\": bears it %s; take it off the list\n", template, name, what);
    json_decref(want);
    json_decref(got);
    free(plain);
    free(text);
    return same != meant;
}

static void every_sample_bears_every_form(void **state)
{
    (void)state;
    struct err e = {0};
    struct template_index *ix = template_index_load(DIR, "cisco_ios", &e);
    size_t wrong = 0;
    assert_non_null(ix);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        json_t *samples = samples_of(TABLE[i].template);
        for (size_t k = 0; k < json_array_size(samples); k++)
            for (unsigned form = FORM_FLAT; form <= FORM_WRAPPED; form <<= 1)
                wrong +=
                    check_form(ix, TABLE[i].template, json_array_get(samples, k), (enum form)form);
        json_decref(samples);
    }
    assert_int_equal(wrong, 0);
    template_index_free(ix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_has_both_forms),
        cmocka_unit_test(every_row_is_there),
        cmocka_unit_test(every_sample_bears_every_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
