/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast core against the plain one, where its copies could outlive what they are copies of. Each
 * program runs on both, stopped at the same instants, and all state must be the same there.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "machine/state.h"
#include "tests/costs.h"
#include "tests/rng.h"
#include "tests/unit/program.h"

enum {
    RAM = PROGRAM_RAM,
    CODE = PROGRAM_START,
    ELSEWHERE = PROGRAM_START + 0x3000, /* code that is written by the program */
    DATA = PROGRAM_START + 0x5000,
    RET = 0x00008067
};

struct pair {
    struct program plain, fast;
};

static void begin_core(struct program *p, const struct timing_config *costs, bool fast)
{
    const struct machine_config config = {
        .ram_size = RAM, .tlb_entries = PROGRAM_TLB, .fast_core = fast, .timing = *costs};
    program_begin(p);
    machine_free(p->m);
    p->m = machine_new(&config);
    assert_non_null(p->m);
    machine_start(p->m, CODE, 0);
}

static int setup(void **state)
{
    static struct pair pair;
    begin_core(&pair.plain, &test_costs[0], false);
    begin_core(&pair.fast, &test_costs[0], true);
    *state = &pair;
    return 0;
}

static int teardown(void **state)
{
    struct pair *p = *state;
    program_end(&p->plain);
    program_end(&p->fast);
    return 0;
}

static void both(struct pair *p, uint32_t word)
{
    put(&p->plain, word);
    put(&p->fast, word);
}

static void both_li(struct pair *p, unsigned rd, uint32_t value)
{
    put_li(&p->plain, rd, value);
    put_li(&p->fast, rd, value);
}

static void both_exit(struct pair *p, uint32_t code)
{
    put_exit(&p->plain, code);
    put_exit(&p->fast, code);
}

static void check_same(struct pair *p)
{
    struct archive a = {.loading = false};
    struct archive b = {.loading = false};
    state_archive(&a, p->plain.m);
    state_archive(&b, p->fast.m);
    assert_int_equal(p->plain.m->hart.pc, p->fast.m->hart.pc);
    assert_memory_equal(p->plain.m->hart.x, p->fast.m->hart.x, sizeof p->plain.m->hart.x);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
    assert_memory_equal(p->plain.m->ram.bytes, p->fast.m->ram.bytes, RAM);
    archive_free(&a);
    archive_free(&b);
}

/* Run both for `chunk` instructions at a time, to an end within `most`. */
static void run_both(struct pair *p, uint64_t chunk, uint64_t most)
{
    enum stop_reason stop = STOP_LIMIT;
    while (stop == STOP_LIMIT && p->plain.m->instructions < most) {
        uint64_t next = p->plain.m->instructions + chunk;
        stop = machine_run(p->plain.m, (struct run_limit){next, UINT64_MAX});
        assert_int_equal(machine_run(p->fast.m, (struct run_limit){next, UINT64_MAX}), stop);
        check_same(p);
    }
}

/* A loop of `count` rounds around what stands between this and end_loop(). */
static uint32_t begin_loop(struct pair *p, uint32_t count)
{
    both_li(p, S5, count);
    return p->plain.here;
}

static void end_loop(struct pair *p, uint32_t start)
{
    both(p, addi(S5, S5, -1));
    both(p, bne_back(S5, p->plain.here - start));
}

/* However far a run may go, it goes exactly so far. */
static void test_limits_are_exact(void **state)
{
    struct pair *p = *state;
    uint32_t loop = begin_loop(p, 4000);
    both(p, addi(T0, T0, 3));
    both(p, addi(T1, T1, 1));
    end_loop(p, loop);
    both_exit(p, 0);
    run_both(p, 1031, 100000);
    assert_int_equal(p->fast.m->stop, STOP_EXIT);
    assert_true(p->fast.m->instructions > 16000);
}

/* A page that is written, then run, then written again: the second time is noticed, too. */
static void test_code_written_again(void **state)
{
    struct pair *p = *state;
    both_li(p, S0, ELSEWHERE);
    both_li(p, S1, RET);
    both(p, sw(S1, S0, 4));
    both_li(p, S2, addi(A0, A0, 1));
    both_li(p, S3, addi(A0, A0, 5) ^ addi(A0, A0, 1));
    uint32_t loop = begin_loop(p, 3000);
    both(p, sw(S2, S0, 0));
    both(p, jalr(RA, S0, 0));
    both(p, enc_r(0, 4, S2, S2, S3, 0x33)); /* xor: the other instruction next time */
    end_loop(p, loop);
    both_exit(p, 0);
    run_both(p, 5000, 100000);
    assert_int_equal(p->fast.m->hart.x[A0], 1500 * 6);
}

