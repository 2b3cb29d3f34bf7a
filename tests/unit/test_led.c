/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine that is led: nothing happens by itself. */
#include "tests/unit/unit.h"

#include <string.h>

#include "isa/board.h"
#include "machine/led.h"
#include "tests/unit/program.h"

enum { TIMER = 0x80, DUE = 5 };

static void put_store(struct program *p, uint32_t address, uint32_t value)
{
    put_li(p, A0, address);
    put_li(p, A1, value);
    put(p, sw(A1, A0, 0));
}

/* A timer that is due in a few ticks, and a wait for it. */
static void begin(struct program *p)
{
    program_begin(p);
    led_begin(p->m);
    put_store(p, CLINT_BASE + CLINT_MTIMECMP + 4, 0);
    put_store(p, CLINT_BASE + CLINT_MTIMECMP, DUE);
    put_csr(p, CSR_mie, TIMER);
    put(p, WFI);
    put_exit(p, 3);
}

static void test_waits_for_the_leader(void **state)
{
    struct program p;
    (void)state;
    begin(&p);
    assert_int_equal(program_run(&p), STOP_IDLE);
    assert_true(p.m->waiting);
    assert_int_equal(p.m->cycles, p.m->instructions);
    assert_int_equal(led_due(p.m), DUE);
    assert_int_equal(led_overdue(p.m), 0);

    led_wait(p.m, (DUE + 2) * CYCLES_PER_TICK);
    assert_int_equal(program_run(&p), STOP_IDLE);
    assert_int_equal(led_overdue(p.m), 2);
    assert_int_equal(led_lines(p.m), TIMER);
    assert_int_equal(p.m->hart.priv.mip, 0);

    led_raise(p.m, TIMER);
    assert_int_equal(led_overdue(p.m), 0);
    assert_int_equal(led_due(p.m), UINT64_MAX);
    program_exits(&p, 3);
    program_end(&p);
}

static void test_input(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    led_begin(p.m);
    put_store(&p, UART_BASE, 0); /* sent, and nothing else */
    put_li(&p, A0, UART_BASE + UART_IER);
    put(&p, addi(A1, ZERO, UART_IER_RX));
    put(&p, sb(A1, A0, 0));
    put(&p, WFI);
    machine_input(p.m, (const uint8_t *)"ab", 2);
    assert_false(led_type(p.m));
    assert_int_equal(program_run(&p), STOP_IDLE);
    assert_int_equal(p.m->uart.count, 0);
    assert_true(led_type(p.m));
    assert_true(led_type(p.m));
    assert_false(led_type(p.m));
    assert_int_equal(p.m->uart.count, 2);
    program_end(&p);
}

static void test_alarm(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    led_begin(p.m);
    p.m->rtc.alarm = p.m->rtc.offset + (uint64_t)DUE * RTC_TICK;
    p.m->rtc.armed = true;
    led_ring(p.m);
    assert_false(p.m->rtc.rung);
    assert_int_equal(led_due(p.m), DUE);
    led_wait(p.m, (DUE + 1) * CYCLES_PER_TICK);
    assert_int_equal(led_overdue(p.m), 1);
    led_ring(p.m);
    assert_true(p.m->rtc.rung);
    assert_int_equal(led_overdue(p.m), 0);
    assert_false(led_step(p.m, VIRTIO_BLOCK_SLOT));
    assert_false(led_step(p.m, VIRTIO_SLOTS));
    program_end(&p);
}

static void test_written_pages(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    for (uint32_t i = 0; i < p.m->ram.count; i++) {
        machine_forget_written(p.m, i);
    }
    machine_notice_writes(p.m);
    assert_int_equal(machine_written(p.m, 0), p.m->ram.count);
    put_word(&p, RAM_BASE + 2 * PAGE_SIZE, 1);
    assert_int_equal(machine_written(p.m, 0), 2);
    assert_int_equal(machine_written(p.m, 3), p.m->ram.count);
    program_end(&p);
}

static void test_lent_entries(void **state)
{
    enum { VA = 0x40000000, ASID = 5 };
    struct tlb_entry e = {VA | ASID, PROGRAM_START | TLB_LO_V | TLB_LO_R};
    struct program p;
    unsigned lent = 0;
    (void)state;
    program_begin(&p);
    led_begin(p.m);
    struct tlb *t = &p.m->hart.tlb;
    assert_true(led_lend(p.m, e));
    assert_int_equal(tlb_find(t, VA, ASID), PROGRAM_TLB);
    led_return(p.m);
    assert_int_equal(tlb_find(t, VA, ASID), TLB_NONE);
    assert_int_equal(t->entries, PROGRAM_TLB);

    while (led_lend(p.m, (struct tlb_entry){e.hi + lent * PAGE_SIZE, e.lo})) {
        lent++;
    }
    assert_int_equal(lent, TLB_MAX - PROGRAM_TLB);
    led_return(p.m);
    assert_int_equal(t->entries, PROGRAM_TLB);
    assert_int_equal(t->entry[PROGRAM_TLB].lo, 0);

    struct tlb_entry old = led_swap(p.m, 3, e);
    assert_int_equal(old.lo & TLB_LO_V, 0);
    assert_int_equal(tlb_find(t, VA, ASID), 3);
    old = led_swap(p.m, 3, (struct tlb_entry){0, 0});
    assert_int_equal(old.hi, e.hi);
    assert_int_equal(tlb_find(t, VA, ASID), TLB_NONE);
    program_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_waits_for_the_leader),
                                       cmocka_unit_test(test_input), cmocka_unit_test(test_alarm),
                                       cmocka_unit_test(test_written_pages),
                                       cmocka_unit_test(test_lent_entries)};
    return cmocka_run_group_tests_name("led", tests, NULL, NULL);
}
