/* SPDX-License-Identifier: ISC */
#include "session/route.h"

#include "base/mem.h"
#include "base/text.h"
#include "session/sshwords.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HOPS = 8 };

/* Is the rest "%h %p" behind a program that only carries bytes? */
static bool is_netcat(char *const *word, size_t count)
{
    bool program = count > 0 && (strcmp(word[0], "nc") == 0 || strcmp(word[0], "netcat") == 0);
    return program && count == 3 && strcmp(word[1], "%h") == 0 && strcmp(word[2], "%p") == 0;
}

/* The options of an ssh that leads through a host. Returns the index of the host, 0 for others. */
static size_t take_options(const struct sshwords *w, const char **user, const char **port,
                           bool *forwards)
{
    size_t i = 0;
    for (; i < w->count && *w->at[i] == '-'; i++) {
        const char *option = w->at[i];
        if (strspn(option + 1, "qxTaA46") == strlen(option + 1))
            continue;
        const char *value = i + 1 < w->count ? w->at[i + 1] : "";
        if (strcmp(option, "-W") == 0 &&
            (strcmp(value, "%h:%p") == 0 || strcmp(value, "[%h]:%p") == 0))
            *forwards = true;
        else if (strcmp(option, "-l") == 0)
            *user = value;
        else if (strcmp(option, "-p") == 0)
            *port = value;
        else
            return w->count;
        i++;
    }
    return i;
}

/*
 * The ProxyJump that says the same as a ProxyCommand of the form "ssh -W %h:%p HOST" or "ssh HOST
 * nc %h %p", on the heap; NULL for any other command. None is ever run.
 */
static char *jump_of_command(const char *command)
{
    struct sshwords w;
    const char *user = NULL, *port = NULL;
    bool forwards = false;
    char *jump = NULL;
    bool closed = sshwords_cut(&w, command);
    const char *slash = strrchr(w.keyword, '/');
    if (closed && strcmp(slash ? slash + 1 : w.keyword, "ssh") == 0) {
        size_t host = take_options(&w, &user, &port, &forwards);
        size_t left = host < w.count ? w.count - host - 1 : 0;
        bool carries = forwards ? left == 0 : left > 0 && is_netcat(w.at + host + 1, left);
        bool six = host < w.count && strchr(w.at[host], ':') && *w.at[host] != '[';
        if (host < w.count && carries)
            jump = mem_printf("%s%s%s%s%s%s%s", user ? user : "", user ? "@" : "", six ? "[" : "",
                              w.at[host], six ? "]" : "", port ? ":" : "", port ? port : "");
    }
    sshwords_fini(&w);
    return jump;
}

/* The jump hosts that a target's own settings name, on the heap; NULL in *jump for none. */
static int own_jump(const struct sshconfig *c, char **jump, struct err *e)
{
    *jump = mem_dup(c->proxy_jump);
    if (*jump || !c->proxy_command)
        return ERR_NONE;
    *jump = jump_of_command(c->proxy_command);
    if (*jump)
        return ERR_NONE;
    return err_set(e, ERR_FORMAT, c->name, 0,
                   "ssh_config: the ProxyCommand \"%s\" is never run here; name the hosts on the "
                   "way with ProxyJump",
                   c->proxy_command);
}

/* Add a target behind its jump hosts: those of `via` (a,b,c) or else of its own settings. */
static int add(struct route *r, const char *target, const char *via, const char *file, int depth,
               struct err *e)
{
    static const char scheme[] = "ssh://";
    struct sshconfig c;
    if (text_starts(target, scheme))
        target += strlen(scheme);
    int code = sshconfig_read(&c, target, file, e);
    if (code != ERR_NONE)
        return code;
    char *jump = mem_dup(via);
    if (!via)
        code = own_jump(&c, &jump, e);
    if (jump && depth == MAX_HOPS)
        code = err_set(e, ERR_FORMAT, c.name, 0,
                       "ssh_config: ProxyJump %s goes in a circle or over more than %d hosts", jump,
                       MAX_HOPS);
    else if (jump) {
        const char *comma = strrchr(jump, ',');
        char *before = comma ? mem_ndup(jump, (size_t)(comma - jump)) : NULL;
        const char *last = comma ? comma + 1 : jump;
        code = add(r, last + strspn(last, " "), before, file, depth + 1, e);
        free(before);
    }
    free(jump);
    if (code != ERR_NONE) {
        sshconfig_fini(&c);
        return code;
    }
    r->hops = mem_grow(r->hops, r->count, &r->capacity, sizeof *r->hops);
    r->hops[r->count++] = c;
    return ERR_NONE;
}

int route_read(struct route *r, const char *target, const char *file, const char *known_hosts,
               struct err *e)
{
    *r = (struct route){0};
    int code = add(r, target, NULL, file, 0, e);
    if (code != ERR_NONE)
        route_fini(r);
    for (size_t i = 0; known_hosts && i < r->count; i++) {
        sshconfig_files_clear(&r->hops[i].known_hosts);
        sshconfig_files_clear(&r->hops[i].global_known_hosts);
        sshconfig_files_add(&r->hops[i].known_hosts, known_hosts);
    }
    return code;
}

void route_fini(struct route *r)
{
    for (size_t i = 0; i < r->count; i++)
        sshconfig_fini(&r->hops[i]);
    free(r->hops);
    *r = (struct route){0};
}

const struct sshconfig *route_target(const struct route *r)
{
    return r->count > 0 ? &r->hops[r->count - 1] : NULL;
}
