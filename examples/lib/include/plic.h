/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The platform-level interrupt controller [RISC-V PLIC specification]: devices' interrupts come
 * to the hart as one, the external interrupt. plic.c owns its registers. For bare-metal programs
 * and kernels.
 */
#ifndef PLIC_H
#define PLIC_H

#include <stdint.h>

/* Let source irq (UART_IRQ) through to the hart. */
void plic_enable(uint32_t irq);

/* In the handler: which source wants service (0: none), and that it has been served. */
uint32_t plic_claim(void);
void plic_complete(uint32_t irq);

#endif
