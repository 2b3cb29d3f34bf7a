/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who can run and who sleeps: the scheduler's two queues, and how a VM comes into one of them. A VM
 * that waits sleeps until its board has something for it; with vmm.idle_kept it stands in line for
 * its turn all the same. For the scheduler.
 */
#ifndef VMM_SLEEP_H
#define VMM_SLEEP_H

#include "vmm/board.h"
#include "vmm/count.h"

/* vm's own time, at the time `now`. */
static inline uint64_t own_time(const struct vm *vm, uint64_t now)
{
    return vm->virtual_clock ? vm_virtual_time(vm) : now;
}

/* vm can run, once its cap lets it. */
void sleep_over(struct vm *vm);

/* vm, in no queue, goes into one: it can run, or it sleeps until something is due. */
RARE void sleep_settle(struct vm *vm, uint64_t now);

/* When vm, which waits, has something due: now, if it has a clock of its own, which is warped. */
RARE uint64_t sleep_due(struct vm *vm, uint64_t now);

/* Those whose time has come; `due` is from when on their latency counts. */
void sleep_wake(uint64_t now);

/* Whether there is anything to see to. */
static inline bool board_calls(struct vm *vm, uint64_t now)
{
    uint64_t own = own_time(vm, now);
    return vm->state == VM_WAITING || board_deadline(vm, own) <= own;
}

/*
 * It is vm's turn: its lines, and its devices do what is due. Who loops may have waited for what
 * they have written to memory.
 */
RARE void sleep_see_to_board(struct vm *vm, uint64_t now);

#endif
