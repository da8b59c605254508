/* SPDX-License-Identifier: ISC */
/* show processes cpu, show processes memory, show memory, show buffers. */
#include "lab/box/load.h"
#include "lab/shell/exec_net.h"
#include "lab/show/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Processes in the order of their numbers; most of them have nothing to do. */
static const struct process {
    unsigned pid;
    int work; /* enum work, or -1 */
    unsigned tty;
    unsigned long held; /* bytes of memory */
    const char *name;
} processes[] = {{1, -1, 0, 5940, "Chunk Manager"},
                 {2, -1, 0, 3940, "Load Meter"},
                 {3, WORK_BASE, 0, 6940, "Check heaps"},
                 {5, -1, 0, 6940, "Pool Manager"},
                 {6, -1, 0, 6940, "Timers"},
                 {12, -1, 0, 9796, "ARP Input"},
                 {22, -1, 0, 6940, "IP Background"},
                 {29, -1, 0, 12940, "Net Background"},
                 {30, WORK_LOGGING, 0, 6940, "Logger"},
                 {35, WORK_IP_INPUT, 0, 12940, "IP Input"},
                 {36, -1, 0, 9940, "CDP Protocol"},
                 {66, WORK_COMMANDS, 66, 12940, "Virtual Exec"},
                 {71, WORK_KEYING, 0, 24940, "Crypto IKMP"},
                 {72, -1, 0, 18940, "IPSEC key engine"},
                 {73, -1, 0, 12940, "Crypto CA"}};
enum { PROCESSES = sizeof processes / sizeof processes[0] };

struct line {
    const struct process *process;
    struct load_row row;
};

static int by_load(const void *a, const void *b)
{
    const struct line *x = a;
    const struct line *y = b;
    if (x->row.five_s != y->row.five_s)
        return x->row.five_s < y->row.five_s ? 1 : -1;
    return x->process->pid < y->process->pid ? -1 : 1;
}

static void show_line(struct shell *s, const struct line *l)
{
    unsigned long long ms = l->row.total_us / 1000;
    unsigned long long times = l->row.times ? l->row.times : 1;
    shell_printf(s, "%4u %11llu %*llu %10llu %2u.%02u%% %2u.%02u%% %2u.%02u%% %3u %-16s \n",
                 l->process->pid, ms, s->r->release >= IOS_15 ? 11 : 9, times,
                 (unsigned long long)l->row.total_us / times, l->row.five_s / 100,
                 l->row.five_s % 100, l->row.one_min / 100, l->row.one_min % 100,
                 l->row.five_min / 100, l->row.five_min % 100, l->process->tty, l->process->name);
}

static unsigned percent(unsigned hundredths)
{
    return (hundredths + 50) / 100;
}

static void show_head(struct shell *s)
{
    struct load_row all = {0};
    struct load_row interrupt = load_row(s->r, WORK_SWITCHING);
    for (int i = 0; i < WORKS; i++) {
        struct load_row row = load_row(s->r, (enum work)i);
        all.five_s += row.five_s;
        all.one_min += row.one_min;
        all.five_min += row.five_min;
    }
    shell_printf(s,
                 "CPU utilization for five seconds: %u%%/%u%%; one minute: %u%%; five minutes: "
                 "%u%%\n",
                 percent(all.five_s), percent(interrupt.five_s), percent(all.one_min),
                 percent(all.five_min));
}

void show_processes(struct shell *s, const struct parsed *p)
{
    struct line line[PROCESSES];
    load_refresh(s->r);
    for (size_t i = 0; i < PROCESSES; i++) {
        line[i] = (struct line){.process = &processes[i]};
        if (processes[i].work >= 0)
            line[i].row = load_row(s->r, (enum work)processes[i].work);
    }
    if (parsed_after(p, "sorted"))
        qsort(line, PROCESSES, sizeof *line, by_load);
    show_head(s);
    shell_printf(s, " PID Runtime(ms)   %sInvoked      uSecs   5Sec   1Min   5Min TTY Process \n",
                 s->r->release >= IOS_15 ? "  " : "");
    for (size_t i = 0; i < PROCESSES; i++)
        show_line(s, &line[i]);
}

/* The digits of all values above the picture, read downwards. */
static void show_digits(struct shell *s, const unsigned *value, size_t count)
{
    for (unsigned place = 100; place > 0; place /= 10) {
        char row[LOAD_HISTORY + 1];
        for (size_t i = 0; i < count; i++) {
            bool blank = value[i] < place && place > 1;
            row[i] = blank ? ' ' : (char)('0' + value[i] / place % 10);
        }
        row[count] = '\0';
        shell_printf(s, "      %s\n", row);
    }
}

/* One picture of IOS: the newest value on the left, a line of stars for every 10 %. */
static void show_graph(struct shell *s, const unsigned *value, size_t count, const char *title)
{
    show_digits(s, value, count);
    for (unsigned level = 100; level >= 10; level -= 10) {
        char bar[LOAD_HISTORY + 1];
        for (size_t i = 0; i < count; i++)
            bar[i] = value[i] + 5 > level ? '*' : ' ';
        bar[count] = '\0';
        shell_printf(s, "%5u %s\n", level, bar);
    }
    shell_printf(s,
                 "     0....5....1....1....2....2....3....3....4....4....5....5....6\n"
                 "               0    5    0    5    0    5    0    5    0    5    0\n"
                 "               %s\n\n",
                 title);
}

