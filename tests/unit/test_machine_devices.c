/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board: console, timer, software interrupt, PLIC and wfi, end to end. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/program.h"

enum { CLINT = 0x02000000, PLIC = 0x0c000000, UART = 0x10000000, TICK = 10 };
enum { MSIE = 0x8, MTIE = 0x80, MEIE = 0x800, MIE = 0x8 };

static void input(struct program *p, const char *text)
{
    machine_input(p->m, (const uint8_t *)text, strlen(text));
}

static void test_console_output(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_li(&p, A0, UART);
    for (const char *s = "hi\n"; *s; s++) {
        put(&p, addi(A1, ZERO, *s));
        put(&p, sb(A1, A0, 0));
    }
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    assert_string_equal(p.output, "hi\n");
    program_end(&p);
}

/* Echo, polled: nothing that was typed before the program listened is lost. */
static void test_console_polled(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_li(&p, A0, UART);
    put(&p, lbu(A1, A0, 5));
    put(&p, enc_i(7, A1, A1, 1, 0x13)); /* andi a1, a1, 1 */
    put(&p, addi(A1, A1, -1));
    put(&p, bne_back(A1, 12));
    put(&p, lbu(A1, A0, 0));
    put(&p, sb(A1, A0, 0));
    put(&p, bne_back(A0, 24));
    input(&p, "the first of more bytes than the FIFO can hold");
    machine_run(p.m, (struct run_limit){2000, UINT64_MAX});
    assert_string_equal(p.output, "the first of more bytes than the FIFO can hold");
    input(&p, ", and more");
    machine_run(p.m, (struct run_limit){4000, UINT64_MAX});
    assert_string_equal(p.output, "the first of more bytes than the FIFO can hold, and more");
    program_end(&p);
}

/* Set up the PLIC for the UART, its receive interrupt, and wait. */
static void begin_uart_interrupt(struct program *p)
{
    program_begin(p);
    put_li(p, A0, PLIC + 4 * 10);
    put(p, addi(A1, ZERO, 1));
    put(p, sw(A1, A0, 0));
    put_li(p, A0, PLIC + 0x2000);
    put_li(p, A1, 1u << 10);
    put(p, sw(A1, A0, 0));
    put_li(p, A0, UART);
    put(p, addi(A1, ZERO, 1));
    put(p, sb(A1, A0, 1));
    put_csr(p, 0x304, MEIE);
    put_csr(p, 0x300, MIE);
}

static void test_console_interrupt(void **state)
{
    struct program p;
    (void)state;
    begin_uart_interrupt(&p);
    put(&p, WFI);
    uint32_t after = p.here;
    put(&p, JUMP_SELF);
    p.here = PROGRAM_HANDLER;
    put_li(&p, A2, PLIC + 0x200004);
    put(&p, lw(A3, A2, 0)); /* claim */
    put(&p, lbu(A4, A0, 0));
    put(&p, sw(A3, A2, 0)); /* complete */
    put(&p, lw(A5, A2, 0));
    put(&p, csrrs(S0, 0x342, ZERO));
    put(&p, csrrs(S1, 0x341, ZERO));
    put_exit(&p, PROGRAM_TRAPPED);
    assert_int_equal(program_run(&p), STOP_IDLE); /* nothing was typed: nothing can wake it */
    input(&p, "k");
    program_traps(&p, 0x8000000b, after, 0);
    assert_int_equal(p.m->hart.x[A3], 10);
    assert_int_equal(p.m->hart.x[A4], 'k');
    assert_int_equal(p.m->hart.x[A5], 0);
    program_end(&p);
}

/* A claim with the byte left in the FIFO: after completion the level interrupts again. */
static void test_level_interrupts_again(void **state)
{
    struct program p;
    (void)state;
    begin_uart_interrupt(&p);
    put(&p, JUMP_SELF);
    p.here = PROGRAM_HANDLER;
    put_li(&p, A2, PLIC + 0x200004);
    put(&p, lw(A3, A2, 0));
    put(&p, csrrs(A4, 0x344, ZERO)); /* mip: claimed, so the line is down */
    put(&p, sw(A3, A2, 0));
    put(&p, csrrs(A5, 0x344, ZERO)); /* completed: up again */
    put_exit(&p, PROGRAM_TRAPPED);
    input(&p, "k");
    program_exits(&p, PROGRAM_TRAPPED);
    assert_int_equal(p.m->hart.x[A4], 0);
    assert_int_equal(p.m->hart.x[A5], MEIE);
    program_end(&p);
}

/* mtimecmp <- `tick`, with its upper half 0; a0 and a1 are used. */
static void put_timer(struct program *p, uint32_t tick)
{
    put_li(p, A0, CLINT + 0x4000);
    put(p, sw(ZERO, A0, 4));
    put_li(p, A1, tick);
    put(p, sw(A1, A0, 0));
}

static void test_timer_interrupt(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_timer(&p, 100);
    put_csr(&p, 0x304, MTIE);
    put_csr(&p, 0x300, MIE);
    uint32_t at = p.here;
    put(&p, JUMP_SELF);
    uint64_t cycles = 0;
    while (p.m->hart.pc != PROGRAM_HANDLER && p.m->cycles < 2000) {
        cycles = p.m->cycles;
        machine_step(p.m);
    }
    assert_int_equal(cycles, 100 * TICK);      /* not one cycle late */
    assert_int_equal(p.m->cycles, 100 * TICK); /* an interrupt is no instruction */
    program_traps(&p, 0x80000007, at, 0);
    program_end(&p);
}

