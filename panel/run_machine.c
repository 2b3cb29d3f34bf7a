/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine runs, in slices between which the outside world is looked at. */
#include <signal.h>

#include "run.h"

enum {
    SLICE = 4 * 1000 * 1000, /* instructions */
    CYCLES_PER_MILLISECOND = 100 * 1000,
    INTERACTIVE_SLICE = 10 * CYCLES_PER_MILLISECOND
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void run_catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

bool run_interrupted(void)
{
    return interrupted;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* a + b, or as much as there is. */
static uint64_t plus(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t or_never(uint64_t limit)
{
    return limit ? limit : UINT64_MAX;
}

static bool limit_reached(const struct run *r, const struct machine *m)
{
    return m->instructions >= or_never(r->config.limits.instructions) ||
           m->cycles >= or_never(r->config.limits.cycles);
}

/*
 * Look at the keyboard after a slice that idled for `idle_cycles`; whether to go on. A person's
 * time is not the machine's, but one that idles at its real pace leaves the host in peace.
 */
static bool keyboard_goes_on(struct run *r, struct session *s, bool stuck, uint64_t idle_cycles)
{
    struct keyboard *k = &r->keyboard;
    if (!k->open) {
        return !stuck;
    }
    console_flush(&s->console);
    if (!keyboard_poll(k, s, stuck ? -1 : (int)(idle_cycles / CYCLES_PER_MILLISECOND))) {
        keyboard_close(k);
    }
    return !k->quit;
}

/* How far to run before the outside world is looked at again. */
static struct run_limit next_slice(const struct run *r, const struct machine *m, uint64_t due)
{
    uint64_t cycles = r->keyboard.open ? plus(m->cycles, INTERACTIVE_SLICE) : UINT64_MAX;
    cycles = least(cycles, due);
    uint64_t instructions =
        least(plus(m->instructions, SLICE), or_never(r->config.limits.instructions));
    instructions = least(instructions, pipeline_due(&r->pipeline));
    return (struct run_limit){
        .instructions = r->save_pending ? least(instructions, r->options->at.value) : instructions,
        .cycles = least(cycles, or_never(r->config.limits.cycles))};
}

/* One slice; whether to go on after it. */
static bool run_slice(struct run *r, struct session *s, const struct recording *replay)
{
    struct machine *m = s->machine;
    uint64_t idle = m->idle_cycles;
    uint64_t due = replay ? recording_due(replay) : UINT64_MAX;
    enum stop_reason stop = machine_run(m, next_slice(r, m, due));
    if (stop == STOP_IDLE && due != UINT64_MAX) {
        machine_wait(m, least(due, or_never(r->config.limits.cycles)));
        return true;
    }
    bool stuck = stop == STOP_IDLE;
    return (stop == STOP_LIMIT || stuck) && keyboard_goes_on(r, s, stuck, m->idle_cycles - idle);
}

/* Take the snapshot of --save, if it is time to, and put it in place at once. */
static void save_if_due(struct run *r, struct session *s)
{
    if (r->save_pending && s->machine->instructions >= r->options->at.value) {
        r->save_pending = false;
        r->save_status = saved_write(r->files.save.file, s, &r->replay);
        r->save_status = r->save_status ? r->save_status : output_commit(&r->files.save);
    }
}

void run_machine(struct run *r, struct session *s, struct recording *replay)
{
    struct machine *m = s->machine;
    do {
        if (replay) {
            recording_type(replay, s);
            save_if_due(r, s);
            pipeline_advance(&r->pipeline);
        }
    } while (!interrupted && !limit_reached(r, m) && run_slice(r, s, replay));
    if ((interrupted || r->keyboard.quit) && m->stop == STOP_LIMIT) {
        m->stop = STOP_REQUEST; /* it was the end of a slice, not of the run's own limit */
    }
    session_settle(s);
}
