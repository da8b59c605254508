/* SPDX-License-Identifier: ISC */
/*
 * The first value said for a keyword wins, as in OpenSSH; only IdentityFile collects. With a
 * `Match final` anywhere everything is read once more, and then those blocks apply, too.
 */
#include "session/sshconfig.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "session/sshtokens.h"
#include "session/sshwords.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { FILE_LIMIT = 1024 * 1024, MAX_DEPTH = 16, ALIVE_COUNT = 3 };

/* Values that are made into something else at the end. */
enum raw {
    RAW_STRICT,
    RAW_TIMEOUT,
    RAW_ALIVE_INTERVAL,
    RAW_ALIVE_COUNT,
    RAW_ONLY,
    RAW_FAMILY,
    RAW_RSA_BITS,
    RAW_PUBLIC_KEY,
    RAW_CHALLENGE,
    RAW_PASSWORD,
    RAWS
};

struct reader {
    struct sshconfig *c;
    char *raw[RAWS];
    const char *file;
    int line;
    int depth;
    bool final; /* the second reading */
    bool wants_final;
    struct err *e;
};

static int read_file(struct reader *r, const char *path, bool active);

void sshconfig_files_add(struct sshconfig_files *f, const char *path)
{
    f->at = mem_grow(f->at, f->count, &f->capacity, sizeof *f->at);
    f->at[f->count++] = mem_dup(path);
}

void sshconfig_files_clear(struct sshconfig_files *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->at[i]);
    free(f->at);
    *f = (struct sshconfig_files){0};
}

static void replace(char **place, char *value)
{
    free(*place);
    *place = value;
}

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

static void note_exec(struct reader *r)
{
    if (!r->c->note)
        r->c->note = mem_printf("%s:%d: Match exec is never run here: its lines do not apply",
                                r->file, r->line);
}

/* A criterion without a value. Returns false for one that has none. */
static bool match_word(struct reader *r, const char *criterion, bool *fits)
{
    *fits = strcasecmp(criterion, "all") == 0;
    if (strcasecmp(criterion, "final") == 0) {
        r->wants_final = true;
        *fits = r->final;
        return true;
    }
    return *fits || strcasecmp(criterion, "canonical") == 0;
}

static bool match_applies(struct reader *r, struct sshwords *w)
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
static bool host_applies(const struct reader *r, const struct sshwords *w)
{
    const struct sshconfig *c = r->c;
    char *host = sshtokens_host(c->name, r->final && c->host ? c->host : c->name);
    bool applies = sshwords_choose(w->at, w->count, host);
    free(host);
    return applies;
}

/* Keywords. */

/* Where the value of a keyword goes, or NULL for a keyword that does not matter here. */
static char **place(struct reader *r, const char *keyword)
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

static int take_keyword(struct reader *r, const struct sshwords *w)
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

