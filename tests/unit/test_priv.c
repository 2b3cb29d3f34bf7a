/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trap entry, mret and interrupts, against [Priv 3.1] by hand. CSRs: test_csr.c. */
#include "tests/unit/unit.h"

#include "isa/priv.h"

enum { PC = 0x80001234, HANDLER = 0x80000400 };

static struct priv reset_state(void)
{
    struct priv p;
    priv_reset(&p, 64, VARIANT_PG32);
    p.mtvec = HANDLER;
    return p;
}

static void test_reset(void **state)
{
    struct priv p;
    (void)state;
    priv_reset(&p, 16, VARIANT_PG32);
    assert_int_equal(p.mode, MODE_SUPERVISOR);
    assert_int_equal(p.mstatus & MSTATUS_MIE, 0);
    assert_int_equal(p.matp, 0);
    assert_int_equal(p.tlb_entries, 16);
    assert_int_equal(priv_interrupt(&p), 0);
}

static void test_trap_saves_and_forces(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mode = MODE_USER;
    p.mstatus = MSTATUS_MIE | MSTATUS_TW;
    p.matp = MATP_TE | 0x42;
    assert_int_equal(priv_trap(&p, CAUSE_load_miss, 0xdead0004, PC), HANDLER);
    assert_int_equal(p.mode, MODE_SUPERVISOR);
    assert_int_equal(p.mstatus, MSTATUS_MPIE | MSTATUS_TW); /* MPP = user, MIE = 0 */
    assert_int_equal(p.matp, MATP_OTE | 0x42);
    assert_int_equal(p.mepc, PC);
    assert_int_equal(p.mcause, 25);
    assert_int_equal(p.mtval, 0xdead0004);
}

static void test_trap_from_supervisor(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mstatus = MSTATUS_MPIE; /* MIE = 0: MPIE becomes 0 */
    p.matp = MATP_OTE;        /* TE = 0: OTE becomes 0 */
    priv_trap(&p, CAUSE_illegal, 0, PC);
    assert_int_equal(p.mstatus, MSTATUS_MPP);
    assert_int_equal(p.matp, 0);
    assert_int_equal(p.mode, MODE_SUPERVISOR);
}

static void test_mret_undoes_a_trap(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mode = MODE_USER;
    p.mstatus = MSTATUS_MIE;
    p.matp = MATP_TE | 7;
    priv_trap(&p, CAUSE_ecall_user, 0, PC);
    assert_int_equal(priv_mret(&p), PC);
    assert_int_equal(p.mode, MODE_USER);
    assert_int_equal(p.mstatus, MSTATUS_MIE | MSTATUS_MPIE); /* MPIE <- 1, MPP <- user */
    assert_int_equal(p.matp, MATP_TE | 7);                   /* OTE <- 0 */
}

/* A second mret goes to user mode, with translation off: what the first one left behind. */
static void test_mret_twice(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.matp = MATP_TE;
    priv_trap(&p, CAUSE_illegal, 0, PC);
    priv_mret(&p);
    assert_int_equal(p.mode, MODE_SUPERVISOR);
    assert_int_equal(p.matp, MATP_TE);
    priv_mret(&p);
    assert_int_equal(p.mode, MODE_USER);
    assert_int_equal(p.matp, 0);
    assert_int_equal(p.mstatus, MSTATUS_MIE | MSTATUS_MPIE);
}

static void test_nested_trap_overwrites(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mode = MODE_USER;
    p.matp = MATP_TE;
    p.mstatus = MSTATUS_MIE;
    priv_trap(&p, CAUSE_fetch_miss, 4, PC);
    priv_trap(&p, CAUSE_load_access, 8, HANDLER);
    assert_int_equal(p.mepc, HANDLER);
    assert_int_equal(p.mcause, CAUSE_load_access);
    assert_int_equal(p.mstatus & MSTATUS_MPP, MSTATUS_MPP);
    assert_int_equal(p.mstatus & MSTATUS_MPIE, 0);
    assert_int_equal(p.matp, 0);
}

/* [Priv 3.1.7]: vectored mode moves interrupts, not exceptions. */
static void test_vectored(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mtvec = HANDLER | 1;
    assert_int_equal(priv_trap(&p, CAUSE_illegal, 0, PC), HANDLER);
    assert_int_equal(priv_trap(&p, MCAUSE_INTERRUPT | 3, 0, PC), HANDLER + 12);
    assert_int_equal(priv_trap(&p, MCAUSE_INTERRUPT | 7, 0, PC), HANDLER + 28);
    assert_int_equal(priv_trap(&p, MCAUSE_INTERRUPT | 11, 0, PC), HANDLER + 44);
    assert_int_equal(p.mcause, 0x8000000b);
    p.mtvec = HANDLER;
    assert_int_equal(priv_trap(&p, MCAUSE_INTERRUPT | 11, 0, PC), HANDLER);
}

