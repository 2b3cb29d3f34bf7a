/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine's two modes, and the instructions that write the TLB, from inside a program. */
#include "tests/unit/unit.h"

#include "tests/unit/program.h"

enum { V = 1, R = 2, W = 4, X = 8, TE = 0x80000000, OTE = 0x40000000 };
enum { MTLBIDX = 0x7c1, MTLBWIRED = 0x7c2, MTLBRAND = 0x7c3, MTLBCFG = 0xfc0 };

/* Put the way into user mode at the instruction that follows. */
static void put_enter_user(struct program *p, uint32_t mstatus)
{
    put_csr(p, 0x300, mstatus);
    put_li(p, T0, p->here + 16);
    put(p, csrrw(ZERO, 0x341, T0));
    put(p, MRET);
}

/* In user mode the instruction is illegal, with its own word in mtval. */
static void illegal_in_user_mode(uint32_t word)
{
    struct program p;
    program_begin(&p);
    put_enter_user(&p, 0x80); /* MPIE: so that MIE is 1 */
    uint32_t at = p.here;
    put(&p, word);
    program_traps(&p, 2, at, word);
    assert_int_equal(p.m->hart.x[S3], 0x80); /* MPP = user, MPIE = the old MIE */
    program_end(&p);
}

static void test_user_mode_traps(void **state)
{
    const uint32_t words[] = {
        MRET,           TLBWR(ZERO, ZERO), TLBWI(ZERO, ZERO), TLBINV(ZERO, ZERO),
        TLBP(A0, ZERO), TLBRH(A0, ZERO),   TLBRL(A0, ZERO),   0x30002573, /* csrr a0, mstatus */
        0x7c002573,                                                       /* csrr a0, matp */
        0x7c306073,                                                       /* csrsi mtlbrand, 0 */
        0xf1402573,                                                       /* csrr a0, mhartid */
        0xc0002573, /* csrr a0, cycle: mcounteren is 0 */
        0xc0102573, /* csrr a0, time */
        0x34051073, /* csrw mscratch, a0 */
        0x00000000,     0xffffffff,
    };
    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        illegal_in_user_mode(words[i]);
    }
}

static void test_wfi_under_tw(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_enter_user(&p, 0x00200000); /* TW */
    uint32_t at = p.here;
    put(&p, WFI);
    program_traps(&p, 2, at, WFI);
    program_end(&p);
}

static void test_ecall_by_mode(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put(&p, ECALL);
    program_traps(&p, 11, PROGRAM_START, 0);
    assert_int_equal(p.m->hart.x[S3], 0x1800);
    program_end(&p);
    program_begin(&p);
    put_enter_user(&p, 0);
    uint32_t at = p.here;
    put(&p, ECALL);
    program_traps(&p, 8, at, 0);
    assert_int_equal(p.m->hart.x[S3], 0);
    program_end(&p);
}

static void test_breakpoint(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put(&p, NOP);
    put(&p, 0x00100073);
    program_traps(&p, 3, PROGRAM_START + 4u, PROGRAM_START + 4u);
    program_end(&p);
}

/* Counters that mcounteren shows can be read, and nothing else becomes possible. */
static void test_counters_in_user_mode(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_csr(&p, 0x306, 4); /* instret only */
    put_enter_user(&p, 0);
    uint32_t entered = (p.here - PROGRAM_START) / 4;
    put(&p, csrrs(A0, 0xc02, ZERO));
    uint32_t at = p.here;
    put(&p, csrrs(A1, 0xc00, ZERO));
    program_traps(&p, 2, at, 0xc00025f3);
    assert_int_equal(p.m->hart.x[A0], entered);
    program_end(&p);
}

/* Instructions of user mode alone, exact over traps in between [Smcntrpmf 2]. */
static void test_user_instructions_alone(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_csr(&p, 0x722, 0x40000000); /* minstretcfgh: not in supervisor mode */
    put_csr(&p, 0xb02, 0);
    put_enter_user(&p, 0);
    put(&p, NOP);
    put(&p, NOP);
    put(&p, NOP);
    put(&p, ECALL);
    put_word(&p, PROGRAM_HANDLER, csrrs(S5, 0xb02, ZERO));
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[S5], 3);
    program_end(&p);
}

/* R is independent of M: mret brings back TE, and user mode may run untranslated. */
static void test_translation_over_trap_and_mret(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    program_map(&p, 0, 0x00010000 | 9, 0x80000000 | V | R | X);
    put_csr(&p, 0x7c0, OTE | 9);
    put_csr(&p, 0x300, 0);
    put_li(&p, T0, 0x00010000 + (p.here + 16 - PROGRAM_START));
    put(&p, csrrw(ZERO, 0x341, T0));
    put(&p, MRET);
    uint32_t va = 0x00010000 + (p.here - PROGRAM_START);
    put(&p, ECALL);
    program_traps(&p, 8, va, 0);
    assert_int_equal(p.m->hart.x[S4], OTE | 9);
    program_end(&p);
}

/* --- writing the TLB --- */

