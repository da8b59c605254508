/* SPDX-License-Identifier: ISC */
/*
 * The insides of a walk. Every call from outside only records what it says and then turns the crank
 * (walk_pump), which takes one transition after the other until it has to wait. So an observer may
 * call back into the walk from within an event.
 *
 *            +--------------------------- next step -----------------------------+
 *            v                                                                   |
 *   REST -> GATE -> (ASKING) -> SENDING -> COLLECTING -> CLEANING -> JUDGING -> (CHOOSING) -> REST
 *            |                                                          ^
 *            +-------------- skipped: risk, or not needed --------------+           ENDED
 */
#ifndef WALK_WALK_PRIVATE_H
#define WALK_WALK_PRIVATE_H

#include "base/buf.h"
#include "walk/cause.h"
#include "walk/check.h"
#include "walk/facts.h"
#include "walk/walk.h"

enum { STEP_VISITS_MAX = 8, REASON_MAX = 400, OBSERVERS_MAX = 8 };

/* A step listens for this many lines of a side at most; then debugging has to go off. */
enum { HEARD_LINES_MAX = 20000 };

enum walk_phase {
    PHASE_REST,
    PHASE_GATE,
    PHASE_ASKING,
    PHASE_SENDING,
    PHASE_COLLECTING,
    PHASE_CLEANING,
    PHASE_JUDGING,
    PHASE_CHOOSING,
    PHASE_ENDED,
    PHASE_TOLD /* nothing is walked: a journal tells; see retell.h */
};

/* What is to be done at rest. */
enum walk_drive { DRIVE_NONE, DRIVE_ONE, DRIVE_ALL };

enum walk_reply_to {
    REPLY_TO_STEP,
    REPLY_TO_GUARD,     /* a look at the processor */
    REPLY_TO_CONDITION, /* what keeps debugging to one peer; not every device can */
    REPLY_TO_UNDO,      /* a configuration, before and after a change */
    REPLY_TO_TYPED,     /* a configuration, before a person changes it by hand */
    REPLY_TO_CLEANING,
    REPLY_TO_WATCH, /* a look at the processor while debugging is on that a person typed */
    REPLY_TO_FIRST, /* what goes out before everything else; the walk waits for it */
    REPLY_TO_USER
};

/* A command that was sent and is not answered yet. */
struct walk_request {
    uint64_t token;
    int side;
    uint64_t block;
    enum walk_reply_to to;
    int step;
    const struct playbook_command *command; /* NULL for the user's */
    char *text;
};

struct walk_step_record {
    struct walk_step_state state;
    char reason[REASON_MAX];
    unsigned visits;
    bool withheld;    /* there were checks that need the other end, which is not there */
    unsigned repeats; /* because a line went down */
    json_t *findings; /* of its latest run */
};

/* Lines of one side's monitor since the step began. */
struct walk_heard {
    struct buf text;
    struct heard_line *lines;
    size_t count, capacity;
};

/* What is watched while a step debugs; see walk_guard.c. */
struct walk_guard {
    enum { GUARD_IDLE, GUARD_LOOKING, GUARD_OPEN } state;
    bool refused[SIDES];     /* too busy for debugging */
    bool conditioned[SIDES]; /* debugging is kept to one peer */
    bool looking, spent;     /* a look is under way; a budget is used up */
    bool interrupted;        /* and what ran then was told to end */
    uint64_t since_ms, looked_ms;
    struct playbook_command command; /* of a look, for its reply */
};

/* Debugging that a person switched on; see walk_typed.c. */
struct walk_typed {
    bool on, looking, told;
    uint64_t since_ms, looked_ms;
    size_t lines; /* printed since */
};

/* The way back from a step that changes a configuration; see walk_undo.c. */
struct walk_undo {
    enum { UNDO_IDLE, UNDO_READING, UNDO_KEPT, UNDO_PROVING } state;
    bool owed[SIDES];  /* changed, or about to be, and not proven to be as before */
    bool fresh[SIDES]; /* and by the step that runs */
    bool typed[SIDES]; /* how it was before a person changed it is kept */
    json_t *before[SIDES], *now[SIDES]; /* configurations: arrays of lines */
};

/* What the journal of a walk that is told says of its end. */
struct walk_told {
    bool ended;
    enum verdict verdict;
    int failing;       /* step; -1: none */
    json_t *other_end; /* as of walk_other_end(); NULL */
};

