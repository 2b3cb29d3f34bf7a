/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who runs: round robin over the process table, preemptive by the timer. The scheduler has the
 * boot stack; a process that gives up the hart switches to it, and it to the next one.
 */
#ifndef SCHED_H
#define SCHED_H

#include "proc.h"

/* Run processes, for ever. */
_Noreturn void sched_run(void);

/* The process on whose behalf the kernel runs; NULL in the scheduler. */
struct proc *sched_current(void);

/* Let others run first. */
void sched_yield(void);

/*
 * Sleep until sched_wake(channel), any address that both agree on. One may wake for another
 * reason, so callers look again at what they wait for, and at `killed`.
 */
void sched_sleep(const void *channel);
void sched_wake(const void *channel);

/* Give up the hart in the state that has been set; back when somebody makes it runnable. */
void sched_leave(void);

#endif