static int include(struct reader *r, const char *pattern)
{
    char *path = sshtokens_expand(r->c, pattern);
    if (*path != '/') {
        bool system = text_starts(r->file, "/etc/");
        char *dir = system ? mem_dup("/etc/ssh") : file_join(sshtokens_home(), ".ssh");
        replace(&path, file_join(dir, path));
        free(dir);
    }
    glob_t found = {0};
    int code = ERR_NONE;
    if (r->depth >= MAX_DEPTH)
        code = err_set(r->e, ERR_FORMAT, r->file, r->line, "Include goes deeper than %d files",
                       MAX_DEPTH);
    else if (glob(path, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && code == ERR_NONE; i++)
            code = read_file(r, found.gl_pathv[i], true);
    globfree(&found);
    free(path);
    return code;
}

static int take_words(struct reader *r, struct sshwords *w, bool outer, bool *active)
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

static int take_line(struct reader *r, const char *text, bool outer, bool *active)
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

static int read_file(struct reader *r, const char *path, bool active)
{
    struct buf text = {0};
    struct reader outer = *r;
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

/* The target. */

/* [user@]host[:port]; an address of IPv6 with a port stands in brackets. */
static int take_target(struct sshconfig *c, const char *target, struct err *e)
{
    const char *at = strrchr(target, '@');
    const char *host = at ? at + 1 : target;
    if (at)
        c->user = mem_ndup(target, (size_t)(at - target));
    const char *end = *host == '[' ? strchr(host, ']') : NULL;
    const char *colon = strchr(end ? end : host, ':');
    if (colon && !end && strchr(colon + 1, ':'))
        colon = NULL;
    if (end)
        c->name = mem_ndup(host + 1, (size_t)(end - host - 1));
    else
        c->name = colon ? mem_ndup(host, (size_t)(colon - host)) : mem_dup(host);
    if (colon)
        c->port = mem_dup(colon + 1);
    bool more = end && end[1] && end[1] != ':';
    /* A name that begins with '-' could be taken for an option by a program it is handed to. */
    if (more || !*c->name || *c->name == '-' || (c->user && !*c->user))
        return err_set(e, ERR_USAGE, target, 0, "is no target: write [user@]host[:port]");
    return ERR_NONE;
}

/* The values. */

static int check_port(const struct sshconfig *c, const char *target, struct err *e)
{
    char *end;
    long port = strtol(c->port, &end, 10);
    if (*end || port < 1 || port > 65535)
        return err_set(e, ERR_USAGE, target, 0, "port \"%s\" is no number from 1 to 65535",
                       c->port);
    return ERR_NONE;
}

static int bad_value(const struct reader *r, const char *keyword, const char *value,
                     const char *known)
{
    return err_set(r->e, ERR_FORMAT, r->c->name, 0, "ssh_config: %s takes %s, not \"%s\"", keyword,
                   known, value);
}

static bool is_any(const char *value, const char *a, const char *b, const char *c)
{
    return strcasecmp(value, a) == 0 || strcasecmp(value, b) == 0 || strcasecmp(value, c) == 0;
}

static bool is_no(const char *value)
{
    return value && is_any(value, "no", "false", "off");
}

static int choose_strict(struct reader *r)
{
    const char *value = r->raw[RAW_STRICT] ? r->raw[RAW_STRICT] : "ask";
    if (is_any(value, "yes", "true", "on"))
        r->c->strict = STRICT_YES;
    else if (is_no(value) || strcasecmp(value, "accept-new") == 0)
        r->c->strict = STRICT_ACCEPT_NEW;
    else if (strcasecmp(value, "ask") != 0)
        return bad_value(r, "StrictHostKeyChecking", value, "yes, ask, accept-new or no");
    return ERR_NONE;
}

static int choose_family(struct reader *r)
{
    const char *value = r->raw[RAW_FAMILY] ? r->raw[RAW_FAMILY] : "any";
    if (strcasecmp(value, "inet") == 0)
        r->c->family = AF_INET;
    else if (strcasecmp(value, "inet6") == 0)
        r->c->family = AF_INET6;
    else if (strcasecmp(value, "any") != 0)
        return bad_value(r, "AddressFamily", value, "any, inet or inet6");
    return ERR_NONE;
}

/* Expand the names of files; "none" as the only one means no file at all. */
static void complete_files(struct sshconfig *c, struct sshconfig_files *f,
                           const char *const *otherwise)
{
    for (size_t i = 0, said = f->count; said == 0 && otherwise[i]; i++)
        sshconfig_files_add(f, otherwise[i]);
    if (f->count == 1 && strcasecmp(f->at[0], "none") == 0)
        sshconfig_files_clear(f);
    for (size_t i = 0; i < f->count; i++)
        replace(&f->at[i], sshtokens_expand(c, f->at[i]));
}

static void drop_none(char **value)
{
    if (*value && strcasecmp(*value, "none") == 0)
        replace(value, NULL);
}

static int complete(struct reader *r)
{
    static const char *const keys[] = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa",
                                       NULL};
    static const char *const known[] = {"~/.ssh/known_hosts", "~/.ssh/known_hosts2", NULL};
    static const char *const global[] = {"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2",
                                         NULL};
    struct sshconfig *c = r->c;
    replace(&c->host, c->host ? sshtokens_host(c->name, c->host) : mem_dup(c->name));
    for (char *p = c->host; !strchr(c->host, ':') && *p; p++)
        *p = (char)tolower((unsigned char)*p);
    if (!c->user)
        c->user = mem_dup(sshtokens_user());
    if (!c->port)
        c->port = mem_dup("22");
    complete_files(c, &c->known_hosts, known);
    complete_files(c, &c->global_known_hosts, global);
    complete_files(c, &c->identities, keys);
    if (c->identity_agent)
        replace(&c->identity_agent, sshtokens_expand(c, c->identity_agent));
    drop_none(&c->proxy_jump);
    drop_none(&c->proxy_command);
    c->connect_timeout_s = sshwords_seconds(r->raw[RAW_TIMEOUT], 0);
    c->alive_interval_s = sshwords_seconds(r->raw[RAW_ALIVE_INTERVAL], 0);
    c->alive_said = r->raw[RAW_ALIVE_INTERVAL] != NULL;
    c->alive_count = sshwords_seconds(r->raw[RAW_ALIVE_COUNT], ALIVE_COUNT);
    c->rsa_bits = sshwords_seconds(r->raw[RAW_RSA_BITS], 0);
    c->identities_only = r->raw[RAW_ONLY] && is_any(r->raw[RAW_ONLY], "yes", "true", "on");
    c->no_public_key = is_no(r->raw[RAW_PUBLIC_KEY]);
    c->no_challenge = is_no(r->raw[RAW_CHALLENGE]);
    c->no_password = is_no(r->raw[RAW_PASSWORD]);
    int code = choose_strict(r);
    return code == ERR_NONE ? choose_family(r) : code;
}

static int read_all(struct reader *r, const char *file)
{
    char *own = file ? mem_dup(file) : file_join(sshtokens_home(), ".ssh/config");
    int code = ERR_NONE;
    if (file || file_exists(own))
        code = read_file(r, own, true);
    if (code == ERR_NONE && !file && file_exists("/etc/ssh/ssh_config"))
        code = read_file(r, "/etc/ssh/ssh_config", true);
    free(own);
    return code;
}

int sshconfig_read(struct sshconfig *c, const char *target, const char *file, struct err *e)
{
    *c = (struct sshconfig){0};
    struct err own = {0};
    struct reader r = {.c = c, .e = e ? e : &own};
    int code = take_target(c, target, r.e);
    if (code == ERR_NONE)
        code = read_all(&r, file);
    if (code == ERR_NONE && r.wants_final) {
        r.final = true;
        code = read_all(&r, file);
    }
    if (code == ERR_NONE)
        code = complete(&r);
    if (code == ERR_NONE)
        code = check_port(c, target, r.e);
    for (int i = 0; i < RAWS; i++)
        free(r.raw[i]);
    if (code != ERR_NONE)
        sshconfig_fini(c);
    return code;
}

void sshconfig_fini(struct sshconfig *c)
{
    char *texts[] = {c->name,           c->host,      c->user,         c->port,
                     c->bind_address,   c->preferred, c->proxy_jump,   c->host_key_alias,
                     c->identity_agent, c->note,      c->proxy_command};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    for (int i = 0; i < ALGORITHM_LISTS; i++)
        free(c->lists[i]);
    sshconfig_files_clear(&c->identities);
    sshconfig_files_clear(&c->known_hosts);
    sshconfig_files_clear(&c->global_known_hosts);
    *c = (struct sshconfig){0};
}

bool sshconfig_allows(const struct sshconfig *c, const char *method)
{
    if ((strcmp(method, "publickey") == 0 && c->no_public_key) ||
        (strcmp(method, "keyboard-interactive") == 0 && c->no_challenge) ||
        (strcmp(method, "password") == 0 && c->no_password))
        return false;
    return !c->preferred || sshwords_list_chooses(c->preferred, method, false);
}
