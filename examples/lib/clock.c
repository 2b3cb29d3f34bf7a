/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <clock.h>
#include <time.h>

#include "pg32.h"

static volatile uint32_t *clint(uint32_t reg)
{
    return reg32(CLINT_BASE + reg);
}

/* Two halves cannot be read at once: read the upper one again to see whether it moved. */
uint64_t time_now(void)
{
    uint32_t high, low;
    do {
        high = *clint(CLINT_MTIME + 4);
        low = *clint(CLINT_MTIME);
    } while (high != *clint(CLINT_MTIME + 4));
    return (uint64_t)high << 32 | low;
}

/* In an order that never shows a compare value below both the old and the new [Priv 3.2.1]. */
void timer_set(uint64_t when)
{
    *clint(CLINT_MTIMECMP + 4) = UINT32_MAX;
    *clint(CLINT_MTIMECMP) = (uint32_t)when;
    *clint(CLINT_MTIMECMP + 4) = (uint32_t)(when >> 32);
    csr_set(mie, MIE_TIMER);
}

clock_t clock(void)
{
    return (clock_t)(time_now() / (TIMEBASE_HZ / (uint64_t)CLOCKS_PER_SEC));
}

time_t time(time_t *result)
{
    time_t seconds = (time_t)(time_now() / TIMEBASE_HZ);
    if (result) {
        *result = seconds;
    }
    return seconds;
}
