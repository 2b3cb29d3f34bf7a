/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each CSR number in each form of CSR instruction, in both modes: bare and virtual are equal. */
#include "tests/unit/unit.h"
#include "tests/vmm/assemble.h"
#include "tests/vmm/invariant.h"
#include "tests/vmm/lockstep.h"

#define TEST(function) cmocka_unit_test_teardown(function, lockstep_teardown)

enum { NUMBERS = 0x1000, ROUNDS_IF_PRESENT = 3, VM_MEMORY = 0x10000, ENOUGH = 1000000 };

static struct program program;

/* Registers that CSR instructions take from and give to: x10 to x17, and x0. */
static uint32_t random_register(struct rng *r)
{
    return rng_below(r, 4) == 0 ? 0 : 10 + rng_below(r, 8);
}

static void put_form(struct rng *r, uint32_t number, uint32_t form)
{
    static const enum op ops[] = {OP_csrrw, OP_csrrs, OP_csrrc, OP_csrrwi, OP_csrrsi, OP_csrrci};
    enum op op = ops[form];
    uint32_t source = form < 3 ? random_register(r) : rng_below(r, 32);
    if (number == CSR_mtvec) { /* which the program lives by: read only */
        op = OP_csrrs;
        source = 0;
    }
    program_put(&program, encode_i(op, random_register(r), source, number));
}

static void put_number(struct rng *r, uint32_t number)
{
    struct priv p;
    uint32_t value;
    priv_reset(&p, 64, VARIANT_PG32);
    uint32_t rounds = priv_csr_read(&p, number, &value) ? ROUNDS_IF_PRESENT : 1;
    for (uint32_t i = 0; i < rounds; i++) {
        program_li(&program, 10 + rng_below(r, 8), rng_edge(r));
        for (uint32_t form = 0; form < 6; form++) {
            put_form(r, number, form);
        }
    }
}

/* All the program, wherever matp leads. */
static void map_program(void)
{
    for (uint32_t i = 0; i < VM_MEMORY / PAGE_SIZE; i++) {
        uint32_t page = RAM_BASE + i * PAGE_SIZE;
        program_map(&program, i, page | TLB_HI_G, page | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X);
    }
}

static void run_program(void)
{
    struct rig_config config = rig_config(program.words, 4 * program.count);
    config.vm[0].memory = VM_MEMORY;
    lockstep_boot(&config);
    rig.after = invariant_check;
    assert_int_equal(lockstep_run(ENOUGH), HW_HALTED);
    assert_int_equal(lockstep.vm->stop, VM_STOP_EXIT);
    lockstep_finish();
}

/* The program ends in user mode with translation off, whatever the CSRs hold by then. */
static void sweep(struct rng *r, uint32_t first, uint32_t count, bool user)
{
    program_begin(&program);
    map_program();
    program_csrw(&program, CSR_mcounteren, rng_next(r));
    if (user) {
        program_user(&program);
    }
    for (uint32_t number = first; number < first + count; number++) {
        put_number(r, number);
    }
    if (!user) {
        program_user(&program);
    }
    program_finish(&program);
    run_program();
}

static void test_supervisor(void **state)
{
    (void)state;
    struct rng r = {1};
    for (uint32_t first = 0; first < NUMBERS; first += NUMBERS / 8) {
        sweep(&r, first, NUMBERS / 8, false);
    }
}

static void test_user(void **state)
{
    (void)state;
    struct rng r = {2};
    for (uint32_t first = 0; first < NUMBERS; first += NUMBERS / 8) {
        sweep(&r, first, NUMBERS / 8, true);
    }
}

/* Into user mode and out of it again by the first trap there, at which mtvec points meanwhile. */
static void put_visit(struct rng *r)
{
    enum { CSRW_WORDS = 3, USER_WORDS = 10, VISIT_WORDS = 5, HANDLER = 4 };
    uint32_t back = program.count + CSRW_WORDS + USER_WORDS + VISIT_WORDS + 1;
    program_csrw(&program, CSR_mtvec, RAM_BASE + 4 * back);
    program_user(&program);
    for (uint32_t i = 0; i < VISIT_WORDS; i++) {
        uint32_t csr = rng_below(r, 2) ? CSR_instret : CSR_time;
        program_put(&program, encode_i(OP_csrrs, random_register(r), 0, csr));
    }
    program_put(&program, isa_rows[OP_ecall].match);
    assert_int_equal(program.count, back);
    program_csrw(&program, CSR_mtvec, RAM_BASE + HANDLER);
}

/* Counters under every inhibition and mode filter, across traps and returns. */
static void test_counters(void **state)
{
    (void)state;
    static const uint32_t csrs[] = {CSR_mcountinhibit, CSR_minstretcfgh, CSR_mcyclecfgh,
                                    CSR_minstret,      CSR_minstreth,    CSR_instret,
                                    CSR_instreth,      CSR_time,         CSR_timeh};
    struct rng r = {3};
    program_begin(&program);
    program_csrw(&program, CSR_mcounteren, 7);
    for (uint32_t i = 0; i < 1500; i++) {
        program_li(&program, 10 + rng_below(&r, 8), rng_edge(&r));
        put_form(&r, csrs[rng_below(&r, COUNT(csrs))], rng_below(&r, 6));
        if (i % 8 == 0) {
            program_csrw(&program, CSR_mcountinhibit, rng_below(&r, 8) ? 0 : COUNTER_INSTRET);
            program_csrw(&program, CSR_minstretcfgh, rng_next(&r));
            put_visit(&r);
            program_put(&program, encode_i(OP_csrrs, 10, 0, CSR_minstret));
        }
    }
    program_user(&program);
    program_finish(&program);
    run_program();
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_supervisor), TEST(test_user), TEST(test_counters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
