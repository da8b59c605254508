/* SPDX-License-Identifier: ISC */
/*
 * Up to two peers at once. Nobody is asked before all of them have been looked at: while a person
 * thinks nothing is under way that could run out of time.
 */
#include "cli/undo_run.h"

#include "base/json.h"
#include "base/mem.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/debts.h"
#include "cli/peers.h"
#include "report/put.h"
#include "session/journal.h"
#include "walk/facts.h"
#include "walk/restore.h"
#include "walk/safe.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct undo {
    const struct undo_args *args;
    struct loop *loop;
    struct debt debt;
    struct restore *restore[SIDES]; /* NULL: nothing is owed to it */
    bool asked, interrupted, unanswered;
};

static const struct debt_side *debt_of(const struct undo *u, const struct restore *r)
{
    return &u->debt.side[restore_side(r)];
}

/* What comes from a file or a device, shown as it may be shown. */
static void print(FILE *out, const char *before, const char *text, const char *after)
{
    fputs(before, out);
    put_plain(out, text);
    fputs(after, out);
}

static void print_lines(FILE *out, const char *before, const json_t *lines)
{
    size_t i;
    const json_t *line;
    json_array_foreach(lines, i, line)
    {
        print(out, before, json_string_value(line), "\n");
    }
}

static void show_question(const struct undo *u, const struct restore *r, FILE *out)
{
    const struct debt_side *s = debt_of(u, r);
    print(out, "", s->hostname, ": the configuration is not as it was before step ");
    print(out, "", s->step, ":\n");
    print_lines(out, "    ", restore_difference(r));
    print(out, "To be sent to ", s->hostname, ", and nothing else:\n");
    print_lines(out, "    ", s->commands);
}

static void ask_all(struct undo *u)
{
    bool yes = u->args->yes;
    for (int side = 0; side < SIDES; side++)
        if (u->restore[side] && restore_state(u->restore[side]) == RESTORE_WAITING)
            show_question(u, u->restore[side], stderr);
    if (!yes) {
        char *answer = ask("Put back? (yes/no) ", true);
        yes = answer && strcmp(answer, "yes") == 0;
        u->unanswered = !answer;
        ask_forget(answer);
    }
    for (int side = 0; side < SIDES; side++)
        if (u->restore[side])
            restore_go(u->restore[side], yes);
}

static void on_changed(void *user, struct restore *r)
{
    struct undo *u = user;
    bool waiting = false, done = true, busy = false;
    (void)r;
    for (int side = 0; side < SIDES; side++) {
        if (!u->restore[side])
            continue;
        enum restore_state s = restore_state(u->restore[side]);
        waiting = waiting || s == RESTORE_WAITING;
        done = done && s == RESTORE_DONE;
        busy = busy || s < RESTORE_WAITING || s == RESTORE_LEAVING;
    }
    if (waiting && !busy && !u->asked) {
        u->asked = true;
        ask_all(u);
    }
    if (done)
        loop_stop(u->loop);
}

static void on_ask(void *user, struct restore *r, enum peer_question q, const char *text, bool echo)
{
    struct undo *u = user;
    const char *target = debt_of(u, r)->target;
    char *answer = ask_for_peer(target, q, text, echo);
    restore_answer(r, answer);
    ask_forget(answer);
}

static void on_note(void *user, struct restore *r, const char *text)
{
    struct undo *u = user;
    print(stderr, "peerwalk: ", debt_of(u, r)->target, ": ");
    print(stderr, "", text, "\n");
}

static void on_signal(void *user, int signum)
{
    struct undo *u = user;
    (void)signum;
    u->interrupted = true;
    for (int side = 0; side < SIDES; side++) {
        if (!u->restore[side])
            continue;
        if (restore_state(u->restore[side]) == RESTORE_SENDING)
            fputs("peerwalk: finishing the way back first; once more leaves now\n", stderr);
        restore_close(u->restore[side]);
    }
}

static void run_loop(struct undo *u)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct loop_signal *watch[sizeof signals / sizeof signals[0]];
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        watch[i] = loop_signal_new(u->loop, signals[i], on_signal, u);
    for (int side = 0; side < SIDES; side++)
        if (u->restore[side])
            restore_open(u->restore[side]);
    loop_run(u->loop);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        loop_signal_free(watch[i]);
}

