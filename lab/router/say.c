/* SPDX-License-Identifier: ISC */
#include "lab/router/say.h"

#include <stdlib.h>
#include <string.h>

static void add_ip(struct buf *out, uint32_t address)
{
    char text[IP_TEXT];
    buf_add_str(out, ip_text(address, text));
}

/* "192.168.1.0/255.255.255.0" */
static void add_network(struct buf *out, const struct network *n)
{
    if (!n)
        return;
    add_ip(out, n->address);
    buf_add_char(out, '/');
    add_ip(out, n->mask);
}

static unsigned port_of(const struct facts *f, const struct network *n)
{
    return n == f->here ? f->here_port : n == f->there ? f->there_port : 0;
}

/* "192.168.1.0/255.255.255.0/0/0 (type=4)"; `bare`: a host without its mask, as it was heard. */
static void add_proxy(struct buf *out, const struct facts *f, const struct network *n, bool bare)
{
    if (!n)
        return;
    bool host = n->mask == UINT32_MAX;
    add_network(out, &(struct network){n->address, host && bare ? 0 : n->mask});
    buf_printf(out, "/%d/%u (type=%d)", f->ip_protocol, port_of(f, n), host ? 1 : 4);
}

/* "192.168.1.0/255.255.255.0/256/0": 256 is any protocol. */
static void add_selector(struct buf *out, const struct facts *f, const struct network *n)
{
    add_network(out, n);
    if (n)
        buf_printf(out, "/%d/%u", f->ip_protocol ? f->ip_protocol : 256, port_of(f, n));
}

static bool is(const char *name, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(name, word, n) == 0;
}

/* As this voice puts it. */
static const char *phrase(const struct voice *v, const char *text)
{
    for (; text && v; v = v->like)
        for (const struct phrase *p = v->phrases; p && p->usual; p++)
            if (strcmp(p->usual, text) == 0)
                return p->here;
    return text ? text : "";
}

static bool add_text_fact(struct buf *out, const struct voice *v, const struct facts *f,
                          const char *name, size_t n)
{
    const struct {
        const char *name;
        const char *text;
    } words[] = {{"role", f->role},     {"state", f->state},         {"text", f->text},
                 {"reason", f->reason}, {"transform", f->transform}, {"old", f->old_state},
                 {"new", f->new_state}, {"interface", f->interface}, {"mode", f->mode},
                 {"vrf", f->vrf}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is(name, n, words[i].name)) {
            buf_add_str(out, phrase(v, words[i].text));
            return true;
        }
    return false;
}

static bool add_address_fact(struct buf *out, const struct facts *f, const char *name, size_t n)
{
    const struct {
        const char *name;
        uint32_t address;
    } addresses[] = {{"peer", f->peer}, {"local", f->local}, {"src", f->source}, {"dst", f->dest}};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        if (is(name, n, addresses[i].name)) {
            add_ip(out, addresses[i].address);
            return true;
        }
    return false;
}

static bool add_network_fact(struct buf *out, const struct facts *f, const char *name, size_t n)
{
    const struct {
        const char *name;
        const struct network *net;
    } ends[] = {{"src-", f->source_proxy},
                {"dst-", f->dest_proxy},
                {"local-", f->here},
                {"remote-", f->there}};
    size_t i = 0;
    while (i < 4 && strncmp(name, ends[i].name, strlen(ends[i].name)) != 0)
        i++;
    if (i == 4)
        return false;
    const struct network *net = ends[i].net;
    name += strlen(ends[i].name);
    n -= strlen(ends[i].name);
    if (is(name, n, "proxy"))
        add_proxy(out, f, net, false);
    else if (is(name, n, "heard"))
        add_proxy(out, f, net, f->as_heard);
    else if (is(name, n, "selector"))
        add_selector(out, f, net);
    else if (is(name, n, "netmask"))
        add_network(out, net);
    else if (is(name, n, "net") && net)
        add_ip(out, net->address);
    return true;
}

/* The bits of a key where the cipher does not say them by itself. */
static unsigned key_size(const struct facts *f)
{
    const char *aes = f->transform ? strstr(f->transform, "esp-aes") : NULL;
    unsigned long bits = aes ? strtoul(aes + strlen("esp-aes"), NULL, 10) : 0;
    return !aes ? 0 : bits ? (unsigned)bits : 128;
}

/* What the router's memory would be called: the same for the same SA, nothing one could use. */
static unsigned structure(const struct facts *f, unsigned salt)
{
    return ((f->peer ^ salt) * 2654435761U >> 8 & 0xfffff8) + salt;
}

enum number { NUMBER, NUMBER_SIGNED, NUMBER_HEX, NUMBER_ADDRESS };

static void add_number(struct buf *out, enum number kind, unsigned value)
{
    if (kind == NUMBER_SIGNED)
        buf_printf(out, "%d", (int)value);
    else if (kind == NUMBER_HEX)
        buf_printf(out, "0x%X", value);
    else if (kind == NUMBER_ADDRESS)
        buf_printf(out, "80007F93%08X", value);
    else
        buf_printf(out, "%u", value);
}

