/* SPDX-License-Identifier: ISC */
/*
 * A configuration made into nested lines by the shipped rules; or, when the input begins with a
 * brace, a stranger's rules over a configuration of ours.
 */
#include "tests/fuzz/fuzz.h"

#include "base/json.h"
#include "parse/conftree.h"

static const char CONFIG[] = "hostname CE1\n!\ninterface FastEthernet0/0\n ip address 10.0.0.1 "
                             "255.0.0.0\n crypto map vpn\nbanner motd ^C\n  no line\n^C\n"
                             "crypto map vpn 10 ipsec-isakmp\nset peer 10.0.0.2\n";

/* Every line of the text stands in the tree at most once, in order. */
static int check_lines(const json_t *list, int after)
{
    size_t i;
    json_t *node;
    json_array_foreach(list, i, node)
    {
        int at = (int)json_int(node, "at", 0);
        FUZZ_HOLDS(at > after);
        after = check_lines(json_object_get(node, "in"), at);
        FUZZ_HOLDS(json_int(node, "last", 0) >= at);
    }
    return after;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct conftree_rules *shipped;
    struct err e = {0};
    json_t *tree = NULL;
    if (size > 0 && data[0] == '{') {
        struct conftree_rules *r = conftree_rules_load(fuzz_file(data, size), &e);
        if (r)
            tree = conftree_parse(r, CONFIG, sizeof CONFIG - 1, &e);
        conftree_rules_free(r);
    } else {
        if (!shipped)
            shipped = conftree_rules_load("playbooks/ios/configuration.json", NULL);
        FUZZ_HOLDS(shipped);
        tree = conftree_parse(shipped, (const char *)data, size, &e);
        check_lines(tree, 0);
    }
    fuzz_error(&e, !tree);
    json_decref(tree);
    return 0;
}