/* [Priv 3.1.9]: external, then software, then timer. */
static void test_interrupt_priority(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mstatus = MSTATUS_MIE;
    p.mie = MIE_EXTERNAL | MIE_SOFTWARE | MIE_TIMER;
    p.mip = p.mie;
    assert_int_equal(priv_interrupt(&p), 0x8000000b);
    p.mip = MIE_SOFTWARE | MIE_TIMER;
    assert_int_equal(priv_interrupt(&p), 0x80000003);
    p.mip = MIE_TIMER;
    assert_int_equal(priv_interrupt(&p), 0x80000007);
    p.mie = MIE_EXTERNAL | MIE_SOFTWARE;
    assert_int_equal(priv_interrupt(&p), 0);
    p.mip = p.mie;
    p.mie = MIE_SOFTWARE;
    assert_int_equal(priv_interrupt(&p), 0x80000003);
    p.mip = p.mie = 1u << 20; /* a line that PG-32 does not have */
    assert_int_equal(priv_interrupt(&p), 0);
}

/* [Priv 3.1.6.1]: MIE masks in supervisor mode only; user mode is always interruptible. */
static void test_interrupt_masking(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.mie = MIE_TIMER;
    p.mip = MIE_TIMER;
    assert_int_equal(priv_interrupt(&p), 0);
    assert_true(priv_wakes(&p));
    p.mode = MODE_USER;
    assert_int_equal(priv_interrupt(&p), 0x80000007);
    p.mip = MIE_EXTERNAL;
    assert_int_equal(priv_interrupt(&p), 0);
    assert_false(priv_wakes(&p));
}

static struct insn decoded(uint32_t word)
{
    return isa_decode(word, VARIANT_PG32);
}

/* Which instructions user mode may execute: the privileged ones, by hand; wfi as TW says. */
static void test_permits(void **state)
{
    static const uint32_t privileged[] = {
        0x30200073,                         /* mret */
        0xbcb50073, 0xbcb500f3,             /* tlbwr, tlbwi */
        0xbc000173,                         /* tlbinv */
        0xbe0500f3, 0xbe1500f3, 0xbe2500f3, /* tlbp, tlbrh, tlbrl */
    };
    static const uint32_t innocuous[] = {0x00000013, 0x00000073, 0x00100073, 0x0000100f,
                                         0x0ff0000f, 0x00052503, 0x1005252f, 0x02b54533};
    struct priv p = reset_state();
    (void)state;
    for (int mode = 0; mode < 2; mode++) {
        p.mode = mode ? MODE_SUPERVISOR : MODE_USER;
        for (size_t i = 0; i < COUNT(privileged); i++) {
            struct insn in = decoded(privileged[i]);
            assert_int_equal(priv_permission(&p, &in), mode ? USER_PERMITTED : USER_FORBIDDEN);
        }
        for (size_t i = 0; i < COUNT(innocuous); i++) {
            struct insn in = decoded(innocuous[i]);
            assert_int_equal(priv_permission(&p, &in), USER_PERMITTED);
        }
        struct insn wfi = decoded(0x10500073);
        p.mstatus = 0;
        assert_int_equal(priv_permission(&p, &wfi), USER_PERMITTED);
        p.mstatus = MSTATUS_TW;
        assert_int_equal(priv_permission(&p, &wfi), mode ? USER_PERMITTED : USER_FORBIDDEN);
    }
}

/* [Priv 3.1.10], [Smcntrpmf 2]: when each counter stands still. */
static void test_counting(void **state)
{
    struct priv p = reset_state();
    (void)state;
    priv_count(&p, 10, 3);
    assert_int_equal(p.mcycle, 10);
    assert_int_equal(p.minstret, 3);
    p.mcountinhibit = COUNTER_CYCLE;
    priv_count(&p, 10, 3);
    assert_int_equal(p.mcycle, 10);
    assert_int_equal(p.minstret, 6);
    p.mcountinhibit = COUNTER_INSTRET;
    priv_count(&p, 10, 3);
    assert_int_equal(p.mcycle, 20);
    assert_int_equal(p.minstret, 6);
    p.mcountinhibit = 0;
    p.mcycle = 0xffffffff;
    priv_count(&p, 1, 0);
    assert_int_equal(p.mcycle, 0x100000000u);
}

static void test_counting_by_mode(void **state)
{
    struct priv p = reset_state();
    (void)state;
    p.cyclecfgh = 0x10000000;   /* UINH: cycles of supervisor mode only */
    p.instretcfgh = 0x40000000; /* MINH: instructions of user mode only */
    priv_count(&p, 10, 3);
    assert_int_equal(p.mcycle, 10);
    assert_int_equal(p.minstret, 0);
    p.mode = MODE_USER;
    priv_count(&p, 100, 30);
    assert_int_equal(p.mcycle, 10);
    assert_int_equal(p.minstret, 30);
    p.cyclecfgh = p.instretcfgh = 0x50000000;
    priv_count(&p, 100, 30);
    assert_int_equal(p.mcycle, 10);
    assert_int_equal(p.minstret, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_trap_saves_and_forces),
        cmocka_unit_test(test_trap_from_supervisor),
        cmocka_unit_test(test_mret_undoes_a_trap),
        cmocka_unit_test(test_mret_twice),
        cmocka_unit_test(test_nested_trap_overwrites),
        cmocka_unit_test(test_vectored),
        cmocka_unit_test(test_interrupt_priority),
        cmocka_unit_test(test_interrupt_masking),
        cmocka_unit_test(test_permits),
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_counting_by_mode),
    };
    return cmocka_run_group_tests_name("priv", tests, NULL, NULL);
}
