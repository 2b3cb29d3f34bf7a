/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine's memory: translation, its traps, accesses across pages, LR/SC and AMOs. */
#include "tests/unit/unit.h"

#include "tests/unit/program.h"

enum {
    TE = 0x80000000,
    V = 1,
    R = 2,
    W = 4,
    X = 8,
    DATA = 0x80004000, /* frames for data */
    FAR = 0x80008000,
    ASID = 5
};

static const uint32_t page = 0x00400000; /* a virtual page, and the one after it */

/*
 * A program that will run translated: its own page and the handler's map to themselves, `page`
 * to DATA and the page after it to FAR.
 */
static void begin_mapped(struct program *p, uint32_t data_bits, uint32_t far_bits)
{
    program_begin(p);
    program_map(p, 0, 0x80000000 | ASID, 0x80000000 | V | R | X);
    program_map(p, 1, page | ASID, DATA | data_bits);
    program_map(p, 2, (page + 0x1000) | ASID, FAR | far_bits);
    p->m->hart.priv.matp = (uint32_t)TE | ASID;
}

/* One instruction on address `va` (in a0; a1 is 0x11223344), which traps so. */
static void traps(uint32_t data_bits, uint32_t insn, uint32_t va, uint32_t cause, uint32_t tval)
{
    struct program p;
    begin_mapped(&p, data_bits, V | R | W | X);
    put_li(&p, A0, va);
    put_li(&p, A1, 0x11223344);
    put(&p, insn);
    program_traps(&p, cause, PROGRAM_START + 16u, tval);
    assert_int_equal(p.m->hart.x[S4], 0x40000000u | ASID); /* OTE <- TE, TE <- 0 */
    assert_int_equal(p.m->hart.x[A1], 0x11223344);         /* rd is as it was */
    assert_int_equal(get_word(&p, DATA), 0);
    program_end(&p);
}

static void test_misses(void **state)
{
    (void)state;
    traps(V | R | W, lw(A1, A0, 8), 0x00600000, 25, 0x00600008);
    traps(V | R | W, sw(A1, A0, 0), 0x00600000, 26, 0x00600000);
    traps(V | R | W, LR(A1, A0), 0x00600000, 25, 0x00600000);
    traps(V | R | W, SC(A1, A1, A0), 0x00600000, 26, 0x00600000);
    traps(V | R | W, AMOADD(A1, A1, A0), 0x00600000, 26, 0x00600000);
    traps(R | W, lbu(A1, A0, 1), page, 25, page + 1);
}

static void test_forbidden(void **state)
{
    (void)state;
    traps(V | W | X, lw(A1, A0, 0), page, 13, page);
    traps(V | R | X, sw(A1, A0, 0), page, 15, page);
    traps(V | R | X, sb(A1, A0, 3), page, 15, page + 3);
    traps(V | W, LR(A1, A0), page, 13, page);
    traps(V | R, SC(A1, A1, A0), page, 15, page);
    traps(V | R, AMOADD(A1, A1, A0), page, 15, page);
    traps(V | W, AMOADD(A1, A1, A0), page, 15, page); /* a store's fault, though it is R's lack */
}

/* Atomics must be aligned; that is known before the address is translated. */
static void test_misaligned_atomics(void **state)
{
    (void)state;
    traps(V | R | W, LR(A1, A0), page + 2, 4, page + 2);
    traps(V | R | W, SC(A1, A1, A0), page + 1, 6, page + 1);
    traps(V | R | W, AMOADD(A1, A1, A0), page + 3, 6, page + 3);
    traps(V | R | W, LR(A1, A0), 0x00600002, 4, 0x00600002);
}

static void jump_traps(uint32_t va, uint32_t cause)
{
    struct program p;
    begin_mapped(&p, V | R | W, V | X);
    put_li(&p, A0, va);
    put(&p, jalr(RA, A0, 0));
    program_traps(&p, cause, va, va);
    assert_int_equal(p.m->hart.x[RA], PROGRAM_START + 12u); /* the jump itself is done */
    program_end(&p);
}

static void test_fetch(void **state)
{
    (void)state;
    jump_traps(0x00600000, 24);
    jump_traps(page, 12);
}

/* With translation off an address is physical; where nothing is, the access faults. */
static void faults(uint32_t insn, uint32_t va, uint32_t cause)
{
    struct program p;
    program_begin(&p);
    put_li(&p, A0, va);
    put(&p, insn);
    program_traps(&p, cause, cause == 1 ? va : PROGRAM_START + 8u, va);
    program_end(&p);
}

