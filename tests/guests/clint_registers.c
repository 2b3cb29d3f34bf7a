/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CLINT: compare registers keep what is written, mtime moves, and can be set. */
#include "guest.h"

static volatile uint32_t *clint(uint32_t reg)
{
    return word_at(CLINT_BASE + reg);
}

/* The time CSRs and mtime are one clock. */
static void same_clock(void)
{
    uint32_t before = *clint(CLINT_MTIME);
    uint32_t csr = csr_read(time);
    uint32_t after = *clint(CLINT_MTIME);
    equal("time lies between two mtime", csr - before <= after - before, 1);
    equal("timeh", csr_read(timeh), *clint(CLINT_MTIME + 4));
}

int main(void)
{
    guest_start();
    equal("mtimecmp at reset", *clint(CLINT_MTIMECMP), 0);
    equal("its upper half", *clint(CLINT_MTIMECMP + 4), 0);
    *clint(CLINT_MTIMECMP) = 0x12345678;
    equal("mtimecmp", *clint(CLINT_MTIMECMP), 0x12345678);
    equal("its upper half is untouched", *clint(CLINT_MTIMECMP + 4), 0);
    equal("another hart's msip", *clint(CLINT_MSIP + 4), 0);
    same_clock();
    uint64_t start = time_now();
    while (time_now() < start + 50) {
    }
    equal("mtime has moved", time_now() >= start + 50, 1);
    *clint(CLINT_MTIME + 4) = 0x77;
    *clint(CLINT_MTIME) = 0x1000;
    equal("mtime can be set", csr_read(timeh), 0x77);
    equal("and goes on from there", csr_read(time) - 0x1000 < 0x10000, 1);
    same_clock();
    *clint(CLINT_MTIMECMP + 4) = 0x77;
    *clint(CLINT_MTIMECMP) = 0x1000;
    equal("compared with the clock as set", csr_read(mip), MIE_TIMER);
    *clint(CLINT_MTIMECMP + 4) = 0x78;
    equal("and not yet", csr_read(mip), 0);
    return guest_end();
}