static void add_number_fact(struct buf *out, const struct facts *f, const char *name, size_t n)
{
    const struct {
        const char *name;
        enum number kind;
        unsigned value;
    } numbers[] = {{"conn", NUMBER, f->conn},
                   {"ike", NUMBER, f->keyed ? f->conn : 0},
                   {"message", NUMBER_SIGNED, f->message}, /* until 12.4 */
                   {"node", NUMBER, f->message},
                   {"spi", NUMBER, f->spi},
                   {"hex-spi", NUMBER_HEX, f->spi},
                   {"n", NUMBER_SIGNED, (unsigned)f->number},
                   {"count", NUMBER_SIGNED, (unsigned)f->count},
                   {"protocol", NUMBER_SIGNED, (unsigned)f->protocol},
                   {"life-s", NUMBER, f->life_s},
                   {"life-kb", NUMBER, f->life_kb},
                   {"flags", NUMBER_HEX, f->flags},
                   {"key-size", NUMBER, key_size(f)},
                   {"peer-struct", NUMBER_ADDRESS, structure(f, 0x51A00000)},
                   {"sa-struct", NUMBER_ADDRESS, structure(f, 0x39980000)}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (is(name, n, numbers[i].name)) {
            add_number(out, numbers[i].kind, numbers[i].value);
            return;
        }
    if (is(name, n, "spi-hex"))
        buf_printf(out, "0x%X(%u)", f->spi, f->spi);
    else if (is(name, n, "protocol-name"))
        buf_add_str(out, f->protocol == 2 ? "AH" : "ESP");
}

const struct voice *voice_of(enum release release)
{
    static const struct voice *const voices[RELEASES] = {
        [IOS_11_3] = &voice_113, [IOS_12_0] = &voice_120, [IOS_12_2] = &voice_122,
        [IOS_12_3] = &voice_123, [IOS_15] = &voice_15,
    };
    return voices[release];
}

static void rewrite(const struct phrase *phrases, struct buf *text)
{
    struct buf out = {0};
    for (const char *p = buf_str(text); phrases && *p;) {
        const struct phrase *f = phrases;
        while (f->usual && strncmp(p, f->usual, strlen(f->usual)) != 0)
            f++;
        if (f->usual)
            buf_add_str(&out, f->here);
        else
            buf_add_char(&out, *p);
        p += f->usual ? strlen(f->usual) : 1;
    }
    if (phrases) {
        buf_fini(text);
        *text = out;
    }
}

/* The wording of a voice, and its text as the voice puts it. NULL when nobody words it. */
static const struct wording *word(const struct voice *v, enum saying what, struct buf *text)
{
    const struct wording *w = &v->wording[what];
    if (w->text) {
        buf_add_str(text, w->text);
        return w;
    }
    w = v->like ? word(v->like, what, text) : NULL;
    if (w)
        rewrite(v->rewrites, text);
    return w;
}

static void put(struct router *r, const struct wording *w, struct buf *text)
{
    if (w->category)
        router_debug(r, w->category, buf_str(text));
    else
        router_syslog(r, "%s", buf_str(text));
    buf_clear(text);
}

static void add_fact(struct buf *out, const struct voice *v, const struct facts *f,
                     const char *name, size_t n)
{
    static const char wide[] = "-wide"; /* a field of 15, which any address fits in */
    size_t w = strlen(wide);
    size_t before = out->len;
    bool padded = n > w && memcmp(name + n - w, wide, w) == 0;
    n -= padded ? w : 0;
    if (!add_text_fact(out, v, f, name, n) && !add_address_fact(out, f, name, n) &&
        !add_network_fact(out, f, name, n))
        add_number_fact(out, f, name, n);
    while (padded && out->len < before + IP_TEXT - 1)
        buf_add_char(out, ' ');
}

/* A condition on the peer hides what is known to be about others. */
static bool fits_condition(const struct router *r, unsigned category, const struct facts *f)
{
    if (!(category & (DEBUG_ISAKMP | DEBUG_IPSEC | DEBUG_ENGINE)) || r->debug_peer_count == 0 ||
        !f || !f->peer)
        return true;
    for (size_t i = 0; i < r->debug_peer_count; i++)
        if (r->debug_peers[i] == f->peer)
            return true;
    return false;
}

static bool is_heard(const struct router *r, enum saying what, const struct facts *f)
{
    const struct voice *v = voice_of(r->release);
    while (v && !v->wording[what].text)
        v = v->like;
    unsigned category = v ? v->wording[what].category : 0;
    return v && *v->wording[what].text && (!category || r->debug & category) &&
           fits_condition(r, category, f);
}

void say(struct router *r, enum saying what, const struct facts *f)
{
    const struct voice *v = voice_of(r->release);
    struct buf words = {0};
    struct buf text = {0};
    if (!is_heard(r, what, f))
        return;
    const struct wording *w = word(v, what, &words);
    for (const char *p = buf_str(&words); *p; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (*p == '\f') {
            put(r, w, &text);
        } else if (p[0] == '{' && p[1] == '{') {
            buf_add_char(&text, *p++);
        } else if (end) {
            add_fact(&text, v, f, p + 1, (size_t)(end - p) - 1);
            p = end;
        } else {
            buf_add_char(&text, *p);
        }
    }
    put(r, w, &text);
    buf_fini(&text);
    buf_fini(&words);
}
