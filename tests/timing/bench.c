/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/timing/bench.h"

#include <string.h>

#include "tests/costs.h"

struct timing_config bench_pipeline(void)
{
    return (struct timing_config){
        .model = TIME_PIPELINE,
        .unit = UNITS(3, 33, 2, 5, 3, 3, 5, 5),
        .interrupt = 5,
        .load_use = 1,
        .mispredict = 2,
        .misaligned = 1,
        .device = 20,
        .fence_i_empties = true,
        .predictor = {.kind = PREDICT_NOT_TAKEN, .counters = 16, .targets = 8},
        .icache = {.size = 0, .line = 16, .ways = 1},
        .dcache = {.size = 0, .line = 16, .ways = 1},
    };
}

void bench_begin(struct bench *b, const struct timing_config *timing)
{
    const struct machine_config config = {.variant = VARIANT_PG32,
                                          .ram_size = PROGRAM_RAM,
                                          .tlb_entries = PROGRAM_TLB,
                                          .timing = *timing};
    assert_true(timing_valid(timing));
    b->p = (struct program){.m = machine_new(&config), .here = PROGRAM_START};
    assert_non_null(b->p.m);
    machine_start(b->p.m, PROGRAM_START, 0);
    b->p.m->hart.priv.mtvec = PROGRAM_HANDLER;
    b->p.m->hart.x[A0] = BENCH_DATA;
    assert_true(follow_open(&b->f, b->p.m));
}

/* With the name of a cause that differs, rather than a memory dump. */
static void check_cost(const char *model, const struct walk_cost *cost,
                       const struct walk_cost *expected)
{
    for (int i = 0; i < STALL_COUNT; i++) {
        if (cost->stalls[i] != expected->stalls[i]) {
            fail_msg("%s: %s %u, expected %u", model, stall_names[i], (unsigned)cost->stalls[i],
                     (unsigned)expected->stalls[i]);
        }
    }
    if (cost->cycles != expected->cycles) {
        fail_msg("%s: %u cycles, expected %u", model, (unsigned)cost->cycles,
                 (unsigned)expected->cycles);
    }
}

void bench_costs(struct bench *b, unsigned steps, const struct walk_cost *expected)
{
    struct machine *m = b->p.m;
    struct walk_cost product = {.cycles = 0};
    for (unsigned i = 0; i < steps; i++) {
        assert_int_equal(follow_step(&b->f), STOP_NONE);
    }
    product.cycles = m->cycles - m->idle_cycles;
    memcpy(product.stalls, m->timing.stalls, sizeof product.stalls);
    bool same = follow_end(&b->f);
    check_cost("the product", &product, expected);
    check_cost("the walk", &b->f.walk.total, expected);
    if (!same) {
        fail_msg("%s", b->f.text);
    }
    follow_close(&b->f);
    machine_free(m);
}
