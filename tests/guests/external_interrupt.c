/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UART's receiver interrupts through the PLIC: claim, read, complete, byte by byte. */
#include "guest.h"
#include <console.h>

static volatile unsigned count;
static char text[64];

static void on_interrupt(uint32_t irq)
{
    int c;
    uint32_t source = plic_claim();
    if (irq != IRQ_external || source != UART_IRQ) {
        equal("source", source, UART_IRQ);
    }
    while ((c = console_poll()) >= 0) {
        text[count++] = (char)c;
    }
    plic_complete(source);
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    plic_enable(UART_IRQ);
    console_interrupts(true);
    interrupts_enable();
    while (count == 0 || text[count - 1] != '\n') {
    }
    interrupts_disable();
    text[count] = '\0';
    printf("typed: %s", text);
    equal("bytes", count, 38);
    equal("nothing is left to claim", plic_claim(), 0);
    return guest_end();
}
