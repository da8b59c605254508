/* SPDX-License-Identifier: ISC */
/* show running-config, show startup-config. */
#include "lab/shell/exec.h"

#include <string.h>

/* IOS says what is not there, too. */
static void add_absent(const struct tree *section, struct buf *out)
{
    bool address = false;
    for (size_t i = 0; i < section->count; i++)
        address = address || tree_starts(section->kid[i]->text, "ip address") ||
                  tree_starts(section->kid[i]->text, "ip unnumbered");
    if (!address)
        buf_add_str(out, " no ip address\n");
}

static void print_tree(const struct tree *t, struct buf *out)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct tree *n = t->kid[i];
        const struct tree *before = i > 0 ? t->kid[i - 1] : NULL;
        if (!before || before->rank != n->rank || before->count > 0 || n->count > 0)
            buf_add_str(out, "!\n");
        tree_print_section(n, out);
        if (tree_starts(n->text, "interface"))
            add_absent(n, out);
    }
    buf_add_str(out, "!\nend\n");
}

static void show_section(struct shell *s, const char *interface)
{
    struct buf text = {0};
    const struct tree *t = s->r->config.tree;
    for (size_t i = 0; i < t->count; i++)
        if (tree_starts(t->kid[i]->text, "interface") &&
            tree_starts(t->kid[i]->text + strlen("interface "), interface)) {
            tree_print_section(t->kid[i], &text);
            add_absent(t->kid[i], &text);
        }
    buf_add_str(&text, "end\n");
    shell_printf(s, "Building configuration...\n\nCurrent configuration : %zu bytes\n!\n%s\n",
                 text.len, buf_str(&text));
    buf_fini(&text);
}

void show_running(struct shell *s, const struct parsed *p)
{
    const char *interface = parsed_parameter(p, 0);
    if (interface && !conf_interface(s->r->conf, interface)) {
        shell_invalid(s, p->at[p->count - 1]);
    } else if (interface) {
        show_section(s, interface);
    } else {
        struct buf text = {0};
        print_tree(s->r->config.tree, &text);
        shell_printf(s, "Building configuration...\n\nCurrent configuration : %zu bytes\n%s\n",
                     text.len, buf_str(&text));
        buf_fini(&text);
    }
}

void show_startup(struct shell *s, const struct parsed *p)
{
    (void)p;
    struct buf text = {0};
    print_tree(s->r->config.tree, &text);
    shell_printf(s, "Using %zu out of 29688 bytes\n%s\n", text.len, buf_str(&text));
    buf_fini(&text);
}
