/* SPDX-License-Identifier: ISC */
/* The index file, and how a command finds its template. */
#include "tests/base/quoted.h"
#include "tests/parse/template_dir.h"

#include <fcntl.h>
#include <sys/stat.h>

#define HEADER "Template, Hostname, Platform, Command\n"

static const char INDEX[] = "# a comment, with a comma\n\n" HEADER "\n"
                            "sa.textfsm, .*, cisco_ios, sh[[ow]] crypto isakmp sa\n"
                            "ipsec.textfsm, .*, cisco_ios, sh[[ow]] cr[[ypto]] ip[[sec]] sa\n"
                            "# other.textfsm, .*, cisco_ios, show other\n"
                            "brief.textfsm, .*, cisco_ios, sh[[ow]] ip int[[erface]] b[[rief]]\n"
                            "ipint.textfsm, .*, cisco_ios, sh[[ow]] ip int[[erface]]\n"
                            "address.textfsm, .*, cisco_ios, sh[[ow]] ip ro[[ute]] (?:vrf \\S+ "
                            ")?\\d+\\.\\d+\\.\\d+\\.\\d+\n"
                            "route.textfsm, .*, cisco_ios, sh[[ow]] ip ro[[ute]]\n"
                            "acl.textfsm, .*, cisco_(?:ios|xe), sh[[ow]] (?:ip )?access-lists?\n"
                            "a.textfsm:b.textfsm, .*, , sh[[ow]] two\n"
                            "nxos.textfsm, .*, cisco_nxos, sh[[ow]] vpc\n";

static struct template_index *load(const char *index)
{
    struct template_dir d;
    template_dir_init(&d);
    template_dir_write(&d, "index", index);
    struct template_index *ix = template_dir_load(&d);
    template_dir_fini(&d);
    return ix;
}

static void expect_found(const struct template_index *ix, const char *command, const char *template)
{
    const char *found = template_index_find(ix, command);
    if (!template)
        assert_null(found);
    else if (!found)
        fail_msg("nothing for '%s'", command);
    else
        assert_string_equal(found, template);
}

static void double_brackets_may_be_cut_anywhere(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_found(ix, "show crypto ipsec sa", "ipsec.textfsm");
    expect_found(ix, "sh cr ip sa", "ipsec.textfsm");
    expect_found(ix, "sho cryp ipse sa", "ipsec.textfsm");
    template_index_free(ix);
}

static void the_beginning_of_the_command_counts(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_found(ix, "show crypto ipsec sa interface Serial0", "ipsec.textfsm");
    expect_found(ix, "  show   crypto ipsec  sa | include spi ", "ipsec.textfsm");
    expect_found(ix, "do show crypto ipsec sa", NULL);
    template_index_free(ix);
}

static void the_first_row_wins(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_found(ix, "show ip interface brief", "brief.textfsm");
    expect_found(ix, "show ip interface Serial0", "ipint.textfsm");
    expect_found(ix, "sh ip ro 10.0.0.1", "address.textfsm");
    expect_found(ix, "sh ip ro vrf A 10.0.0.1", "address.textfsm");
    expect_found(ix, "sh ip ro vrf A", "route.textfsm");
    template_index_free(ix);
}

static void rows_are_chosen_by_platform(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_found(ix, "show vpc", NULL);
    expect_found(ix, "show access-list 100", "acl.textfsm");
    expect_found(ix, "show two", "a.textfsm:b.textfsm");
    expect_found(ix, "show other", NULL);
    template_index_free(ix);
}

static void words_may_be_cut_as_on_ios(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_found(ix, "sh cry isa sa", "sa.textfsm");
    expect_found(ix, "SHOW Crypto ISAKMP sa", "sa.textfsm");
    expect_found(ix, "sh c ip sa", "ipsec.textfsm");
    expect_found(ix, "s i i b", "brief.textfsm");
    expect_found(ix, "sh acc 100", "acl.textfsm");
    expect_found(ix, "sh ip acc", "acl.textfsm");
    expect_found(ix, "sh i r 1.2.3.4", "address.textfsm");
    expect_found(ix, "sh cryptos ipsec sa", NULL);
    expect_found(ix, "show", NULL);
    expect_found(ix, "", NULL);
    template_index_free(ix);
}