/* The next instruction, in the page that is running. */
static void test_code_writes_ahead_of_itself(void **state)
{
    struct pair *p = *state;
    both_li(p, S2, addi(A0, A0, 1));
    both_li(p, S3, addi(A0, A0, 5) ^ addi(A0, A0, 1));
    both_li(p, S0, CODE);
    uint32_t loop = begin_loop(p, 3000);
    both(p, sw(S2, S0, (int32_t)(loop - CODE) + 8));
    both(p, enc_r(0, 4, S2, S2, S3, 0x33));
    both(p, NOP); /* written by the instruction before the last */
    end_loop(p, loop);
    both_exit(p, 0);
    run_both(p, 5000, 100000);
    assert_int_equal(p->fast.m->hart.x[A0], 1500 * 6);
}

/* A jump ahead that is gone when it is come to: no reason to run past the end of a budget. */
static void test_jump_written_over(void **state)
{
    struct pair *p = *state;
    uint32_t jump = 0x0040006f; /* to the next word */
    both_li(p, S2, jump);
    both_li(p, S3, jump ^ addi(A0, A0, 1));
    both_li(p, S0, CODE);
    uint32_t loop = begin_loop(p, 1500);
    both(p, enc_r(0, 4, S2, S2, S3, 0x33));
    both(p, addi(A1, A1, 1));
    both(p, sw(S2, S0, (int32_t)(loop - CODE) + 16));
    both(p, addi(A2, A2, 2));
    both(p, jump); /* written over */
    for (unsigned i = 0; i < 80; i++) {
        both(p, addi(A3, A3, 3));
    }
    both(p, addi(S5, S5, -1));
    both_li(p, T0, loop);
    both(p, enc_r(0, 0, T1, S5, ZERO, 0x33));
    both(p, 0x00030463); /* beqz t1, over the next */
    both(p, jalr(ZERO, T0, 0));
    both_exit(p, 0);
    run_both(p, 37, 30000);
    run_both(p, 1111, 300000);
    assert_int_equal(p->fast.m->stop, STOP_EXIT);
}

/* Those before a word that is written, two or three of which went together. */
static void test_code_before_what_is_written(void **state)
{
    struct pair *p = *state;
    both_li(p, S2, addi(A0, A0, 1));
    both_li(p, S3, addi(A0, A0, 5) ^ addi(A0, A0, 1));
    both_li(p, S0, CODE);
    uint32_t loop = begin_loop(p, 1500);
    both(p, sw(S2, S0, (int32_t)(loop - CODE) + 24));
    both(p, enc_r(0, 4, S2, S2, S3, 0x33));
    both(p, addi(A1, A1, 1));
    both(p, addi(A2, A2, 2));
    both(p, addi(A3, A3, 3));
    both(p, addi(A4, A4, 4));
    both(p, NOP); /* what is written */
    both(p, addi(S5, S5, -1));
    both(p, bne_back(S5, 28));
    both(p, addi(S5, ZERO, 1500));
    both(p, jalr(ZERO, S0, (int32_t)(loop - CODE)));
    run_both(p, 3333, 60000);
    assert_true(p->fast.m->hart.x[A4] > 20000);
}

/* From outside: a device or a debugger writes to code that has run. */
static void test_code_written_by_others(void **state)
{
    struct pair *p = *state;
    uint32_t loop = begin_loop(p, 6000);
    both(p, addi(A0, A0, 1));
    end_loop(p, loop);
    both_exit(p, 0);
    run_both(p, 6000, 6000);
    put_word(&p->plain, loop, addi(A0, A0, 2));
    put_word(&p->fast, loop, addi(A0, A0, 2));
    run_both(p, 6000, 100000);
    assert_int_equal(p->fast.m->stop, STOP_EXIT);
    assert_true(p->fast.m->hart.x[A0] > 9000);
}

/* A page that is stored to after a snapshot is put back, though it was mapped before. */
static void test_stores_after_a_snapshot(void **state)
{
    struct pair *p = *state;
    struct snapshot s;
    both_li(p, S0, DATA);
    uint32_t loop = begin_loop(p, 4000);
    both(p, addi(A0, A0, 1));
    both(p, sw(A0, S0, 0));
    end_loop(p, loop);
    loop = begin_loop(p, 9000); /* the end of a run is the plain core's: no store there */
    end_loop(p, loop);
    both_exit(p, 0);
    run_both(p, 5000, 5000);
    uint32_t then = get_word(&p->fast, DATA);
    assert_true(snapshot_take(&s, p->fast.m));
    machine_run(p->fast.m, (struct run_limit){25000, UINT64_MAX});
    assert_true(get_word(&p->fast, DATA) > then);
    snapshot_put_back(&s, p->fast.m);
    assert_int_equal(get_word(&p->fast, DATA), then);
    run_both(p, 5000, 100000);
    snapshot_free(&s);
}

