/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The platform-level interrupt controller's registers: level-triggered sources, one context (the
 * hart's supervisor mode) [RISC-V PLIC specification 1.0]. The board owns the real one, the
 * monitor one for each VM.
 */
#ifndef ISA_DEV_PLIC_H
#define ISA_DEV_PLIC_H

#include <stdbool.h>
#include <stdint.h>

/* Sources 1 to 96, as on QEMU's board; number 0 stands for none. */
enum { PLIC_SOURCES = 97, PLIC_WORDS = (PLIC_SOURCES + 31) / 32 };

struct plic {
    uint8_t priority[PLIC_SOURCES]; /* 0 (never) to 7 */
    uint32_t line[PLIC_WORDS];      /* the sources' lines */
    uint32_t pending[PLIC_WORDS];
    uint32_t claimed[PLIC_WORDS]; /* between claim and completion a source's gateway is shut */
    uint32_t enable[PLIC_WORDS];
    uint32_t threshold;
};

void plic_reset(struct plic *p);

/* Set the line of source irq. */
void plic_set_line(struct plic *p, unsigned irq, bool up);

/* The line of source irq, as it was last set. */
static inline bool plic_line(const struct plic *p, unsigned irq)
{
    return p->line[irq / 32] >> irq % 32 & 1;
}

/* Whether the external interrupt line to the hart is up. */
bool plic_output(const struct plic *p);

/* Register access (4 bytes, aligned); false: no such register. A read of the claim register claims.
 */
bool plic_read(struct plic *p, uint32_t reg, unsigned size, uint32_t *value);
bool plic_write(struct plic *p, uint32_t reg, unsigned size, uint32_t value);

#endif