/* Is everything that was owed to this side settled? */
static bool is_settled(const struct undo *u, const struct restore *r)
{
    enum restore_result result = restore_result(r);
    bool configuration = result == RESTORE_AS_BEFORE || result == RESTORE_PUT_BACK;
    return configuration && (!debt_of(u, r)->debugging || restore_debug_off(r));
}

static void print_result(const struct undo *u, const struct restore *r)
{
    const struct debt_side *s = debt_of(u, r);
    const char *name = *s->hostname ? s->hostname : s->target;
    if (restore_debug_off(r))
        print(stdout, "", name, ": debugging is off\n");
    if (restore_result(r) == RESTORE_PUT_BACK)
        print(stdout, "", name, ": put back; the running configuration is as it was before\n");
    else if (s->step && restore_result(r) == RESTORE_AS_BEFORE)
        print(stdout, "", name,
              ": the running configuration is as it was before; nothing was sent\n");
    if (is_settled(u, r))
        return;
    print(stdout, "", name, ": ");
    printf("%s: ", restore_result_name(restore_result(r)));
    print(stdout, "", restore_why(r), "\n");
    if (s->step && !*s->step)
        puts("    It was changed by lines that a person typed: what puts it back is not known.");
    if (restore_difference(r) && restore_result(r) == RESTORE_NOT_PROVEN)
        print_lines(stdout, "    ", restore_difference(r));
}

static json_t *result_of(const struct undo *u, const struct restore *r)
{
    const struct debt_side *s = debt_of(u, r);
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:b, s:O?}", "side",
                     facts_side_name(restore_side(r)), "peer", s->target, "hostname", s->hostname,
                     "result", restore_result_name(restore_result(r)), "settled",
                     (int)is_settled(u, r), "reason", safe_string(restore_why(r)), "debugging",
                     (int)(s->debugging && !restore_debug_off(r)), "difference",
                     restore_difference(r));
}

static int exit_of(const struct undo *u)
{
    int code = EXIT_PASS;
    for (int side = 0; side < SIDES; side++) {
        const struct restore *r = u->restore[side];
        if (!r || is_settled(u, r))
            continue;
        enum restore_result result = restore_result(r);
        bool away = result == RESTORE_LOST || result == RESTORE_OTHER || result == RESTORE_NONE;
        code = away || code == EXIT_PEER ? EXIT_PEER : EXIT_UNKNOWN;
    }
    if (code != EXIT_PASS && u->interrupted)
        return EXIT_INTERRUPTED;
    return code != EXIT_PASS && u->unanswered ? EXIT_USAGE : code;
}

static int report(const struct undo *u)
{
    int code = exit_of(u);
    json_t *peers = json_array();
    for (int side = 0; side < SIDES; side++) {
        if (u->restore[side] && u->args->json)
            json_array_append_new(peers, result_of(u, u->restore[side]));
        else if (u->restore[side])
            print_result(u, u->restore[side]);
    }
    if (u->args->json) {
        json_t *out = json_pack("{s:s, s:s, s:O}", "journal", u->debt.file, "verdict",
                                code == EXIT_PASS ? "pass" : "unknown", "peers", peers);
        cli_print_json(out);
        json_decref(out);
    }
    json_decref(peers);
    if (u->unanswered && code == EXIT_USAGE)
        fputs("peerwalk: nobody can be asked here: read the lines above, and give --yes\n", stderr);
    return code;
}

static struct peer_config config_of(const struct undo_args *a, const struct debt_side *s)
{
    return (struct peer_config){
        .target = s->target,
        .ssh_config = a->ssh_config ? a->ssh_config : s->ssh_config,
        .known_hosts = a->known_hosts ? a->known_hosts : s->known_hosts,
        .legacy_crypto = a->legacy_crypto || s->legacy_crypto,
        .command_timeout_ms = a->timeout_ms,
        .hard_timeout_ms = a->timeout_ms * PEERS_HARD_FACTOR,
        .connect_timeout_ms = a->timeout_ms,
    };
}

