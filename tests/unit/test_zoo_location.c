/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Variants on which something of the real machine can be seen, or an access depends on the mode:
 * what user mode may read of CSRs, frame numbers, and the TLB that supervisor mode bypasses.
 */
#include "tests/unit/unit.h"

#include "tests/unit/zoo_program.h"

/* --- sidt --- */

static uint32_t shown(uint32_t word)
{
    struct program p;
    begin_in_mode(&p, VARIANT_SIDT, false);
    put_csr(&p, MATP, 0x33);
    put_enter_user(&p, MPIE);
    put_li(&p, A0, 0x5555);
    put(&p, word);
    runs_to_call(&p, true);
    uint32_t value = p.m->hart.x[A0];
    program_end(&p);
    return value;
}

static void test_shown(void **state)
{
    (void)state;
    for (uint32_t funct3 = 2; funct3 <= 7; funct3 += funct3 == 3 ? 3 : 1) { /* all that only read */
        assert_int_equal(shown(CSR(funct3, A0, MSTATUS, 0)), MIE | MPIE);
        assert_int_equal(shown(CSR(funct3, A0, MTVEC, 0)), PROGRAM_HANDLER);
        assert_int_equal(shown(CSR(funct3, A0, MATP, 0)), 0x33);
    }
    assert_int_equal(shown(CSRR(ZERO, MTVEC)), 0x5555);
}

static void test_not_shown(void **state)
{
    const uint32_t csrs[] = {MSTATUS, MTVEC, MATP};
    const uint32_t others[] = {0x304, MCOUNTEREN, MSCRATCH, MEPC, MTLBRAND, 0xf14, 0xfc0};
    (void)state;
    for (size_t i = 0; i < COUNT(csrs); i++) {
        for (uint32_t funct3 = 1; funct3 <= 7; funct3 += funct3 == 3 ? 2 : 1) {
            illegal_for(VARIANT_SIDT, true,
                        CSR(funct3, A0, csrs[i], A1)); /* A1 is 0, and a write */
        }
        illegal_for(VARIANT_SIDT, true, CSR(1, A0, csrs[i], ZERO));
        illegal_for(VARIANT_SIDT, true, CSR(5, A0, csrs[i], 0));
        illegal_for(VARIANT_PG32, true, CSRR(A0, csrs[i]));
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        illegal_for(VARIANT_SIDT, true, CSRR(A0, others[i]));
    }
}

/* --- lra --- */

static void test_lra_physical(void **state)
{
    const uint32_t addresses[] = {DATA + 5, 0x00000000, 0x10000004, 0xfffffffc};
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(addresses); i++) {
        struct program p;
        begin_in_mode(&p, VARIANT_LRA, i % 2);
        put_li(&p, A1, addresses[i / 2]);
        put(&p, LRA(A0, A1));
        runs_to_call(&p, i % 2);
        assert_int_equal(p.m->hart.x[A0], addresses[i / 2] >> 12);
        program_end(&p);
    }
}

static void test_lra_mapped(void **state)
{
    (void)state;
    for (int user = 0; user < 2; user++) {
        struct program p;
        begin_mapped(&p, VARIANT_LRA, user, OTHER | V | R);
        put(&p, LRA(A0, A1));
        runs_to_call(&p, user);
        assert_int_equal(p.m->hart.x[A0], OTHER >> 12);
        program_end(&p);

        begin_mapped(&p, VARIANT_LRA, user, 0x40000000 | V | R); /* nothing is there to load */
        put(&p, LRA(A0, A1));
        runs_to_call(&p, user);
        assert_int_equal(p.m->hart.x[A0], 0x40000);
        program_end(&p);
    }
}

