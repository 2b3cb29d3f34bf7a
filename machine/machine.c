/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/machine.h"

#include <stdlib.h>
#include <string.h>

#include "machine/bus.h"
#include "machine/core.h"
#include "machine/devices.h"
#include "machine/fast.h"
#include "machine/seed.h"

/* Without a seed, everything is as it is by itself. */
static void sow(struct machine *m)
{
    if (m->config.seed != 0) {
        struct seeded s = seed_machine(m->config.seed);
        m->phase = s.phase;
        m->hart.priv.mtlbrand = s.mtlbrand;
        m->timing.icache.random = s.icache;
        m->timing.dcache.random = s.dcache;
    }
}

struct machine *machine_new(const struct machine_config *config)
{
    struct machine *m = calloc(1, sizeof *m);
    if (!m || !pages_new(&m->ram, config->ram_size) || !pages_new(&m->disk, config->disk_size) ||
        !timing_new(&m->timing, &config->timing)) {
        machine_free(m);
        return NULL;
    }
    m->config = *config;
    m->outside_due = NEVER_CYCLE;
    m->fast = config->fast_core ? fast_new(config->ram_size, &config->timing) : NULL;
    priv_reset(&m->hart.priv, config->tlb_entries, config->variant);
    tlb_reset(&m->hart.tlb, config->tlb_entries);
    devices_reset(m);
    sow(m);
    for (int i = 0; i < DECODE_CACHE; i++) {
        m->decoded[i] = isa_decode(0, config->variant);
    }
    return m;
}

void machine_free(struct machine *m)
{
    if (m) {
        free(m->input.bytes);
        free(m->watch.page);
        fast_free(m->fast);
        pages_free(&m->ram);
        pages_free(&m->disk);
        timing_free(&m->timing);
        free(m);
    }
}

void machine_start(struct machine *m, uint32_t pc, uint32_t device_tree)
{
    m->hart.pc = pc;
    m->hart.x[10] = 0;
    m->hart.x[11] = device_tree;
}

void machine_stop(struct machine *m)
{
    if (m->stop == STOP_NONE) {
        m->stop = STOP_REQUEST;
    }
}

void machine_input(struct machine *m, const uint8_t *bytes, size_t count)
{
    struct input_queue *q = &m->input;
    if (count == 0) {
        return;
    }
    if (q->head > 0) {
        memmove(q->bytes, q->bytes + q->head, q->count);
        q->head = 0;
    }
    if (q->count + count > q->capacity) {
        size_t capacity = 2 * (q->count + count);
        uint8_t *grown = realloc(q->bytes, capacity);
        if (!grown) {
            return; /* as a line that is cut */
        }
        q->bytes = grown;
        q->capacity = capacity;
    }
    memcpy(q->bytes + q->count, bytes, count);
    q->count += count;
    devices_input(m);
    m->next_event = 0;
}

void machine_expect(struct machine *m, uint64_t cycle)
{
    m->outside_due = cycle;
    m->next_event = 0;
}

void machine_wait(struct machine *m, uint64_t cycle)
{
    if (cycle > m->cycles) {
        m->idle_cycles += cycle - m->cycles;
        m->cycles = cycle;
    }
}

/* In wfi time passes at once, up to the next event or the limit. */
static void wait_for_event(struct machine *m, uint64_t limit)
{
    if (priv_wakes(&m->hart.priv)) {
        m->waiting = false;
    } else if (m->next_event == NEVER_CYCLE) {
        m->stop = STOP_IDLE;
    } else {
        machine_wait(m, m->next_event < limit ? m->next_event : limit);
    }
}

static inline void step(struct machine *m, uint64_t cycle_limit)
{
    if (m->cycles >= m->next_event) {
        bus_events(m);
    }
    if (m->waiting) {
        wait_for_event(m, cycle_limit);
    } else {
        core_step(m);
    }
    if (m->observed & OBSERVE_STEPPED) {
        observe_stepped(m);
    }
}

/* Stops that are not final are forgotten when the machine is run on. */
static void resume(struct machine *m)
{
    if (m->stop == STOP_LIMIT || m->stop == STOP_REQUEST || m->stop == STOP_IDLE) {
        m->stop = STOP_NONE;
        m->next_event = 0;
    }
}

static inline bool reached(const struct machine *m, struct run_limit limit)
{
    return m->instructions >= limit.instructions || m->cycles >= limit.cycles;
}

static bool may_run_fast(const struct machine *m)
{
    return m->fast && !m->waiting && !(m->observed & OBSERVE_INSN);
}

enum stop_reason machine_run(struct machine *m, struct run_limit limit)
{
    resume(m);
    while (m->stop == STOP_NONE && !reached(m, limit)) {
        if (may_run_fast(m)) { /* as far as it goes; then one step of the plain core */
            fast_run(m, limit.instructions - m->instructions, limit.cycles - m->cycles);
            if (reached(m, limit)) {
                break;
            }
        }
        step(m, limit.cycles);
    }
    if (m->stop == STOP_NONE) {
        m->stop = STOP_LIMIT;
    }
    return m->stop;
}

enum stop_reason machine_step(struct machine *m)
{
    resume(m);
    if (m->stop == STOP_NONE) {
        step(m, UINT64_MAX);
    }
    if (m->stop == STOP_NONE) {
        m->stop = STOP_LIMIT;
    }
    return m->stop;
}
