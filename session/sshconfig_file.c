/* SPDX-License-Identifier: ISC */
/*
 * The lines of ssh_config: which of them apply, and which value they give to a keyword. The first
 * one said wins, as in OpenSSH; only IdentityFile collects.
 */
#include "session/sshconfig_private.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "session/sshtokens.h"
#include "session/sshwords.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FILE_LIMIT = 1024 * 1024, MAX_DEPTH = 16 };

/* Match. */

/* What a criterion of Match looks at, on the heap; NULL for one that is not understood. */
static char *match_value(const struct sshconfig *c, const char *criterion)
{
    if (strcasecmp(criterion, "host") == 0)
        return sshtokens_host(c->name, c->host ? c->host : c->name);
    if (strcasecmp(criterion, "originalhost") == 0)
        return mem_dup(c->name);
    if (strcasecmp(criterion, "user") == 0)
        return mem_dup(c->user ? c->user : sshtokens_user());
    if (strcasecmp(criterion, "localuser") == 0)
        return mem_dup(sshtokens_user());
    return NULL;
}

static void note_exec(struct sshreader *r)
{
    if (!r->c->note)
        r->c->note = mem_printf("%s:%d: Match exec is never run here: its lines do not apply",
                                r->file, r->line);
}

/* A criterion without a value. Returns false for one that has none. */
static bool match_word(struct sshreader *r, const char *criterion, bool *fits)
{
    *fits = strcasecmp(criterion, "all") == 0;
    if (strcasecmp(criterion, "final") == 0) {
        r->wants_final = true;
        *fits = r->final;
        return true;
    }
    return *fits || strcasecmp(criterion, "canonical") == 0;
}

static bool match_applies(struct sshreader *r, struct sshwords *w)
{
    sshwords_cut_at_equals(w);
    for (size_t i = 0; i < w->count; i++) {
        bool negative = *w->at[i] == '!';
        const char *criterion = w->at[i] + negative;
        bool fits = false;
        if (!match_word(r, criterion, &fits)) {
            char *value = match_value(r->c, criterion);
            if (strcasecmp(criterion, "exec") == 0)
                note_exec(r);
            if (!value || ++i >= w->count) {
                free(value);
                return false;
            }
            fits = sshwords_list_chooses(w->at[i], value, strcasestr(criterion, "host") != NULL);
            free(value);
        }
        if (fits == negative)
            return false;
    }
    return w->count > 0;
}

/* In the second reading Host looks at the name that the first one led to. */
static bool host_applies(const struct sshreader *r, const struct sshwords *w)
{
    const struct sshconfig *c = r->c;
    char *host = sshtokens_host(c->name, r->final && c->host ? c->host : c->name);
    bool applies = sshwords_choose(w->at, w->count, host);
    free(host);
    return applies;
}

/* Keywords. */

/* Where the value of a keyword goes, or NULL for a keyword that does not matter here. */
static char **place(struct sshreader *r, const char *keyword)
{
    struct sshconfig *c = r->c;
    const struct {
        const char *keyword;
        char **place;
    } places[] = {
        {"HostName", &c->host},
        {"User", &c->user},
        {"Port", &c->port},
        {"BindAddress", &c->bind_address},
        {"AddressFamily", &r->raw[RAW_FAMILY]},
        {"HostKeyAlias", &c->host_key_alias},
        {"StrictHostKeyChecking", &r->raw[RAW_STRICT]},
        {"ConnectTimeout", &r->raw[RAW_TIMEOUT]},
        {"ServerAliveInterval", &r->raw[RAW_ALIVE_INTERVAL]},
        {"ServerAliveCountMax", &r->raw[RAW_ALIVE_COUNT]},
        {"IdentitiesOnly", &r->raw[RAW_ONLY]},
        {"IdentityAgent", &c->identity_agent},
        {"PreferredAuthentications", &c->preferred},
        {"PubkeyAuthentication", &r->raw[RAW_PUBLIC_KEY]},
        {"KbdInteractiveAuthentication", &r->raw[RAW_CHALLENGE]},
        {"ChallengeResponseAuthentication", &r->raw[RAW_CHALLENGE]},
        {"PasswordAuthentication", &r->raw[RAW_PASSWORD]},
        {"RequiredRSASize", &r->raw[RAW_RSA_BITS]},
        {"ProxyJump", &c->proxy_jump},
        {"ProxyCommand", &c->proxy_command},
        {"KexAlgorithms", &c->lists[ALGORITHM_KEX]},
        {"HostKeyAlgorithms", &c->lists[ALGORITHM_HOST_KEY]},
        {"PubkeyAcceptedAlgorithms", &c->lists[ALGORITHM_PUBLIC_KEY]},
        {"PubkeyAcceptedKeyTypes", &c->lists[ALGORITHM_PUBLIC_KEY]},
        {"Ciphers", &c->lists[ALGORITHM_CIPHER]},
        {"MACs", &c->lists[ALGORITHM_MAC]},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strcasecmp(places[i].keyword, keyword) == 0)
            return places[i].place;
    return NULL;
}

