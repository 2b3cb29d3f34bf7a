/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine's timer: mtime counts TIMEBASE_HZ ticks a second [Priv 3.2.1]. clock.c owns the
 * CLINT's registers. For bare-metal programs and kernels.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* mtime now. */
uint64_t time_now(void);

/*
 * Raise the timer interrupt once mtime >= when, and withdraw the one that is pending. It is taken
 * if interrupts are enabled; UINT64_MAX is never.
 */
void timer_set(uint64_t when);

#endif