static int settle(struct undo *u, struct pack *pack, struct journal *journal)
{
    static const struct restore_handler handler = {on_changed, on_ask, on_note};
    struct redactor *redactor = redactor_new(pack_platform(pack)->secrets);
    struct record *record = record_resume(journal);
    struct peer_config config[SIDES];
    u->loop = loop_new();
    for (int side = 0; side < SIDES; side++) {
        const struct debt_side *s = &u->debt.side[side];
        config[side] = config_of(u->args, s);
        if (debt_side_owes(s) && !s->passing)
            u->restore[side] = restore_new(
                u->loop, &(struct restore_task){side, s, &config[side], pack, redactor, record},
                &handler, u);
    }
    run_loop(u);
    int code = report(u);
    for (int side = 0; side < SIDES; side++)
        restore_free(u->restore[side]);
    loop_free(u->loop);
    record_free(record);
    redactor_free(redactor);
    return code;
}

static int nothing_owed(const struct undo *u)
{
    bool gone = debt_side_owes(&u->debt.side[SIDE_A]) || debt_side_owes(&u->debt.side[SIDE_B]);
    if (u->args->json)
        return report(u);
    puts(gone ? "That run changed a lab, which ended with it: nothing is owed."
              : "Nothing is owed: that run left every peer as it was before.");
    return EXIT_PASS;
}

/* What is read is read again under the lock, once it is clear that the file may be written to. */
static struct journal *take_journal(struct undo *u, const struct platform *os, struct err *e)
{
    const char *file = u->args->file;
    if (debts_own(file, e) != ERR_NONE || debt_read(file, os, &u->debt, e) != ERR_NONE)
        return NULL;
    struct journal *j = journal_reopen(file, e);
    debt_fini(&u->debt);
    if (j && debt_read(file, os, &u->debt, e) != ERR_NONE) {
        journal_free(j);
        return NULL;
    }
    return j;
}

int undo_run(const struct undo_args *a)
{
    struct undo u = {.args = a};
    struct err e = {0};
    struct journal *journal = NULL;
    int code = EXIT_USAGE;
    struct pack *pack = cli_pack(NULL, &e);
    if (pack && (journal = take_journal(&u, pack_platform(pack), &e))) {
        code = debt_owes(&u.debt) || debt_take_typed(&u.debt) ? settle(&u, pack, journal)
                                                              : nothing_owed(&u);
        free(debts_left(pack, a->file)); /* takes the mark away where nothing is */
    }
    if (e.code != ERR_NONE)
        cli_complain(&e, code);
    debt_fini(&u.debt);
    journal_free(journal);
    pack_free(pack);
    return code;
}

static json_t *list_as_json(const struct debts *d)
{
    json_t *out = json_array();
    for (size_t i = 0; i < debts_count(d); i++) {
        const struct debt *debt = debts_at(d, i);
        json_t *peers = json_array();
        for (int side = 0; side < SIDES; side++) {
            const struct debt_side *s = &debt->side[side];
            if (debt_side_owes(s))
                json_array_append_new(peers, json_pack("{s:s, s:s, s:s, s:s?, s:b}", "side",
                                                       facts_side_name(side), "peer", s->target,
                                                       "hostname", s->hostname, "step", s->step,
                                                       "debugging", (int)s->debugging));
        }
        json_array_append_new(out,
                              json_pack("{s:s, s:s, s:s, s:o}", "journal", debt->file, "began",
                                        debt->began, "playbook", debt->playbook, "peers", peers));
    }
    return out;
}

int undo_list(bool json)
{
    struct err e = {0};
    struct pack *pack = cli_pack(NULL, &e);
    if (!pack)
        return cli_complain(&e, EXIT_USAGE);
    struct debts *d = debts_find(pack, NULL);
    if (json) {
        json_t *list = list_as_json(d);
        cli_print_json(list);
        json_decref(list);
    } else {
        char *text = debts_text(d);
        fputs(*text ? text : "Nothing is owed.\n", stdout);
        free(text);
    }
    debts_free(d);
    pack_free(pack);
    return EXIT_PASS;
}