/* Keywords whose values are files. Returns false for another keyword. */
static bool take_files(struct sshconfig *c, const struct sshwords *w)
{
    if (strcasecmp(w->keyword, "IdentityFile") == 0) {
        for (size_t i = 0; i < c->identities.count; i++)
            if (strcmp(c->identities.at[i], w->at[0]) == 0)
                return true;
        sshconfig_files_add(&c->identities, w->at[0]);
        return true;
    }
    bool user = strcasecmp(w->keyword, "UserKnownHostsFile") == 0;
    if (!user && strcasecmp(w->keyword, "GlobalKnownHostsFile") != 0)
        return false;
    struct sshconfig_files *f = user ? &c->known_hosts : &c->global_known_hosts;
    for (size_t i = 0, said = f->count; said == 0 && i < w->count; i++)
        sshconfig_files_add(f, w->at[i]);
    return true;
}

static int take_keyword(struct sshreader *r, const struct sshwords *w)
{
    struct sshconfig *c = r->c;
    char **to = place(r, w->keyword);
    if (w->count == 0)
        return err_set(r->e, ERR_FORMAT, r->file, r->line, "%s needs a value", w->keyword);
    if (take_files(c, w) || !to || *to)
        return ERR_NONE;
    /* Of the two ways to go through another host the first one said counts. */
    bool way = to == &c->proxy_jump || to == &c->proxy_command;
    if (way && (c->proxy_command || (c->proxy_jump && strcasecmp(c->proxy_jump, "none") != 0)))
        return ERR_NONE;
    *to = mem_dup(way ? w->rest : w->at[0]);
    return ERR_NONE;
}

static int include(struct sshreader *r, const char *pattern)
{
    char *path = sshtokens_expand(r->c, pattern);
    if (*path != '/') {
        bool system = text_starts(r->file, "/etc/");
        char *dir = system ? mem_dup("/etc/ssh") : file_join(sshtokens_home(), ".ssh");
        char *whole = file_join(dir, path);
        free(path);
        free(dir);
        path = whole;
    }
    glob_t found = {0};
    int code = ERR_NONE;
    if (r->depth >= MAX_DEPTH)
        code = err_set(r->e, ERR_FORMAT, r->file, r->line, "Include goes deeper than %d files",
                       MAX_DEPTH);
    else if (glob(path, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && code == ERR_NONE; i++)
            code = sshconfig_read_file(r, found.gl_pathv[i], true);
    globfree(&found);
    free(path);
    return code;
}

static int take_words(struct sshreader *r, struct sshwords *w, bool outer, bool *active)
{
    int code = ERR_NONE;
    if (strcasecmp(w->keyword, "Host") == 0)
        *active = outer && host_applies(r, w);
    else if (strcasecmp(w->keyword, "Match") == 0)
        *active = outer && match_applies(r, w);
    else if (*active && strcasecmp(w->keyword, "Include") == 0)
        for (size_t i = 0; i < w->count && code == ERR_NONE; i++)
            code = include(r, w->at[i]);
    else if (*active && *w->keyword)
        code = take_keyword(r, w);
    return code;
}

static int take_line(struct sshreader *r, const char *text, bool outer, bool *active)
{
    struct sshwords w;
    int code = ERR_NONE;
    if (sshwords_cut(&w, text))
        code = take_words(r, &w, outer, active);
    else if (strcasecmp(w.keyword, "ProxyCommand") == 0)
        code = *active ? take_keyword(r, &w) : ERR_NONE; /* a shell's quotes */
    else
        code = err_set(r->e, ERR_FORMAT, r->file, r->line, "a quote is left open");
    sshwords_fini(&w);
    return code;
}

int sshconfig_read_file(struct sshreader *r, const char *path, bool active)
{
    struct buf text = {0};
    struct sshreader outer = *r;
    int code = file_read_regular(path, FILE_LIMIT, &text, r->e);
    bool whole = active;
    r->file = path;
    r->line = 0;
    r->depth++;
    char *rest = text.data;
    while (code == ERR_NONE && rest && *rest) {
        char *line = strsep(&rest, "\n");
        r->line++;
        code = take_line(r, line, whole, &active);
    }
    r->file = outer.file;
    r->line = outer.line;
    r->depth = outer.depth;
    buf_fini(&text);
    return code;
}
