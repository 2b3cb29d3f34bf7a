/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupts that interrupt their handlers: the handler saves what a trap overwrites, turns
 * interrupts on again, and raises the next one; eight deep, each finds its registers again.
 */
#include "guest.h"
#include <stdlib.h>

enum { DEPTH = 8 };

static volatile unsigned depth, returned;

__attribute__((interrupt("machine"), aligned(4))) static void nested(void)
{
    uint32_t pc = csr_read(mepc), status = csr_read(mstatus);
    unsigned mine = ++depth;
    printf("in %u\n", mine);
    *word_at(CLINT_BASE + CLINT_MSIP) = 0;
    if (mine < DEPTH) {
        csr_set(mstatus, MSTATUS_MIE);
        *word_at(CLINT_BASE + CLINT_MSIP) = 1; /* taken here */
        csr_clear(mstatus, MSTATUS_MIE);
    }
    printf("out %u, depth %u, MPIE %u\n", mine, depth, (unsigned)(status >> 7 & 1));
    returned++;
    csr_write(mepc, pc);
    csr_write(mstatus, status);
}

int main(void)
{
    guest_start();
    csr_write(mtvec, address_of((const volatile void *)(uintptr_t)nested));
    csr_write(mie, MIE_SOFTWARE);
    csr_set(mstatus, MSTATUS_MIE);
    *word_at(CLINT_BASE + CLINT_MSIP) = 1;
    csr_clear(mstatus, MSTATUS_MIE);
    equal("deepest", depth, DEPTH);
    equal("returned", returned, DEPTH);
    return guest_end();
}
