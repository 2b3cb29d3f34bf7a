/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PLIC: enable, priority, threshold, pending, claim and completion [PLIC 1.0]. */
#include "guest.h"

enum { IER_TX = 2 };

static volatile uint32_t *plic(uint32_t reg)
{
    return word_at(PLIC_BASE + reg);
}

int main(void)
{
    guest_start();
    *plic(PLIC_PRIORITY) = 7;
    equal("source 0 has no priority", *plic(PLIC_PRIORITY), 0);
    *plic(PLIC_PRIORITY + 4 * UART_IRQ) = 0xffffffff;
    equal("priority has three bits", *plic(PLIC_PRIORITY + 4 * UART_IRQ), 7);
    *plic(PLIC_ENABLE) = 0xffffffff;
    equal("enable of source 0", *plic(PLIC_ENABLE), 0xfffffffe);
    *plic(PLIC_THRESHOLD) = 0xf5;
    equal("threshold", *plic(PLIC_THRESHOLD), 5);
    *plic(PLIC_ENABLE) = 1u << UART_IRQ;
    equal("nothing pending", *plic(PLIC_PENDING), 0);
    equal("nothing to claim", *plic(PLIC_CLAIM), 0);

    /* "Transmitter empty" is an interrupt that can be had at any time. */
    *reg8(UART_BASE + UART_IER) = IER_TX;
    equal("pending", *plic(PLIC_PENDING), 1u << UART_IRQ);
    *plic(PLIC_PRIORITY + 4 * UART_IRQ) = 5;
    equal("mip, priority not above the threshold", csr_read(mip), 0);
    equal("claim", *plic(PLIC_CLAIM), 0);
    *plic(PLIC_THRESHOLD) = 4;
    equal("mip, above", csr_read(mip), MIE_EXTERNAL);
    *plic(PLIC_ENABLE) = 0;
    equal("mip, not enabled", csr_read(mip), 0);
    *plic(PLIC_ENABLE) = 1u << UART_IRQ;
    equal("mip, enabled", csr_read(mip), MIE_EXTERNAL);
    equal("claim", *plic(PLIC_CLAIM), UART_IRQ);
    equal("mip, claimed", csr_read(mip), 0);
    equal("pending, claimed", *plic(PLIC_PENDING), 0);
    equal("claim again", *plic(PLIC_CLAIM), 0);
    *plic(PLIC_CLAIM) = UART_IRQ + 1;
    equal("completion of another", csr_read(mip), 0);
    *plic(PLIC_CLAIM) = UART_IRQ;
    equal("completion, and the line is still up", csr_read(mip), MIE_EXTERNAL);
    equal("claim", *plic(PLIC_CLAIM), UART_IRQ);
    *reg8(UART_BASE + UART_IER) = 0;
    *plic(PLIC_CLAIM) = UART_IRQ;
    equal("completion, and the line is down", csr_read(mip), 0);
    equal("a register that is not there", *plic(0x3000), 0);
    not_trapped("none of them");
    return guest_end();
}