/* With MIE = 0 an interrupt is not taken in supervisor mode, and yet it ends wfi. */
static void test_wfi_wakes_unmasked(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_timer(&p, 5000);
    put_csr(&p, 0x304, MTIE);
    put(&p, WFI);
    put(&p, csrrs(A2, 0xc01, ZERO)); /* time */
    put(&p, csrrs(A3, 0x344, ZERO)); /* mip */
    put_exit(&p, 0);
    program_exits(&p, 0);
    assert_int_equal(p.m->hart.x[A2], 5000);
    assert_int_equal(p.m->hart.x[A3], MTIE);
    assert_int_equal(p.m->idle_cycles, p.m->cycles - p.m->instructions);
    assert_in_range(p.m->idle_cycles, 49900, 50000);
    program_end(&p);
}

/* What is pending already makes wfi a nop. */
static void test_wfi_falls_through(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_timer(&p, 0);
    put_csr(&p, 0x304, MTIE);
    put(&p, WFI);
    put_exit(&p, 0);
    program_exits(&p, 0);
    assert_int_equal(p.m->idle_cycles, 0);
    program_end(&p);
}

static void test_wfi_idle(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_timer(&p, 50);
    put(&p, WFI); /* the timer is not enabled in mie */
    put_exit(&p, 3);
    assert_int_equal(program_run(&p), STOP_IDLE);
    assert_int_equal(program_run(&p), STOP_IDLE);
    program_end(&p);
}

/* A limit in cycles holds inside wfi too, and the wait goes on afterwards. */
static void test_limit_within_wfi(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_timer(&p, 5000);
    put_csr(&p, 0x304, MTIE);
    put(&p, WFI);
    put_exit(&p, 0);
    assert_int_equal(machine_run(p.m, (struct run_limit){UINT64_MAX, 1234}), STOP_LIMIT);
    assert_int_equal(p.m->cycles, 1234);
    program_exits(&p, 0);
    assert_in_range(p.m->cycles, 50000, 50010);
    program_end(&p);
}

static void test_software_interrupt(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_csr(&p, 0x304, MSIE | MTIE | MEIE);
    put_csr(&p, 0x300, MIE);
    put_li(&p, A0, CLINT);
    put(&p, addi(A1, ZERO, 1));
    put(&p, sw(A1, A0, 0));
    uint32_t at = p.here;
    put(&p, NOP);
    program_traps(&p, 0x80000003, at, 0); /* before the very next instruction */
    program_end(&p);
}

/* User mode is interrupted whatever MIE says. */
static void test_interrupt_in_user_mode(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_timer(&p, 10);
    put_csr(&p, 0x304, MTIE);
    put_csr(&p, 0x300, 0);
    put_li(&p, T0, p.here + 16);
    put(&p, csrrw(ZERO, 0x341, T0));
    put(&p, MRET);
    uint32_t at = p.here;
    put(&p, JUMP_SELF);
    program_traps(&p, 0x80000007, at, 0);
    assert_int_equal(p.m->hart.x[S3], 0); /* MPP = user, MPIE = 0 */
    program_end(&p);
}

/* mtime: 10 MHz of a core at 100, and what software writes it runs on from. */
static void test_time(void **state)
{
    struct program p;
    (void)state;
    program_begin(&p);
    put_li(&p, A0, CLINT + 0xbff8);
    put_li(&p, A1, 1000000);
    put(&p, sw(A1, A0, 0));
    put(&p, addi(A1, ZERO, 7));
    put(&p, sw(A1, A0, 4)); /* the last word of its page */
    put(&p, lw(A2, A0, 0));
    for (int i = 0; i < 25; i++) {
        put(&p, NOP);
    }
    put(&p, lw(A3, A0, 0));
    put(&p, csrrs(A4, 0xc01, ZERO));
    put(&p, lw(A5, A0, 4));
    put(&p, ECALL);
    program_exits(&p, PROGRAM_TRAPPED);
    const uint32_t *x = p.m->hart.x;
    assert_int_equal(x[A2], 1000000);
    assert_int_equal(x[A3], 1000003); /* cycle 33 against cycle 4: ticks 3 and 0 */
    assert_int_equal(x[A4], 1000003);
    assert_int_equal(x[A5], 7);
    program_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_console_output),
        cmocka_unit_test(test_console_polled),
        cmocka_unit_test(test_console_interrupt),
        cmocka_unit_test(test_level_interrupts_again),
        cmocka_unit_test(test_timer_interrupt),
        cmocka_unit_test(test_wfi_wakes_unmasked),
        cmocka_unit_test(test_wfi_falls_through),
        cmocka_unit_test(test_wfi_idle),
        cmocka_unit_test(test_limit_within_wfi),
        cmocka_unit_test(test_software_interrupt),
        cmocka_unit_test(test_interrupt_in_user_mode),
        cmocka_unit_test(test_time),
    };
    return cmocka_run_group_tests_name("machine_devices", tests, NULL, NULL);
}
