/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The core-local interruptor's registers: software interrupt, timer compare, time
 * [SiFive FU540 manual 9; QEMU hw/intc/riscv_aclint]. One hart.
 *
 * Registers only, no clock: `now` is the time (10 MHz ticks) of whoever owns it, the board for
 * the real one and the monitor for each VM's. A write to mtime moves the owner's clock by offset.
 */
#ifndef ISA_DEV_CLINT_H
#define ISA_DEV_CLINT_H

#include <stdbool.h>
#include <stdint.h>

struct clint {
    uint64_t mtimecmp; /* 0 at reset, and of no effect until it is first written [as QEMU's] */
    uint64_t offset;   /* what a guest's writes to mtime have added to `now` */
    uint32_t msip;
    bool armed; /* mtimecmp has been written */
};

void clint_reset(struct clint *c);

/* Read or write `size` bytes (4; 8 does not occur on RV32) at offset `reg`; false: no such
 * register. */
bool clint_read(const struct clint *c, uint32_t reg, unsigned size, uint64_t now, uint32_t *value);
bool clint_write(struct clint *c, uint32_t reg, unsigned size, uint64_t now, uint32_t value);

/* mtime as software reads it, and whether the timer line is up. */
static inline uint64_t clint_time(const struct clint *c, uint64_t now)
{
    return now + c->offset;
}
static inline bool clint_timer_line(const struct clint *c, uint64_t now)
{
    return c->armed && clint_time(c, now) >= c->mtimecmp;
}

/* The first `now` at which the timer line is up; UINT64_MAX if it never will be. */
uint64_t clint_deadline(const struct clint *c, uint64_t now);

#endif
