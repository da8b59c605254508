/* SPDX-License-Identifier: ISC */
#include "session/auth.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "session/agent.h"
#include "session/reason.h"
#include "session/secret.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DENIED = 3 }; /* wrong answers before it is given up, as routers do themselves */

enum step {
    STEP_NONE,
    STEP_CHOOSE,
    STEP_AGENT,
    STEP_KEY_LOAD,
    STEP_KEY_OFFER,
    STEP_KEY_UNLOCK,
    STEP_KEY_SIGN,
    STEP_CHALLENGE,
    STEP_PASSWORD,
    STEP_ASK,
    STEP_DONE,
    STEP_FAILED
};

struct auth {
    ssh_session session;
    const struct sshconfig *config;
    enum step step;
    enum step after_ask;
    struct err why;

    bool agent_tried;
    struct buf tried;    /* what was refused, for whom it may concern */
    struct agent *agent; /* while libssh talks to it */
    size_t key_next;
    ssh_key public_key;
    ssh_key private_key;

    bool challenge_useless; /* refused without a question */
    bool asked;             /* in this round */
    unsigned prompt;        /* of the challenge */
    int denied;
    bool banner_told;
    bool instruction_told; /* of this round of the challenge */

    enum peer_question kind;
    char *text;
    bool echo;
    char *answer;
};

struct auth *auth_new(ssh_session session, const struct sshconfig *config)
{
    struct auth *a = mem_alloc(sizeof *a);
    a->session = session;
    a->config = config;
    return a;
}

static void wipe_answer(struct auth *a)
{
    secret_free(a->answer);
    a->answer = NULL;
}

static void drop_keys(struct auth *a)
{
    ssh_key_free(a->public_key);
    ssh_key_free(a->private_key);
    a->public_key = a->private_key = NULL;
}

void auth_free(struct auth *a)
{
    if (!a)
        return;
    wipe_answer(a);
    drop_keys(a);
    agent_free(a->agent);
    buf_fini(&a->tried);
    free(a->text);
    free(a);
}

static void go(struct auth *a, enum step step)
{
    a->step = step;
}

static void fail(struct auth *a, int code, const char *text)
{
    err_set(&a->why, code, a->config->host, 0, "%s", text);
    go(a, STEP_FAILED);
}

/* A server that hangs up without a word has refused nothing. */
static void fail_by_libssh(struct auth *a)
{
    const char *why = ssh_get_error(a->session);
    bool gone = !ssh_is_connected(a->session) && !strstr(why, "SSH_MSG_DISCONNECT");
    char *text = reason_explain(why, "the server", REASON_SAFE);
    fail(a, gone ? ERR_UNREACHABLE : ERR_AUTH, text);
    free(text);
}

/* Ask, then go on with `next`. Takes `text`. */
static void ask(struct auth *a, enum peer_question kind, char *text, bool echo, enum step next)
{
    free(a->text);
    wipe_answer(a);
    a->kind = kind;
    a->text = text;
    a->echo = echo;
    a->after_ask = next;
    a->asked = true;
    go(a, STEP_ASK);
}

static void note_tried(struct auth *a, const char *what)
{
    if (!strstr(buf_str(&a->tried), what))
        buf_printf(&a->tried, "%s%s", a->tried.len > 0 ? ", " : "", what);
}