struct walk_watcher {
    walk_observer *fn;
    void *user;
};

struct walk {
    struct playbook *book;
    struct walk_options options;
    struct walk_port port;
    void *user;
    struct walk_watcher observers[OBSERVERS_MAX];
    size_t observer_count;

    struct facts *facts;
    struct fixes *fixes;
    struct transcript *transcripts[SIDES];
    struct walk_heard heard[SIDES];
    struct walk_step_record *steps;
    size_t step_count;
    json_t *causes;

    enum walk_phase phase;
    enum walk_drive drive;
    bool pumping;
    uint64_t wake_at; /* when the phase wants to be asked again; UINT64_MAX: when something comes */
    bool stopping;    /* the user wants the end */
    bool skipping;    /* the user wants the running step to end */
    bool cut_short;   /* ended before its last step */
    bool ready[SIDES], lost[SIDES];
    bool down[SIDES];     /* being made again; see walk_line.c */
    bool broken[SIDES];   /* went down while the step ran */
    char *renamed[SIDES]; /* what a line that was sent calls the device from then on; or NULL */
    char *hostname[SIDES];
    bool legacy[SIDES];   /* old SSH algorithms are on */
    json_t *first[SIDES]; /* sent before everything else; NULL: nothing, or sent */
    uint64_t *first_block[SIDES];
    enum risk sending;       /* risk of the line that is going out */
    bool configuring[SIDES]; /* the lines sent so far lead into configuration mode */
    int current;             /* step that runs or comes next; -1: the end */
    int last;                /* step that ran last; -1: none */

    /* The running step. */
    size_t sent;           /* run commands taken so far */
    bool cleaned[SIDES];   /* the finally commands are on their way */
    json_t *kept;          /* the facts from before it began */
    bool answered, answer; /* to the question about the risk */
    bool granted[RISK_CONFIG + 1];
    char trouble[REASON_MAX];    /* the first thing that makes its replies doubtful */
    char skipped[REASON_MAX];    /* why it is skipped; "" when it is not */
    uint64_t begun_ms, quiet_ms; /* when it began; when something was heard last */
    uint64_t collect_ms;         /* when its last command was answered */
    json_t *question;
    struct walk_guard guard;
    struct walk_typed typed[SIDES];
    struct playbook_command watching; /* of a look at a processor, for its reply */
    struct walk_undo undo;
    struct walk_told told;

    json_t *candidates; /* tunnels to choose from, whole */
    json_t *choices;    /* their labels */
    char *label;        /* of the tunnel that was taken */

    struct walk_request *requests;
    size_t request_count, request_capacity;
    uint64_t next_token;
};

/* Is the command for this side, and anybody there to take it? */
static inline bool walk_is_for(const struct walk *w, const struct playbook_command *c, int side)
{
    return c->on[side] && (side == SIDE_A || !w->options.alone);
}

/* walk.c */
void walk_emit(struct walk *w, enum walk_event_type type, int side, uint64_t block,
               const char *text);