static void test_access_faults(void **state)
{
    (void)state;
    faults(lw(A1, A0, 0), 0x40000000, 5);
    faults(lw(A1, A0, 0), PROGRAM_START + PROGRAM_RAM, 5);
    faults(lw(A1, A0, 0), PROGRAM_START - 4u, 5);
    faults(sw(A1, A0, 0), 0, 7);
    faults(sw(A1, A0, 0), 0xfffffffc, 7);
    faults(jalr(RA, A0, 0), 0x40000000, 1);
    faults(jalr(RA, A0, 0), 0x10000000, 1); /* a device is not executed */
    faults(LR(A1, A0), 0x10000000, 5);      /* devices do no atomics */
    faults(AMOADD(A1, A1, A0), 0x02000000, 7);
    faults(load(1, A1, A0, 0), 0x02000000, 5); /* nor does a CLINT halfwords */
    faults(lw(A1, A0, 0), 0x02004002, 5);      /* nor anything misaligned */
}

/* --- across a page --- */

static void put_pattern(struct program *p)
{
    put_word(p, DATA + 0xffc, 0xa3a2a1a0);
    put_word(p, FAR, 0xb3b2b1b0);
}

static void test_load_across(void **state)
{
    static const uint32_t expected[] = {0xa3a2a1a0, 0xb0a3a2a1, 0xb1b0a3a2, 0xb2b1b0a3};
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct program p;
        begin_mapped(&p, V | R, V | R);
        put_pattern(&p);
        put_li(&p, A0, page + 0xffc);
        put(&p, lw(A1, A0, i));
        put(&p, load(1, A2, A0, 3)); /* lh, and lhu */
        put(&p, load(5, A3, A0, 3));
        put(&p, ECALL);
        program_exits(&p, PROGRAM_TRAPPED);
        assert_int_equal(p.m->hart.x[A1], expected[i]);
        assert_int_equal(p.m->hart.x[A2], 0xffffb0a3);
        assert_int_equal(p.m->hart.x[A3], 0xb0a3);
        program_end(&p);
    }
}

static void test_store_across(void **state)
{
    struct program p;
    (void)state;
    begin_mapped(&p, V | W, V | W);
    put_pattern(&p);
    put_li(&p, A0, page + 0xffe);
    put_li(&p, A1, 0x44332211);
    put(&p, sw(A1, A0, 0));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(get_word(&p, DATA + 0xffc), 0x2211a1a0);
    assert_int_equal(get_word(&p, FAR), 0xb3b24433);
    assert_int_equal(get_word(&p, DATA + 0x1000), 0); /* physically next, but not mapped there */
    program_end(&p);
}

/* The page that faults is named, and nothing is written to the other. */
static void across(uint32_t data_bits, uint32_t far_bits, uint32_t insn, uint32_t cause,
                   uint32_t tval)
{
    struct program p;
    begin_mapped(&p, data_bits, far_bits);
    put_pattern(&p);
    put_li(&p, A0, page + 0xffe);
    put(&p, insn);
    program_traps(&p, cause, PROGRAM_START + 8u, tval);
    assert_int_equal(get_word(&p, DATA + 0xffc), 0xa3a2a1a0);
    assert_int_equal(get_word(&p, FAR), 0xb3b2b1b0);
    assert_int_equal(p.m->hart.x[A1], 0);
    program_end(&p);
}

static void test_faults_across(void **state)
{
    (void)state;
    across(V | R | W, 0, lw(A1, A0, 0), 25, page + 0x1000);
    across(V | R | W, 0, sw(ZERO, A0, 0), 26, page + 0x1000);
    across(V | R | W, V | R, sw(ZERO, A0, 0), 15, page + 0x1000);
    across(V | R | W, V | W, lw(A1, A0, 0), 13, page + 0x1000);
    across(0, V | R | W, lw(A1, A0, 0), 25, page + 0xffe);
    across(V | R, V | R | W, sw(ZERO, A0, 0), 15, page + 0xffe);
}

static void test_misaligned_within_a_page(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_li(&p, A0, DATA);
    put_li(&p, A1, 0x44332211);
    put(&p, sw(A1, A0, 1));
    put(&p, lw(A2, A0, 3));
    put(&p, load(1, A3, A0, 3));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(get_word(&p, DATA), 0x33221100);
    assert_int_equal(p.m->hart.x[A2], 0x00004433);
    assert_int_equal(p.m->hart.x[A3], 0x00004433);
    program_end(&p);
}

/* --- LR/SC --- */

static void begin_atomics(struct program *p)
{
    begin_mapped(p, V | R | W, V | R | W);
    put_li(p, A0, page);
    put_word(p, DATA, 100);
}

