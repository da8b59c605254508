/* SPDX-License-Identifier: ISC */
/* show crypto ipsec transform-set, a proposal for each protocol of a set. */
#include "lab/show/show_ipsec.h"

#include "lab/shell/exec.h"

#include <string.h>

static void show_part(struct shell *s, const char *part, bool transport)
{
    char shown[CONF_NAME];
    transform_shown(part, shown);
    shell_printf(s, "{ %s  }\n", shown);
    if (s->r->release < IOS_12_2)
        shell_printf(s, "   supported settings = { Tunnel,  },\n"
                        "   default settings = { Tunnel,  },\n");
    shell_printf(s, "   will negotiate = { %s,  },\n", transport ? "Transport" : "Tunnel");
}

static void show_set(struct shell *s, const struct transform_set *t)
{
    char part[CONF_NAME];
    shell_printf(s, "Transform %s %s: ", s->r->release < IOS_12_2 ? "proposal" : "set", t->name);
    for (int protocol = IPSEC_AH, parts = 0; protocol <= IPSEC_ESP; protocol++) {
        if (!set_part(t, protocol, part))
            continue;
        shell_printf(s, parts++ > 0 ? "   " : "");
        show_part(s, part, t->transport);
    }
    shell_printf(s, "\n");
}

/* What 15 has for profiles that name no set. */
static const struct transform_set built_in = {
    .name = "default", .transform = {"esp-aes", "esp-sha-hmac"}, .count = 2, .transport = true};

void show_transform_default(struct shell *s, const struct parsed *p)
{
    (void)p;
    show_set(s, &built_in);
}

void show_transform(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *tag = parsed_after(p, "tag");
    if (s->r->release >= IOS_15 && !tag)
        show_set(s, &built_in);
    for (size_t i = 0; i < c->sets; i++)
        if (!tag || strcmp(tag, c->set[i].name) == 0)
            show_set(s, &c->set[i]);
}