static void test_tlbwi_and_read_back(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_csr(&p, MTLBIDX, 3);
    put_li(&p, A0, 0x12345e07);
    put_li(&p, A1, 0x8000bfff);
    put(&p, TLBWI(A0, A1));
    put(&p, addi(A2, ZERO, 3));
    put(&p, TLBRH(A3, A2));
    put(&p, TLBRL(A4, A2));
    put(&p, TLBP(A5, A0));
    put(&p, TLBP(S5, A1));
    put(&p, TLBRH(A2, S5));
    put(&p, csrrs(A0, MTLBCFG, ZERO));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    const uint32_t *x = p.m->hart.x;
    assert_int_equal(x[A3], 0x12345007); /* reserved bits are not kept */
    assert_int_equal(x[A4], 0x8000b00f);
    assert_int_equal(x[A5], 3);
    assert_int_equal(x[S5], 0xffffffff);
    assert_int_equal(x[A2], 0); /* beyond the last entry */
    assert_int_equal(x[A0], PROGRAM_TLB);
    program_end(&p);
}

/* From seed 0, eight entries of which two are wired: the first steps worked out by hand. */
static void test_tlbwr(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_csr(&p, MTLBWIRED, 2);
    put_csr(&p, MTLBRAND, 0);
    put_li(&p, A1, 0x80000000 | V);
    for (uint32_t i = 1; i <= 3; i++) {
        put_li(&p, A0, i << 12);
        put(&p, TLBWR(A0, A1));
        put(&p, TLBP(A0 + 1 + i, A0));
    }
    put(&p, csrrs(S5, MTLBRAND, ZERO));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    const uint32_t *x = p.m->hart.x;
    assert_int_equal(x[S5], 0xd1ccf6e9);
    assert_int_equal(x[A2], 2 + (0x3c6e * 6 >> 16));
    assert_int_equal(x[A3], 2 + (0x4750 * 6 >> 16));
    assert_int_equal(x[A4], 2 + (0xd1cc * 6 >> 16));
    program_end(&p);
}

/* A refused write traps with the page's address, and not even the generator has moved. */
static void refused(bool random)
{
    struct program p;
    program_begin(&p);
    program_map(&p, 6, 0x00400000 | 1, 0x80000000 | V);
    put_csr(&p, MTLBIDX, 1);
    put_csr(&p, MTLBWIRED, 0);
    put_csr(&p, MTLBRAND, 0); /* the next index is 1 */
    put_li(&p, A0, 0x00400000 | 1);
    put_li(&p, A1, 0x80001000 | V | W);
    uint32_t at = p.here;
    put(&p, random ? TLBWR(A0, A1) : TLBWI(A0, A1));
    program_traps(&p, 27, at, 0x00400000);
    assert_int_equal(p.m->hart.priv.mtlbrand, 0);
    assert_int_equal(p.m->hart.tlb.entry[1].lo, 0);
    assert_int_equal(p.m->hart.tlb.entry[6].lo, 0x80000000 | V);
    program_end(&p);
}

static void test_duplicates(void **state)
{
    (void)state;
    refused(false);
    refused(true);
}

/* x0 as an operand means all; a register that holds 0 means 0. */
static void test_tlbinv(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    program_map(&p, 0, 0x00000000 | 1, V);
    program_map(&p, 1, 0x00400000 | 0, V);
    program_map(&p, 2, 0x00400000 | 1, V);
    put(&p, TLBINV(A0, A1)); /* page 0 of ASID 0: nothing */
    put(&p, TLBP(A2, A3));
    put(&p, TLBINV(ZERO, A1)); /* all of ASID 0 */
    put(&p, addi(A4, ZERO, 1));
    put(&p, TLBINV(A0, A4)); /* page 0 of ASID 1 */
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.tlb.entry[0].lo, 0);
    assert_int_equal(p.m->hart.tlb.entry[1].lo, 0);
    assert_int_equal(p.m->hart.tlb.entry[2].lo, V);
    program_end(&p);
}

/* Fetch is coherent with stores: an instruction just written is the one that runs. */
static void test_self_modifying(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_li(&p, A0, PROGRAM_START + 0x200);
    put_li(&p, A1, addi(A2, ZERO, 42));
    put(&p, jalr(RA, A0, 0)); /* once as it was */
    put(&p, sw(A1, A0, 0));
    put(&p, jalr(RA, A0, 0));
    put(&p, ECALL);
    p.here = PROGRAM_START + 0x200;
    put(&p, addi(A2, ZERO, 7));
    put(&p, jalr(ZERO, RA, 0));
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[A2], 42);
    program_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_user_mode_traps),
        cmocka_unit_test(test_wfi_under_tw),
        cmocka_unit_test(test_ecall_by_mode),
        cmocka_unit_test(test_breakpoint),
        cmocka_unit_test(test_counters_in_user_mode),
        cmocka_unit_test(test_user_instructions_alone),
        cmocka_unit_test(test_translation_over_trap_and_mret),
        cmocka_unit_test(test_tlbwi_and_read_back),
        cmocka_unit_test(test_tlbwr),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_tlbinv),
        cmocka_unit_test(test_self_modifying),
    };
    return cmocka_run_group_tests_name("machine_modes", tests, NULL, NULL);
}
