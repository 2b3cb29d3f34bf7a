/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time goes by, and is counted: twenty periods and a half. */
#include "lab0.h"
#include "pg32.h"

enum { PERIOD = 1000, TICKS = 20 };

uint32_t seen = 99;

static uint32_t now(void)
{
    return *reg32(CLINT_BASE + CLINT_MTIME);
}

void test(void)
{
    uint32_t start = now();
    timer_start(PERIOD);
    csr_set(mstatus, MSTATUS_MIE);
    while (now() - start < TICKS * PERIOD + PERIOD / 2) {
    }
    csr_clear(mstatus, MSTATUS_MIE);
    seen = ticks;
}
