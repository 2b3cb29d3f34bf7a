/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine's side of the zoo: what each variant does otherwise, in both modes, from inside a
 * program; and that the others do not have it. Encodings and expectations are written by hand from
 * the manual.
 */
#include "tests/unit/unit.h"

#include "machine/core.h"
#include "tests/unit/zoo_program.h"

enum { TIMER = 0x80, PASSED = 1, MIE_CSR = 0x304, MINSTRET = 0xb02, MINSTRETCFGH = 0x722 };
enum { NOT_IN_SUPERVISOR = 0x40000000, NOT_IN_USER = 0x10000000 };

/* --- who has what --- */

static void test_rows_of_others(void **state)
{
    const struct {
        enum variant variant;
        uint32_t word;
    } rows[] = {
        {VARIANT_JRST, JRST(A0)},
        {VARIANT_POPF, POPF(A0)},
        {VARIANT_CPL, CPL(A0)},
        {VARIANT_LRA, LRA(A0, A1)},
    };
    (void)state;
    for (enum variant v = 0; v < VARIANT_COUNT; v++) {
        for (size_t i = 0; i < 2 * COUNT(rows); i++) {
            if (rows[i / 2].variant != v) {
                illegal_for(v, i % 2, rows[i / 2].word);
            }
        }
    }
}

/* Bits that a row fixes: the same instruction with another rd or rs2 is none. */
static void test_near_rows(void **state)
{
    const struct {
        enum variant variant;
        uint32_t word;
    } near[] = {
        {VARIANT_JRST, JRST(A0) | 1 << 7},    {VARIANT_POPF, POPF(A0) | 1 << 7},
        {VARIANT_CPL, CPL(A0) | 1 << 15},     {VARIANT_LRA, enc_r(0x46, 0, A0, A1, 4, 0x73)},
        {VARIANT_LRA, LRA(A0, A1) ^ 1 << 25},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(near); i++) {
        illegal_for(near[i].variant, false, near[i].word);
    }
}

/* --- jrst --- */

/* Where it leads, in user mode, with nothing else changed. */
static void jrst_leads(bool user, uint32_t low_bits)
{
    struct program p;
    begin_in_mode(&p, VARIANT_JRST, user);
    put_li(&p, A0, (p.here + 16) | low_bits);
    put(&p, JRST(A0));
    put(&p, 0); /* not executed */
    uint32_t at = p.here;
    put(&p, CSRR(A1, MSCRATCH));
    program_traps(&p, ILLEGAL, at, CSRR(A1, MSCRATCH));
    assert_int_equal(p.m->hart.x[S3], 0); /* from user mode */
    assert_int_equal(p.m->hart.x[S4], 0);
    program_end(&p);
}

static void test_jrst(void **state)
{
    (void)state;
    for (uint32_t low_bits = 0; low_bits < 4; low_bits++) {
        jrst_leads(false, low_bits);
        jrst_leads(true, low_bits);
    }
}

/* It leaves MIE and TE alone: in user mode it goes on where R leads. */
static void test_jrst_and_r(void **state)
{
    struct program p;
    (void)state;
    begin_in_mode(&p, VARIANT_JRST, false);
    program_map(&p, 0, PROGRAM_START, PROGRAM_START | V | R | X);
    put_csr(&p, MSTATUS, MIE);
    put_csr(&p, MATP, TE);
    put_li(&p, A0, DATA);
    put(&p, JRST(A0));
    program_traps(&p, FETCH_MISS, DATA, DATA);
    assert_int_equal(p.m->hart.x[S3], MPIE);
    assert_int_equal(p.m->hart.x[S4], OTE);
    program_end(&p);
}

/* Instructions that count: jrst, two after it, and the handler, if not in these modes. */
static uint32_t jrst_counted(uint32_t not_in)
{
    struct program p;
    begin_in_mode(&p, VARIANT_JRST, false);
    put_csr(&p, MINSTRETCFGH, not_in);
    put_li(&p, A0, p.here + 24);
    put_csr(&p, MINSTRET, 0);
    put(&p, JRST(A0));
    put(&p, NOP);
    put(&p, NOP);
    runs_to_call(&p, true);
    machine_count(p.m);
    uint32_t counted = (uint32_t)p.m->hart.priv.minstret;
    program_end(&p);
    return counted;
}