/* Timer interrupts come at the same instruction. */
static void test_interrupts(void **state)
{
    struct pair *p = *state;
    uint32_t handler = CODE + 0x800;
    uint32_t loop;
    put_csr(&p->plain, 0x305, handler);
    put_csr(&p->fast, 0x305, handler);
    put_csr(&p->plain, 0x304, 0x80);
    put_csr(&p->fast, 0x304, 0x80);
    both_li(p, S0, 0x02004000); /* mtimecmp */
    both_li(p, S1, 0x0200bff8); /* mtime */
    both(p, sw(ZERO, S0, 4));
    both(p, sw(ZERO, S0, 0));
    put_csr(&p->plain, 0x300, 8);
    put_csr(&p->fast, 0x300, 8);
    loop = begin_loop(p, 60000);
    both(p, addi(A0, A0, 1));
    end_loop(p, loop);
    both_exit(p, 0);
    p->plain.here = p->fast.here = handler;
    both(p, lw(T1, S1, 0));
    both(p, addi(T1, T1, 777)); /* ticks to the next */
    both(p, sw(T1, S0, 0));
    both(p, addi(A1, A1, 1));
    both(p, enc_r(0, 4, A2, A2, A0, 0x33)); /* when they came */
    both(p, MRET);
    run_both(p, 7001, 400000);
    assert_int_equal(p->fast.m->stop, STOP_EXIT);
    assert_true(p->fast.m->hart.x[A1] > 15);
}

/* An instruction of that row: registers a0 to a3, memory at s0, branches over the next word. */
static uint32_t any_of_row(const char *name, unsigned length, struct rng *r)
{
    int op = 0;
    while (strlen(isa_rows[op].name) != length || strncmp(isa_rows[op].name, name, length) != 0) {
        op++;
    }
    const struct row *row = &isa_rows[op];
    uint32_t rd = (A0 + rng_below(r, 4)) << 7;
    uint32_t rs1 = (A0 + rng_below(r, 4)) << 15;
    uint32_t rs2 = (A0 + rng_below(r, 4)) << 20;
    uint32_t imm = rng_below(r, 32);
    switch ((enum format)row->format) {
    case FORMAT_LOAD:
        return row->match | rd | S0 << 15 | imm * 4 << 20;
    case FORMAT_STORE:
        return row->match | imm % 8 * 4 << 7 | S0 << 15 | rs2;
    case FORMAT_B:
        return row->match | 8u << 8 | rs1 | rs2; /* 16 bytes on */
    case FORMAT_J:
        return row->match | rd | 16u << 20;
    case FORMAT_U:
        return row->match | rd | rng_next(r) << 12;
    case FORMAT_I:
    case FORMAT_SHIFT:
        return row->match | rd | rs1 | imm << 20;
    default:
        return row->match | rd | rs1 | rs2;
    }
}

/* Instructions of the rows that are named, with _ between. */
static void put_rows(struct pair *p, const char *names, struct rng *r)
{
    while (*names) {
        unsigned length = (unsigned)strcspn(names, "_");
        both(p, any_of_row(names, length, r));
        names += length + (names[length] == '_');
    }
}

/* The same, the last one a branch or jal to the word before the rows, which leads on. */
static void put_rows_back(struct pair *p, const char *names, unsigned rows, struct rng *r)
{
    uint32_t back = 0u - 4 * rows;
    both(p, 8u << 20 | 0x6f);               /* over the next */
    both(p, (4 * (rows + 1)) << 20 | 0x6f); /* over the rows */
    put_rows(p, names, r);
    uint32_t at = p->plain.here - 4;
    uint32_t word = get_word(&p->plain, at);
    bool jal = (word & 0x7f) == 0x6f;
    uint32_t fixed = jal ? word & 0xfff : word & 0x01fff07f;
    uint32_t offset = jal ? (back & 0x7fe) << 20 | 1u << 20 | 0x000ff000 | 1u << 31
                          : (back & 0x1e) << 7 | (back & 0x7e0) << 20 | 1u << 7 | 1u << 31;
    put_word(&p->plain, at, fixed | offset);
    put_word(&p->fast, at, fixed | offset);
}

