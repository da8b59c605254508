/* SPDX-License-Identifier: ISC */
#include "cli/debts.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "session/owing.h"
#include "walk/facts.h"
#include "walk/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct debts {
    const struct pack *pack;
    struct debt *list;
    size_t count;
    size_t elsewhere;                 /* runs that owe something to other routers only */
    const struct peer_config *config; /* NULL: of no run */
    struct walk *walk;
    uint64_t block[SIDES]; /* of the line that switches debugging off; 0: none */
};

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Without the user: whoever logs in, it is the same router. */
static const char *host_of(const char *target)
{
    const char *at = strrchr(target, '@');
    return at ? at + 1 : target;
}

/* A name means something only together with the file that explains it. */
static bool is_same_peer(const struct debt_side *s, const struct peer_config *c)
{
    char *real = c->ssh_config ? realpath(c->ssh_config, NULL) : NULL;
    bool same = s->target && c->target && strcmp(host_of(s->target), host_of(c->target)) == 0 &&
                same_text(s->ssh_config, real ? real : c->ssh_config);
    free(real);
    return same;
}

static bool owes(const struct debt_side *s)
{
    return debt_side_owes(s) && !s->passing;
}

static bool concerns(const struct debts *d, const struct debt_side *owing)
{
    if (!owes(owing))
        return false;
    for (int side = 0; d->config && side < SIDES; side++)
        if (is_same_peer(owing, &d->config[side]))
            return true;
    return !d->config;
}

struct debts *debts_find(const struct pack *pack, const struct peer_config config[SIDES])
{
    struct debts *d = mem_alloc(sizeof *d);
    size_t capacity = 0;
    char **journals = owing_list();
    d->pack = pack;
    d->config = config;
    for (char **journal = journals; *journal; journal++) {
        struct debt debt;
        if (debts_own(*journal, NULL) != ERR_NONE ||
            debt_read(*journal, pack_platform(pack), &debt, NULL) != ERR_NONE)
            continue;
        if (!debt_owes(&debt))
            owing_clear(*journal);
        if (!concerns(d, &debt.side[SIDE_A]) && !concerns(d, &debt.side[SIDE_B])) {
            d->elsewhere += owes(&debt.side[SIDE_A]) || owes(&debt.side[SIDE_B]);
            debt_fini(&debt);
            continue;
        }
        d->list = mem_grow(d->list, d->count, &capacity, sizeof *d->list);
        d->list[d->count++] = debt;
    }
    owing_list_free(journals);
    return d;
}

void debts_free(struct debts *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->count; i++)
        debt_fini(&d->list[i]);
    free(d->list);
    free(d);
}

size_t debts_count(const struct debts *d)
{
    return d->count;
}

const struct debt *debts_at(const struct debts *d, size_t i)
{
    return &d->list[i];
}

/* A file name for a shell, quoted where it must be. */
static void add_quoted(struct buf *out, const char *name)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@,";
    if (name[strspn(name, plain)] == '\0') {
        buf_add_str(out, name);
        return;
    }
    buf_add_char(out, '\'');
    for (; *name; name++)
        buf_add_str(out, *name == '\'' ? "'\\''" : (const char[]){*name, '\0'});
    buf_add_char(out, '\'');
}

static void add_side(const struct debt_side *s, struct buf *out)
{
    char *what = debt_describe(s);
    struct buf plain = {0};
    buf_printf(&plain, "%s%s%s%s: %s", s->target, *s->hostname ? " (" : "", s->hostname,
               *s->hostname ? ")" : "", what);
    text_visible(out, buf_str(&plain), plain.len);
    buf_add_char(out, '\n');
    buf_fini(&plain);
    free(what);
}

/* The subject, a line for each side, and the command that settles it; nothing for no side. */
static void add_debt(const struct debt *d, const char *subject, const bool sides[SIDES],
                     struct buf *out)
{
    if (!sides[SIDE_A] && !sides[SIDE_B])
        return;
    text_visible(out, subject, strlen(subject));
    buf_add_char(out, '\n');
    for (int side = 0; side < SIDES; side++)
        if (sides[side])
            add_side(&d->side[side], out);
    buf_add_str(out, "to put that right: peerwalk undo ");
    add_quoted(out, d->file);
    buf_add_char(out, '\n');
}

