/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three at once: external, then software, then timer; each handler sees the others pending. */
#include "guest.h"

static void on_interrupt(uint32_t irq)
{
    printf("interrupt %u, pending 0x%x\n", (unsigned)irq, (unsigned)csr_read(mip));
    switch (irq) {
    case IRQ_external:
        *reg8(UART_BASE + UART_IER) = 0;
        plic_complete(plic_claim());
        break;
    case IRQ_software:
        *word_at(CLINT_BASE + CLINT_MSIP) = 0;
        break;
    default:
        timer_set(UINT64_MAX);
        break;
    }
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    for (unsigned round = 0; round < 2; round++) {
        timer_set(0);
        *word_at(CLINT_BASE + CLINT_MSIP) = 1;
        plic_enable(UART_IRQ);
        *reg8(UART_BASE + UART_IER) = 2; /* transmitter empty */
        csr_set(mie, MIE_SOFTWARE);
        equal("pending", csr_read(mip), 0x888);
        interrupts_enable();
        interrupts_disable();
        equal("pending", csr_read(mip), 0);
    }
    csr_write(mie, MIE_SOFTWARE | MIE_TIMER);
    timer_set(0);
    csr_clear(mie, MIE_SOFTWARE);
    *word_at(CLINT_BASE + CLINT_MSIP) = 1;
    interrupts_enable();
    interrupts_disable();
    equal("software, not enabled, stays", csr_read(mip), MIE_SOFTWARE);
    return guest_end();
}
