/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sequences cost in the pipeline itself, memory taking no time: see docs/timing.md. */
#include "tests/timing/bench.h"

enum { MSCRATCH = 0x340, MEPC = 0x341, MSTATUS = 0x300, MCYCLE = 0xb00, CLINT = 0x02000000 };

/* Run `words` under `timing`; what they cost is expected after `steps` steps. */
static void costs(const struct timing_config *timing, const uint32_t *words, unsigned count,
                  unsigned steps, const struct walk_cost *expected)
{
    static struct bench b;
    bench_begin(&b, timing);
    for (unsigned i = 0; i < count; i++) {
        put(&b.p, words[i]);
    }
    b.p.m->hart.x[A1] = 3;
    b.p.m->hart.x[A2] = PROGRAM_START + 4;
    bench_costs(&b, steps, expected);
}

#define USUAL(expected, ...)                                                                       \
    do {                                                                                           \
        const struct timing_config usual = bench_pipeline();                                       \
        const uint32_t words[] = {__VA_ARGS__};                                                    \
        costs(&usual, words, COUNT(words), COUNT(words), expected);                                \
    } while (0)

static void test_nothing_waits(void **state)
{
    (void)state;
    USUAL(COSTS(1), NOP);
    USUAL(COSTS(5), NOP, lui(T0, 1), addi(T0, T0, 1), addi(T1, T0, 1), FENCE);
    USUAL(COSTS(4), lw(T0, A0, 0), lw(T1, A0, 4), sw(A0, A0, 8), NOP);
}

static void test_load_use(void **state)
{
    (void)state;
    USUAL(COSTS(3, [STALL_load_use] = 1), lw(T0, A0, 0), addi(T1, T0, 0));
    USUAL(COSTS(3), lw(T0, A0, 0), NOP, addi(T1, T0, 0));
    USUAL(COSTS(3, [STALL_load_use] = 1), lw(T0, A0, 0), sw(T0, A0, 0));
    USUAL(COSTS(3, [STALL_load_use] = 1), lw(A0, A0, 0), enc_r(0, 0, T0, ZERO, A0, 0x33));
    USUAL(COSTS(2), lw(ZERO, A0, 0), addi(T1, ZERO, 0));
    USUAL(COSTS(2), lw(T0, A0, 0), lui(T0, 1));
    USUAL(COSTS(2), lw(T0, A0, 0), lui(T1, T0 << 3));
    USUAL(COSTS(6, [STALL_load_use] = 2), lw(T0, A0, 0), addi(T0, T0, 0), lw(T0, A0, 0),
          addi(T0, T0, 0));
}

/* The number of csrrwi is no register; an atomic's rd is loaded, an sc's that fails too. */
static void test_load_use_odd(void **state)
{
    (void)state;
    USUAL(COSTS(4, [STALL_csr] = 2), lw(T0, A0, 0), 0x34000073u | T0 << 15 | 5u << 12);
    USUAL(COSTS(5, [STALL_csr] = 2, [STALL_load_use] = 1), lw(T0, A0, 0),
          csrrw(ZERO, MSCRATCH, T0));
    USUAL(COSTS(8, [STALL_amo] = 2, [STALL_load_use] = 2), LR(T0, A0), addi(T1, T0, 0),
          AMOADD(T0, ZERO, A0), addi(T1, T0, 0));
    USUAL(COSTS(4, [STALL_amo] = 1, [STALL_load_use] = 1), SC(T0, ZERO, A0), addi(T1, T0, 0));
}

static void test_load_use_long(void **state)
{
    const uint32_t words[] = {lw(T0, A0, 0), addi(T1, T0, 0)};
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.load_use = 4;
    costs(&timing, words, 2, 2, COSTS(6, [STALL_load_use] = 4));
    timing.load_use = 0;
    costs(&timing, words, 2, 2, COSTS(2));
}

static void test_units(void **state)
{
    (void)state;
    USUAL(COSTS(37, [STALL_mul] = 2, [STALL_div] = 32), mul(T0, A0, A0), divide(T1, T0, A0), NOP);
    USUAL(COSTS(6, [STALL_csr] = 4), csrrs(T0, MSCRATCH, ZERO), csrrs(T0, MSCRATCH, ZERO));
    USUAL(COSTS(6, [STALL_tlb] = 4), TLBP(T0, A0), TLBINV(ZERO, ZERO));
    USUAL(COSTS(2, [STALL_amo] = 1), LR(T0, A0));
    USUAL(COSTS(7, [STALL_fence_i] = 4), NOP, FENCE_I, NOP);
    USUAL(COSTS(6, [STALL_mul] = 2, [STALL_load_use] = 1), lw(T0, A0, 0), mul(T1, T0, T0), NOP);
}

/* a1 = 3: around the loop three times, then on. */
static void loop(enum predictor_kind kind, const struct walk_cost *expected)
{
    const uint32_t words[] = {addi(A1, A1, -1), bne(A1, ZERO, -4), NOP};
    struct timing_config timing = bench_pipeline();
    timing.predictor.kind = kind;
    costs(&timing, words, COUNT(words), 7, expected);
}

