/* SPDX-License-Identifier: ISC */
#include "lab/wire/trouble.h"

#include "base/buf.h"

#include <string.h>

static const struct wire_trouble TROUBLES[] = {
    {"slow-banner", WIRE_SLOW_BANNER, "A banner full of prompt characters comes a line at a time"},
    {"long-prompt", WIRE_LONG_PROMPT, "The host name has 63 characters"},
    {"rename", WIRE_RENAME, "Somebody changes the host name in mid-session"},
    {"fake-prompt", WIRE_FAKE_PROMPT, "Replies hold text that looks like the prompt"},
    {"console-log", WIRE_CONSOLE_LOG, "Log lines break into replies"},
    {"escapes", WIRE_ESCAPES, "Replies hold escape sequences for terminals"},
    {"8bit", WIRE_8BIT, "Replies hold bytes that are neither ASCII nor UTF-8"},
    {"one-vty", WIRE_ONE_VTY, "There is one line; further logins are refused"},
    {"legacy", WIRE_LEGACY, "SSH algorithms of 2005: SHA-1, CBC, RSA 2048"},
    {"legacy-1024", WIRE_LEGACY_1024, "SSH algorithms of 2000: group 1, 3DES, RSA 1024"},
    {"wrong-hostkey", WIRE_WRONG_HOSTKEY, "The known_hosts file names another key than is shown"},
};

enum { COUNT = sizeof TROUBLES / sizeof TROUBLES[0] };

const struct wire_trouble *wire_troubles(size_t *count)
{
    *count = COUNT;
    return TROUBLES;
}

static int unknown(const char *name, size_t len, struct err *e)
{
    struct buf known = {0};
    for (size_t i = 0; i < COUNT; i++)
        buf_printf(&known, "%s%s", i > 0 ? ", " : "", TROUBLES[i].name);
    err_set(e, ERR_NOT_FOUND, NULL, 0, "no trouble of the wire is called \"%.*s\"; there are %s",
            (int)len, name, buf_str(&known));
    buf_fini(&known);
    return ERR_NOT_FOUND;
}

static unsigned find(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strlen(TROUBLES[i].name) == len && memcmp(TROUBLES[i].name, name, len) == 0)
            return TROUBLES[i].bit;
    return 0;
}

int wire_names_parse(const char *list, unsigned *names, struct err *e)
{
    for (const char *at = list;; at++) {
        size_t len = strcspn(at, ",");
        unsigned bit = find(at, len);
        if (!bit)
            return unknown(at, len, e);
        *names |= bit;
        at += len;
        if (!*at)
            return ERR_NONE;
    }
}