void walk_tell(struct walk *w, const struct walk_event *e); /* to all observers */
void walk_note(struct walk *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void walk_trouble(struct walk *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* End what the step has running on both sides; the peers answer the commands as cancelled. */
void walk_interrupt(struct walk *w);
void walk_update_causes(struct walk *w);

/* walk_step.c: take transitions until the walk must wait. */
void walk_pump(struct walk *w);

/* walk_send.c */
/* The text for one side, on the heap; NULL with the reason when it cannot be made. */
char *walk_render(const struct walk *w, const struct playbook_command *c, const json_t *view,
                  struct err *e);
size_t walk_outstanding(const struct walk *w); /* replies of the step not here yet */
bool walk_first_is_out(const struct walk *w);  /* the reply to walk_begin_with() is not here */
/* Returns the block that its reply will be in. */
uint64_t walk_send(struct walk *w, int side, const char *text, const struct playbook_command *c,
                   enum walk_reply_to to);
/* Send the next run commands up to a barrier. Returns false when it has to wait. */
bool walk_send_run(struct walk *w);
void walk_send_finally(struct walk *w, int side);
/* Its lines for one side as they would be sent now; NULL with the reason. New reference. */
json_t *walk_render_finally(struct walk *w, int side, struct err *e);
json_t *walk_list_commands(struct walk *w, const struct playbook_step *s);
/* Settle the requests of a side as lost. */
void walk_drop_requests(struct walk *w, int side);

/* walk_risk.c */
enum risk walk_line_risk(const struct walk *w, const char *line, bool configuring);
/* Is a side in configuration mode, as far as can be told before the replies are here? */
bool walk_is_configuring(struct walk *w, int side);
/* Is the device in configuration mode after this line? */
bool walk_configures(const struct walk *w, const char *line, bool configuring);
/* Append { "side", "command", "risk", "effect" } and go on to the mode after the line. */
void walk_describe_line(struct walk *w, int side, const char *line, bool *configuring, json_t *out);

/* walk_line.c */
/* A reply says so already; walk_on_down() or walk_on_lost() follows. */
void walk_mark_down(struct walk *w, int side);
bool walk_broken(const struct walk *w); /* a line went down while the step ran */
/* Send the "finally" lines of both sides, when they can be had. False: wait. */
bool walk_clean(struct walk *w);
/* Why a step is unknown whose line went down. */
void walk_describe_break(const struct walk *w, char *out, size_t size);
/* Does the step that has ended run again by itself? */
bool walk_repeats(struct walk *w);
bool walk_refuses_stranger(struct walk *w, int side, enum risk risk, struct err *e);
void walk_line_sent(struct walk *w, int side, const char *line); /* before the mode changes */
bool walk_side_busy(const struct walk *w, int side);             /* anything is not answered */

/* walk_guard.c */
void walk_guard_begin(struct walk *w);
/* May a command of the step go out, as far as debugging is concerned? False: wait for replies. */
bool walk_guard_ready(struct walk *w, const struct playbook_command *c);
/* Is it a debug command for a side that must not debug? */
bool walk_guard_refuses(const struct walk *w, int side, const struct playbook_command *c);
/* Look at the budgets. Returns when to look again, in ms; UINT64_MAX: no need. */
uint64_t walk_guard_watch(struct walk *w);
void walk_guard_clean(struct walk *w, int side);
void walk_guard_condition_refused(struct walk *w, int side);
/* What it sends before the step's commands, or after them, for the question. */
void walk_guard_list(struct walk *w, const struct playbook_step *s, bool configuring[SIDES],
                     bool after, json_t *out);

/* Is it the running step that debugs? */
bool walk_guard_watches(const struct walk *w);
const struct cpu_guard *walk_cpu(const struct walk *w); /* NULL when the pack has none */
/* How busy a processor is now, in percent, by the last look; -1 when it cannot be told. */
double walk_cpu_busy(struct walk *w, int side);
/* The budgets of debugging beside walk_debug_ms(): percent, and lines of one side. */
double walk_cpu_limit(const struct walk *w);
size_t walk_debug_lines(const struct walk *w);

/* walk_typed.c */
void walk_typed_sent(struct walk *w, int side, const char *line, bool by_hand);
void walk_typed_heard(struct walk *w, int side);
/* As walk_guard_watch(), for debugging that was typed. */
uint64_t walk_typed_watch(struct walk *w);

/* walk_undo.c */
void walk_undo_begin(struct walk *w);
void walk_undo_fini(struct walk *w);
/* May the step send its lines? False: wait. When it must not, `skipped` says why. */
bool walk_undo_ready(struct walk *w);
/* A configuration came; not `good`: there is none to be trusted. */
void walk_undo_take(struct walk *w, int side, const char *text, size_t len, bool good);
/* The step ends before anything was changed: there is nothing to put back. */
bool walk_undo_unchanged(const struct walk *w);
/* Say which sides are left changed. */
void walk_undo_tell(struct walk *w);
/* Before the first line of a person's that changes the configuration of a side: read it. */
void walk_undo_before_typing(struct walk *w, int side);
void walk_undo_take_typed(struct walk *w, int side, const char *text, size_t len, bool good);
/* After the step's last line: read again and compare. False: wait. */
bool walk_undo_proven(struct walk *w);

/* walk_gate.c: may and must the step run? */
enum walk_gate { GATE_OPEN, GATE_ASK, GATE_SHUT };
enum walk_gate walk_gate(struct walk *w);

/* walk_tunnel.c */
/* Find the tunnels. Returns false when the user has to choose. */
bool walk_find_tunnel(struct walk *w);
void walk_take_tunnel(struct walk *w, size_t choice);

#endif
