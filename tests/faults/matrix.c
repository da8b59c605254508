/* SPDX-License-Identifier: ISC */
/*
 * The fault matrix: the wire to one router is cut, or goes silent, after so many bytes of a walk,
 * at every offset from the first to the last. However it fails, the run ends in time, with an exit
 * code that tells what happened, without a wrong verdict, with no router left debugging, no process
 * left, and with a journal that can be read. Prints a table and fails when any run is not so.
 *
 *     matrix PROGRAM [STEP [JOBS]]      STEP: bytes between two offsets (50)
 */
#include "base/mem.h"
#include "tests/faults/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STEP_BYTES = 50, JOBS = 6, JOBS_MAX = 32, LIMIT_MS = 90 * 1000, SIDES = 2 };

/* Where a whole step of the matrix would repeat itself, every so many offsets are enough. */
enum { SPARSE = 8 };

static const struct scenario scenarios[] = {
    {"tunnel-down", "none", NULL},
    {"ipsec-tunnels", "filter-ike-a", "peer-unreachable"}, /* debugs on both */
};
enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0] };

struct matrix {
    struct run_case *cases;
    struct run_result *results;
    size_t count, capacity;
    const char *program;
    int jobs;
};

static void add(struct matrix *m, struct run_case c)
{
    m->cases = mem_grow(m->cases, m->count, &m->capacity, sizeof *m->cases);
    m->cases[m->count++] = c;
}

/* One worker: every jobs-th case, on a lab of its own for each scenario. */
static void work(const struct matrix *m, int worker, int out)
{
    struct stage *stage[SCENARIOS] = {0};
    for (size_t i = (size_t)worker; i < m->count; i += (size_t)m->jobs) {
        const struct run_case *c = &m->cases[i];
        struct run_result r = {.index = i};
        if (!stage[c->scenario])
            stage[c->scenario] = stage_new(m->program, &scenarios[c->scenario]);
        stage_run(stage[c->scenario], c, LIMIT_MS, &r);
        if (write(out, &r, sizeof r) != sizeof r)
            break;
    }
    for (int i = 0; i < SCENARIOS; i++)
        stage_free(stage[i]);
}

/* Run all cases; false when a worker did not come to its end. */
static bool run_all(struct matrix *m)
{
    int fd[2];
    struct run_result r;
    size_t got = 0;
    free(m->results);
    m->results = mem_array(m->count, sizeof *m->results);
    if (pipe(fd) != 0)
        return false;
    for (int i = 0; i < m->jobs; i++) {
        if (fork() != 0)
            continue;
        close(fd[0]);
        work(m, i, fd[1]);
        _exit(0);
    }
    close(fd[1]);
    while (read(fd[0], &r, sizeof r) == sizeof r) {
        m->results[r.index] = r;
        got++;
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r%zu of %zu", got, m->count);
    }
    close(fd[0]);
    while (wait(NULL) > 0) {
    }
    return got == m->count;
}

/* Walks without a fault: how much each side's command line carries. */
static bool measure(struct matrix *m, uint64_t bytes[SCENARIOS][SIDES])
{
    for (unsigned s = 0; s < SCENARIOS; s++)
        for (int side = 0; side < SIDES; side++)
            add(m, (struct run_case){s, side, {PROXY_DROP, 0, UINT64_MAX, false}});
    if (!run_all(m))
        return false;
    for (size_t i = 0; i < m->count; i++) {
        bytes[m->cases[i].scenario][m->cases[i].side] = m->results[i].bytes;
        if (m->results[i].wrong)
            return false;
    }
    m->count = 0;
    return true;
}

static void plan(struct matrix *m, uint64_t bytes[SCENARIOS][SIDES], uint64_t step)
{
    for (unsigned s = 0; s < SCENARIOS; s++)
        for (int side = 0; side < SIDES; side++)
            for (uint64_t at = step; at < bytes[s][side]; at += step)
                for (int kind = PROXY_DROP; kind <= PROXY_HANG; kind++) {
                    add(m, (struct run_case){s, side, {kind, 0, at, false}});
                    if (at / step % SPARSE)
                        continue;
                    add(m, (struct run_case){s, side, {kind, 0, at, true}});
                    add(m, (struct run_case){s, side, {kind, 1, at, false}});
                }
}

/* One row of the table: the cases that are alike but for their offset and side. */
struct row {
    unsigned runs, struck, code[5], debugging, slowest_ms;
    unsigned wrong[7];
};

