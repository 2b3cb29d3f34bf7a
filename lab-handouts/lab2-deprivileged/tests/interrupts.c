/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interrupts by software and by the timer: held back, let in by each way there is, waited for. */
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

static uint32_t now(void)
{
    return csr_read(time);
}

static void handler(struct trap_frame *f)
{
    taken++;
    last = f->mcause;
    where = f->mepc;
    if (trap_is_irq(f, IRQ_software)) {
        *msip() = 0;
    } else if (trap_is_irq(f, IRQ_timer)) {
        timer_at(now() + PERIOD);
    } else {
        f->mepc += 4;
    }
}

static void tell(const char *what)
{
    printf("%s: %lu taken, last %08lx, mip %lx\n", what, (unsigned long)taken, (unsigned long)last,
           (unsigned long)csr_read(mip));
    taken = last = 0;
}

int main(void)
{
    trap_set(handler);
    *msip() = 1;
    tell("pending, not enabled");
    csr_set(mie, SOFTWARE);
    tell("enabled, interrupts off");
    csr_set(mstatus, MSTATUS_MIE);
    tell("interrupts on");
    *msip() = 1;
    tell("raised while they are on");
    csr_clear(mie, SOFTWARE);
    *msip() = 1;
    csr_set(mie, SOFTWARE);
    tell("let in by mie");
    csr_clear(mstatus, MSTATUS_MIE);
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
    csr_clear(mstatus, MSTATUS_MIE);
    *msip() = 1;
    timer_at(0);
    csr_set(mie, SOFTWARE | TIMER);
    csr_set(mstatus, MSTATUS_MIE);
    tell("two at once");
    csr_clear(mstatus, MSTATUS_MIE);
    csr_write(mepc, 0);
    csr_write(mstatus, 0); /* to user mode: MIE does not hold anything back there */
    *msip() = 1;
    __asm__ volatile("la t0, 1f\n"
                     "    csrw mepc, t0\n"
                     "    mret\n"
                     "1:  nop\n"
                     "    nop\n"
                     :
                     :
                     : "t0", "memory");
    printf("in user mode: %lu taken\n", (unsigned long)taken);
    timer_at(0x7fffffff);
    for (uint32_t n = taken; taken < n + 1;) { /* still there; the timer's comes to user mode too */
        timer_at(PERIOD);
    }
    for (volatile uint32_t i = 0; taken < TICKS; i++) {
    }
    printf("%lu ticks\n", (unsigned long)taken);
    return 0;
}
