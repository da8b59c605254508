/* SPDX-License-Identifier: ISC */
#include "lab/remote/aaa.h"

#include "lab/router/say.h"

#include <string.h>

/* Where 12.2 on these routers keeps such records, more or less. */
enum { USER_RECORDS = 0x63000000, USER_RECORD_SPREAD = 0xffffff };

static struct facts facts_of(const struct aaa_question *q)
{
    return (struct facts){.peer = q->peer, .spi = q->session, .text = q->user, .reason = q->list};
}

static void say_text(struct router *r, const struct aaa_question *q, enum saying what,
                     const char *text)
{
    struct facts f = facts_of(q);
    f.text = text;
    say(r, what, &f);
}

void aaa_open(struct router *r, struct aaa_question *q)
{
    struct facts f = facts_of(q);
    q->session = router_random_spi(r);
    f.transform = q->port;
    f.flags = USER_RECORDS + (unsigned)(router_random(r) & USER_RECORD_SPREAD & ~7U);
    say(r, SAY_AAA_PARSE, &f);
    say(r, SAY_AAA_CREATE, &f);
}

/* NULL without `aaa new-model`, too. */
static const struct aaa_list *list_of(const struct router *r, const struct aaa_question *q,
                                      bool authorization)
{
    return r->conf->remote->aaa ? conf_aaa_list(r->conf, authorization, q->list) : NULL;
}

static const char *method_name(enum aaa_method method)
{
    return method == AAA_LOCAL ? "LOCAL" : method == AAA_RADIUS ? "radius (radius)" : "NONE";
}

const struct client_group *aaa_group(struct router *r, const struct aaa_question *q)
{
    struct facts f = facts_of(q);
    const struct aaa_list *list = list_of(r, q, true);
    const struct client_group *group = NULL;
    f.transform = q->port;
    say(r, SAY_AUTHOR_LIST, &f);
    say(r, SAY_AUTHOR_USER, &f);
    f.text = "service=ike";
    say(r, SAY_AUTHOR_SEND, &f);
    f.text = "protocol=ipsec";
    say(r, SAY_AUTHOR_SEND, &f);
    if (list)
        say(r, SAY_AUTHOR_FOUND, &f);
    for (size_t i = 0; list && i < list->methods && !group; i++) {
        f.text = method_name(list->method[i]);
        say(r, SAY_AUTHOR_METHOD, &f);
        if (list->method[i] != AAA_LOCAL)
            continue;
        group = conf_group(r->conf, q->user);
        if (!group)
            say_text(r, q, SAY_AUTHOR_NO_GROUP, q->user);
        break;
    }
    say_text(r, q, SAY_AUTHOR_STATUS, group ? "PASS_ADD" : "ERROR");
    return group;
}

void aaa_login_start(struct router *r, const struct aaa_question *q)
{
    const struct aaa_list *list = list_of(r, q, false);
    say_text(r, q, SAY_AUTHEN_START, q->port);
    if (!list) {
        say_text(r, q, SAY_AUTHEN_STATUS, "ERROR");
        return;
    }
    say_text(r, q, SAY_AUTHEN_FOUND, "");
    for (size_t i = 0; i < list->methods; i++) {
        say_text(r, q, SAY_AUTHEN_METHOD, method_name(list->method[i]));
        if (list->method[i] != AAA_RADIUS)
            break;
        say_text(r, q, SAY_AUTHEN_STATUS, "ERROR");
    }
    say_text(r, q, SAY_AUTHEN_STATUS, "GETUSER");
}

/* The last question and its answer. */
static bool check_local(struct router *r, const struct aaa_question *q, const char *password)
{
    const struct user *user = conf_user(r->conf, q->user);
    bool right = user && strcmp(user->password, password) == 0;
    say_text(r, q, SAY_AUTHEN_STATUS, "GETPASS");
    say_text(r, q, SAY_AUTHEN_CONTINUE_METHOD, method_name(AAA_LOCAL));
    if (!right)
        say_text(r, q, user ? SAY_AUTHEN_BAD_PASSWORD : SAY_AUTHEN_NO_USER, "");
    return right;
}

bool aaa_login(struct router *r, const struct aaa_question *q, const char *password)
{
    const struct aaa_list *list = list_of(r, q, false);
    bool passed = false;
    if (!list) {
        say_text(r, q, SAY_AUTHEN_STATUS, "ERROR");
        return false;
    }
    size_t i = 0;
    while (i < list->methods && list->method[i] == AAA_RADIUS)
        i++;
    say_text(r, q, SAY_AUTHEN_CONTINUE, "(undef)");
    say_text(r, q, SAY_AUTHEN_STATUS, "GETUSER");
    if (i < list->methods && list->method[i] == AAA_LOCAL) {
        say_text(r, q, SAY_AUTHEN_CONTINUE_METHOD, method_name(AAA_LOCAL));
        say_text(r, q, SAY_AUTHEN_STATUS, "GETPASS");
        say_text(r, q, SAY_AUTHEN_CONTINUE, q->user);
        passed = check_local(r, q, password);
    } else {
        passed = i < list->methods; /* by the method "none" */
    }
    say_text(r, q, SAY_AUTHEN_STATUS, passed ? "PASS" : "FAIL");
    return passed;
}
