/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C library's clock, on the machine's own: it begins at reset, so there is no date. Time is
 * simulated; what it says depends on the machine, and is not the same bare and in a VM.
 */
#ifndef TIME_H
#define TIME_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t time_t;
typedef int64_t clock_t;

#define CLOCKS_PER_SEC ((clock_t)1000000)

/* Microseconds since the clock began. */
clock_t clock(void);

/* Seconds since the clock began; also in *result unless it is null. */
time_t time(time_t *result);

#endif
