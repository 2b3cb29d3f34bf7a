/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Step and run agree: whichever way the debugger comes to a moment (by steps, breakpoints,
 * watchpoints, events, lines, frames, numbers; forward or back), the state there is the one that a
 * machine has which was simply run up to it.
 */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "machine/state.h"
#include "panel/debug.h"
#include "tests/rng.h"

enum { OPERATIONS = 60, SPAN = 400 * 1000 };

struct bench {
    struct debugger d;
    struct session plain; /* which knows no debugger */
    struct snapshot start;
    struct archive ledger_at_start;
    uint64_t traps;
    struct observer counter;
    struct rng rng;
};

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)m;
    (void)cause;
    (void)tval;
    struct bench *b = context;
    b->traps++;
}

static void begin(struct bench *b, const char *file, const char **sets, unsigned count)
{
    struct options o = {.file = file, .sets = {sets, count}};
    *b = (struct bench){.traps = 0};
    assert_int_equal(debug_open(&b->d, &o), 0);
    b->d.session.console.quiet = true;
    assert_int_equal(session_open(&b->plain, &b->d.config, (struct flat){false, 0}, -1), 0);
    b->plain.console.quiet = true;
    session_type_configured(&b->plain);
    b->counter = (struct observer){.context = b, .trap = on_trap};
    observer_add(b->plain.machine, &b->counter);
    assert_true(snapshot_take(&b->start, b->plain.machine));
    ledger_archive(&b->ledger_at_start, &b->plain.ledger);
    b->rng.state = 7;
}

static void end(struct bench *b)
{
    snapshot_free(&b->start);
    archive_free(&b->ledger_at_start);
    observer_remove(b->plain.machine, &b->counter);
    session_close(&b->plain);
    assert_int_equal(debug_close(&b->d), 0);
}

/* --- the two states --- */

static uint64_t hash_of(struct machine *m, struct ledger *l)
{
    struct archive a = {.loading = false};
    m->stop = STOP_LIMIT; /* why it stands is not where it stands */
    machine_count(m);     /* nor when its counters were last brought up to date */
    state_archive(&a, m);
    ledger_archive(&a, l);
    archive_pages(&a, &m->ram);
    assert_false(a.failed);
    uint64_t hash = archive_checksum(a.bytes, a.size);
    archive_free(&a);
    return hash;
}

static void run_plain(struct bench *b, struct position to)
{
    struct machine *m = b->plain.machine;
    struct archive ledger = archive_of(b->ledger_at_start.bytes, b->ledger_at_start.size);
    snapshot_put_back(&b->start, m);
    ledger_archive(&ledger, &b->plain.ledger);
    b->traps = 0;
    if (to.instructions > 0) {
        machine_run(m, (struct run_limit){to.instructions, UINT64_MAX});
    }
    while (b->traps < to.traps) {
        machine_step(m);
    }
}

static void check_agree(struct bench *b)
{
    struct position now = debug_now(&b->d);
    run_plain(b, now);
    assert_int_equal(b->plain.machine->instructions, now.instructions);
    assert_int_equal(b->traps, now.traps);
    assert_int_equal(hash_of(b->d.session.machine, &b->d.session.ledger),
                     hash_of(b->plain.machine, &b->plain.ledger));
}

/* --- what is done --- */

static uint32_t below(struct bench *b, uint32_t n)
{
    return rng_below(&b->rng, n);
}

static enum direction some_way(struct bench *b)
{
    return below(b, 2) ? FORWARD : BACKWARD;
}

/* At what the hart executes somewhere in the span. */
static struct place some_place(struct bench *b)
{
    run_plain(b, (struct position){1 + below(b, SPAN), 0});
    return (struct place){.layer = layer_running(&b->plain),
                          .address = b->plain.machine->hart.pc & ~3u};
}

