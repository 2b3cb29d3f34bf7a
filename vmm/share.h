/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shares of the processor: what each VM has used, and what it may use. A VM's pass is the time that
 * it used over its weight; a VM with a cap has an allowance for each period, and what it used
 * beyond it is of the next one's. All times are the machine's, in ticks. For the scheduler.
 */
#ifndef VMM_SHARE_H
#define VMM_SHARE_H

#include "vmm/vmm.h"

static inline uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* The time since this was last done was vm's. */
void share_charge(struct vm *vm, uint64_t now);

/* A period of vm's may be over, if it has a cap. */
void share_begin_period(struct vm *vm, uint64_t now);

/* Whether vm may use nothing more in this period. */
bool share_used_up(const struct vm *vm);

/* When the turn of the one that runs ends: of one that is alone, never but for its cap. */
uint64_t share_turn_end(void);

/*
 * vm gets in line for a turn. One that wakes need not wait, but makes up for a turn at most of what
 * it slept through. Who ran alone meanwhile has not been chosen since. A turn each, in order of
 * coming, if that is how time is given.
 */
void share_line_up(struct vm *vm);

/* The same of one whose turn is over. */
static inline void share_line_up_again(struct vm *vm)
{
    if (vmm.round_robin) {
        share_line_up(vm);
    }
}

#endif