static void test_loop(void **state)
{
    (void)state;
    loop(PREDICT_NOT_TAKEN, COSTS(11, [STALL_mispredict] = 4));     /* wrong twice: it is taken */
    loop(PREDICT_BACKWARD_TAKEN, COSTS(9, [STALL_mispredict] = 2)); /* at the end */
    loop(PREDICT_BIMODAL, COSTS(11, [STALL_mispredict] = 4));       /* at first, and at the end */
}

/* Around a loop of a jal forward over a nop and a branch back, three times: 9 instructions. */
static void jumps(enum predictor_kind kind, uint32_t targets, const struct walk_cost *expected)
{
    const uint32_t words[] = {jal(ZERO, 8), NOP, addi(A1, A1, -1), bne(A1, ZERO, -12)};
    struct timing_config timing = bench_pipeline();
    timing.predictor.kind = kind;
    timing.predictor.targets = targets;
    costs(&timing, words, COUNT(words), 9, expected);
}

static void test_jumps(void **state)
{
    (void)state;
    jumps(PREDICT_NOT_TAKEN, 8, COSTS(19, [STALL_mispredict] = 10));
    jumps(PREDICT_BACKWARD_TAKEN, 8, COSTS(11, [STALL_mispredict] = 2));
    /* The jal wrong once; the branch at first and at the end. */
    jumps(PREDICT_BIMODAL, 8, COSTS(15, [STALL_mispredict] = 6));
    /* They displace each other: the jal wrong thrice; the branch twice, at the end it is right. */
    jumps(PREDICT_BIMODAL, 1, COSTS(19, [STALL_mispredict] = 10));
}

/* jalr goes to the one at 8, and that to the next word, which is nowhere else. */
static void test_jalr(void **state)
{
    const uint32_t words[] = {jalr(ZERO, A2, 4), NOP, jalr(ZERO, A2, 8), NOP, jal(RA, 4), NOP};
    (void)state;
    for (int kind = 0; kind < PREDICTORS; kind++) {
        struct timing_config timing = bench_pipeline();
        timing.predictor.kind = (enum predictor_kind)kind;
        costs(&timing, words, COUNT(words), 5, COSTS(7, [STALL_mispredict] = 2));
    }
}

/* Five times around a loop of two branches, a forward one that is not taken and the loop's own. */
static void test_counters_shared(void **state)
{
    const uint32_t words[] = {addi(A1, ZERO, 5), bne(ZERO, ZERO, 8), addi(A1, A1, -1),
                              bne(A1, ZERO, -8), NOP};
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.predictor.kind = PREDICT_BIMODAL;
    /* 17 instructions; the loop's branch is wrong at first and at the end. */
    costs(&timing, words, COUNT(words), 17, COSTS(21, [STALL_mispredict] = 4));
    /* One counter, 1, 0, 1, 0, ...: the loop's branch is wrong whenever it is taken. */
    timing.predictor.counters = 1;
    costs(&timing, words, COUNT(words), 17, COSTS(25, [STALL_mispredict] = 8));
}

static void put_at(struct bench *b, uint32_t address, const uint32_t *words, unsigned count)
{
    b->p.here = address;
    for (unsigned i = 0; i < count; i++) {
        put(&b->p, words[i]);
    }
}

/* A program and a handler: what the steps cost. */
static void traps(const struct timing_config *timing, const uint32_t program[4],
                  const uint32_t handler[5], unsigned steps, const struct walk_cost *expected)
{
    static struct bench b;
    bench_begin(&b, timing);
    put_at(&b, PROGRAM_START, program, 4);
    put_at(&b, PROGRAM_HANDLER, handler, 5);
    bench_costs(&b, steps, expected);
}

static const uint32_t go_on[5] = {0x34102373 /* csrr t1, mepc */, 0x00430313 /* addi t1, t1, 4 */,
                                  0x34131073 /* csrw mepc, t1 */, MRET, NOP};

static void test_ecall(void **state)
{
    const uint32_t program[4] = {ECALL, NOP, NOP, NOP};
    struct timing_config timing = bench_pipeline();
    (void)state;
    /* 5; 3, 1, 3, 5; 1 */
    traps(&timing, program, go_on, 6,
          COSTS(18, [STALL_trap] = 5, [STALL_csr] = 4, [STALL_mret] = 4));
    timing.unit[UNIT_TRAP] = 1;
    timing.interrupt = 1;
    timing.unit[UNIT_MRET] = 1;
    traps(&timing, program, go_on, 6, COSTS(10, [STALL_trap] = 1, [STALL_csr] = 4));
}