/* Nothing is left to try: say what was. */
static void give_up(struct auth *a, int methods)
{
    static const struct {
        int method;
        const char *name;
    } names[] = {
        {SSH_AUTH_METHOD_PUBLICKEY, "public key"},
        {SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"},
        {SSH_AUTH_METHOD_PASSWORD, "password"},
    };
    struct buf text = {0};
    buf_printf(&text, "does not let user %s in", a->config->user);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (methods & names[i].method)
            buf_printf(&text, "%s%s", strstr(buf_str(&text), "it takes") ? ", " : "; it takes ",
                       names[i].name);
    buf_printf(&text, "; refused: %s", a->tried.len > 0 ? buf_str(&a->tried) : "nothing was tried");
    if (a->denied > 1)
        buf_printf(&text, " (%d answers)", a->denied);
    buf_add_str(&text, a->denied > 0 ? "; is the user name right?"
                                     : "; name a key with IdentityFile, or load it into the agent");
    fail(a, ERR_AUTH, buf_str(&text));
    buf_fini(&text);
}

/* The methods that the server takes and ssh_config allows. */
static int allowed(const struct auth *a, int methods)
{
    const struct sshconfig *c = a->config;
    int allow = (sshconfig_allows(c, "publickey") ? SSH_AUTH_METHOD_PUBLICKEY : 0) |
                (sshconfig_allows(c, "keyboard-interactive") ? SSH_AUTH_METHOD_INTERACTIVE : 0) |
                (sshconfig_allows(c, "password") ? SSH_AUTH_METHOD_PASSWORD : 0);
    return methods & allow;
}

/* Does ssh_config want the password before the challenge? */
static bool password_first(const struct auth *a)
{
    const char *list = a->config->preferred;
    const char *password = list ? strstr(list, "password") : NULL;
    const char *challenge = list ? strstr(list, "keyboard-interactive") : NULL;
    return password && challenge && password < challenge;
}

static void choose(struct auth *a)
{
    int offered = ssh_userauth_list(a->session, NULL);
    int methods = allowed(a, offered);
    bool keys = methods & SSH_AUTH_METHOD_PUBLICKEY;
    bool answers = a->denied < MAX_DENIED;
    a->asked = false;
    if (password_first(a) && (methods & SSH_AUTH_METHOD_PASSWORD))
        methods &= ~SSH_AUTH_METHOD_INTERACTIVE;
    if (keys && !a->agent_tried) {
        a->agent_tried = true;
        go(a, STEP_AGENT);
    } else if (keys && a->key_next < a->config->identities.count) {
        go(a, STEP_KEY_LOAD);
    } else if (answers && (methods & SSH_AUTH_METHOD_INTERACTIVE) && !a->challenge_useless) {
        go(a, STEP_CHALLENGE);
    } else if (answers && (methods & SSH_AUTH_METHOD_PASSWORD)) {
        char *text = mem_printf("%s@%s's password: ", a->config->user, a->config->host);
        ask(a, PEER_ASK_PASSWORD, text, false, STEP_PASSWORD);
    } else {
        give_up(a, offered);
    }
}

/* What an attempt led to; a refusal goes on with `refused`. Returns false to wait. */
static bool judge(struct auth *a, int rc, enum step refused)
{
    switch (rc) {
    case SSH_AUTH_AGAIN:
        return false;
    case SSH_AUTH_SUCCESS:
        go(a, STEP_DONE);
        break;
    case SSH_AUTH_PARTIAL:
    case SSH_AUTH_DENIED:
        go(a, refused);
        break;
    default:
        if (a->denied > 0)
            give_up(a, 0);
        else
            fail_by_libssh(a);
    }
    return true;
}

static bool ask_agent(struct auth *a)
{
    if (!a->agent) {
        a->agent = agent_new(a->config);
        if (a->agent)
            ssh_set_agent_socket(a->session, agent_take_fd(a->agent));
    }
    int rc = a->agent ? ssh_userauth_agent(a->session, NULL) : SSH_AUTH_DENIED;
    /* An agent that does not answer is no reason to stop. */
    if (rc == SSH_AUTH_ERROR && ssh_is_connected(a->session))
        rc = SSH_AUTH_DENIED;
    if (a->agent && rc == SSH_AUTH_DENIED)
        note_tried(a, "the keys of the agent");
    return judge(a, rc, STEP_CHOOSE);
}

/* libssh asks this only when a key file is encrypted: note it, and fail for now. */
static int is_encrypted(const char *prompt, char *buf, size_t len, int echo, int verify, void *user)
{
    (void)prompt, (void)buf, (void)len, (void)echo, (void)verify;
    *(bool *)user = true;
    return -1;
}

static void load_key(struct auth *a)
{
    const char *file = a->config->identities.at[a->key_next++];
    drop_keys(a);
    if (!file_exists(file)) {
        go(a, STEP_CHOOSE); /* a public key alone is for the agent */
        return;
    }
    a->public_key = agent_public_key(file);
    go(a, a->public_key ? STEP_KEY_OFFER : STEP_KEY_UNLOCK);
}

static void unlock_key(struct auth *a)
{
    const char *file = a->config->identities.at[a->key_next - 1];
    bool encrypted = false;
    int rc = ssh_pki_import_privkey_file(file, a->answer, a->answer ? NULL : is_encrypted,
                                         &encrypted, &a->private_key);
    if (rc == SSH_OK)
        go(a, STEP_KEY_SIGN);
    else if (encrypted)
        ask(a, PEER_ASK_PASSPHRASE, mem_printf("Passphrase for %s: ", file), false,
            STEP_KEY_UNLOCK);
    else
        go(a, STEP_CHOOSE);
    if (a->step != STEP_ASK)
        wipe_answer(a);
}

/* One round of keyboard-interactive: prompts may be none, and may come again. */
static bool challenge(struct auth *a)
{
    int rc = ssh_userauth_kbdint(a->session, NULL, NULL);
    if (rc == SSH_AUTH_INFO) {
        a->prompt = 0;
        a->instruction_told = false;
        go(a, STEP_ASK);
        a->after_ask = STEP_CHALLENGE;
        return true;
    }
    if (rc == SSH_AUTH_DENIED) {
        a->denied += a->asked;
        a->challenge_useless = !a->asked;
        if (a->asked)
            note_tried(a, "keyboard-interactive");
    }
    return judge(a, rc, STEP_CHOOSE);
}

/* Put the next prompt of the challenge, or go back when all are answered. */
static bool next_prompt(struct auth *a)
{
    int count = ssh_userauth_kbdint_getnprompts(a->session);
    if ((int)a->prompt >= count) {
        go(a, STEP_CHALLENGE);
        return false;
    }
    char echo = 0;
    const char *text = ssh_userauth_kbdint_getprompt(a->session, a->prompt, &echo);
    ask(a, PEER_ASK_CHALLENGE, mem_dup(text ? text : ""), echo != 0, STEP_CHALLENGE);
    return true;
}

static bool advance(struct auth *a)
{
    int rc;
    switch (a->step) {
    case STEP_NONE:
        return judge(a, ssh_userauth_none(a->session, NULL), STEP_CHOOSE);
    case STEP_CHOOSE:
        choose(a);
        return true;
    case STEP_AGENT:
        return ask_agent(a);
    case STEP_KEY_LOAD:
        load_key(a);
        return true;
    case STEP_KEY_OFFER:
        rc = ssh_userauth_try_publickey(a->session, NULL, a->public_key);
        if (rc == SSH_AUTH_SUCCESS)
            go(a, STEP_KEY_UNLOCK);
        if (rc == SSH_AUTH_DENIED)
            note_tried(a, a->config->identities.at[a->key_next - 1]);
        return rc == SSH_AUTH_SUCCESS || judge(a, rc, STEP_CHOOSE);
    case STEP_KEY_UNLOCK:
        unlock_key(a);
        return true;
    case STEP_KEY_SIGN:
        return judge(a, ssh_userauth_publickey(a->session, NULL, a->private_key), STEP_CHOOSE);
    case STEP_CHALLENGE:
        return challenge(a);
    case STEP_PASSWORD:
        rc = ssh_userauth_password(a->session, NULL, a->answer);
        a->denied += rc == SSH_AUTH_DENIED;
        if (rc == SSH_AUTH_DENIED)
            note_tried(a, "password");
        if (rc != SSH_AUTH_AGAIN)
            wipe_answer(a);
        return judge(a, rc, STEP_CHOOSE);
    default:
        return false;
    }
}

enum auth_result auth_step(struct auth *a, struct err *e)
{
    for (;;) {
        switch (a->step) {
        case STEP_ASK:
            if (a->text || next_prompt(a))
                return AUTH_ASK;
            break;
        case STEP_DONE:
            return AUTH_DONE;
        case STEP_FAILED:
            err_set(e, a->why.code, a->why.where, 0, "%s", a->why.text);
            return AUTH_FAILED;
        default:
            if (!advance(a))
                return AUTH_WAIT;
        }
    }
}

struct auth_question auth_question(const struct auth *a)
{
    return (struct auth_question){a->kind, a->text, a->echo};
}

void auth_answer(struct auth *a, const char *answer)
{
    if (a->step != STEP_ASK)
        return;
    if (!answer) {
        fail(a, ERR_CANCELLED, "authentication was given up: a question was left unanswered");
        return;
    }
    free(a->text);
    a->text = NULL;
    if (a->kind == PEER_ASK_CHALLENGE) {
        ssh_userauth_kbdint_setanswer(a->session, a->prompt++, answer);
        return; /* STEP_ASK without text: the next prompt */
    }
    a->answer = secret_dup(answer);
    go(a, a->after_ask);
}

char *auth_notice(struct auth *a)
{
    struct buf out = {0};
    char *banner = a->banner_told ? NULL : ssh_get_issue_banner(a->session);
    const char *said = NULL;
    if (banner) {
        buf_add_str(&out, banner);
        a->banner_told = true;
    }
    ssh_string_free_char(banner);
    if (a->step == STEP_ASK && a->kind == PEER_ASK_CHALLENGE && !a->instruction_told) {
        said = ssh_userauth_kbdint_getinstruction(a->session);
        a->instruction_told = true;
    }
    if (said && *said)
        buf_printf(&out, "%s%s", out.len > 0 ? "\n" : "", said);
    return out.len > 0 ? buf_take(&out, NULL) : NULL;
}
