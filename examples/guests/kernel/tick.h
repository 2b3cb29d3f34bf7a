/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's clock: it ticks a hundred times a second, and with each tick the turn passes on. */
#ifndef TICK_H
#define TICK_H

#include <stdint.h>

struct proc;

/* Start the clock. */
void tick_init(void);

/* The timer interrupt. */
void tick_interrupt(void);

/* Ticks since the start. */
uint32_t tick_now(void);

/* Let p, which is running, sleep for n ticks. 0, or -1 if it was killed meanwhile. */
int tick_sleep(struct proc *p, uint32_t n);

#endif
