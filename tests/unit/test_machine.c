/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine as a whole: how a run ends, and how long it is. */
#include "tests/unit/unit.h"

#include "tests/unit/program.h"

static void test_start(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    machine_start(p.m, PROGRAM_START + 8, 0x8000f000);
    assert_int_equal(p.m->hart.pc, PROGRAM_START + 8u);
    assert_int_equal(p.m->hart.x[A0], 0);
    assert_int_equal(p.m->hart.x[A1], 0x8000f000);
    assert_int_equal(p.m->hart.priv.mode, MODE_SUPERVISOR);
    assert_int_equal(p.m->hart.priv.matp, 0);
    program_end(&p);
}

static void finish(uint32_t word, enum stop_reason reason, uint32_t code)
{
    struct program p;
    program_begin(&p);
    put_li(&p, T0, 0x00100000);
    put_li(&p, T1, word);
    put(&p, sw(T1, T0, 0));
    put_exit(&p, 99); /* after a word that is ignored */
    assert_int_equal(program_run(&p), reason);
    assert_int_equal(p.m->exit_code, code);
    assert_int_equal(machine_run(p.m, (struct run_limit){UINT64_MAX, UINT64_MAX}), reason);
    program_end(&p);
}

static void test_finisher(void **state)
{
    (void)state;
    finish(0x5555, STOP_EXIT, 0);
    finish(0x00013333, STOP_EXIT, 1);
    finish(0xffff3333, STOP_EXIT, 0xffff);
    finish(0x7777, STOP_RESET, 0);
    finish(0x1234, STOP_EXIT, 99);
}

static void tohost(uint32_t word, enum stop_reason reason, uint32_t code)
{
    struct program p;
    program_begin(&p);
    p.m->has_tohost = true;
    p.m->tohost = PROGRAM_START + 0x1000;
    put_li(&p, T0, PROGRAM_START + 0x1000);
    put_li(&p, T1, word);
    put(&p, sw(T1, T0, 4)); /* not there */
    put(&p, sw(T1, T0, 0));
    put_exit(&p, 99);
    assert_int_equal(program_run(&p), reason);
    assert_int_equal(p.m->exit_code, code);
    program_end(&p);
}

/* [riscv-tests env/p]: 1 passes; an odd number is a code; 0 is not a request. */
static void test_tohost(void **state)
{
    (void)state;
    tohost(1, STOP_EXIT, 0);
    tohost(2 * 5 + 1, STOP_EXIT, 5);
    tohost(0, STOP_EXIT, 99);
    tohost(0x80001000, STOP_HTIF, 0x80001000);
}

/* A handler that traps at its first instruction would do so for ever. */
static void test_trap_loop(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_word(&p, PROGRAM_HANDLER, 0);
    put(&p, ECALL);
    assert_int_equal(program_run(&p), STOP_TRAP_LOOP);
    assert_int_equal(p.m->instructions, 0);
    program_end(&p);
    program_begin(&p);
    p.m->hart.priv.mtvec = 0x40000000; /* nothing there */
    put(&p, NOP);
    put(&p, ECALL);
    assert_int_equal(program_run(&p), STOP_TRAP_LOOP);
    assert_int_equal(p.m->instructions, 1);
    program_end(&p);
}

/* Two traps in a row are none: an interrupt's vector may well begin with an ecall. */
static void test_two_traps_are_no_loop(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    p.m->clint.msip = 1;
    put_li(&p, A0, PROGRAM_HANDLER);
    put_csr(&p, 0x305, 0x80000100 | 1); /* vectored: software interrupts go to 0x8000010c */
    put_csr(&p, 0x304, 8);
    put_csr(&p, 0x300, 8);
    put_word(&p, 0x8000010c, ECALL);
    put_word(&p, 0x80000100, jalr(ZERO, A0, 0));
    program_traps(&p, 11, 0x8000010c, 0);
    program_end(&p);
}

/* A handler that gets anything done is not a loop, however often it runs. */
static void test_many_traps_are_no_loop(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_li(&p, A5, 100);
    put(&p, ECALL);
    put(&p, addi(A5, A5, -1));
    put(&p, bne_back(A5, 8));
    put_exit(&p, 0);
    p.here = PROGRAM_HANDLER;
    put(&p, csrrs(T0, 0x341, ZERO));
    put(&p, addi(T0, T0, 4));
    put(&p, csrrw(ZERO, 0x341, T0));
    put(&p, MRET);
    program_exits(&p, 0);
    assert_int_equal(p.m->hart.x[A5], 0);
    program_end(&p);
}