char *debts_text(const struct debts *d)
{
    struct buf out = {0};
    for (size_t i = 0; i < d->count; i++) {
        const struct debt_side *side = d->list[i].side;
        bool sides[SIDES] = {concerns(d, &side[SIDE_A]), concerns(d, &side[SIDE_B])};
        char *subject = mem_printf("the run of %.16s (%s) did not end in order", d->list[i].began,
                                   d->list[i].playbook);
        add_debt(&d->list[i], subject, sides, &out);
        free(subject);
    }
    /* By another name it may be one of these. */
    if (d->elsewhere > 0)
        buf_printf(
            &out,
            "%zu %s left something undone at routers with other names: peerwalk undo lists it\n",
            d->elsewhere, d->elsewhere == 1 ? "run has" : "runs have");
    return out.len ? buf_take(&out, NULL) : mem_dup("");
}

char *debts_left(const struct pack *pack, const char *journal)
{
    struct buf out = {0};
    struct debt debt;
    if (journal && debt_read(journal, pack_platform(pack), &debt, NULL) == ERR_NONE) {
        bool sides[SIDES] = {owes(&debt.side[SIDE_A]), owes(&debt.side[SIDE_B])};
        add_debt(&debt, "this run leaves something undone", sides, &out);
        if (!debt_owes(&debt))
            owing_clear(journal);
        debt_fini(&debt);
    }
    return out.len ? buf_take(&out, NULL) : mem_dup("");
}

void debts_farewell(const struct pack *pack, struct journal *j, struct sentinel *s)
{
    char *path = j ? mem_dup(journal_path(j)) : NULL;
    journal_free(j);
    sentinel_free(s);
    if (path)
        cli_say(debts_left(pack, path));
    free(path);
}

/* A debt of debugging to the peer that the run has on `side`. */
static bool left_debugging(const struct debts *d, const struct debt_side *s, int side)
{
    return s->debugging && !s->passing && is_same_peer(s, &d->config[side]);
}

static void tell_journal(struct debts *d, size_t i, int side)
{
    struct debt *debt = &d->list[i];
    if (!left_debugging(d, &debt->side[SIDE_A], side) &&
        !left_debugging(d, &debt->side[SIDE_B], side))
        return;
    struct journal *j = journal_reopen(debt->file, NULL);
    struct record *r = j ? record_resume(j) : NULL;
    for (int other = 0; r && other < SIDES; other++) {
        struct debt_side *s = &debt->side[other];
        /* Another router that says so says nothing about ours. */
        bool other_name = *s->hostname && strcmp(s->hostname, walk_hostname(d->walk, side)) != 0;
        if (!left_debugging(d, s, side) || other_name)
            continue;
        record_debug_off(r, other);
        s->debugging = false;
    }
    bool told = r != NULL;
    record_free(r);
    journal_free(j);
    if (told && !debt_owes(debt))
        owing_clear(debt->file);
}

static void on_event(void *user, const struct walk_event *e)
{
    struct debts *d = user;
    if (e->type != WALK_REPLY || e->side < 0 || !d->block[e->side] || e->block != d->block[e->side])
        return;
    const struct block *b = transcript_find(walk_transcript(d->walk, e->side), e->block);
    d->block[e->side] = 0;
    for (size_t i = 0; b && b->error == ERR_NONE && i < d->count; i++)
        tell_journal(d, i, e->side);
}

void debts_mend(struct debts *d, struct walk *w)
{
    bool any = false;
    d->walk = w;
    for (int side = 0; side < SIDES; side++) {
        json_t *off = json_array();
        for (size_t i = 0; i < d->count; i++)
            for (int other = 0; other < SIDES; other++)
                if (left_debugging(d, &d->list[i].side[other], side))
                    debt_add_off(&d->list[i].side[other], d->pack, off);
        if (json_array_size(off) > 0)
            walk_begin_with(w, side, off, &d->block[side]);
        any = any || json_array_size(off) > 0;
        json_decref(off);
    }
    if (any)
        walk_observe(w, on_event, d);
}

int debts_own(const char *journal, struct err *e)
{
    struct stat s;
    if (lstat(journal, &s) != 0)
        return err_set(e, ERR_IO, journal, 0, "cannot be opened: %s", strerror(errno));
    if (!S_ISREG(s.st_mode))
        return err_set(e, ERR_REFUSED, journal, 0, "is no file; name the journal itself");
    if (s.st_uid != geteuid() || (s.st_mode & (S_IWGRP | S_IWOTH)))
        return err_set(e, ERR_REFUSED, journal, 0,
                       "may be written by somebody else: an undo sends what stands in it, so it is "
                       "taken from your own journals only");
    return ERR_NONE;
}
