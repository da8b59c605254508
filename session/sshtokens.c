/* SPDX-License-Identifier: ISC */
#include "session/sshtokens.h"

#include "base/buf.h"
#include "base/mem.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MACHINE_BYTES = 256 };

const char *sshtokens_home(void)
{
    const char *dir = getenv("HOME");
    if (dir && *dir)
        return dir;
    const struct passwd *pw = getpwuid(getuid());
    return pw && pw->pw_dir ? pw->pw_dir : "/";
}

const char *sshtokens_user(void)
{
    const struct passwd *pw = getpwuid(getuid());
    const char *name = pw ? pw->pw_name : getenv("USER");
    return name ? name : "root";
}

/* `~/` or `~user/` in front. Returns how much of the text it was. */
static size_t add_tilde(struct buf *out, const char *text)
{
    size_t n = strcspn(text, "/");
    if (n == 1) {
        buf_add_str(out, sshtokens_home());
        return n;
    }
    char *user = mem_ndup(text + 1, n - 1);
    const struct passwd *pw = getpwnam(user);
    free(user);
    if (!pw)
        return 0;
    buf_add_str(out, pw->pw_dir);
    return n;
}

/* `${NAME}`. Returns how much of the text it was; 0 for one that is not set. */
static size_t add_variable(struct buf *out, const char *text)
{
    size_t n = strcspn(text, "}");
    if (text[n] == '\0')
        return 0;
    char *name = mem_ndup(text + 2, n - 2);
    const char *value = getenv(name);
    free(name);
    if (!value)
        return 0;
    buf_add_str(out, value);
    return n + 1;
}

static void add_machine(struct buf *out, bool whole)
{
    char name[MACHINE_BYTES] = "";
    gethostname(name, sizeof name - 1);
    buf_add(out, name, whole ? strlen(name) : strcspn(name, "."));
}

static void add_token(struct buf *out, const struct sshconfig *c, char token)
{
    const char *host = c->host ? c->host : c->name;
    switch (token) {
    case 'h':
        buf_add_str(out, host);
        break;
    case 'n':
        buf_add_str(out, c->name);
        break;
    case 'k':
        buf_add_str(out, c->host_key_alias ? c->host_key_alias : c->name);
        break;
    case 'p':
        buf_add_str(out, c->port ? c->port : "22");
        break;
    case 'r':
        buf_add_str(out, c->user ? c->user : sshtokens_user());
        break;
    case 'u':
        buf_add_str(out, sshtokens_user());
        break;
    case 'd':
        buf_add_str(out, sshtokens_home());
        break;
    case 'i':
        buf_printf(out, "%u", (unsigned)getuid());
        break;
    case 'L':
    case 'l':
        add_machine(out, token == 'l');
        break;
    case '%':
        buf_add_char(out, '%');
        break;
    default:
        buf_printf(out, "%%%c", token);
    }
}

char *sshtokens_expand(const struct sshconfig *c, const char *text)
{
    struct buf out = {0};
    const char *p = text + (*text == '~' ? add_tilde(&out, text) : 0);
    while (*p) {
        size_t n = p[0] == '$' && p[1] == '{' ? add_variable(&out, p) : 0;
        if (n == 0 && p[0] == '%' && p[1]) {
            add_token(&out, c, p[1]);
            n = 2;
        }
        if (n == 0)
            buf_add_char(&out, *p++);
        p += n;
    }
    return buf_take(&out, NULL);
}

char *sshtokens_host(const char *name, const char *text)
{
    struct buf out = {0};
    for (const char *p = text; *p; p++) {
        bool token = p[0] == '%' && (p[1] == 'h' || p[1] == '%');
        if (!token)
            buf_add_char(&out, *p);
        else if (*++p == 'h')
            buf_add_str(&out, name);
        else
            buf_add_char(&out, '%');
    }
    return buf_take(&out, NULL);
}
