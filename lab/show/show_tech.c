/* SPDX-License-Identifier: ISC */
/* show tech-support: what a support engineer asks for first, without passwords and keys. */
#include "lab/shell/exec_net.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const GENERAL[] = {
    "show version",       "show running-config", "show interfaces",
    "show ip interface",  "show ip route",       "show processes memory",
    "show processes cpu", "show buffers",        "show logging"};
static const char *const IPSEC[] = {"show version",
                                    "show running-config",
                                    "show crypto isakmp policy",
                                    "show crypto isakmp sa",
                                    "show crypto ipsec sa",
                                    "show crypto map",
                                    "show crypto engine configuration",
                                    "show crypto engine connections active",
                                    "show crypto engine accelerator statistic",
                                    "show access-lists"};

/* Where a secret begins in a line of the configuration, and how long it is; NULL: no secret. */
static const char *secret_in(const char *line, size_t *len)
{
    static const struct {
        const char *begin, *before; /* the secret stands behind the last of these words */
    } kinds[] = {{"enable ", "secret "},
                 {"enable ", "password "},
                 {"username ", "password "},
                 {"username ", "secret "},
                 {"crypto isakmp key ", "key "},
                 {"  pre-shared-key ", "key "},
                 {" key ", "key "},
                 {"snmp-server community ", "community "}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *at = strncmp(line, kinds[i].begin, strlen(kinds[i].begin)) == 0
                             ? strstr(line, kinds[i].before)
                             : NULL;
        if (!at)
            continue;
        at += strlen(kinds[i].before);
        /* "0 secret", "5 $1$...": the kind of encryption stays. */
        if (at[0] >= '0' && at[0] <= '9' && at[1] == ' ')
            at += 2;
        *len = strcspn(at, " \r\n");
        return at;
    }
    return NULL;
}

/* Take secrets out of what was printed from `from` on. */
static void redact(struct buf *out, size_t from)
{
    char *text = mem_ndup(out->data + from, out->len - from);
    out->len = from;
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");
        size_t hidden = 0;
        const char *secret = secret_in(line, &hidden);
        n += line[n] == '\n';
        if (secret && secret < line + n) {
            buf_add(out, line, (size_t)(secret - line));
            buf_add_str(out, "<removed>");
            buf_add(out, secret + hidden, (size_t)(line + n - secret) - hidden);
        } else {
            buf_add(out, line, n);
        }
        line += n;
    }
    free(text);
}

void show_tech(struct shell *s, const struct parsed *p)
{
    bool ipsec = parsed_after(p, "ipsec") != NULL;
    const char *const *list = ipsec ? IPSEC : GENERAL;
    size_t count = ipsec ? sizeof IPSEC / sizeof IPSEC[0] : sizeof GENERAL / sizeof GENERAL[0];
    for (size_t i = 0; i < count; i++) {
        shell_printf(s, "\n------------------ %s ------------------\n\n", list[i]);
        size_t from = s->reply.len;
        exec_line(s, list[i]);
        redact(&s->reply, from);
    }
}