void show_cpu_history(struct shell *s, const struct parsed *p)
{
    (void)p;
    unsigned value[LOAD_HISTORY] = {0};
    load_refresh(s->r);
    shell_printf(s, "\n%s   CPU utilization\n\n", s->r->conf->hostname);
    size_t count = load_seconds(s->r, value);
    show_graph(s, value, count, "CPU% per second (last 60 seconds)");
    count = load_minutes(s->r, value);
    show_graph(s, value, count, "CPU% per minute (last 60 minutes)");
}

/* What is taken: the image's share, and something for every SA, line of configuration and log. */
struct memory {
    unsigned long total, used;
};
enum { IO_TOTAL = 5242880, IO_USED = 2214640 };

static struct memory processor_memory(const struct router *r)
{
    unsigned long total = image_of(r->release)->heap;
    unsigned long used = total / 4 + r->log.len;
    for (size_t i = 0; i < r->config.tree->count; i++)
        used += 512 + 128 * r->config.tree->kid[i]->count;
    for (const struct shell *o = r->shells; o; o = o->next)
        used += 16384;
    return (struct memory){total, used + r->conf->routes * 320};
}

void show_processes_memory(struct shell *s, const struct parsed *p)
{
    (void)p;
    struct memory m = processor_memory(s->r);
    unsigned long total = m.total + IO_TOTAL;
    unsigned long used = m.used + IO_USED;
    if (s->r->release >= IOS_15)
        shell_printf(s,
                     "Processor Pool Total: %10lu Used: %10lu Free: %10lu\n"
                     "      I/O Pool Total: %10u Used: %10u Free: %10u\n\n",
                     m.total, m.used, m.total - m.used, (unsigned)IO_TOTAL, (unsigned)IO_USED,
                     (unsigned)(IO_TOTAL - IO_USED));
    else
        shell_printf(s, "Total: %lu, Used: %lu, Free: %lu\n", total, used, total - used);
    shell_printf(s, " PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process\n"
                    "   0   0      87804       1848    6047000          0          0 *Init*\n"
                    "   0   0        652      65180        652          0          0 *Sched*\n");
    for (size_t i = 0; i < PROCESSES; i++)
        shell_printf(s, "%4u %3u %10lu %10u %10lu %10u %10u %s\n", processes[i].pid,
                     processes[i].tty, processes[i].held, 0U, processes[i].held, 0U, 0U,
                     processes[i].name);
    shell_printf(s, "                                %9lu Total\n", used);
}

void show_memory(struct shell *s, const struct parsed *p)
{
    struct memory m = processor_memory(s->r);
    unsigned long left = m.total - m.used;
    shell_printf(s,
                 "               Head   Total(b)    Used(b)    Free(b)  Lowest(b) Largest(b)\n"
                 "Processor  82A59BA0 %10lu %10lu %10lu %10lu %10lu\n"
                 "      I/O   3B00000 %10u %10u %10u %10u %10u\n\n",
                 m.total, m.used, left, left - left / 64, left - left / 128, (unsigned)IO_TOTAL,
                 (unsigned)IO_USED, (unsigned)(IO_TOTAL - IO_USED), (unsigned)(IO_TOTAL - IO_USED),
                 (unsigned)(IO_TOTAL - IO_USED) - 2048);
    if (parsed_after(p, "summary"))
        shell_printf(s, "          Processor memory\n\n"
                        "Alloc PC        Size     Blocks      Bytes    What\n\n"
                        "0x8002A7B4        44          6        264    *Init*\n"
                        "0x80032C1C      1500          2       3000    List Headers\n"
                        "0x803B2E50      3000         12      36000    Crypto IKMP\n"
                        "0x8047D0E8     16384          1      16384    Log Buffer\n");
}

void show_buffers(struct shell *s, const struct parsed *p)
{
    (void)p;
    static const struct {
        const char *name;
        unsigned size, total, least, most;
    } pools[] = {{"Small", 104, 50, 20, 150}, {"Middle", 600, 25, 10, 150},
                 {"Big", 1524, 50, 5, 150},   {"VeryBig", 4520, 10, 0, 100},
                 {"Large", 5024, 0, 0, 10},   {"Huge", 18024, 0, 0, 4}};
    const struct conf *c = s->r->conf;
    uint64_t seen = 0;
    for (size_t i = 0; i < c->interfaces; i++)
        seen += c->interface[i].n.packets_in + c->interface[i].n.packets_out;
    shell_printf(s,
                 "Buffer elements:\n     499 in free list (500 max allowed)\n"
                 "     %llu hits, 0 misses, 0 created\n\nPublic buffer pools:\n",
                 (unsigned long long)seen + s->r->logged + s->r->debugged);
    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
        shell_printf(s,
                     "%s buffers, %u bytes (total %u, permanent %u):\n"
                     "     %u in free list (%u min, %u max allowed)\n"
                     "     %llu hits, 0 misses, 0 trims, 0 created\n"
                     "     0 failures (0 no memory)\n",
                     pools[i].name, pools[i].size, pools[i].total, pools[i].total, pools[i].total,
                     pools[i].least, pools[i].most, i == 0 ? (unsigned long long)seen : 0ULL);
    shell_printf(s, "\nInterface buffer pools:\n");
    for (size_t i = 0; i < c->interfaces; i++)
        if (!c->interface[i].virtual && !strchr(c->interface[i].name, '.'))
            shell_printf(s,
                         "%s buffers, 1548 bytes (total 192, permanent 192):\n"
                         "     64 in free list (0 min, 192 max allowed)\n"
                         "     %llu hits, 0 fallbacks\n",
                         c->interface[i].name, (unsigned long long)c->interface[i].n.packets_in);
}
