/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marked words and pages: both cores tell of each, and of nothing else; and are not disturbed. */
#include "tests/unit/unit.h"

#include "machine/watch.h"
#include "tests/costs.h"
#include "tests/unit/program.h"

enum {
    ROUNDS = 1000,
    NEAR_BY = PROGRAM_START + 0x5000,
    FAR_OFF = PROGRAM_START + 0x7000,
    ATOMIC = PROGRAM_START + 0x5010
};

struct counts {
    uint32_t place; /* whose executions are counted */
    unsigned marked, reads, writes, steps;
    uint32_t last;
};

static void on_marked(void *context, struct machine *m, const struct insn *in)
{
    struct counts *c = context;
    (void)in;
    c->marked += m->hart.pc == c->place;
}

static void on_access(void *context, struct machine *m, const struct ram_access *a)
{
    struct counts *c = context;
    (void)m;
    assert_int_equal(a->address & PAGE_FRAME, NEAR_BY);
    assert_false(a->device);
    c->reads += !a->write;
    c->writes += a->write;
    c->last = a->write ? a->value : c->last;
}

static void on_stepped(void *context, struct machine *m)
{
    struct counts *c = context;
    (void)m;
    c->steps++;
}

static void begin(struct program *p, unsigned costs, bool fast)
{
    const struct machine_config config = {.ram_size = PROGRAM_RAM,
                                          .tlb_entries = PROGRAM_TLB,
                                          .fast_core = fast,
                                          .timing = test_costs[costs]};
    program_begin(p);
    machine_free(p->m);
    p->m = machine_new(&config);
    assert_non_null(p->m);
    machine_start(p->m, PROGRAM_START, 0);
}

/* A loop with two stores near by, a load and a misaligned one, and as much far off. */
static uint32_t put_loop(struct program *p)
{
    put_li(p, A0, NEAR_BY);
    put_li(p, A1, FAR_OFF);
    put_li(p, A2, ROUNDS);
    put_li(p, A3, ATOMIC);
    uint32_t loop = p->here;
    put(p, sw(A2, A0, 0));
    put(p, sw(A2, A1, 0));
    put(p, lw(A4, A0, 0));
    put(p, lw(A4, A1, 0));
    put(p, sb(A2, A0, 9));
    put(p, load(2, A4, A0, 2));
    put(p, AMOADD(A4, A2, A3));
    put(p, addi(A2, A2, -1));
    put(p, bne_back(A2, 0x20));
    put_exit(p, 0);
    return loop;
}

static void check_counts(unsigned costs, bool fast)
{
    struct program p;
    struct counts c = {.place = 0};
    struct observer o = {
        .context = &c, .marked = on_marked, .access = on_access, .stepped = on_stepped};
    begin(&p, costs, fast);
    c.place = put_loop(&p) + 28;
    observer_add(p.m, &o);
    watch_word(p.m, c.place + PAGE_SIZE); /* the same place of another page */
    assert_true(watch_page(p.m, NEAR_BY + 0xffc));
    assert_false(watch_page(p.m, RAM_BASE + PROGRAM_RAM));
    program_exits(&p, 0);
    assert_int_equal(c.marked, ROUNDS);
    assert_int_equal(c.writes, 3 * ROUNDS);
    assert_int_equal(c.reads, 3 * ROUNDS);
    assert_int_equal(c.last, ROUNDS * (ROUNDS + 1) / 2);
    assert_true(c.steps >= 6 * ROUNDS);
    program_end(&p);
}

static void test_watch_counts(void **state)
{
    (void)state;
    for (unsigned costs = 0; costs < TEST_COSTS; costs++) {
        check_counts(costs, false);
        check_counts(costs, true);
    }
}

/* Marks come and go in the middle of a run, in code that has been decoded. */
static void check_half(unsigned costs)
{
    struct program p, plain;
    struct counts c = {.place = 0};
    struct observer o = {.context = &c, .marked = on_marked, .access = on_access};
    begin(&p, costs, true);
    begin(&plain, costs, false);
    c.place = put_loop(&p);
    put_loop(&plain);
    observer_add(p.m, &o);
    machine_run(p.m, (struct run_limit){8 + 9 * 500, UINT64_MAX});
    assert_int_equal(c.marked, 0);
    watch_word(p.m, c.place);
    watch_page(p.m, NEAR_BY);
    machine_run(p.m, (struct run_limit){8 + 9 * 600, UINT64_MAX});
    assert_int_equal(c.marked, 100);
    assert_int_equal(c.writes, 300);
    watch_nothing(p.m);
    program_exits(&p, 0);
    program_exits(&plain, 0);
    assert_int_equal(c.marked, 100);
    assert_int_equal(p.m->cycles, plain.m->cycles);
    assert_int_equal(p.m->instructions, plain.m->instructions);
    program_end(&p);
    program_end(&plain);
}

static void test_watch_half(void **state)
{
    (void)state;
    for (unsigned costs = 0; costs < TEST_COSTS; costs++) {
        check_half(costs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watch_counts),
        cmocka_unit_test(test_watch_half),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
