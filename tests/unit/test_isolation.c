/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The isolation ledger can fail: probes that no monitor should send, entries that no TLB should
 * hold, states that user mode should not be entered in. Each case begins with two VMs that are kept
 * apart; what it then does wrong is named by what the ledger says.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "isa/board.h"
#include "isa/probe.h"
#include "panel/isolation.h"
#include "tests/unit/program.h"

enum {
    FLOOR = RAM_BASE + 2 * PAGE_SIZE,
    FRAME_A = RAM_BASE + 4 * PAGE_SIZE, /* VM 0's */
    FRAME_B = RAM_BASE + 5 * PAGE_SIZE, /* VM 1's */
    FRAME_FREE = RAM_BASE + 6 * PAGE_SIZE,
    RAM_END = RAM_BASE + PROGRAM_RAM,
    ASID_A = 1,
    ASID_B = 2,
    ASID_FREE = 3,
    VA = 0x00400000,
    RWX = TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X
};

static const char *const names[] = {"a", "b"};

struct bench {
    struct program p;
    struct isolation i;
};

static void say(struct bench *b, uint32_t event, uint32_t value)
{
    observe_probe(b->p.m, event, value);
}

static void give(struct bench *b, uint32_t frame, uint32_t vm)
{
    say(b, PROBE_FRAME_GIVEN, frame | vm);
}

static void bind(struct bench *b, uint32_t asid, uint32_t vm)
{
    say(b, PROBE_ASID_BOUND, asid | vm << 8 | 7u << 16);
}

/* An entry written by the monitor. */
static void install(struct bench *b, uint32_t n, uint32_t hi, uint32_t lo)
{
    b->p.m->hart.tlb.entry[n] = (struct tlb_entry){hi, lo};
    observe_tlb(b->p.m, n);
}

/* An entry that got there without a write: what is seen of it is what entering sees. */
static void smuggle(struct bench *b, uint32_t n, uint32_t hi, uint32_t lo)
{
    b->p.m->hart.tlb.entry[n] = (struct tlb_entry){hi, lo};
}