/* As a supervisor's instruction if the supervisor executed it; what is after it is the user's. */
static void test_jrst_counts(void **state)
{
    enum { HANDLER = 10 };
    (void)state;
    assert_int_equal(jrst_counted(0), 1 + 2 + HANDLER);
    assert_int_equal(jrst_counted(NOT_IN_SUPERVISOR), 2);
    assert_int_equal(jrst_counted(NOT_IN_USER), 1 + HANDLER);
    assert_int_equal(jrst_counted(NOT_IN_USER | NOT_IN_SUPERVISOR), 0);
}

/* --- popf --- */

static uint32_t mstatus_after_popf(uint32_t before, uint32_t flags)
{
    struct program p;
    begin_in_mode(&p, VARIANT_POPF, false);
    put_csr(&p, MSTATUS, before);
    put_li(&p, A0, flags);
    put(&p, POPF(A0));
    put(&p, CSRR(A1, MSTATUS));
    put_exit(&p, PASSED);
    program_exits(&p, PASSED);
    uint32_t after = p.m->hart.x[A1];
    program_end(&p);
    return after;
}

static void test_popf_in_supervisor(void **state)
{
    (void)state;
    assert_int_equal(mstatus_after_popf(MPP, 0xffffffff), MPP | MIE);
    assert_int_equal(mstatus_after_popf(MPP, MIE), MPP | MIE);
    assert_int_equal(mstatus_after_popf(MPP | MPIE | MIE, 0xfffffff7), MPP | MPIE);
    assert_int_equal(mstatus_after_popf(MIE, 0), 0);
}

/* An interrupt that was held back is taken before the next instruction. */
static void test_popf_lets_in(void **state)
{
    struct program p;
    (void)state;
    begin_in_mode(&p, VARIANT_POPF, false);
    put_li(&p, A0, 0x02004000); /* mtimecmp */
    put(&p, sw(ZERO, A0, 0));
    put(&p, sw(ZERO, A0, 4));
    put_csr(&p, MIE_CSR, TIMER);
    put_li(&p, A0, MIE);
    put(&p, POPF(A0));
    uint32_t at = p.here;
    put(&p, addi(A1, ZERO, 1));
    program_traps(&p, 0x80000007, at, 0);
    assert_int_equal(p.m->hart.x[A1], 0);
    program_end(&p);
}

static void test_popf_in_user(void **state)
{
    const uint32_t flags[] = {0, MIE, 0xffffffff};
    (void)state;
    for (size_t i = 0; i < 2 * COUNT(flags); i++) {
        struct program p;
        uint32_t mie = i % 2 ? MPIE : 0;
        program_begin_on(&p, VARIANT_POPF);
        put_enter_user(&p, mie);
        put_li(&p, A0, flags[i / 2]);
        put(&p, POPF(A0));
        runs_to_call(&p, true);
        assert_int_equal(p.m->hart.x[S3], mie);
        program_end(&p);
    }
}

/* --- cpl --- */

static void test_cpl(void **state)
{
    (void)state;
    for (int user = 0; user < 2; user++) {
        struct program p;
        begin_in_mode(&p, VARIANT_CPL, user);
        put(&p, addi(A0, ZERO, -1));
        put(&p, CPL(A0));
        put(&p, CPL(ZERO));
        runs_to_call(&p, user);
        assert_int_equal(p.m->hart.x[A0], user ? 0 : 3);
        assert_int_equal(p.m->hart.x[ZERO], 0);
        program_end(&p);
    }
}

/* --- nop: privileged rows that do nothing in user mode --- */