static void to_breakpoint(struct bench *b)
{
    struct place at = some_place(b);
    struct point *p = debug_break(&b->d, &at, NULL);
    assert_non_null(p);
    p->ignore = below(b, 3);
    unsigned number = p->number;
    enum halt halt = debug_run(&b->d, some_way(b));
    if (halt == HALT_POINT) {
        assert_int_equal(b->d.session.machine->hart.pc, at.address);
        assert_int_equal(layer_running(&b->d.session), at.layer);
    }
    debug_delete(&b->d, number);
}

static void to_watchpoint(struct bench *b)
{
    struct machine *m = b->d.session.machine;
    uint32_t address = RAM_BASE + 4 * below(b, m->config.ram_size / 4);
    address = below(b, 2) && machine_ram(m, m->hart.x[2], 4) ? m->hart.x[2] & ~3u : address;
    struct place at = {.layer = LAYER_MACHINE, .address = address};
    struct point *p = debug_watch(&b->d, POINT_ACCESS_WATCH, &at, 1 + below(b, 64), NULL);
    if (p) {
        unsigned number = p->number;
        debug_run(&b->d, some_way(b));
        debug_delete(&b->d, number);
    }
}

static void to_event(struct bench *b)
{
    struct event_wanted wanted = {(enum event_name)below(b, EVENT_stop), LAYER_NONE};
    struct flow_event e;
    debug_event(&b->d, some_way(b), &wanted, &e);
}

static void operate(struct bench *b)
{
    struct debugger *d = &b->d;
    switch (below(b, 7)) {
    case 0:
        debug_steps(d, some_way(b), 1 + below(b, 300));
        break;
    case 1:
        debug_goto(d, below(b, SPAN));
        break;
    case 2:
        to_breakpoint(b);
        break;
    case 3:
        to_watchpoint(b);
        break;
    case 4:
        to_event(b);
        break;
    default:
        debug_stride(d, some_way(b), (enum stride_goal)below(b, 3), below(b, 2));
        break;
    }
    if (d->session.machine->instructions > 4 * SPAN) {
        debug_goto(d, below(b, SPAN));
    }
}

static void check(const char *file, const char **sets, unsigned count)
{
    struct bench b;
    begin(&b, file, sets, count);
    for (int i = 0; i < OPERATIONS; i++) {
        operate(&b);
        check_agree(&b);
    }
    end(&b);
}

static const char *limits = "limits.instructions=1600000";

static void test_debug_kernels(void **state)
{
    (void)state;
    check("examples/experiments/two-kernels.yaml", &limits, 1);
}

static void test_debug_bare(void **state)
{
    const char *sets[] = {limits, "machine.timing=pipeline"};
    (void)state;
    check("kernel", sets, 2);
}

static void test_debug_hybrid(void **state)
{
    const char *sets[] = {limits, "monitor.kind=hybrid", "machine.core=plain"};
    (void)state;
    check("kernel", sets, 3);
}

/* A step forward and one back is no step, wherever. */
static void test_debug_there_and_back(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, "examples/experiments/two-kernels.yaml", &limits, 1);
    for (int i = 0; i < 20; i++) {
        uint32_t n = 1 + below(&b, 100);
        debug_goto(&b.d, below(&b, SPAN));
        struct position here = debug_now(&b.d);
        uint64_t hash = hash_of(b.d.session.machine, &b.d.session.ledger);
        assert_int_equal(debug_steps(&b.d, FORWARD, n), HALT_DONE);
        assert_int_equal(position_steps(debug_now(&b.d)), position_steps(here) + n);
        assert_int_equal(debug_steps(&b.d, BACKWARD, n), HALT_DONE);
        assert_int_equal(position_compare(debug_now(&b.d), here), 0);
        assert_int_equal(hash_of(b.d.session.machine, &b.d.session.ledger), hash);
    }
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_debug_kernels),
        cmocka_unit_test(test_debug_bare),
        cmocka_unit_test(test_debug_hybrid),
        cmocka_unit_test(test_debug_there_and_back),
    };
    setenv("TRAPEZE_HOME", getenv("TRAPEZE_BUILD") ? getenv("TRAPEZE_BUILD") : "build", 1);
    return cmocka_run_group_tests_name("debug", tests, NULL, NULL);
}