static void test_sc(void **state)
{
    struct program p;
    (void)state;
    begin_atomics(&p);
    put(&p, SC(A1, A0, A0)); /* without a reservation */
    put(&p, LR(A2, A0));
    put(&p, addi(A3, A2, 1));
    put(&p, SC(A4, A3, A0));
    put(&p, SC(A5, A0, A0)); /* a second time */
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    const uint32_t *x = p.m->hart.x;
    assert_int_equal(x[A1], 1);
    assert_int_equal(x[A2], 100);
    assert_int_equal(x[A4], 0);
    assert_int_equal(x[A5], 1);
    assert_int_equal(get_word(&p, DATA), 101);
    program_end(&p);
}

/* An sc elsewhere fails, and ends the reservation all the same [Unpriv 8.2]. */
static void test_sc_elsewhere(void **state)
{
    struct program p;
    (void)state;
    begin_atomics(&p);
    put(&p, addi(A1, A0, 4));
    put(&p, LR(ZERO, A0));
    put(&p, SC(A2, A0, A1));
    put(&p, SC(A3, A0, A0));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[A2], 1);
    assert_int_equal(p.m->hart.x[A3], 1);
    assert_int_equal(get_word(&p, DATA), 100);
    assert_int_equal(get_word(&p, DATA + 4), 0);
    program_end(&p);
}

/* The reservation is by physical address: another name for the same word is as good. */
static void test_reservation_is_physical(void **state)
{
    struct program p;
    (void)state;
    begin_mapped(&p, V | R | W, V | R | W);
    program_map(&p, 2, 0, 0); /* the page after also maps to DATA */
    program_map(&p, 2, (page + 0x1000) | ASID, DATA | V | R | W);
    put_li(&p, A0, page);
    put_li(&p, A1, page + 0x1000);
    put_li(&p, A2, 55);
    put(&p, LR(ZERO, A0));
    put(&p, SC(A3, A2, A1));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[A3], 0);
    assert_int_equal(get_word(&p, DATA), 55);
    program_end(&p);
}

/* A trap and the mret that ends it keep the reservation; so does an sc that faults. */
static void test_reservation_survives_a_trap(void **state)
{
    struct program p;
    (void)state;
    begin_atomics(&p);
    put_li(&p, A5, 0x00600000);
    put(&p, LR(A1, A0));
    put(&p, ECALL);
    put(&p, SC(A2, A1, A5)); /* misses in the TLB; the handler skips it */
    put(&p, SC(A3, A5, A0));
    put_exit(&p, 1); /* unmapped: traps as well */
    p.here = PROGRAM_HANDLER;
    put(&p, addi(A4, A4, 1));
    put(&p, csrrs(T0, 0x341, ZERO));
    put(&p, addi(T0, T0, 4));
    put(&p, csrrw(ZERO, 0x341, T0));
    put(&p, MRET);
    machine_run(p.m, (struct run_limit){17, UINT64_MAX});
    assert_int_equal(p.m->hart.x[A4], 2);
    assert_int_equal(p.m->hart.x[A3], 0);
    assert_int_equal(get_word(&p, DATA), 0x00600000);
    program_end(&p);
}

static void test_amo(void **state)
{
    struct program p;
    (void)state;
    begin_atomics(&p);
    put(&p, addi(A1, ZERO, -1));
    put(&p, AMOADD(A2, A1, A0));
    put(&p, amo(0x10, A3, A1, A0)); /* amomin.w */
    put(&p, amo(1, ZERO, A0, A0));  /* amoswap.w: rd = x0 writes memory all the same */
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[A2], 100);
    assert_int_equal(p.m->hart.x[A3], 99);
    assert_int_equal(p.m->hart.x[ZERO], 0);
    assert_int_equal(get_word(&p, DATA), page);
    program_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misses),
        cmocka_unit_test(test_forbidden),
        cmocka_unit_test(test_misaligned_atomics),
        cmocka_unit_test(test_fetch),
        cmocka_unit_test(test_access_faults),
        cmocka_unit_test(test_load_across),
        cmocka_unit_test(test_store_across),
        cmocka_unit_test(test_faults_across),
        cmocka_unit_test(test_misaligned_within_a_page),
        cmocka_unit_test(test_sc),
        cmocka_unit_test(test_sc_elsewhere),
        cmocka_unit_test(test_reservation_is_physical),
        cmocka_unit_test(test_reservation_survives_a_trap),
        cmocka_unit_test(test_amo),
    };
    return cmocka_run_group_tests_name("machine_memory", tests, NULL, NULL);
}