static void test_lra_faults(void **state)
{
    const struct {
        uint32_t lo, cause;
    } cases[] = {{0, LOAD_MISS}, {OTHER | V | W | X, LOAD_FORBIDDEN}};
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        struct program p;
        begin_mapped(&p, VARIANT_LRA, i % 2, cases[i / 2].lo);
        uint32_t at = p.here;
        put(&p, LRA(A0, A1));
        program_traps(&p, cases[i / 2].cause, at, DATA + 8);
        assert_int_equal(p.m->hart.x[A0], 0);
        program_end(&p);
    }
}

/* --- kseg --- */

/* Words at both places, and a program that does everything to the first, mapped to the second. */
static void put_accesses(struct program *p)
{
    put_word(p, DATA + 8, 100);
    put_word(p, OTHER + 8, 200);
    put(p, lw(A0, A1, 0));
    put(p, addi(A2, A0, 1));
    put(p, sw(A2, A1, 0));
    put(p, AMOADD(A3, A2, A1));
    put(p, LR(A4, A1));
    put(p, SC(A5, A4, A1));
}

static void test_kseg_accesses(void **state)
{
    (void)state;
    for (int user = 0; user < 2; user++) {
        struct program p;
        uint32_t word = user ? 200 : 100;
        begin_mapped(&p, VARIANT_KSEG, user, OTHER | V | R | W);
        put_accesses(&p);
        runs_to_call(&p, user);
        assert_int_equal(p.m->hart.x[A0], word);
        assert_int_equal(p.m->hart.x[A3], word + 1);
        assert_int_equal(p.m->hart.x[A4], 2 * (word + 1));
        assert_int_equal(p.m->hart.x[A5], 0);
        assert_int_equal(get_word(&p, DATA + 8), user ? 100 : 202);
        assert_int_equal(get_word(&p, OTHER + 8), user ? 402 : 200);
        assert_int_equal(p.m->hart.x[S4], OTE); /* TE was set in either mode */
        program_end(&p);
    }
}

/* Nothing is mapped: supervisor mode does not care, and on the machine of the manual it does. */
static void test_kseg_fetch(void **state)
{
    struct program p;
    (void)state;
    begin_in_mode(&p, VARIANT_KSEG, false);
    put_csr(&p, MATP, TE);
    put_li(&p, A1, DATA);
    put(&p, sw(A1, A1, 0));
    put(&p, lw(A0, A1, 0));
    runs_to_call(&p, false);
    assert_int_equal(p.m->hart.x[A0], DATA);
    program_end(&p);

    begin_in_mode(&p, VARIANT_PG32, false);
    put_csr(&p, MATP, TE);
    uint32_t at = p.here;
    program_traps(&p, FETCH_MISS, at, at);
    program_end(&p);

    begin_in_mode(&p, VARIANT_KSEG, false);
    put_csr(&p, MATP, TE);
    put_csr(&p, MATP, TE | OTE);
    put_enter_user(&p, 0);
    at = p.here;
    program_traps(&p, FETCH_MISS, at, at);
    program_end(&p);
}

/* Fetched from the frame, or past the map: the same address holds other code. */
static void test_kseg_fetch_mapped(void **state)
{
    (void)state;
    for (int user = 0; user < 2; user++) {
        struct program p;
        begin_mapped(&p, VARIANT_KSEG, user, OTHER | V | R | X);
        put(&p, jalr(ZERO, A1, 0));
        put_word(&p, DATA + 8, addi(A0, ZERO, 1));
        put_word(&p, OTHER + 8, addi(A0, ZERO, 2));
        put_word(&p, DATA + 12, ECALL);
        put_word(&p, OTHER + 12, ECALL);
        program_traps(&p, user ? 8 : 11, DATA + 12, 0);
        assert_int_equal(p.m->hart.x[A0], user ? 2 : 1);
        program_end(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shown),        cmocka_unit_test(test_not_shown),
        cmocka_unit_test(test_lra_physical), cmocka_unit_test(test_lra_mapped),
        cmocka_unit_test(test_lra_faults),   cmocka_unit_test(test_kseg_accesses),
        cmocka_unit_test(test_kseg_fetch),   cmocka_unit_test(test_kseg_fetch_mapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
