/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtc.h"

#include "../fields.h"

#define NANOSECONDS 1000000000u

void rtc_reset(struct rtc *r, uint64_t epoch)
{
    *r = (struct rtc){.offset = epoch * NANOSECONDS};
}

static uint64_t time_at(const struct rtc *r, uint64_t now)
{
    return now * RTC_TICK + r->offset;
}

static uint64_t with_low(uint64_t old, uint32_t value)
{
    return old >> 32 << 32 | value;
}

static uint64_t with_high(uint64_t old, uint32_t value)
{
    return (uint64_t)value << 32 | (uint32_t)old;
}

void rtc_advance(struct rtc *r, uint64_t now)
{
    if (r->armed && time_at(r, now) >= r->alarm) {
        r->armed = false;
        r->rung = true;
    }
}

/* The time is 64 bits wide: a read of its lower half keeps the upper one that goes with it. */
static uint32_t read_low(struct rtc *r, uint64_t now)
{
    uint64_t t = time_at(r, now);
    r->high = (uint32_t)(t >> 32);
    return (uint32_t)t;
}

bool rtc_read(struct rtc *r, uint32_t reg, unsigned size, uint64_t now, uint32_t *value)
{
    if (size != 4) {
        return false;
    }
    rtc_advance(r, now);
    switch (reg) {
    case RTC_TIME_LOW:
        *value = read_low(r, now);
        break;
    case RTC_TIME_HIGH:
        *value = r->high;
        break;
    case RTC_ALARM_LOW:
        *value = (uint32_t)r->alarm;
        break;
    case RTC_ALARM_HIGH:
        *value = (uint32_t)(r->alarm >> 32);
        break;
    case RTC_IRQ_ENABLED:
        *value = r->interrupt;
        break;
    case RTC_ALARM_STATUS:
        *value = r->armed;
        break;
    default:
        *value = 0;
    }
    return true;
}

/* The lower half is written last, and arms the alarm; one for a time that has passed rings. */
static void arm(struct rtc *r, uint32_t low, uint64_t now)
{
    r->alarm = with_low(r->alarm, low);
    r->armed = true;
    rtc_advance(r, now);
}

bool rtc_write(struct rtc *r, uint32_t reg, unsigned size, uint64_t now, uint32_t value)
{
    if (size != 4) {
        return false;
    }
    rtc_advance(r, now);
    uint64_t t = time_at(r, now);
    switch (reg) {
    case RTC_TIME_LOW:
        r->offset += with_low(t, value) - t;
        break;
    case RTC_TIME_HIGH:
        r->offset += with_high(t, value) - t;
        break;
    case RTC_ALARM_LOW:
        arm(r, value, now);
        break;
    case RTC_ALARM_HIGH:
        r->alarm = with_high(r->alarm, value);
        break;
    case RTC_IRQ_ENABLED:
        r->interrupt = value & 1;
        break;
    case RTC_CLEAR_ALARM:
        r->armed = false;
        break;
    case RTC_CLEAR_INTERRUPT:
        r->rung = false;
        break;
    default: /* the others are not written */
        break;
    }
    return true;
}

uint64_t rtc_deadline(const struct rtc *r, uint64_t now)
{
    if (!r->armed) {
        return UINT64_MAX;
    }
    uint64_t t = time_at(r, now);
    uint64_t left = r->alarm > t ? r->alarm - t : 0;
    return now + left / RTC_TICK + (left % RTC_TICK != 0);
}
