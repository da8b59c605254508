/* SPDX-License-Identifier: ISC */
/* The first value said for a keyword wins, as in OpenSSH; only IdentityFile collects. */
#include "session/sshconfig.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#include <fnmatch.h>
#include <glob.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { FILE_LIMIT = 1024 * 1024, MAX_DEPTH = 16, MAX_WORDS = 64 };
enum { ALIVE_COUNT = 3, MAX_SECONDS = 24 * 60 * 60 };

struct reader {
    struct sshconfig *c;
    char *strict; /* raw values, made into numbers at the end */
    char *timeout;
    char *alive_interval;
    char *alive_count;
    char *only;
    const char *file;
    int line;
    int depth;
    struct err *e;
};

/* One line: its keyword, and the words behind it. */
struct line {
    char *word[MAX_WORDS];
    int count;
};

static int read_file(struct reader *r, const char *path, bool active);

static const char *home(void)
{
    const char *dir = getenv("HOME");
    if (dir && *dir)
        return dir;
    const struct passwd *pw = getpwuid(getuid());
    return pw && pw->pw_dir ? pw->pw_dir : "/";
}

static const char *local_user(void)
{
    const struct passwd *pw = getpwuid(getuid());
    const char *name = pw ? pw->pw_name : getenv("USER");
    return name ? name : "root";
}

/* Cut the line into words in place; quotes keep blanks, '=' may follow the keyword. */
static void cut(char *text, struct line *out)
{
    out->count = 0;
    for (char *p = text; *p && out->count < MAX_WORDS;) {
        p += strspn(p, " \t\r\f");
        if (out->count == 1 && *p == '=')
            p += 1 + strspn(p + 1, " \t\r\f");
        if (*p == '\0' || *p == '#')
            break;
        bool quoted = *p == '"';
        p += quoted;
        out->word[out->count++] = p;
        p += quoted ? strcspn(p, "\"") : strcspn(p, out->count == 1 ? " \t\r\f=" : " \t\r\f");
        bool equals = *p == '=';
        if (*p)
            *p++ = '\0';
        if (equals)
            p += strspn(p, " \t\r\f");
    }
}

/* Do the patterns choose the name? One that says no with '!' outweighs all others. */
static bool chooses(const char *pattern, const char *name, bool *denied)
{
    bool negative = *pattern == '!';
    bool fits = fnmatch(pattern + negative, name, FNM_CASEFOLD) == 0;
    *denied = *denied || (negative && fits);
    return fits && !negative;
}

static bool host_applies(const struct line *l, const char *name)
{
    bool chosen = false, denied = false;
    for (int i = 1; i < l->count; i++)
        chosen = chooses(l->word[i], name, &denied) || chosen;
    return chosen && !denied;
}

static bool list_applies(char *list, const char *name)
{
    bool chosen = false, denied = false;
    for (char *save = NULL, *p = strtok_r(list, ",", &save); p; p = strtok_r(NULL, ",", &save))
        chosen = chooses(p, name, &denied) || chosen;
    return chosen && !denied;
}

/* The value that a criterion of Match looks at; NULL for one that is not understood. */
static const char *match_value(const struct sshconfig *c, const char *criterion)
{
    if (strcasecmp(criterion, "host") == 0)
        return c->host ? c->host : c->name;
    if (strcasecmp(criterion, "originalhost") == 0)
        return c->name;
    if (strcasecmp(criterion, "user") == 0)
        return c->user ? c->user : local_user();
    return NULL;
}

static bool match_applies(const struct reader *r, const struct line *l)
{
    for (int i = 1; i < l->count; i++) {
        bool negative = *l->word[i] == '!';
        const char *criterion = l->word[i] + negative;
        bool fits = true;
        if (strcasecmp(criterion, "all") != 0) {
            const char *value = match_value(r->c, criterion);
            if (!value || ++i >= l->count)
                return false;
            fits = list_applies(l->word[i], value);
        }
        if (fits == negative)
            return false;
    }
    return l->count > 1;
}