/* Instructions and cycles of a run are bounded exactly, and it can be run on. */
static void test_limits(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put(&p, JUMP_SELF);
    for (uint64_t n = 0; n < 50; n += 7) {
        assert_int_equal(machine_run(p.m, (struct run_limit){n, UINT64_MAX}), STOP_LIMIT);
        assert_int_equal(p.m->instructions, n);
        assert_int_equal(p.m->cycles, n);
    }
    assert_int_equal(machine_run(p.m, (struct run_limit){UINT64_MAX, 1000}), STOP_LIMIT);
    assert_int_equal(p.m->cycles, 1000);
    assert_int_equal(machine_run(p.m, (struct run_limit){500, UINT64_MAX}), STOP_LIMIT);
    assert_int_equal(p.m->instructions, 1000); /* past it already: nothing runs */
    assert_int_equal(machine_step(p.m), STOP_LIMIT);
    assert_int_equal(p.m->instructions, 1001);
    program_end(&p);
}

/* A trap costs a cycle and retires nothing; mret and wfi retire. */
static void test_counts(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put(&p, ECALL);
    put_word(&p, PROGRAM_HANDLER, csrrs(S5, 0xb02, ZERO)); /* minstret */
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[S5], 0);
    assert_int_equal(p.m->cycles, p.m->instructions + 1);
    program_end(&p);
}

/* [Priv 3.1.10]: a counter that is written shows that value to the next instruction. */
static void test_counters_are_exact(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put(&p, NOP);
    put(&p, csrrs(A0, 0xb02, ZERO)); /* minstret: one has retired */
    put(&p, csrrs(A1, 0xb00, ZERO)); /* mcycle */
    put(&p, csrrw(ZERO, 0xb02, ZERO));
    put(&p, csrrs(A2, 0xb02, ZERO));
    put(&p, csrrs(A3, 0xb02, ZERO));
    put(&p, csrrw(A4, 0xb00, A3));
    put(&p, csrrs(A5, 0xb00, ZERO));
    put_exit(&p, 0);
    program_exits(&p, 0);
    const uint32_t *x = p.m->hart.x;
    assert_int_equal(x[A0], 1);
    assert_int_equal(x[A1], 2);
    assert_int_equal(x[A2], 0);
    assert_int_equal(x[A3], 1);
    assert_int_equal(x[A4], 6);
    assert_int_equal(x[A5], x[A3]);
    program_end(&p);
}

/* Random words, as a program that traps a lot; what remains after so many instructions. */
static void run_random(struct program *p, uint32_t seed)
{
    struct rng r = {seed};
    program_begin(p);
    for (int i = 0; i < 200; i++) {
        put(p, rng_below(&r, 4) ? (rng_next(&r) & 0xfffff000) | 0x13 | (rng_next(&r) & 0xf80)
                                : rng_next(&r));
    }
    put_exit(p, 0);
    p->here = PROGRAM_HANDLER;
    put(p, csrrs(T0, 0x341, ZERO));
    put(p, addi(T0, T0, 4));
    put(p, csrrw(ZERO, 0x341, T0));
    put(p, MRET);
    machine_input(p->m, (const uint8_t *)"abc", 3);
    machine_run(p->m, (struct run_limit){5000, 20000});
}

static void test_deterministic(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 50; seed++) {
        struct program a;
        struct program b;
        run_random(&a, seed);
        run_random(&b, seed);
        assert_memory_equal(&a.m->hart, &b.m->hart, sizeof a.m->hart);
        assert_memory_equal(a.m->ram.bytes, b.m->ram.bytes, PROGRAM_RAM);
        assert_int_equal(a.m->cycles, b.m->cycles);
        assert_int_equal(a.m->instructions, b.m->instructions);
        assert_int_equal(a.m->stop, b.m->stop);
        assert_string_equal(a.output, b.output);
        program_end(&a);
        program_end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_finisher),
        cmocka_unit_test(test_tohost),
        cmocka_unit_test(test_trap_loop),
        cmocka_unit_test(test_two_traps_are_no_loop),
        cmocka_unit_test(test_many_traps_are_no_loop),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_counters_are_exact),
        cmocka_unit_test(test_deterministic),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
