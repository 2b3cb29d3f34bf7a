/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The real-time clock's registers: nanoseconds since 1970, and an alarm [QEMU hw/rtc/goldfish_rtc].
 *
 * Registers only, no clock: `now` is the time (10 MHz ticks) of whoever owns it, the board for the
 * real one and the monitor for each VM's. Simulated time, so that a run can be repeated: at reset
 * the clock shows what it is given.
 */
#ifndef ISA_DEV_RTC_H
#define ISA_DEV_RTC_H

#include <stdbool.h>
#include <stdint.h>

enum { RTC_TICK = 100 }; /* nanoseconds */

struct rtc {
    uint64_t offset; /* what is added to the owner's nanoseconds; software's writes are in it */
    uint64_t alarm;
    uint32_t high;  /* upper half of the time whose lower half was last read */
    bool armed;     /* the alarm is still to come */
    bool rung;      /* it has come, and its interrupt was not cleared */
    bool interrupt; /* enabled */
};

/* epoch: seconds since 1970 when the owner's clock is 0. */
void rtc_reset(struct rtc *r, uint64_t epoch);

/* Register access (4 bytes); false: another size. */
bool rtc_read(struct rtc *r, uint32_t reg, unsigned size, uint64_t now, uint32_t *value);
bool rtc_write(struct rtc *r, uint32_t reg, unsigned size, uint64_t now, uint32_t value);

/* Let time pass up to `now`: the alarm may ring. */
void rtc_advance(struct rtc *r, uint64_t now);

/* The interrupt line, as of the last rtc_advance(). */
static inline bool rtc_line(const struct rtc *r)
{
    return r->rung && r->interrupt;
}

/* The first `now` at which the alarm rings; UINT64_MAX if it never will. */
uint64_t rtc_deadline(const struct rtc *r, uint64_t now);

#endif