static char *expand(const struct sshconfig *c, const char *text)
{
    struct buf out = {0};
    if (text_starts(text, "~/"))
        buf_printf(&out, "%s", home());
    for (const char *p = text + (out.len > 0); *p; p++) {
        if (*p != '%' || p[1] == '\0') {
            buf_add_char(&out, *p);
            continue;
        }
        switch (*++p) {
        case 'h':
            buf_add_str(&out, c->host ? c->host : c->name);
            break;
        case 'n':
            buf_add_str(&out, c->name);
            break;
        case 'p':
            buf_add_str(&out, c->port ? c->port : "22");
            break;
        case 'r':
            buf_add_str(&out, c->user ? c->user : local_user());
            break;
        case 'u':
            buf_add_str(&out, local_user());
            break;
        case 'd':
            buf_add_str(&out, home());
            break;
        default:
            buf_add_char(&out, *p);
        }
    }
    return buf_take(&out, NULL);
}

static void add_identity(struct sshconfig *c, const char *file)
{
    c->identities =
        mem_grow(c->identities, c->identity_count, &c->identity_capacity, sizeof *c->identities);
    c->identities[c->identity_count++] = mem_dup(file);
}

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
        {"UserKnownHostsFile", &c->known_hosts},
        {"StrictHostKeyChecking", &r->strict},
        {"ConnectTimeout", &r->timeout},
        {"ServerAliveInterval", &r->alive_interval},
        {"ServerAliveCountMax", &r->alive_count},
        {"IdentitiesOnly", &r->only},
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

