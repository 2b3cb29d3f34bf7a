/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clint.h"

#include "../fields.h"

void clint_reset(struct clint *c)
{
    *c = (struct clint){.armed = false};
}

static uint32_t half(uint64_t v, uint32_t reg)
{
    return (uint32_t)(reg & 4 ? v >> 32 : v);
}

static uint64_t with_half(uint64_t old, uint32_t reg, uint32_t value)
{
    return reg & 4 ? (uint64_t)value << 32 | (uint32_t)old : old >> 32 << 32 | value;
}

bool clint_read(const struct clint *c, uint32_t reg, unsigned size, uint64_t now, uint32_t *value)
{
    if (size != 4) {
        return false;
    }
    switch (reg & ~4u) {
    case CLINT_MSIP:
        *value = reg == CLINT_MSIP ? c->msip : 0;
        return true;
    case CLINT_MTIMECMP:
        *value = half(c->mtimecmp, reg);
        return true;
    case CLINT_MTIME:
        *value = half(clint_time(c, now), reg);
        return true;
    default:
        *value = 0; /* registers of harts that are not there */
        return true;
    }
}

bool clint_write(struct clint *c, uint32_t reg, unsigned size, uint64_t now, uint32_t value)
{
    if (size != 4) {
        return false;
    }
    if (reg == CLINT_MSIP) {
        c->msip = value & 1;
    } else if ((reg & ~4u) == CLINT_MTIMECMP) {
        c->mtimecmp = with_half(c->mtimecmp, reg, value);
        c->armed = true;
    } else if ((reg & ~4u) == CLINT_MTIME) {
        c->offset = with_half(clint_time(c, now), reg, value) - now;
    }
    return true;
}

uint64_t clint_deadline(const struct clint *c, uint64_t now)
{
    if (!c->armed) {
        return UINT64_MAX;
    }
    if (clint_timer_line(c, now)) {
        return now;
    }
    /* The clock as software sees it may be ahead of `now` or behind; only the distance counts. */
    uint64_t distance = c->mtimecmp - clint_time(c, now);
    return distance > UINT64_MAX - now ? UINT64_MAX : now + distance;
}
