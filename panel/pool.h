/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several pieces of work at a time, each in a process of its own: started as others end, told to
 * end when something is wrong or the user interrupts. For experiment_run.c and grade_class.c.
 */
#ifndef PANEL_POOL_H
#define PANEL_POOL_H

#include <stdint.h>

#include "process.h"

enum pool_next {
    POOL_STARTED, /* in a process */
    POOL_DONE,    /* needs none */
    POOL_END,     /* there was nothing more */
    POOL_FAILED   /* and that has been said */
};

struct pool {
    void *context;
    /* Start the next piece of work, which is then known by its number; `failed` is the status. */
    enum pool_next (*next)(void *context, struct process *p, uint64_t *number, int *failed);
    /* One has ended, as of process_wait(): 0, or a status, and no more are started. */
    int (*ended)(void *context, struct process *p, int ended, uint64_t number);
    /* Now and then, for who waits: the numbers of those that run. */
    void (*look)(void *context, const uint64_t *numbers, unsigned count);
};

/* 0; the status that something failed with; or EXIT_GUEST if it was interrupted. */
int pool_run(const struct pool *pool, unsigned jobs);

#endif
