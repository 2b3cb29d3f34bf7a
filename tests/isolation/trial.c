/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/isolation/trial.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/isolation.h"
#include "panel/session.h"
#include "panel/stage.h"

/*
 * How much longer than its share the quiet guest may take: the monitor works for all of them.
 * Where turns are too short to ask for that, everything else is looked at for some time.
 */
enum { PATIENCE = 15, BOOT_CYCLES = 4000000, HURRIED = 30000000, SAID_MOST = 200 };

#define PANIC "monitor: "

/* A session under way, and what it has said. */
struct stage {
    struct config config;
    struct session s;
    struct observer end;
    struct isolation isolation;
    unsigned victim;
    char *monitor, *console; /* texts: the monitor's, the quiet guest's */
    size_t monitor_size, console_size;
    FILE *monitor_file, *console_file;
};

static void wrong(struct trial *t, const char *format, ...) DIAG_FORMAT(2, 3);

static void wrong(struct trial *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!t->wrong[0]) {
        vsnprintf(t->wrong, sizeof t->wrong, format, args);
    }
    va_end(args);
}

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    const struct stage *g = context;
    if (m->hart.priv.mode == MODE_SUPERVISOR && event == PROBE_STOPPED &&
        (value & 0xff) == g->victim) {
        machine_stop(m);
    }
}

/* --- opening and closing --- */

/* Open the experiment, or (bare) its quiet guest alone; whether that went well. */
static bool stage_open(struct stage *g, struct trial *t, bool bare)
{
    memset(g, 0, sizeof *g);
    g->victim = t->victim;
    int status = config_load(&g->config, t->experiment, false, NULL, 0);
    status = status ? status
                    : session_open(&g->s, &g->config, (struct flat){.given = false},
                                   bare ? (int)t->victim : -1);
    if (status) {
        wrong(t, "the experiment cannot be opened");
        config_free(&g->config);
        return false;
    }
    g->s.console.quiet = true;
    g->monitor_file = open_memstream(&g->monitor, &g->monitor_size);
    g->console_file = open_memstream(&g->console, &g->console_size);
    g->s.console.channels[0].raw = g->monitor_file;
    g->s.console.channels[bare ? 1 : t->victim + 1].raw = g->console_file;
    return true;
}

static void stage_watch(struct stage *g)
{
    const char *names[HOSTILES_MOST + 1];
    for (unsigned i = 0; i < g->s.guest_count; i++) {
        names[i] = g->s.guests[i].config->name;
    }
    isolation_open(&g->isolation, g->s.machine, names, g->s.guest_count,
                   stage_monitor_end(&g->s.monitor));
    g->end = (struct observer){.context = g, .probe = on_probe};
    observer_add(g->s.machine, &g->end);
}

static enum stop_reason stage_run(struct stage *g, uint64_t cycles)
{
    enum stop_reason stop = machine_run(g->s.machine, (struct run_limit){UINT64_MAX, cycles});
    session_settle(&g->s);
    fflush(g->monitor_file);
    fflush(g->console_file);
    return stop;
}

static void stage_close(struct stage *g)
{
    isolation_close(&g->isolation, g->s.machine);
    fclose(g->monitor_file);
    fclose(g->console_file);
    session_close(&g->s);
    config_free(&g->config);
    free(g->monitor);
    free(g->console);
}

/* --- judging --- */

/* Each cycle and instruction is in one party's account. */
static void check_ledger(struct trial *t, const struct session *s)
{
    uint64_t cycles = 0;
    uint64_t instructions = 0;
    for (unsigned i = 0; i < s->ledger.party_count; i++) {
        cycles += party_cycles(&s->ledger.parties[i]);
        instructions += party_instructions(&s->ledger.parties[i]);
    }
    if (cycles != s->machine->cycles || instructions != s->machine->instructions) {
        wrong(t, "the ledger's cycles or instructions are not the machine's");
    }
}

static void check_end(struct trial *t, const struct stage *g, enum stop_reason stop)
{
    struct outcome o = session_outcome(&g->s, t->victim);
    if (g->isolation.what[0]) {
        wrong(t, "isolation: %s", g->isolation.what);
    }
    if (strncmp(g->monitor, PANIC, strlen(PANIC)) == 0 || strstr(g->monitor, "\n" PANIC)) {
        wrong(t, "the monitor says: %.*s", SAID_MOST, strstr(g->monitor, PANIC));
    }
    if (stop == STOP_LIMIT && !t->fair) {
        return;
    }
    if (stop == STOP_LIMIT) {
        wrong(t, "the quiet guest has not ended after %" PRIu64 " cycles, alone %" PRIu64,
              g->s.machine->cycles, t->bare_cycles);
    } else if (stop != STOP_REQUEST || !o.passed) {
        wrong(t, "the quiet guest: %s (stop reason %d)", o.text, (int)stop);
    }
}

/* What the quiet guest has printed; if it had not the time to end, a beginning. */
static void check_console(struct trial *t, const struct stage *g, const struct stage *bare,
                          bool ended)
{
    bool size =
        ended ? g->console_size == bare->console_size : g->console_size <= bare->console_size;
    if (!size || memcmp(g->console, bare->console, g->console_size) != 0) {
        wrong(t, "the quiet guest's console is not what it is alone: %.*s", SAID_MOST, g->console);
    }
}

/* The quiet guest's experiment, monitored, against what it was alone. */
static void run_monitored(struct trial *t, const struct stage *bare)
{
    static struct stage g;
    if (!stage_open(&g, t, false)) {
        return;
    }
    uint64_t share = t->bare_cycles * (t->hostiles + 1);
    t->limit = BOOT_CYCLES + (t->fair ? share * PATIENCE : HURRIED);
    stage_watch(&g);
    enum stop_reason stop = stage_run(&g, t->limit);
    t->cycles = g.s.machine->cycles;
    t->instructions = g.s.machine->instructions;
    check_end(t, &g, stop);
    check_console(t, &g, bare, stop == STOP_REQUEST);
    check_ledger(t, &g.s);
    stage_close(&g);
}

void trial_go(struct trial *t)
{
    static struct stage bare;
    if (!stage_open(&bare, t, true)) {
        return;
    }
    stage_run(&bare, UINT64_MAX);
    t->bare_cycles = bare.s.machine->cycles;
    if (!session_outcome(&bare.s, 0).passed) {
        wrong(t, "the quiet guest alone: %s", session_outcome(&bare.s, 0).text);
    }
    run_monitored(t, &bare);
    stage_close(&bare);
}
