/* SPDX-License-Identifier: ISC */
#include "cli/lab_list.h"

#include "base/json.h"
#include "cli/cli.h"
#include "lab/lab.h"
#include "lab/router/release.h"
#include "lab/topology.h"

#include <stdio.h>
#include <string.h>

/* Four blanks, the longest name a fault may have, a blank: the summaries end before column 80. */
#define ROW "    %-18s %s\n"

static void print_topology(const json_t *t)
{
    const char *subject = "";
    const json_t *routers = json_object_get(t, "routers");
    const json_t *fault;
    size_t i;
    printf("--topology %s (%s, %s)\n  %s\n", json_str(t, "name", "?"),
           json_string_value(json_array_get(routers, 0)),
           json_string_value(json_array_get(routers, 1)), json_str(t, "summary", ""));
    json_array_foreach(json_object_get(t, "faults"), i, fault)
    {
        const char *about = json_str(fault, "subject", "");
        if (strcmp(about, subject) != 0)
            printf("\n  %s\n", about);
        printf(ROW, json_str(fault, "name", "?"), json_str(fault, "summary", ""));
        subject = about;
    }
    putchar('\n');
}

static void print_wire(void)
{
    size_t count = 0;
    const struct wire_trouble *t = wire_troubles(&count);
    printf("--wire: what can be the matter with the way to a router\n");
    for (size_t i = 0; i < count; i++)
        printf(ROW, t[i].name, t[i].summary);
}

static void print_text(const json_t *topologies, bool all)
{
    const json_t *t;
    size_t i;
    json_array_foreach(topologies, i, t)
    {
        print_topology(t);
    }
    if (all)
        print_wire();
    printf("%s--fault takes one name, several (a,b), none, or random: for an exercise, a fault\n"
           "that --seed N draws. --ios takes the releases %s.\n",
           all ? "\n" : "", release_names());
}

int lab_list(const char *topology, bool json)
{
    struct err e = {0};
    if (topology && !topology_find(topology, &e))
        return cli_complain(&e, EXIT_USAGE);
    json_t *topologies = lab_topologies();
    for (size_t i = json_array_size(topologies); topology && i-- > 0;)
        if (strcmp(json_str(json_array_get(topologies, i), "name", ""), topology) != 0)
            json_array_remove(topologies, i);
    if (json) {
        cli_print_json(topologies);
    } else {
        print_text(topologies, !topology);
    }
    json_decref(topologies);
    return EXIT_PASS;
}
