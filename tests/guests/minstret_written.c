/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written to minstret is nothing to the clock: each write takes its cycle. */
#include "guest.h"

#define WRITES 200

int main(void)
{
    guest_start();
    uint32_t before = csr_read(mcycle);
    __asm__ volatile(".rept 200\n\tcsrw minstret, zero\n\t.endr" : : : "memory");
    uint32_t after = csr_read(mcycle);
    equal("cycles have gone on", after - before > WRITES, 1);
    return guest_end();
}
