/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pool.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "diag.h"
#include "run.h"

/* How often a person sees something new, and how long processes may take to end. */
enum { LOOK_MILLISECONDS = 500, PATIENCE_SECONDS = 5 };

/* What is under way. */
struct running {
    const struct pool *pool;
    struct process *processes;
    uint64_t *numbers;
    unsigned count;
    bool end;    /* there is nothing more to start */
    int status;  /* why no more are started */
    bool ending; /* processes have been told so */
    time_t told;
};

static void start(struct running *r)
{
    int failed = EXIT_INTERNAL;
    switch (
        r->pool->next(r->pool->context, &r->processes[r->count], &r->numbers[r->count], &failed)) {
    case POOL_STARTED:
        r->count++;
        break;
    case POOL_DONE:
        break;
    case POOL_END:
        r->end = true;
        break;
    case POOL_FAILED:
        r->status = failed;
        break;
    }
}

static void finish(struct running *r, unsigned i)
{
    int ended = process_wait(&r->processes[i]);
    int status = r->pool->ended(r->pool->context, &r->processes[i], ended, r->numbers[i]);
    r->status = r->status ? r->status : status;
    r->count--;
    r->processes[i] = r->processes[r->count];
    r->numbers[i] = r->numbers[r->count];
}

/* Wait until a process says something or ends, or for a while. */
static void look(struct running *r)
{
    struct pollfd *files = xmalloc((r->count + 1) * sizeof *files);
    for (unsigned i = 0; i < r->count; i++) {
        files[i] = (struct pollfd){.fd = r->processes[i].pipe, .events = POLLIN};
    }
    int ready = poll(files, r->count, LOOK_MILLISECONDS);
    for (unsigned i = r->count; i > 0 && ready > 0; i--) {
        if (files[i - 1].revents && !process_read(&r->processes[i - 1])) {
            finish(r, i - 1);
        }
    }
    free(files);
}

/* Processes are asked to end, so that they leave nothing half made; and made to, in the end. */
static void end_all(struct running *r)
{
    time_t t = time(NULL);
    bool late = r->ending && t - r->told > PATIENCE_SECONDS;
    for (unsigned i = 0; i < r->count && (!r->ending || late); i++) {
        r->processes[i].told = true;
        kill(r->processes[i].pid, late ? SIGKILL : SIGTERM);
    }
    r->told = r->ending ? r->told : t;
    r->ending = true;
}

static void step(struct running *r, unsigned jobs)
{
    if (run_interrupted() && r->status == 0) {
        r->status = EXIT_GUEST;
    }
    while (r->status == 0 && !r->end && r->count < jobs && !run_interrupted()) {
        start(r);
    }
    if (r->status) {
        end_all(r);
    }
    r->pool->look(r->pool->context, r->numbers, r->count);
    if (r->count > 0) {
        look(r);
    }
}

int pool_run(const struct pool *pool, unsigned jobs)
{
    struct running r = {.pool = pool};
    r.processes = xmalloc(jobs * sizeof *r.processes);
    r.numbers = xmalloc(jobs * sizeof *r.numbers);
    while (r.count > 0 || (r.status == 0 && !r.end)) {
        step(&r, jobs);
    }
    free(r.processes);
    free(r.numbers);
    return r.status;
}