static int include(struct reader *r, const char *pattern, bool active)
{
    char *path = expand(r->c, pattern);
    if (*path != '/') {
        bool system = text_starts(r->file, "/etc/");
        char *dir = system ? mem_dup("/etc/ssh") : file_join(home(), ".ssh");
        char *whole = file_join(dir, path);
        free(dir);
        free(path);
        path = whole;
    }
    glob_t found = {0};
    int code = ERR_NONE;
    if (r->depth >= MAX_DEPTH)
        code = err_set(r->e, ERR_FORMAT, r->file, r->line, "Include goes deeper than %d files",
                       MAX_DEPTH);
    else if (glob(path, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc && code == ERR_NONE; i++)
            code = read_file(r, found.gl_pathv[i], active);
    globfree(&found);
    free(path);
    return code;
}

static int take_keyword(struct reader *r, const struct line *l)
{
    if (l->count < 2)
        return err_set(r->e, ERR_FORMAT, r->file, r->line, "%s needs a value", l->word[0]);
    if (strcasecmp(l->word[0], "IdentityFile") == 0) {
        add_identity(r->c, l->word[1]);
        return ERR_NONE;
    }
    char **to = place(r, l->word[0]);
    if (!to || *to)
        return ERR_NONE;
    if (strcasecmp(l->word[0], "ProxyCommand") != 0) {
        *to = mem_dup(l->word[1]);
        return ERR_NONE;
    }
    struct buf all = {0};
    for (int i = 1; i < l->count; i++)
        buf_printf(&all, "%s%s", i > 1 ? " " : "", l->word[i]);
    *to = buf_take(&all, NULL);
    return ERR_NONE;
}

static int take_line(struct reader *r, char *text, bool outer, bool *active)
{
    struct line l;
    cut(text, &l);
    if (l.count == 0)
        return ERR_NONE;
    if (strcasecmp(l.word[0], "Host") == 0)
        *active = outer && host_applies(&l, r->c->name);
    else if (strcasecmp(l.word[0], "Match") == 0)
        *active = outer && match_applies(r, &l);
    else if (strcasecmp(l.word[0], "Include") == 0)
        for (int i = 1; i < l.count; i++) {
            int code = *active ? include(r, l.word[i], *active) : ERR_NONE;
            if (code != ERR_NONE)
                return code;
        }
    else if (*active)
        return take_keyword(r, &l);
    return ERR_NONE;
}

static int read_file(struct reader *r, const char *path, bool active)
{
    struct buf text = {0};
    struct reader outer = *r;
    int code = file_read(path, FILE_LIMIT, &text, r->e);
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
    /* A name that begins with '-' could be taken for an option by a program it is handed to. */
    if (!*c->name || *c->name == '-' || (c->user && !*c->user))
        return err_set(e, ERR_USAGE, target, 0, "is no target: write [user@]host[:port]");
    return ERR_NONE;
}

static int check_port(const struct sshconfig *c, const char *target, struct err *e)
{
    char *end;
    long port = strtol(c->port, &end, 10);
    if (*end || port < 1 || port > 65535)
        return err_set(e, ERR_USAGE, target, 0, "port \"%s\" is no number from 1 to 65535",
                       c->port);
    return ERR_NONE;
}

static void replace(char **place, char *value)
{
    free(*place);
    *place = value;
}

/* A number as written, within reason; anything else is what was not said. */
static unsigned number(const char *text, unsigned otherwise)
{
    char *end = NULL;
    unsigned long n = text ? strtoul(text, &end, 10) : 0;
    if (!text || *end || n > MAX_SECONDS)
        return otherwise;
    return (unsigned)n;
}

static void complete(struct reader *r, bool named_keys)
{
    static const char *const keys[] = {"~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"};
    struct sshconfig *c = r->c;
    char *written = c->host;
    c->host = NULL; /* within HostName %h is the name that was given */
    c->host = expand(c, written ? written : c->name);
    free(written);
    if (!c->user)
        c->user = mem_dup(local_user());
    if (!c->port)
        c->port = mem_dup("22");
    replace(&c->known_hosts, expand(c, c->known_hosts ? c->known_hosts : "~/.ssh/known_hosts"));
    for (size_t i = 0; !named_keys && i < sizeof keys / sizeof keys[0]; i++)
        add_identity(c, keys[i]);
    for (size_t i = 0; i < c->identity_count; i++)
        replace(&c->identities[i], expand(c, c->identities[i]));
    if (c->proxy_jump && strcasecmp(c->proxy_jump, "none") == 0)
        replace(&c->proxy_jump, NULL);
    if (c->proxy_command && strcasecmp(c->proxy_command, "none") == 0)
        replace(&c->proxy_command, NULL);
    if (c->proxy_command)
        replace(&c->proxy_command, expand(c, c->proxy_command));
    c->connect_timeout_s = number(r->timeout, 0);
    c->alive_interval_s = number(r->alive_interval, 0);
    c->alive_count = number(r->alive_count, ALIVE_COUNT);
    c->identities_only = r->only && strcasecmp(r->only, "yes") == 0;
    if (r->strict && strcasecmp(r->strict, "yes") == 0)
        c->strict = STRICT_YES;
    else if (r->strict && strcasecmp(r->strict, "ask") != 0)
        c->strict = STRICT_ACCEPT_NEW;
}

int sshconfig_read(struct sshconfig *c, const char *target, const char *file, struct err *e)
{
    *c = (struct sshconfig){0};
    struct reader r = {.c = c, .e = e};
    char *own = file ? mem_dup(file) : file_join(home(), ".ssh/config");
    int code = take_target(c, target, e);
    if (code == ERR_NONE && (file || file_exists(own)))
        code = read_file(&r, own, true);
    if (code == ERR_NONE && !file && file_exists("/etc/ssh/ssh_config"))
        code = read_file(&r, "/etc/ssh/ssh_config", true);
    if (code == ERR_NONE) {
        complete(&r, c->identity_count > 0);
        code = check_port(c, target, e);
    }
    free(own);
    free(r.strict);
    free(r.timeout);
    free(r.alive_interval);
    free(r.alive_count);
    free(r.only);
    if (code != ERR_NONE)
        sshconfig_fini(c);
    return code;
}

void sshconfig_fini(struct sshconfig *c)
{
    for (size_t i = 0; i < c->identity_count; i++)
        free(c->identities[i]);
    for (int i = 0; i < ALGORITHM_LISTS; i++)
        free(c->lists[i]);
    free(c->identities);
    free(c->name);
    free(c->host);
    free(c->user);
    free(c->port);
    free(c->known_hosts);
    free(c->proxy_jump);
    free(c->proxy_command);
    *c = (struct sshconfig){0};
}