/* What an instruction that traps met before stays charged; but it occupies no unit. */
static void test_traps(void **state)
{
    const uint32_t use_t0[5] = {addi(T1, T0, 0), NOP, NOP, NOP, NOP};
    const uint32_t illegal[4] = {lw(T0, A0, 0), csrrw(ZERO, 0x123, T0), NOP, NOP};
    const uint32_t faults[4] = {lw(T0, ZERO, 0), NOP, NOP, NOP};
    const uint32_t nowhere[4] = {jalr(ZERO, ZERO, 0), NOP, NOP, NOP};
    const uint32_t odd[4] = {jalr(ZERO, A0, 2), NOP, NOP, NOP};
    struct timing_config timing = bench_pipeline();
    (void)state;
    traps(&timing, illegal, use_t0, 3, COSTS(8, [STALL_load_use] = 1, [STALL_trap] = 5));
    timing.unit[UNIT_TRAP] = 1; /* the handler at once */
    traps(&timing, faults, use_t0, 2, COSTS(2, [STALL_trap] = 1));
    traps(&timing, nowhere, use_t0, 3, COSTS(5, [STALL_mispredict] = 2, [STALL_trap] = 1));
    traps(&timing, odd, use_t0, 2, COSTS(2, [STALL_trap] = 1)); /* it is the jump that traps */
}

/* At cycle 10 a timer interrupt takes the place of an instruction that would wait for its load. */
static void test_interrupt(void **state)
{
    static struct bench b;
    const struct timing_config timing = bench_pipeline();
    (void)state;
    bench_begin(&b, &timing);
    for (int i = 0; i < 9; i++) {
        put(&b.p, NOP);
    }
    put(&b.p, lw(T0, A0, 0));
    put(&b.p, addi(T1, T0, 0));
    put_word(&b.p, PROGRAM_HANDLER, addi(T1, T0, 0));
    b.p.m->clint.armed = true;
    b.p.m->clint.mtimecmp = 1;
    b.p.m->hart.priv.mie = MIE_TIMER;
    b.p.m->hart.priv.mstatus |= MSTATUS_MIE;
    bench_costs(&b, 12, COSTS(16, [STALL_trap] = 5));
}

/* wfi takes what a CSR instruction does; then time passes to cycle 100, which costs nobody. */
static void test_wfi(void **state)
{
    static struct bench b;
    const struct timing_config timing = bench_pipeline();
    (void)state;
    bench_begin(&b, &timing);
    put(&b.p, WFI);
    put(&b.p, NOP);
    b.p.m->clint.armed = true;
    b.p.m->clint.mtimecmp = 10;
    b.p.m->hart.priv.mie = MIE_TIMER;
    for (int i = 0; i < 3; i++) { /* wfi; wait; wake */
        assert_int_equal(follow_step(&b.f), STOP_NONE);
    }
    assert_int_equal(b.p.m->cycles, 100);
    assert_int_equal(b.p.m->idle_cycles, 97);
    bench_costs(&b, 1, COSTS(4, [STALL_csr] = 2));
}

/* A counter read shows what has passed in IF and ID, not what comes in EX and MEM. */
static void test_time_as_read(void **state)
{
    static struct bench b;
    struct timing_config timing = bench_pipeline();
    (void)state;
    timing.icache.miss = 20;
    timing.load_use = 15;
    bench_begin(&b, &timing);
    put(&b.p, csrrs(T0, MCYCLE, ZERO)); /* 20, then 3: at 23 */
    put(&b.p, lw(T1, A0, 0));           /* 20, then 1: at 44 */
    put(&b.p, lw(T2, T1, 0));           /* 20, 15: at 79 it reads mtime; then 1 and 20 */
    put_word(&b.p, BENCH_DATA, CLINT + CLINT_MTIME);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(follow_step(&b.f), STOP_NONE);
    }
    assert_int_equal(b.p.m->hart.x[T0], 20);
    assert_int_equal(b.p.m->hart.x[T2], 7);
    bench_costs(
        &b, 0,
        COSTS(
            100, [STALL_icache] = 60, [STALL_csr] = 2, [STALL_load_use] = 15, [STALL_device] = 20));
}

/* Units alone: no hazard, no prediction, no memory. */
static void test_simple(void **state)
{
    const uint32_t program[4] = {lw(T0, A0, 1), addi(T0, T0, 0), ECALL, NOP};
    struct timing_config timing = {.model = TIME_UNITS, .interrupt = 9};
    (void)state;
    for (int i = 0; i < UNIT_COUNT; i++) {
        timing.unit[i] = 1;
    }
    timing.unit[UNIT_LOAD] = 4;
    timing.unit[UNIT_CSR] = 2;
    timing.unit[UNIT_MRET] = 6;
    timing.unit[UNIT_TRAP] = 9;
    /* 4, 1, 9; 2, 1, 2, 6; 1 */
    traps(&timing, program, go_on, 8,
          COSTS(26, [STALL_load] = 3, [STALL_trap] = 9, [STALL_csr] = 2, [STALL_mret] = 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_waits),
        cmocka_unit_test(test_load_use),
        cmocka_unit_test(test_load_use_odd),
        cmocka_unit_test(test_load_use_long),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_loop),
        cmocka_unit_test(test_jumps),
        cmocka_unit_test(test_jalr),
        cmocka_unit_test(test_counters_shared),
        cmocka_unit_test(test_ecall),
        cmocka_unit_test(test_traps),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_wfi),
        cmocka_unit_test(test_time_as_read),
        cmocka_unit_test(test_simple),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