/* mret into user mode, as VM `vm`, under an ASID. */
static void enter(struct bench *b, uint32_t vm, uint32_t asid)
{
    struct priv *p = &b->p.m->hart.priv;
    say(b, PROBE_RESUME, vm << 1);
    p->matp = MATP_OTE | asid;
    p->mstatus = MSTATUS_TW | MSTATUS_MPIE;
    observe_mret(b->p.m,
                 (enum mode)((b->p.m->hart.priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT));
}

static void begin(struct bench *b)
{
    program_begin(&b->p);
    isolation_open(&b->i, b->p.m, names, COUNT(names), FLOOR);
    say(b, PROBE_ASIDS_FREED, 0);
    give(b, FRAME_A, 0);
    give(b, FRAME_B, 1);
    bind(b, ASID_A, 0);
    bind(b, ASID_B, 1);
    install(b, 0, VA | ASID_A, FRAME_A | RWX);
    install(b, 1, VA | ASID_B, FRAME_B | RWX);
    enter(b, 0, ASID_A);
    enter(b, 1, ASID_B);
    assert_string_equal(b->i.what, "");
    assert_int_equal(b->p.m->stop, STOP_NONE);
    b->p.m->hart.pc = 0x80001238;
    b->p.m->instructions = 78;
}

/* Nothing is wrong. */
static void end(struct bench *b)
{
    assert_string_equal(b->i.what, "");
    assert_int_equal(b->p.m->stop, STOP_NONE);
    isolation_close(&b->i, b->p.m);
    program_end(&b->p);
}

/* Isolation was broken so, at the instruction before pc, or at pc. */
static void end_broken(struct bench *b, const char *what, bool counted)
{
    char expected[ISOLATION_TEXT];
    snprintf(expected, sizeof expected, "%s; at pc 0x%08x, instruction %d", what,
             counted ? 0x80001234 : 0x80001238, counted ? 77 : 78);
    assert_string_equal(b->i.what, expected);
    assert_int_equal(b->p.m->stop, STOP_REQUEST);
    isolation_close(&b->i, b->p.m);
    program_end(&b->p);
}

/* --- frames and ASIDs --- */

static void test_isolation_probes(void **state)
{
    static const struct {
        uint32_t event, value;
        const char *what;
    } cases[] = {
        {PROBE_FRAME_GIVEN, FRAME_A | 1, "frame 0x80004000 given to b: it is a's already"},
        {PROBE_FRAME_GIVEN, FRAME_A | 0, "frame 0x80004000 given to a: it is a's already"},
        {PROBE_FRAME_GIVEN, UART_BASE | 1, "frame 0x10000000 given to b: it is not RAM"},
        {PROBE_FRAME_GIVEN, RAM_END | 1, "frame 0x80010000 given to b: it is not RAM"},
        {PROBE_FRAME_GIVEN, 0x7ffff001, "frame 0x7ffff000 given to b: it is not RAM"},
        {PROBE_FRAME_GIVEN, FLOOR - PAGE_SIZE,
         "frame 0x80001000 given to a: it is the monitor's own"},
        {PROBE_FRAME_GIVEN, FRAME_FREE | 2, "a frame given for VM 2: there are 2"},
        {PROBE_FRAME_GIVEN, FRAME_FREE | 0xfff, "a frame given for VM 4095: there are 2"},
        {PROBE_FRAME_RETURNED, FRAME_A | 1, "frame 0x80004000 returned by b: it is a's"},
        {PROBE_FRAME_RETURNED, FRAME_FREE | 1, "frame 0x80006000 returned by b: it is nobody's"},
        {PROBE_FRAME_RETURNED, UART_BASE | 1, "frame 0x10000000 returned by b: it is nobody's"},
        {PROBE_FRAME_RETURNED, FRAME_A | 2, "a frame returned for VM 2: there are 2"},
        {PROBE_ASID_BOUND, ASID_A | 1 << 8, "ASID 1 bound to b: it is a's already"},
        {PROBE_ASID_BOUND, ASID_A | 0 << 8, "ASID 1 bound to a: it is a's already"},
        {PROBE_ASID_BOUND, ASID_FREE | 2 << 8, "an ASID bound for VM 2: there are 2"},
        {PROBE_ASIDS_FREED, 0,
         "all ASIDs freed: entry 0 of the TLB (0x00400001 0x8000400f) is still valid"},
        {PROBE_RESUME, 2 << 1, "a return announced for VM 2: there are 2"},
        {PROBE_RESUME, ~0u, "a return announced for VM 2147483647: there are 2"},
        {COST_SWITCH, 2, "a machine switch for VM 2: there are 2"},
        {PROBE_STOPPED, 2 | 1 << 8, "a stop announced for VM 2: there are 2"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bench b;
        begin(&b);
        say(&b, cases[i].event, cases[i].value);
        end_broken(&b, cases[i].what, true);
    }
}

static void test_isolation_dirty_frame(void **state)
{
    (void)state;
    for (uint32_t offset = 0; offset < PAGE_SIZE; offset += PAGE_SIZE / 2 - 2) {
        struct bench b;
        begin(&b);
        put_word(&b.p, FRAME_FREE + (offset & ~3u), 0x01000000);
        give(&b, FRAME_FREE, 1);
        end_broken(&b, "frame 0x80006000 given to b: it is not all zeros", true);
    }
}

/* What has been returned, freed, or was never true of real supervisor mode. */
static void test_isolation_allowed(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    b.p.m->hart.priv.mode = MODE_USER; /* a guest's own HINTs */
    give(&b, FRAME_A, 1);
    bind(&b, ASID_A, 1);
    say(&b, PROBE_STOPPED, 0);
    say(&b, PROBE_RESUME, 99);
    b.p.m->hart.priv.mode = MODE_SUPERVISOR;
    say(&b, PROBE_FRAME_RETURNED, FRAME_A | 0);
    give(&b, FRAME_A, 1);
    smuggle(&b, 0, 0, 0);
    smuggle(&b, 1, VA | ASID_B, FRAME_B & ~TLB_LO_V);
    say(&b, PROBE_ASIDS_FREED, 0);
    bind(&b, ASID_A, 1);
    install(&b, 0, VA | ASID_A, FRAME_A | RWX);
    install(&b, 1, VA | ASID_FREE | TLB_HI_G, UART_BASE | TLB_LO_R); /* not valid */
    enter(&b, 1, ASID_A);
    enter(&b, 1, ASID_A);
    end(&b);
}

static void test_isolation_stopped(void **state)
{
    static const struct {
        void (*wrong)(struct bench *b, uint32_t n, uint32_t vm);
        uint32_t n;
        const char *what;
    } cases[] = {
        {give, FRAME_FREE, "frame 0x80006000 given to a: that VM has stopped"},
        {bind, ASID_FREE, "ASID 3 bound to a: that VM has stopped"},
    };
    struct bench b;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        begin(&b);
        say(&b, PROBE_STOPPED, 0);
        cases[i].wrong(&b, cases[i].n, 0);
        end_broken(&b, cases[i].what, true);
    }
    begin(&b);
    say(&b, PROBE_STOPPED, 0 | VM_STOP_RESET << 8);
    enter(&b, 0, ASID_A);
    end_broken(&b, "VM a, ASID 1: entered, and has stopped", true);
    begin(&b);
    say(&b, PROBE_STOPPED, 0);
    install(&b, 3, (VA + PAGE_SIZE) | ASID_A, FRAME_A | RWX);
    end_broken(&b,
               "VM a, ASID 1: entry 3 of the TLB (0x00401001 0x8000400f) is of an ASID of a VM "
               "that has stopped",
               false);
    begin(&b); /* what is left of it in the TLB is out of reach */
    say(&b, PROBE_STOPPED, 0);
    say(&b, PROBE_FRAME_RETURNED, FRAME_A | 0);
    give(&b, FRAME_A, 1);
    enter(&b, 1, ASID_B);
    end(&b);
}

/* --- the TLB --- */

static const struct {
    uint32_t hi, lo;
    const char *what;
} entries[] = {
    {ASID_B, FRAME_A | TLB_LO_V | TLB_LO_R,
     "VM b, ASID 2: entry 3 of the TLB (0x00401002 0x80004003) leads to a frame of a"},
    {ASID_B, FRAME_FREE | RWX,
     "VM b, ASID 2: entry 3 of the TLB (0x00401002 0x8000600f) leads to a frame that nobody was "
     "given"},
    {ASID_B, RAM_BASE | TLB_LO_V | TLB_LO_X,
     "VM b, ASID 2: entry 3 of the TLB (0x00401002 0x80000009) leads to the monitor itself"},
    {ASID_B, CLINT_BASE | RWX,
     "VM b, ASID 2: entry 3 of the TLB (0x00401002 0x0200000f) leads to no RAM"},
    {ASID_B, RAM_END | TLB_LO_V,
     "VM b, ASID 2: entry 3 of the TLB (0x00401002 0x80010001) leads to no RAM"},
    {ASID_B | TLB_HI_G, FRAME_B | RWX,
     "VM b, ASID 2: entry 3 of the TLB (0x00401102 0x8000500f) is global"},
};

static void test_isolation_write(void **state)
{
    struct bench b;
    (void)state;
    for (size_t i = 0; i < COUNT(entries); i++) {
        begin(&b);
        install(&b, 3, entries[i].hi | (VA + PAGE_SIZE), entries[i].lo);
        end_broken(&b, entries[i].what, false);
    }
    begin(&b);
    install(&b, 3, (VA + PAGE_SIZE) | ASID_FREE, FRAME_B | RWX);
    end_broken(&b,
               "VM nobody, ASID 3: entry 3 of the TLB (0x00401003 0x8000500f) is of an ASID that "
               "is not bound",
               false);
}

/* The same entries, seen on the way into user mode. */
static void test_isolation_visible(void **state)
{
    struct bench b;
    (void)state;
    for (size_t i = 0; i < COUNT(entries); i++) {
        begin(&b);
        smuggle(&b, 3, entries[i].hi | (VA + PAGE_SIZE), entries[i].lo);
        enter(&b, 1, ASID_B);
        end_broken(&b, entries[i].what, true);
        begin(&b); /* another's, unless it is global */
        smuggle(&b, 3, (entries[i].hi & ~TLB_HI_G) | (VA + PAGE_SIZE), entries[i].lo);
        enter(&b, 0, ASID_A);
        end(&b);
    }
    begin(&b); /* the last one, and a global one of another ASID */
    smuggle(&b, PROGRAM_TLB - 1, VA | ASID_A | TLB_HI_G, FRAME_B | RWX);
    enter(&b, 1, ASID_B);
    end_broken(&b, "VM b, ASID 1: entry 7 of the TLB (0x00400101 0x8000500f) is global", true);
    begin(&b); /* once a frame is another's, an entry that is left is seen */
    say(&b, PROBE_FRAME_RETURNED, FRAME_B | 1);
    give(&b, FRAME_B, 0);
    enter(&b, 1, ASID_B);
    end_broken(&b, "VM b, ASID 2: entry 1 of the TLB (0x00400002 0x8000500f) leads to a frame of a",
               true);
}

/* --- entering user mode --- */

static void test_isolation_enter(void **state)
{
    static const struct {
        uint32_t vm, matp, mstatus, mcounteren;
        const char *what;
    } cases[] = {
        {1, ASID_B, MSTATUS_TW, 0, "VM b, ASID 2: entered, and translation is off"},
        {1, ASID_B | MATP_TE, MSTATUS_TW, 0, "VM b, ASID 2: entered, and translation is off"},
        {1, ASID_B | MATP_OTE, 0, 0, "VM b, ASID 2: entered, and wfi does not trap (mstatus.TW)"},
        {1, ASID_B | MATP_OTE, MSTATUS_TW, COUNTER_TIME,
         "VM b, ASID 2: entered, and counters can be read (mcounteren)"},
        {1, ASID_A | MATP_OTE, MSTATUS_TW, 0, "VM b, ASID 1: entered under an ASID that is a's"},
        {1, ASID_FREE | MATP_OTE, MSTATUS_TW, 0,
         "VM b, ASID 3: entered under an ASID that is nobody's"},
        {0, ASID_B | MATP_OTE, MSTATUS_TW, 0, "VM a, ASID 2: entered under an ASID that is b's"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bench b;
        begin(&b);
        struct priv *p = &b.p.m->hart.priv;
        p->matp = cases[i].matp;
        p->mstatus = cases[i].mstatus;
        p->mcounteren = cases[i].mcounteren;
        say(&b, PROBE_RESUME, cases[i].vm << 1 | 1);
        observe_mret(b.p.m,
                     (enum mode)((b.p.m->hart.priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT));
        end_broken(&b, cases[i].what, true);
    }
}

/* mret to supervisor mode is the monitor's own affair; a switch counts as much as a return. */
static void test_isolation_current(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    b.p.m->hart.priv.mstatus = MSTATUS_MPP;
    b.p.m->hart.priv.matp = 0;
    observe_mret(b.p.m, (enum mode)((b.p.m->hart.priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT));
    enter(&b, 1, ASID_B);
    observe_mret(b.p.m, (enum mode)((b.p.m->hart.priv.mstatus & MSTATUS_MPP) >>
                                    MSTATUS_MPP_SHIFT)); /* once more without a probe */
    say(&b, COST_SWITCH, 0);
    observe_mret(b.p.m, (enum mode)((b.p.m->hart.priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT));
    end_broken(&b, "VM a, ASID 2: entered under an ASID that is b's", true);
}

static void test_isolation_nobody(void **state)
{
    struct bench b;
    (void)state;
    program_begin(&b.p);
    isolation_open(&b.i, b.p.m, names, COUNT(names), FLOOR);
    b.p.m->hart.pc = 0x80001238;
    b.p.m->instructions = 78;
    b.p.m->hart.priv.matp = MATP_OTE;
    b.p.m->hart.priv.mstatus = MSTATUS_TW;
    observe_mret(b.p.m, (enum mode)((b.p.m->hart.priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT));
    end_broken(&b, "user mode entered, ASID 0: of no VM", true);
}

/* The first violation is the one that is told. */
static void test_isolation_first(void **state)
{
    struct bench b;
    (void)state;
    begin(&b);
    give(&b, FRAME_A, 1);
    give(&b, UART_BASE, 1);
    end_broken(&b, "frame 0x80004000 given to b: it is a's already", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_isolation_probes),  cmocka_unit_test(test_isolation_dirty_frame),
        cmocka_unit_test(test_isolation_allowed), cmocka_unit_test(test_isolation_stopped),
        cmocka_unit_test(test_isolation_write),   cmocka_unit_test(test_isolation_visible),
        cmocka_unit_test(test_isolation_enter),   cmocka_unit_test(test_isolation_current),
        cmocka_unit_test(test_isolation_nobody),  cmocka_unit_test(test_isolation_first),
    };
    return cmocka_run_group_tests_name("isolation", tests, NULL, NULL);
}
