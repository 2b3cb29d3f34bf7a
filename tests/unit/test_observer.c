/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observers of a machine: who is told what, in which order, and what they can stop. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/program.h"

struct seen {
    char text[64]; /* a letter for each event */
};

static void see(struct seen *s, char letter)
{
    size_t n = strlen(s->text);
    assert_in_range(n, 0, sizeof s->text - 2);
    s->text[n] = letter;
}

static void see_insn(void *context, struct machine *m, const struct insn *in)
{
    (void)m;
    see(context, in->op == OP_mret ? 'm' : 'i');
}

static void see_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)m;
    assert_int_equal(tval, 0);
    see(context, (char)('0' + cause % 10));
}

static void see_mret(void *context, struct machine *m, enum mode to)
{
    assert_int_equal(to, (m->hart.priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT);
    assert_int_equal(m->hart.priv.mode, MODE_SUPERVISOR); /* as it was before */
    see(context, 'R');
}

static void see_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    (void)m;
    assert_int_equal(event, 0x11);
    assert_int_equal(value, 1234);
    see(context, 'P');
}

static void see_tlb(void *context, struct machine *m, uint32_t index)
{
    assert_int_equal(index, 5);
    assert_int_equal(m->hart.tlb.entry[5].lo, 0x80001001); /* written already */
    see(context, 'T');
}

static void put_events(struct program *p)
{
    put(p, ECALL);
    put(p, addi(A0, ZERO, 1234));
    put(p, PROBE(0x11, A0));
    put_exit(p, 0);
    p->here = PROGRAM_HANDLER;
    put(p, csrrs(T0, 0x341, ZERO));
    put(p, addi(T0, T0, 4));
    put(p, csrrw(ZERO, 0x341, T0));
    put(p, MRET);
}

static void test_observer_order(void **state)
{
    struct program p;
    struct seen all = {.text = ""};
    struct seen traps = {.text = ""};
    struct observer first = {.context = &all,
                             .insn = see_insn,
                             .trap = see_trap,
                             .mret = see_mret,
                             .probe = see_probe,
                             .tlb = see_tlb};
    struct observer second = {.context = &traps, .trap = see_trap};
    (void)state;
    program_begin(&p);
    put_events(&p);
    observer_add(p.m, &first);
    observer_add(p.m, &second);
    program_exits(&p, 0);
    assert_string_equal(all.text, "i1iiimRiiPiiiii"); /* cause 11: "1" */
    assert_string_equal(traps.text, "1");
    program_end(&p);
}

/* Who listens to probes alone is told of probes alone: not of slti into another register. */
static void test_observer_of_probes(void **state)
{
    struct program p;
    struct seen s = {.text = ""};
    struct observer o = {.context = &s, .probe = see_probe};
    (void)state;
    program_begin(&p);
    put(&p, addi(A0, ZERO, 1234));
    put(&p, PROBE(0x11, A0));
    put(&p, PROBE(0x11, A0) | A1 << 7);
    put(&p, PROBE(0x11, A0));
    put_exit(&p, 0);
    observer_add(p.m, &o);
    program_exits(&p, 0);
    assert_string_equal(s.text, "PP");
    program_end(&p);
}

/* A write that is refused, and all that is no write, is not told. */
static void put_tlb_events(struct program *p)
{
    put_li(p, A0, 0x00400007);
    put_li(p, A1, 0x80001001);
    put(p, addi(T0, ZERO, 5));
    put(p, csrrw(ZERO, 0x7c1, T0));
    put(p, TLBWI(A0, A1));
    put(p, TLBP(T0, A0));
    put(p, csrrw(ZERO, 0x7c1, ZERO));
    put(p, TLBWI(A0, A1)); /* a second match: traps */
    put(p, TLBINV(A0, A1));
    put_exit(p, 0);
    p->here = PROGRAM_HANDLER;
    put(p, csrrs(T0, 0x341, ZERO));
    put(p, addi(T0, T0, 4));
    put(p, csrrw(ZERO, 0x341, T0));
    put(p, MRET);
}

static void test_observer_of_tlb_writes(void **state)
{
    struct program p;
    struct seen s = {.text = ""};
    struct observer o = {.context = &s, .tlb = see_tlb};
    (void)state;
    program_begin(&p);
    put_tlb_events(&p);
    observer_add(p.m, &o);
    program_exits(&p, 0);
    assert_string_equal(s.text, "T");
    program_end(&p);
}

static void test_observer_remove(void **state)
{
    struct program p;
    struct seen s[3] = {{.text = ""}, {.text = ""}, {.text = ""}};
    struct observer o[3];
    (void)state;
    program_begin(&p);
    put(&p, JUMP_SELF);
    for (int i = 0; i < 3; i++) {
        o[i] = (struct observer){.context = &s[i], .insn = see_insn};
        observer_add(p.m, &o[i]);
    }
    machine_step(p.m);
    observer_remove(p.m, &o[1]);
    machine_step(p.m);
    observer_remove(p.m, &o[0]);
    observer_remove(p.m, &o[2]);
    machine_step(p.m);
    assert_string_equal(s[0].text, "ii");
    assert_string_equal(s[1].text, "i");
    assert_string_equal(s[2].text, "ii");
    assert_int_equal(p.m->observed, 0);
    program_end(&p);
}

static void stop_at_two(void *context, struct machine *m, const struct insn *in)
{
    (void)in;
    (void)context;
    if (m->instructions == 2) {
        machine_stop(m);
    }
}

/* A request to stop comes before the instruction: a breakpoint leaves it unexecuted. */
static void test_observer_stops(void **state)
{
    struct program p;
    struct observer o = {.insn = stop_at_two};
    (void)state;
    program_begin(&p);
    for (int i = 0; i < 4; i++) {
        put(&p, addi(A0, A0, 1));
    }
    put_exit(&p, 0);
    observer_add(p.m, &o);
    assert_int_equal(program_run(&p), STOP_REQUEST);
    assert_int_equal(p.m->hart.x[A0], 2);
    assert_int_equal(p.m->hart.pc, PROGRAM_START + 8u);
    assert_int_equal(p.m->cycles, 2);
    observer_remove(p.m, &o);
    program_exits(&p, 0);
    assert_int_equal(p.m->hart.x[A0], 4);
    program_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_observer_order),         cmocka_unit_test(test_observer_of_probes),
        cmocka_unit_test(test_observer_of_tlb_writes), cmocka_unit_test(test_observer_remove),
        cmocka_unit_test(test_observer_stops),
    };
    return cmocka_run_group_tests_name("observer", tests, NULL, NULL);
}
