/* SPDX-License-Identifier: ISC */
/* show running-config, show startup-config. */
#include "lab/shell/exec.h"

#include <string.h>

/* Lines that a release writes otherwise than they are kept. */
static const struct form {
    enum release since, until;
    const char *starts, *ends; /* words at the line's ends */
    const char *instead;       /* of those it starts with, or NULL */
    const char *tail;          /* blanks it leaves behind */
} forms[] = {
    {IOS_12_3, IOS_15, "encryption", "", "encr", ""},
    {IOS_12_3, IOS_15, "crypto isakmp key", "", NULL, "  "},
    {IOS_12_3, IOS_15, "crypto ipsec transform-set", "", NULL, " "},
    {IOS_12_3, IOS_15, "crypto map", "ipsec-isakmp", NULL, " "},
    {IOS_12_3, IOS_15, "set transform-set", "", NULL, " "},
    {IOS_11_3, IOS_12_2, "mpls ip", "", "tag-switching ip", ""},
};
enum { FORMS = sizeof forms / sizeof forms[0] };

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text);
    size_t m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static void print_line(enum release release, const char *text, int depth, struct buf *out)
{
    buf_printf(out, "%*s", depth, "");
    for (size_t i = 0; i < FORMS; i++) {
        const struct form *f = &forms[i];
        if (release < f->since || release > f->until || !tree_starts(text, f->starts) ||
            !ends_with(text, f->ends))
            continue;
        buf_printf(out, "%s%s%s\n", f->instead ? f->instead : f->starts, text + strlen(f->starts),
                   f->tail);
        return;
    }
    buf_printf(out, "%s\n", text);
}

/* What is not set is said, too; `rank` is its place among the lines of an interface. */
static const struct absent {
    enum release since;
    const char *kind; /* part of the interface's name */
    const char *setting, *other;
    const char *line;
    int rank;
} absents[] = {
    {IOS_11_3, "", "ip address", "ip unnumbered", "no ip address", 2},
    {IOS_15, "Ethernet", "duplex", "duplex", "duplex auto", 7},
    {IOS_15, "Ethernet", "speed", "speed", "speed auto", 8},
};
enum { ABSENTS = sizeof absents / sizeof absents[0] };

static bool has_setting(const struct tree *section, const struct absent *a)
{
    for (size_t i = 0; i < section->count; i++)
        if (tree_starts(section->kid[i]->text, a->setting) ||
            tree_starts(section->kid[i]->text, a->other))
            return true;
    return false;
}

static bool is_absent(enum release release, const struct tree *section, const struct absent *a)
{
    bool part = strchr(section->text, '.') != NULL && a->kind[0] != '\0';
    return release >= a->since && strstr(section->text, a->kind) && !part &&
           !has_setting(section, a);
}

static void print_section(enum release release, const struct tree *t, int depth, struct buf *out)
{
    bool interface = depth == 0 && tree_starts(t->text, "interface");
    size_t a = interface ? 0 : ABSENTS;
    print_line(release, t->text, depth, out);
    for (size_t i = 0; i <= t->count; i++) {
        for (; a < ABSENTS && (i == t->count || t->kid[i]->rank > absents[a].rank); a++)
            if (is_absent(release, t, &absents[a]))
                print_line(release, absents[a].line, depth + 1, out);
        if (i < t->count && t->kid[i]->closing)
            buf_printf(out, "%*s!\n", depth + 1, "");
        if (i < t->count)
            print_section(release, t->kid[i], depth + 1, out);
    }
    if (t->closing)
        print_line(release, t->closing, depth, out);
}

static void print_tree(enum release release, const struct tree *t, struct buf *out)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct tree *n = t->kid[i];
        const struct tree *before = i > 0 ? t->kid[i - 1] : NULL;
        if (!before || before->rank != n->rank || before->count > 0 || n->count > 0)
            buf_add_str(out, "!\n");
        print_section(release, n, 0, out);
    }
    buf_add_str(out, "!\nend\n");
}

static void print_change(const struct router *r, struct buf *out)
{
    if (r->changed[0])
        buf_printf(out, "!\n! Last configuration change at %s\n", r->changed);
    else
        buf_add_str(out, "!\n! No configuration change since last restart\n");
}

static void show_current(struct shell *s, const struct buf *text)
{
    shell_printf(s, "Building configuration...\n\n");
    if (s->r->release < IOS_12_2)
        shell_printf(s, "Current configuration:\n%s\n", buf_str(text));
    else
        shell_printf(s, "Current configuration : %zu bytes\n%s\n", text->len, buf_str(text));
}

void show_running(struct shell *s, const struct parsed *p)
{
    const struct tree *t = s->r->config.tree;
    const char *interface = parsed_parameter(p, 0);
    struct buf text = {0};
    if (interface && !conf_interface(s->r->conf, interface)) {
        shell_invalid(s, p->at[p->count - 1]);
        return;
    }
    if (!interface && s->r->release >= IOS_15)
        print_change(s->r, &text);
    if (!interface)
        print_tree(s->r->release, t, &text);
    for (size_t i = 0; interface && i < t->count; i++)
        if (tree_starts(t->kid[i]->text, "interface") &&
            tree_starts(t->kid[i]->text + strlen("interface "), interface)) {
            buf_add_str(&text, "!\n");
            print_section(s->r->release, t->kid[i], 0, &text);
            buf_add_str(&text, "end\n");
        }
    show_current(s, &text);
    buf_fini(&text);
}

void show_startup(struct shell *s, const struct parsed *p)
{
    (void)p;
    struct buf text = {0};
    unsigned room = s->r->release < IOS_15 ? 29688 : 245752;
    print_tree(s->r->release, s->r->startup, &text);
    shell_printf(s, "Using %zu out of %u bytes\n%s\n", text.len, room, buf_str(&text));
    buf_fini(&text);
}