static void count(struct row *r, const struct run_result *got)
{
    r->runs++;
    r->struck += got->struck;
    r->code[got->code == 0 || got->code == 1 || got->code == 3 ? got->code
            : got->code == 4                                   ? 4
                                                               : 2]++;
    r->debugging += got->debugging;
    r->slowest_ms = got->ms > r->slowest_ms ? got->ms : r->slowest_ms;
    for (int i = 0; i < 7; i++)
        r->wrong[i] += got->wrong >> i & 1;
}

static void print_row(const char *name, const struct row *r)
{
    printf("%-44s %5u %6u  %5u %5u %5u %5u %5u  %6.1f  %4u %4u %4u %4u %4u %4u %4u  %5u\n", name,
           r->runs, r->struck, r->code[0], r->code[1], r->code[3], r->code[4], r->code[2],
           r->slowest_ms / 1000.0, r->wrong[0], r->wrong[1], r->wrong[2], r->wrong[3], r->wrong[4],
           r->wrong[5], r->wrong[6], r->debugging);
}

static unsigned print_table(const struct matrix *m)
{
    static const char *const kinds[] = {"cut", "silent"};
    unsigned bad = 0;
    printf("%-44s %5s %6s  %5s %5s %5s %5s %5s  %6s  %4s %4s %4s %4s %4s %4s %4s  %5s\n",
           "walk, fault, what befalls the wire", "runs", "struck", "pass", "fail", "unkn", "peer",
           "other", "max s", "late", "exit", "f.ok", "f.no", "dbg", "proc", "jrnl", "named");
    for (unsigned s = 0; s < SCENARIOS; s++)
        for (int kind = PROXY_DROP; kind <= PROXY_HANG; kind++)
            for (int how = 0; how < 3; how++) {
                struct row row = {0};
                char name[80];
                for (size_t i = 0; i < m->count; i++) {
                    const struct run_case *c = &m->cases[i];
                    int its = c->plan.for_good ? 1 : c->plan.connection ? 2 : 0;
                    if (c->scenario == s && c->plan.kind == (enum proxy_kind)kind && its == how)
                        count(&row, &m->results[i]);
                }
                snprintf(name, sizeof name, "%s %s, %s%s", scenarios[s].playbook,
                         scenarios[s].fault, kinds[kind],
                         how == 1   ? " for good"
                         : how == 2 ? ", monitor line"
                                    : "");
                if (row.runs > 0)
                    print_row(name, &row);
            }
    for (size_t i = 0; i < m->count; i++) {
        const struct run_case *c = &m->cases[i];
        const struct run_result *r = &m->results[i];
        if (!r->wrong)
            continue;
        if (bad++ < 40)
            printf("wrong 0x%02x: %s %s, side %c, %s%s at %llu of line %u: exit %d after %u ms\n",
                   r->wrong, scenarios[c->scenario].playbook, scenarios[c->scenario].fault,
                   "ab"[c->side], kinds[c->plan.kind], c -> plan.for_good ? " for good" : "",
                   (unsigned long long)c->plan.after, c->plan.connection, r->code, r->ms);
    }
    return bad;
}

int main(int argc, char **argv)
{
    struct matrix m = {.jobs = argc > 3 ? atoi(argv[3]) : JOBS};
    uint64_t bytes[SCENARIOS][SIDES];
    int step = argc > 2 ? atoi(argv[2]) : STEP_BYTES;
    if (argc < 2 || step < 1 || m.jobs < 1 || m.jobs > JOBS_MAX) {
        fprintf(stderr, "usage: %s PROGRAM [STEP [JOBS]]\n", argv[0]);
        return 2;
    }
    m.program = argv[1];
    if (!measure(&m, bytes)) {
        print_table(&m);
        fprintf(stderr, "faults: the walks without a fault are not as they should be\n");
        return 1;
    }
    plan(&m, bytes, (uint64_t)step);
    printf("every %d bytes; a command line carries", step);
    for (int s = 0; s < SCENARIOS; s++)
        printf(" %llu and %llu", (unsigned long long)bytes[s][0], (unsigned long long)bytes[s][1]);
    printf(" bytes\n");
    fflush(stdout);
    bool ran = run_all(&m);
    unsigned bad = print_table(&m);
    printf("%zu passed, %u failed\n", m.count - bad, bad);
    free(m.cases);
    free(m.results);
    return ran && bad == 0 ? 0 : 1;
}