static void an_ambiguous_abbreviation_finds_nothing(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_found(ix, "sh cr i sa", NULL);
    template_index_free(ix);
}

static void the_front_is_asked_first(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    template_index_prepend(ix, load(HEADER "mine.textfsm, .*, cisco_ios, sh[[ow]] cr\n"));
    template_index_prepend(ix, load(HEADER "hers.textfsm, .*, cisco_ios, sh[[ow]] crypto ip\n"));
    expect_found(ix, "show crypto ipsec sa", "hers.textfsm");
    expect_found(ix, "show crypto isakmp sa", "mine.textfsm");
    expect_found(ix, "show ip interface", "ipint.textfsm");
    template_index_free(ix);
}

static void expect_near(const struct template_index *ix, const char *command, const char *names)
{
    json_t *near = template_index_near(ix, command, 3);
    char *text = json_dumps(near, JSON_COMPACT);
    char *want = quoted(names);
    assert_string_equal(text, want);
    free(want);
    free(text);
    json_decref(near);
}

static void near_names_are_given_in_full(void **state)
{
    (void)state;
    struct template_index *ix = load(INDEX);
    expect_near(ix, "show cypto isamp sa", "['show crypto isakmp sa','show crypto ipsec sa']");
    expect_near(ix, "sh cr i sa", "['show crypto isakmp sa','show crypto ipsec sa']");
    expect_near(ix, "show ip rout", "['show ip route']");
    expect_near(ix, "configure terminal", "[]");
    template_index_free(ix);
}

/* A stranger's index leads to no file elsewhere. */
static void templates_stay_in_their_directory(void **state)
{
    (void)state;
    static const char *const names[] = {"../a.textfsm", "/etc/passwd", "x/../../a", "", ".."};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct err e = {0};
        struct parsed_reply r;
        char *index = mem_printf("Template, Command\n%s, show x\n", names[i]);
        struct template_index *ix = load(index);
        assert_int_equal(parsed_reply_init(&r, ix, "show x", "y", 1, &e), ERR_FORMAT);
        assert_non_null(strstr(e.text, "is not in the directory"));
        parsed_reply_fini(&r);
        template_index_free(ix);
        free(index);
    }
}

/* Forms that indexes of others have: the header explained, blanks anywhere, alternatives. */
static void indexes_of_others_are_read(void **state)
{
    (void)state;
    struct template_index *ix = load(
        "Template, Hostname, Platform, Command # of all columns\r\n"
        "many.textfsm:more.textfsm , .*,  cisco_ios, sh[[ow]] fans\r\n"
        "how.textfsm, .*, cisco_(ios|xe), sh[[ow]] ports(\\s+f[[ast]]|\\s+s[[low]])? de[[tails]]\n"
        "one.textfsm, .*, cisco_ios, sh[[ow]] ports(?: (?:\\S+))? st[[atus]]\n"
        "all.textfsm, .*, cisco_ios, sh[[ow]] ports(?: vrf? \\S+)?\\s*$\n"
        "blank.textfsm, .*, cisco_ios, sh[[ow]] cards [[counters]]\n"
        "deep.textfsm, .*, cisco_ios, sh[[ow]] ports.+?d[[eep]]\n");
    expect_found(ix, "sh fans", "many.textfsm:more.textfsm");
    expect_found(ix, "show ports slow details", "how.textfsm");
    expect_found(ix, "show ports f de", "how.textfsm");
    expect_found(ix, "show ports Gi0/1 st", "one.textfsm");
    expect_found(ix, "show ports status", "one.textfsm");
    expect_found(ix, "show ports", "all.textfsm");
    expect_found(ix, "show ports vrf A", "all.textfsm");
    expect_found(ix, "show ports 10.0.0.1", NULL);
    expect_found(ix, "show ports 10.0.0.1 d", "deep.textfsm");
    expect_found(ix, "show cards c", "blank.textfsm");
    expect_found(ix, "show cards", NULL);
    template_index_free(ix);
}