/* State that none of them may touch, and one register for what they would return. */
static void mute(uint32_t word)
{
    struct program p;
    begin_in_mode(&p, VARIANT_NOP, false);
    program_map(&p, 1, DATA, DATA | V | R);
    put_csr(&p, MSCRATCH, 0x1234);
    put_csr(&p, MTLBRAND, 0x77);
    put_enter_user(&p, MPIE);
    put_li(&p, A0, DATA | 3);
    put_li(&p, A1, 0x5678);
    const struct priv before = p.m->hart.priv;
    uint32_t retired = (p.here - PROGRAM_START) / 4;
    put(&p, word);
    uint32_t at = p.here;
    put(&p, ECALL);
    program_traps(&p, ECALL_USER, at, 0);
    const struct priv *after = &p.m->hart.priv;
    assert_int_equal(p.m->hart.x[A0], DATA | 3);
    assert_int_equal(p.m->hart.x[A1], 0x5678);
    assert_int_equal(p.m->hart.x[S3], MPIE); /* from user mode, MIE set */
    assert_int_equal(after->mscratch, 0x1234);
    assert_int_equal(after->mtvec, before.mtvec);
    assert_int_equal(after->mtlbrand, 0x77);
    assert_int_equal(after->mtlbidx, 0);
    assert_int_equal(tlb_read_lo(&p.m->hart.tlb, 1), DATA | V | R);
    assert_int_equal(tlb_read_lo(&p.m->hart.tlb, 0), 0);
    assert_in_range(p.m->instructions, retired + 2, retired + 16); /* it retired */
    program_end(&p);
}

static void test_mute(void **state)
{
    const uint32_t words[] = {
        MRET,
        TLBWR(A0, A1),
        TLBWI(A0, A1),
        TLBINV(ZERO, ZERO),
        TLBINV(A0, ZERO),
        TLBP(A1, A0),
        TLBRH(A1, ZERO),
        TLBRL(A1, ZERO),
        CSRR(A1, MSCRATCH),
        CSRR(A1, MSTATUS),
        CSRR(A1, 0xf14),            /* mhartid: read-only, and read */
        CSR(1, A1, MSCRATCH, A0),   /* csrrw */
        CSR(1, A1, MSTATUS, ZERO),  /* csrrw: MIE */
        CSR(2, A1, MTVEC, A0),      /* csrrs */
        CSR(3, A1, MTLBRAND, A1),   /* csrrc */
        CSR(5, A1, MSCRATCH, 5),    /* csrrwi */
        CSR(6, A1, 0x7c1, 5),       /* csrrsi mtlbidx */
        CSR(7, A1, MSTATUS, MIE),   /* csrrci */
        CSR(1, ZERO, MINSTRET, A0), /* of the supervisor's */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        mute(words[i]);
    }
}

static void test_not_mute(void **state)
{
    const uint32_t words[] = {
        CSRR(A1, 0xc00), /* cycle, not shown by mcounteren */
        CSRR(A1, 0xc02), /* instret */
        CSRR(A1, 0x180), /* satp: not there */
        CSR(1, A1, 0xf14, A0) /* a write to what is read-only */,
        0,
        0xffffffff,
    };
    struct program p;
    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        illegal_for(VARIANT_NOP, true, words[i]);
    }
    program_begin_on(&p, VARIANT_NOP);
    put_enter_user(&p, 0x00200000); /* TW */
    uint32_t at = p.here;
    put(&p, WFI);
    program_traps(&p, ILLEGAL, at, WFI);
    program_end(&p);
}

/* In supervisor mode they do what they do everywhere. */
static void test_nop_in_supervisor(void **state)
{
    struct program p;
    (void)state;
    begin_in_mode(&p, VARIANT_NOP, false);
    put_csr(&p, MSCRATCH, 0x4321);
    put(&p, CSRR(A1, MSCRATCH));
    put_li(&p, A0, DATA);
    put_li(&p, A2, OTHER | V | R);
    put(&p, TLBWI(A0, A2));
    put(&p, TLBP(A3, A0));
    put(&p, TLBRL(A4, A3));
    runs_to_call(&p, false);
    assert_int_equal(p.m->hart.x[A1], 0x4321);
    assert_int_equal(p.m->hart.x[A3], 0);
    assert_int_equal(p.m->hart.x[A4], OTHER | V | R);
    program_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_others),
        cmocka_unit_test(test_near_rows),
        cmocka_unit_test(test_jrst),
        cmocka_unit_test(test_jrst_and_r),
        cmocka_unit_test(test_jrst_counts),
        cmocka_unit_test(test_popf_in_supervisor),
        cmocka_unit_test(test_popf_lets_in),
        cmocka_unit_test(test_popf_in_user),
        cmocka_unit_test(test_cpl),
        cmocka_unit_test(test_mute),
        cmocka_unit_test(test_not_mute),
        cmocka_unit_test(test_nop_in_supervisor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
