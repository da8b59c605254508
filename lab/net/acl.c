/* SPDX-License-Identifier: ISC */
#include "lab/net/acl.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool end_fits(const struct entry_end *e, uint32_t address, uint16_t port)
{
    bool listed = port >= e->low && port <= e->high;
    return (e->any || ((address ^ e->address) & ~e->wildcard) == 0) && listed != e->other;
}

struct entry *acl_find(const struct access_list *l, const struct flow *f)
{
    for (size_t i = 0; l && i < l->count; i++) {
        struct entry *e = &l->entry[i];
        if (!e->remark && (e->protocol == 0 || e->protocol == f->protocol) &&
            (e->icmp == ICMP_ANY || e->icmp == f->icmp) &&
            end_fits(&e->source, f->source, f->source_port) &&
            end_fits(&e->dest, f->dest, f->dest_port))
            return e;
    }
    return NULL;
}

struct flow flow_reversed(const struct flow *f)
{
    return (struct flow){.source = f->dest,
                         .dest = f->source,
                         .protocol = f->protocol,
                         .source_port = f->dest_port,
                         .dest_port = f->source_port};
}

struct network entry_network(const struct entry_end *e)
{
    if (e->any)
        return (struct network){0, 0};
    return (struct network){e->address & ~e->wildcard, ~e->wildcard};
}

/* Reading entries: one word after the other. */
struct reader {
    struct parsed words; /* only word and count are used */
    size_t at;
};

static const char *peek(const struct reader *r)
{
    return r->at < r->words.count ? r->words.word[r->at] : "";
}

static const char *take(struct reader *r)
{
    const char *w = peek(r);
    r->at += r->at < r->words.count;
    return w;
}

static bool take_if(struct reader *r, const char *word)
{
    bool here = strcmp(peek(r), word) == 0;
    r->at += here;
    return here;
}

static uint16_t port_number(const char *name)
{
    static const struct {
        const char *name;
        uint16_t port;
    } known[] = {{"isakmp", 500}, {"non500-isakmp", 4500},
                 {"telnet", 23},  {"www", 80},
                 {"domain", 53},  {"bgp", 179},
                 {"ftp", 21},     {"smtp", 25},
                 {"snmp", 161},   {"tftp", 69},
                 {"syslog", 514}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].port;
    return (uint16_t)strtoul(name, NULL, 10);
}

static void read_ports(struct reader *r, struct entry_end *e)
{
    e->low = 0;
    e->high = UINT16_MAX;
    e->other = take_if(r, "neq");
    if (e->other || take_if(r, "eq")) {
        e->low = e->high = port_number(take(r));
    } else if (take_if(r, "gt")) {
        e->low = (uint16_t)(port_number(take(r)) + 1);
    } else if (take_if(r, "lt")) {
        e->high = (uint16_t)(port_number(take(r)) - 1);
    } else if (take_if(r, "range")) {
        e->low = port_number(take(r));
        e->high = port_number(take(r));
    }
}

static bool read_end(struct reader *r, struct entry_end *e, bool standard)
{
    unsigned value = 0;
    if (take_if(r, "any")) {
        e->any = true;
    } else {
        e->host = take_if(r, "host");
        if (!grammar_ip(take(r), &value))
            return false;
        e->address = value;
        if (!e->host && grammar_ip(peek(r), &value)) {
            e->wildcard = value;
            take(r);
        } else if (!e->host) {
            e->host = standard;
        }
    }
    read_ports(r, e);
    return true;
}

static int protocol_number(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } known[] = {{"ip", 0},   {"icmp", 1}, {"tcp", 6}, {"udp", 17},
                 {"gre", 47}, {"esp", 50}, {"ahp", 51}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].number;
    return (int)strtol(name, NULL, 10);
}

/* What may stand behind the addresses. */
static void read_tail(struct reader *r, struct entry *out)
{
    while (r->at < r->words.count) {
        const char *word = take(r);
        if (strcmp(word, "echo") == 0)
            out->icmp = ICMP_ECHO;
        else if (strcmp(word, "echo-reply") == 0)
            out->icmp = ICMP_ECHO_REPLY;
        else if (strcmp(word, "unreachable") == 0)
            out->icmp = ICMP_UNREACHABLE;
        else if (strcmp(word, "log") == 0)
            out->log = true;
    }
}

static bool read_entry(struct reader *r, struct entry *out)
{
    out->icmp = ICMP_ANY;
    out->remark = take_if(r, "remark");
    if (out->remark)
        return true;
    out->permit = take_if(r, "permit");
    if (!out->permit && !take_if(r, "deny"))
        return false;
    unsigned ignored;
    bool standard = grammar_ip(peek(r), &ignored) || strcmp(peek(r), "any") == 0 ||
                    strcmp(peek(r), "host") == 0;
    if (!standard)
        out->protocol = protocol_number(take(r));
    if (!read_end(r, &out->source, standard))
        return false;
    out->dest = (struct entry_end){.any = true, .high = UINT16_MAX};
    out->dest.any = standard;
    bool ok = standard || read_end(r, &out->dest, false);
    read_tail(r, out);
    return ok;
}

bool entry_parse(const char *text, struct entry *out)
{
    struct reader *r = mem_alloc(sizeof *r);
    *out = (struct entry){0};
    for (const char *p = text; *p && r->words.count < GRAMMAR_MAX_WORDS;) {
        size_t n = strcspn(p, " ");
        if (n < GRAMMAR_NAME_MAX)
            memcpy(r->words.word[r->words.count++], p, n);
        p += n;
        p += strspn(p, " ");
    }
    bool ok = read_entry(r, out);
    free(r);
    if (ok)
        out->text = mem_dup(text);
    return ok;
}
