/* SPDX-License-Identifier: ISC */
#include "lab/router/say.h"

#include <string.h>

static void add_ip(struct buf *out, uint32_t address)
{
    char text[IP_TEXT];
    buf_add_str(out, ip_text(address, text));
}

/* "192.168.1.0/255.255.255.0/0/0 (type=4)" */
static void add_proxy(struct buf *out, const struct network *n)
{
    if (!n)
        return;
    add_ip(out, n->address);
    buf_add_char(out, '/');
    add_ip(out, n->mask);
    buf_printf(out, "/0/0 (type=%d)", n->mask == UINT32_MAX ? 1 : 4);
}

static void add_words(struct buf *out, const char *text)
{
    buf_add_str(out, text ? text : "");
}

static bool is(const char *name, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(name, word, n) == 0;
}

static bool add_text_fact(struct buf *out, const struct facts *f, const char *name, size_t n)
{
    const struct {
        const char *name;
        const char *text;
    } words[] = {{"role", f->role},
                 {"state", f->state},
                 {"text", f->text},
                 {"reason", f->reason},
                 {"transform", f->transform}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is(name, n, words[i].name)) {
            add_words(out, words[i].text);
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

static void add_number_fact(struct buf *out, const struct facts *f, const char *name, size_t n)
{
    if (is(name, n, "conn"))
        buf_printf(out, "%u", f->conn);
    else if (is(name, n, "message"))
        buf_printf(out, "%d", (int)f->message); /* IOS prints it signed */
    else if (is(name, n, "spi"))
        buf_printf(out, "%u", f->spi);
    else if (is(name, n, "spi-hex"))
        buf_printf(out, "0x%X(%u)", f->spi, f->spi);
    else if (is(name, n, "n"))
        buf_printf(out, "%d", f->number);
    else if (is(name, n, "count"))
        buf_printf(out, "%d", f->count);
    else if (is(name, n, "protocol"))
        buf_printf(out, "%d", f->protocol);
    else if (is(name, n, "protocol-name"))
        buf_add_str(out, f->protocol == 2 ? "AH" : "ESP");
    else if (is(name, n, "life-s"))
        buf_printf(out, "%u", f->life_s);
    else if (is(name, n, "life-kb"))
        buf_printf(out, "%u", f->life_kb);
    else if (is(name, n, "flags"))
        buf_printf(out, "0x%X", f->flags);
    else if (is(name, n, "src-proxy"))
        add_proxy(out, f->source_proxy);
    else if (is(name, n, "dst-proxy"))
        add_proxy(out, f->dest_proxy);
    else if (is(name, n, "src-net") && f->source_proxy)
        add_ip(out, f->source_proxy->address);
    else if (is(name, n, "dst-net") && f->dest_proxy)
        add_ip(out, f->dest_proxy->address);
}

const struct voice *voice_of(enum release release)
{
    (void)release;
    return &voice_122;
}

/* NULL when the release says nothing here. */
static const struct wording *find(enum release release, enum saying what)
{
    const struct voice *v = voice_of(release);
    while (v && !v->wording[what].text)
        v = v->like;
    return v && *v->wording[what].text ? &v->wording[what] : NULL;
}

void say(struct router *r, enum saying what, const struct facts *f)
{
    const struct wording *w = find(r->release, what);
    if (!w || (w->category && !(r->debug & w->category)))
        return;
    struct buf text = {0};
    for (const char *p = w->text; *p; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end) {
            buf_add_char(&text, *p);
            continue;
        }
        size_t n = (size_t)(end - p) - 1;
        if (!add_text_fact(&text, f, p + 1, n) && !add_address_fact(&text, f, p + 1, n))
            add_number_fact(&text, f, p + 1, n);
        p = end;
    }
    if (w->category)
        router_debug(r, w->category, buf_str(&text));
    else
        router_syslog(r, "%s", buf_str(&text));
    buf_fini(&text);
}
