/* SPDX-License-Identifier: ISC */
/* What a journal says of itself, and how far it can be relied on to be whole. */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "report/put.h"
#include "report/report.h"
#include "walk/facts.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void add(struct about *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* One more sentence. */
static void add(struct about *b, const char *fmt, ...)
{
    size_t n = strlen(b->remark);
    va_list ap;
    va_start(ap, fmt);
    if (n > 0 && n + 1 < sizeof b->remark)
        b->remark[n++] = ' ';
    vsnprintf(b->remark + n, sizeof b->remark - n, fmt, ap);
    va_end(ap);
}

static void remark(struct about *b, const struct walk *w, const struct retelling_end *end)
{
    b->remark[0] = '\0';
    for (int side = 0; side < SIDES; side++)
        if (end->owed[side])
            add(b, "%.80s is not proven to be as before a change: see peerwalk undo.",
                walk_hostname(w, side));
    for (int side = 0; side < SIDES; side++)
        if (end->debugging[side])
            add(b, "Debugging may still be on on %.80s: see peerwalk undo.",
                walk_hostname(w, side));
    if (end->interrupted)
        add(b, "The run was interrupted.");
    else if (!end->ended && end->written)
        add(b, "The run has not ended: it still writes its journal.");
    else if (!end->ended && end->left)
        add(b, "The run was left before its end.");
    else if (!end->ended)
        add(b, "The run did not end: its journal stops here.");
    if (end->resumed)
        add(b, "A later run went on here, to put back what was left.");
    if (end->torn && !end->written)
        add(b, "The last line of the journal is torn and left out.");
    if (end->later)
        add(b, "The journal has format %lld, which is later than this program.", end->later);
    if (end->unknown)
        add(b, "%zu events in it are unknown to this program.", end->unknown);
}

void report_about(struct about *b, struct retelling *r)
{
    const json_t *head = retelling_head(r);
    const json_t *peers = json_object_get(head, "peers");
    const json_t *pack = json_object_get(head, "pack");
    struct retelling_end end = retelling_end(r);
    *b = (struct about){
        .playbook = playbook_id(retelling_playbook(r)),
        .title = playbook_title(retelling_playbook(r)),
        .program = json_str(head, "program", ""),
        .pack = json_str(pack, "name", ""),
        .pack_version = json_str(pack, "version", ""),
        .seconds = (double)retelling_now_ms(r) / 1000.0,
    };
    snprintf(b->user, sizeof b->user, "%s", json_str(head, "user", ""));
    snprintf(b->machine, sizeof b->machine, "%s", json_str(head, "machine", ""));
    snprintf(b->begun, sizeof b->begun, "%s", json_str(head, "at", ""));
    snprintf(b->last, sizeof b->last, "%s", retelling_at(r));
    for (int side = 0; side < SIDES; side++) {
        const json_t *peer = json_object_get(peers, facts_side_name(side));
        b->target[side] = json_str(peer, "target", "");
    }
    remark(b, retelling_walk(r), &end);
}

static void stamp(char *out, size_t size)
{
    struct timespec now;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &now);
    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now.tv_sec, &tm));
}

void report_about_begin(struct about *b, const struct playbook *p,
                        const struct peer_config config[SIDES])
{
    const struct platform *os = pack_platform(playbook_pack(p));
    const struct passwd *user = getpwuid(getuid());
    *b = (struct about){.playbook = playbook_id(p),
                        .title = playbook_title(p),
                        .program = PEERWALK_VERSION,
                        .pack = os->name,
                        .pack_version = os->version};
    snprintf(b->user, sizeof b->user, "%s", user ? user->pw_name : "");
    gethostname(b->machine, sizeof b->machine - 1);
    stamp(b->begun, sizeof b->begun);
    for (int side = 0; side < SIDES; side++)
        b->target[side] = config[side].target ? config[side].target : "";
}

void report_about_end(struct about *b, const struct walk *w, bool interrupted)
{
    stamp(b->last, sizeof b->last);
    for (size_t i = 0; i < walk_step_count(w); i++)
        b->seconds += walk_step_state(w, i)->seconds;
    if (interrupted)
        add(b, "The run was interrupted.");
    else if (!walk_finished(w))
        add(b, "The run was left before its end.");
}

static void put_row(report_row *row, FILE *out, const char *name, char *value)
{
    row(out, name, value);
    free(value);
}

void report_about_rows(const struct about *b, const struct walk *w, report_row *row, FILE *out)
{
    for (int side = 0; side < SIDES && !(side == SIDE_B && walk_is_alone(w)); side++)
        put_row(row, out, side == SIDE_A ? "Peer A" : "Peer B",
                mem_printf("%s (%s)%s", walk_hostname(w, side), b->target[side],
                           walk_is_legacy(w, side) ? ", with legacy crypto" : ""));
    row(out, "Tunnel", walk_tunnel_label(w));
    put_row(row, out, "When", mem_printf("%s to %s", b->begun, b->last));
    put_row(row, out, "Who", mem_printf("%s on %s", b->user, b->machine));
    put_row(row, out, "With",
            mem_printf("peerwalk %s, pack %s %s", b->program, b->pack, b->pack_version));
}

/* Takes the line. */
static void put_line(FILE *out, char *line)
{
    put_plain(out, line);
    fputc('\n', out);
    free(line);
}

void report_header(const struct about *b, FILE *out)
{
    struct buf peers = {0};
    for (int side = 0; side < SIDES; side++)
        if (side == SIDE_A || *b->target[side])
            buf_printf(&peers, "%s%s %s", side == SIDE_A ? "" : ", ", facts_side_name(side),
                       *b->target[side] ? b->target[side] : "-");
    put_line(out,
             mem_printf("Journal: %s, %s, by %s on %s", b->title, b->begun, b->user, b->machine));
    put_line(out, mem_printf("Peers: %s; peerwalk %s, pack %s %s", buf_str(&peers), b->program,
                             b->pack, b->pack_version));
    fputc('\n', out);
    buf_fini(&peers);
}

void report_footer(const struct about *b, FILE *out)
{
    if (*b->remark) {
        fputc('\n', out);
        put_plain(out, b->remark);
        fputc('\n', out);
    }
}
