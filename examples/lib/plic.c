/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <plic.h>

#include "pg32.h"

static volatile uint32_t *plic(uint32_t reg)
{
    return reg32(PLIC_BASE + reg);
}

void plic_enable(uint32_t irq)
{
    *plic(PLIC_PRIORITY + 4 * irq) = 1;
    *plic(PLIC_ENABLE + irq / 32 * 4) |= 1u << irq % 32;
    *plic(PLIC_THRESHOLD) = 0;
    csr_set(mie, MIE_EXTERNAL);
}

uint32_t plic_claim(void)
{
    return *plic(PLIC_CLAIM);
}

void plic_complete(uint32_t irq)
{
    *plic(PLIC_CLAIM) = irq;
}