static void every_pair(struct pair *p)
{
    enum { row, near, likely };
    static const struct {
        const char *names;
        unsigned kind, rows;
    } rows[] = {
#define PAIR(first, kind, second) {#first "_" #second, kind, 2},
#define TRIPLE(first, second, kind, third) {#first "_" #second "_" #third, kind, 3},
#include "machine/pairs.def"
    };
    struct rng r = {77};
    both_li(p, S0, DATA);
    for (unsigned a = A0; a < A4; a++) {
        both_li(p, a, rng_next(&r));
    }
    uint32_t loop = begin_loop(p, 200);
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].kind == likely) {
            put_rows_back(p, rows[i].names, rows[i].rows, &r);
        } else {
            put_rows(p, rows[i].names, &r);
        }
        put_rows(p, "addi_xor_add_sub", &r); /* what a branch goes over */
    }
    both(p, addi(S5, S5, -1));
    both_li(p, T0, loop);
    both(p, enc_r(0, 0, T1, S5, ZERO, 0x33));
    both(p, 0x00030463); /* beqz t1, over the next */
    both(p, jalr(ZERO, T0, 0));
    both_exit(p, 0);
    run_both(p, 2503, 400000);
    assert_int_equal(p->fast.m->stop, STOP_EXIT);
}

/* A loop that waits for what it loads, in the plain core's instructions, too. */
static void put_waiting_loop(struct pair *p)
{
    both_li(p, S0, DATA);
    uint32_t loop = begin_loop(p, 300);
    both(p, addi(A0, A0, 1));
    both(p, lw(A1, S0, 0));
    both(p, addi(A1, A1, 3));
    both(p, sw(A1, S0, 0));
    both(p, enc_r(1, 0, A2, A1, A0, 0x33)); /* mul */
    both(p, lw(A3, S0, 0));
    both(p, enc_r(0, 0, A2, A2, A3, 0x33)); /* add */
    both(p, csrrw(A4, 0x340, A0));
    both(p, addi(S0, S0, 128));
    both(p, lw(A3, S0, 4)); /* in a pair with what is before it, and not in the cache */
    both(p, csrrw(A4, 0x340, A3));
    end_loop(p, loop);
    both_exit(p, 0);
}

/* Stopped after every few instructions. */
static void stops_anywhere(struct pair *p)
{
    put_waiting_loop(p);
    for (uint64_t chunk = 40; chunk > 0; chunk--) {
        run_both(p, chunk, p->plain.m->instructions + 10 * chunk);
    }
    run_both(p, 11003, 100000);
    assert_int_equal(p->fast.m->stop, STOP_EXIT);
}

/* Stopped at a cycle for the first time. */
static void stops_at_cycle(struct pair *p, uint64_t cycle)
{
    put_waiting_loop(p);
    machine_run(p->plain.m, (struct run_limit){UINT64_MAX, cycle});
    machine_run(p->fast.m, (struct run_limit){UINT64_MAX, cycle});
    check_same(p);
}

static void with_costs(unsigned i, uint64_t cycle)
{
    struct pair p;
    begin_core(&p.plain, &test_costs[i], false);
    begin_core(&p.fast, &test_costs[i], true);
    if (cycle) {
        stops_at_cycle(&p, cycle);
    } else {
        stops_anywhere(&p);
    }
    program_end(&p.plain);
    program_end(&p.fast);
}

static void test_stops_anywhere(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TEST_COSTS; i++) {
        with_costs(i, 0);
        for (uint64_t cycle = 150; cycle < 350; cycle++) {
            with_costs(i, cycle);
        }
    }
}

static void test_every_pair(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TEST_COSTS; i++) {
        struct pair p;
        begin_core(&p.plain, &test_costs[i], false);
        begin_core(&p.fast, &test_costs[i], true);
        every_pair(&p);
        program_end(&p.plain);
        program_end(&p.fast);
    }
}

/* Whoever observes each instruction sees each. */
static void count_insn(void *context, struct machine *m, const struct insn *in)
{
    unsigned *count = context;
    (void)m, (void)in;
    (*count)++;
}

static void test_observed(void **state)
{
    struct pair *p = *state;
    unsigned seen = 0;
    struct observer o = {.context = &seen, .insn = count_insn};
    uint32_t loop = begin_loop(p, 6000);
    both(p, addi(A0, A0, 1));
    end_loop(p, loop);
    both_exit(p, 0);
    machine_run(p->fast.m, (struct run_limit){4000, UINT64_MAX});
    observer_add(p->fast.m, &o);
    machine_run(p->fast.m, (struct run_limit){9000, UINT64_MAX});
    assert_int_equal(seen, 5000);
    observer_remove(p->fast.m, &o);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_limits_are_exact),
        CASE(test_code_written_again),
        CASE(test_code_writes_ahead_of_itself),
        CASE(test_jump_written_over),
        CASE(test_code_before_what_is_written),
        CASE(test_code_written_by_others),
        CASE(test_stores_after_a_snapshot),
        CASE(test_interrupts),
        cmocka_unit_test(test_stops_anywhere),
        cmocka_unit_test(test_every_pair),
        CASE(test_observed),
    };
    return cmocka_run_group_tests_name("fast", tests, NULL, NULL);
}
