/* SPDX-License-Identifier: ISC */
#include "cli/headless.h"

#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/setup.h"
#include "report/report.h"
#include "walk/drive.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct headless {
    struct loop *loop;
    struct drive *drive;
    const struct peer_config *config;
    struct loop_watch *reader; /* of our output; NULL: not a pipe */
    bool interrupted;
    bool closing;
    bool noted;            /* notes of the walk are on the terminal */
    struct err peer_error; /* the first peer that could not be reached */
};

static void close_once(struct headless *h)
{
    if (h->closing)
        return;
    h->closing = true;
    drive_close(h->drive);
}

static void on_event(void *user, const struct walk_event *e)
{
    if (e->type == WALK_ENDS)
        close_once(user);
}

static void on_state(void *user, int side, enum peer_state s, const struct err *why)
{
    struct headless *h = user;
    if (s != PEER_LOST || !why)
        return;
    if (h->peer_error.code == ERR_NONE)
        h->peer_error = *why;
    /* On a screen that shows the walk's notes as well nobody needs to read it twice. */
    if (!h->noted || !isatty(STDERR_FILENO))
        cli_tell(h->config[side].target, why->text);
}

static void on_ask(void *user, int side, enum peer_question q, const char *text, bool echo)
{
    struct headless *h = user;
    char *answer = ask_for_peer(h->config[side].target, q, text, echo);
    drive_answer(h->drive, side, answer);
    ask_forget(answer);
}

static void on_note(void *user, int side, const char *text)
{
    struct headless *h = user;
    cli_tell(h->config[side].target, text);
}

static void on_closed(void *user)
{
    struct headless *h = user;
    loop_stop(h->loop);
}

static void interrupt(struct headless *h, const char *why)
{
    /* Asked a second time the drive does not wait any more for the step to clean up. */
    if (h->interrupted) {
        drive_close(h->drive);
        return;
    }
    h->interrupted = true;
    drive_interrupted(h->drive);
    fprintf(stderr, "peerwalk: %s; leaving both peers clean\n", why);
    walk_stop(drive_walk(h->drive));
    close_once(h);
}

static void on_signal(void *user, int signum)
{
    (void)signum;
    interrupt(user, "interrupted");
}

/* Who read has seen enough (head): nothing goes on for nobody, debugging least of all. */
static void on_unread(void *user, int events)
{
    struct headless *h = user;
    (void)events;
    loop_watch_set(h->reader, 0);
    interrupt(h, "nobody reads the output any more");
}

/* A pipe that is written to has an event only when its reader is gone. */
static struct loop_watch *watch_reader(struct headless *h)
{
    struct stat out;
    if (fstat(STDOUT_FILENO, &out) != 0 || !S_ISFIFO(out.st_mode))
        return NULL;
    return loop_watch_new(h->loop, STDOUT_FILENO, LOOP_READ, on_unread, h);
}

static int exit_code(const struct headless *h)
{
    if (h->interrupted)
        return EXIT_INTERRUPTED;
    return h->peer_error.code != ERR_NONE ? EXIT_PEER : cli_walk_exit(drive_walk(h->drive));
}

static int walk_it(struct setup *s, enum report_format format)
{
    static const struct drive_handler handler = {on_state, on_ask, on_note, on_closed};
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct loop_signal *watch[sizeof signals / sizeof signals[0]];
    struct headless h = {.loop = loop_new(), .config = s->config};

    h.drive = drive_new(h.loop, s->playbook, &s->options, s->config, &handler, &h);
    if (s->journal)
        drive_record(h.drive, s->journal);
    drive_watch(h.drive, s->sentinel);
    struct walk *walk = drive_walk(h.drive);
    struct report lines = {.walk = walk, .out = stdout};
    struct account *account = account_new(walk);
    struct about about;
    report_about_begin(&about, s->playbook, s->config);
    if (format == REPORT_TEXT)
        walk_observe(walk, report_line, &lines);
    h.noted = format == REPORT_TEXT && isatty(STDOUT_FILENO);
    walk_observe(walk, on_event, &h);
    debts_mend(s->debts, walk);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        watch[i] = loop_signal_new(h.loop, signals[i], on_signal, &h);
    h.reader = watch_reader(&h);

    drive_open(h.drive);
    walk_start(walk);
    loop_run(h.loop);

    loop_watch_free(h.reader);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        loop_signal_free(watch[i]);
    int code = exit_code(&h);
    report_about_end(&about, walk, h.interrupted);
    report_document(format, account, &about, stdout);
    account_free(account);
    drive_free(h.drive);
    loop_free(h.loop);
    return code;
}

int headless_walk(struct peers *peers, const char *playbook, enum report_format format)
{
    struct setup setup = {0};
    struct err e = {0};
    int code = EXIT_USAGE;
    if (setup_begin(&setup, peers, playbook, SETUP_HEADLESS, &e) == ERR_NONE) {
        cli_say(debts_text(setup.debts));
        code = walk_it(&setup, format);
    }
    if (e.code != ERR_NONE)
        code = cli_complain(&e, cli_err_exit(&e));
    setup_end(&setup);
    return code;
}