static void make_below(const struct template_dir *d, const char *name)
{
    char *path = file_join(d->path, name);
    assert_int_equal(mkdir(path, 0700), 0);
    free(path);
}

static void remove_below(const struct template_dir *d, const char *name)
{
    char *path = file_join(d->path, name);
    assert_int_equal(unlinkat(AT_FDCWD, path, AT_REMOVEDIR), 0);
    free(path);
}

/* The root of a checkout of ntc-templates will do; an index of its own is preferred. */
static void a_checkout_works_as_it_is(void **state)
{
    (void)state;
    struct template_dir d;
    template_dir_init(&d);
    make_below(&d, "ntc_templates");
    make_below(&d, "ntc_templates/templates");
    template_dir_write(&d, "ntc_templates/templates/index", HEADER "x.textfsm, .*, , show x\n");
    template_dir_write(&d, "ntc_templates/templates/x.textfsm",
                       "Value X (\\w+)\n\nStart\n  ^${X} -> Record\n");
    struct template_index *ix = template_dir_load(&d);
    struct parsed_reply r;
    assert_int_equal(parsed_reply_init(&r, ix, "show x", "y\n", 2, NULL), ERR_NONE);
    assert_int_equal(json_array_size(r.rows), 1);
    parsed_reply_fini(&r);
    template_index_free(ix);
    template_dir_write(&d, "index", HEADER "own.textfsm, .*, , show x\n");
    ix = template_dir_load(&d);
    expect_found(ix, "show x", "own.textfsm");
    template_index_free(ix);
    for (size_t i = 0; i < d.count; i++)
        unlink(d.files[i]);
    remove_below(&d, "ntc_templates/templates");
    remove_below(&d, "ntc_templates");
    template_dir_fini(&d);
}

static void expect_bad(const char *index, int line, const char *what)
{
    struct template_dir d;
    struct err e = {0};
    template_dir_init(&d);
    template_dir_write(&d, "index", index);
    assert_null(template_index_load(d.path, "cisco_ios", &e));
    template_dir_fini(&d);
    assert_int_equal(e.code, ERR_FORMAT);
    assert_int_equal(e.line, line);
    if (!strstr(e.text, what))
        fail_msg("'%s' does not hold '%s'", e.text, what);
}

static void a_bad_index_is_refused(void **state)
{
    (void)state;
    struct err e = {0};
    expect_bad("", 0, "is empty");
    expect_bad("# nothing\n", 0, "is empty");
    expect_bad("Template, Platform\n", 1, "needs a header");
    expect_bad(HEADER "t, .*, cisco_ios, show (x\n", 2, "missing )");
    expect_bad(HEADER "t, .*, cisco_(ios, show x\n", 2, "platform expression");
    assert_null(template_index_load("/tmp/peerwalk-no-such-dir", "cisco_ios", &e));
    assert_int_equal(e.code, ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(double_brackets_may_be_cut_anywhere),
        cmocka_unit_test(the_beginning_of_the_command_counts),
        cmocka_unit_test(the_first_row_wins),
        cmocka_unit_test(rows_are_chosen_by_platform),
        cmocka_unit_test(words_may_be_cut_as_on_ios),
        cmocka_unit_test(an_ambiguous_abbreviation_finds_nothing),
        cmocka_unit_test(the_front_is_asked_first),
        cmocka_unit_test(near_names_are_given_in_full),
        cmocka_unit_test(templates_stay_in_their_directory),
        cmocka_unit_test(indexes_of_others_are_read),
        cmocka_unit_test(a_checkout_works_as_it_is),
        cmocka_unit_test(a_bad_index_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
