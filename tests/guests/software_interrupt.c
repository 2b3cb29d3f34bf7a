/* SPDX-License-Identifier: GPL-3.0-or-later */
/* msip raises the software interrupt; it stays up until it is written 0. */
#include "guest.h"

static volatile unsigned taken;

static volatile uint32_t *msip(void)
{
    return word_at(CLINT_BASE + CLINT_MSIP);
}

static void on_interrupt(uint32_t irq)
{
    equal("interrupt", irq, IRQ_software);
    equal("mip", csr_read(mip), MIE_SOFTWARE);
    equal("mcause", csr_read(mcause), 0x80000003);
    equal("mtval", csr_read(mtval), 0);
    if (++taken % 3 == 0) {
        *msip() = 0;
    }
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    *msip() = 0xfffffffe;
    equal("msip has one bit", *msip(), 0);
    *msip() = 0xffffffff;
    equal("msip", *msip(), 1);
    csr_set(mie, MIE_SOFTWARE);
    equal("not taken while MIE is off", taken, 0);
    interrupts_enable();
    interrupts_disable();
    equal("taken until it was withdrawn", taken, 3);
    *msip() = 1;
    enter_user(); /* user mode: taken whatever MIE says */
    leave_user();
    equal("taken in user mode, MIE off", taken, 6);
    return guest_end();
}
