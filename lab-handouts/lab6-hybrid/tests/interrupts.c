/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupts on a machine whose popf lets them in: held back, let in by each way there is, raised
 * by the instruction before, while a loop runs, waited for; in both modes.
 */
#include "pg32.h"

#include <clock.h>
#include <stdio.h>
#include <trap.h>

#ifndef PERIOD
#define PERIOD 700
#endif
#ifndef TICKS
#define TICKS 25
#endif

enum { SOFTWARE = 1 << 3, TIMER = 1 << 7 };

static volatile uint32_t taken, last, where;

static volatile uint32_t *msip(void)
{
    return reg32(CLINT_BASE);
}

static void timer_at(uint32_t when)
{
    *reg32(CLINT_BASE + 0x4004) = 0;
    *reg32(CLINT_BASE + 0x4000) = when;
}

static void handler(struct trap_frame *f)
{
    taken++;
    last = f->mcause;
    where = f->mepc;
    if (trap_is_irq(f, IRQ_software)) {
        *msip() = 0;
    } else if (trap_is_irq(f, IRQ_timer)) {
        timer_at(csr_read(time) + PERIOD);
    } else { /* a system call: who asks is in supervisor mode afterwards */
        f->mepc += 4;
        f->mstatus |= MSTATUS_MPP;
    }
}

static void tell(const char *what)
{
    printf("%s: %lu taken, last %08lx at %08lx, mip %lx, mstatus %lx\n", what, (unsigned long)taken,
           (unsigned long)last, (unsigned long)where, (unsigned long)csr_read(mip),
           (unsigned long)csr_read(mstatus));
    taken = last = 0;
}

static void off(void)
{
    popf(0);
}

static void on(void)
{
    popf(MSTATUS_MIE);
}

/* The compiler puts nothing between these. */
static void raise_between(void)
{
    __asm__ volatile("li t1, 1\n"
                     "    sw t1, 0(%0)\n" /* taken here, ... */
                     "    li t1, 2\n"     /* ... before this one */
                     "    li t1, 3\n"
                     :
                     : "r"(CLINT_BASE)
                     : "t1", "memory");
}

static void hold_and_let_in(void)
{
    *msip() = 1;
    csr_set(mie, SOFTWARE);
    tell("pending and enabled, interrupts off");
    on();
    tell("let in by popf");
    off();
    *msip() = 1;
    off();
    tell("off by popf");
    csr_set(mstatus, MSTATUS_MIE);
    tell("let in by mstatus");
    raise_between();
    tell("raised while they are on");
    csr_clear(mie, SOFTWARE);
    *msip() = 1;
    csr_set(mie, SOFTWARE);
    tell("let in by mie");
    off();
    *msip() = 1;
    wfi();
    tell("waited for, interrupts off");
    csr_write(mstatus, MSTATUS_MPIE | MSTATUS_MPP);
    __asm__ volatile("la t0, 1f\n"
                     "    csrw mepc, t0\n"
                     "    mret\n"
                     "1:\n"
                     :
                     :
                     : "t0", "memory");
    tell("let in by mret");
}

/* From supervisor mode, with one pending: taken before the first instruction there. */
static void to_user_mode(void)
{
    csr_write(mstatus, 0);
    *msip() = 1;
    __asm__ volatile("la t0, 1f\n"
                     "    csrw mepc, t0\n"
                     "    mret\n"
                     "1:  li a7, 1\n"
                     "    li a7, 0\n"
                     :
                     :
                     : "t0", "a7", "memory");
}

/* In user mode MIE holds nothing back, and popf does nothing. */
static void in_user_mode(void)
{
    off();
    to_user_mode();
    __asm__ volatile("li a7, 2\n    ecall" : : : "a7", "memory"); /* back */
    to_user_mode();
    off();
    for (uint32_t n = taken; taken < n + 3;) {
        for (volatile int i = 0; i < 20; i++) {
        }
        *msip() = 1;
    }
    printf("in user mode: %lu taken\n", (unsigned long)taken);
}

/* Loops of a kernel's: through calls, within a page, with a store each time. */
static uint32_t ticks_in_loops(void)
{
    uint32_t n = 0;
    timer_at(0);
    csr_set(mie, TIMER);
    on();
    for (volatile uint32_t i = 0; taken < TICKS; i++) {
        n ^= i;
    }
    __asm__ volatile("1:  lw t0, 0(%0)\n"
                     "    bltu t0, %1, 1b\n"
                     :
                     : "r"(&taken), "r"(2 * TICKS)
                     : "t0", "memory");
    off();
    return n;
}

int main(void)
{
    trap_set(handler);
    hold_and_let_in();
    uint32_t n = ticks_in_loops();
    tell("ticks");
    *msip() = 1;
    timer_at(0);
    csr_set(mie, SOFTWARE | TIMER);
    on();
    tell("two at once");
    csr_clear(mie, TIMER);
    printf("%lu\n", (unsigned long)n);
    in_user_mode();
    return 0;
}
