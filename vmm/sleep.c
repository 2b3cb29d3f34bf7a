/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/sleep.h"

#include "vmm/schedule.h"
#include "vmm/share.h"
#include "vmm/slots.h"

/* LAB 5: one that can run stands in vmm.ready; or in vmm.asleep, as long as its cap is used up. */
void sleep_over(struct vm *vm)
{
    vm->state = VM_RUNNABLE;
    vm->looping = false;
    if (share_used_up(vm)) {
        queue_put(&vmm.asleep, vm, vm->period_end);
        return;
    }
    share_line_up(vm);
    queue_put(&vmm.ready, vm, vm->pass);
}
/* LAB 5 END */

/* A VM that waits in wfi wakes for what is enabled; one that loops, for what it would take. */
static bool wakes(const struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    return vm->looping ? priv_interrupt(p) != 0 : priv_wakes(p);
}

uint64_t sleep_due(struct vm *vm, uint64_t now)
{
    uint64_t when = board_deadline(vm, own_time(vm, now));
    if (vm->virtual_clock && when != UINT64_MAX) { /* on its clock, that is now */
        vm_warp(vm, when);
        when = now;
    }
    return when;
}

/*
 * LAB 5: one that waits, and that nothing wakes yet. What its devices have to do is done in a turn
 * of its own, by sleep_see_to_board(), whether or not it then wakes: vm->working is for that.
 */
/*
 * vm waits. If its devices have something to do, that is done in a turn of its own, within its cap,
 * whether or not the VM then wakes; and if turns are kept, it waits for one in any case.
 */
static void sleep_or_work(struct vm *vm, uint64_t now)
{
    uint64_t when = sleep_due(vm, now);
    bool kept = vmm.idle_kept;
    if (share_used_up(vm)) {
        when = later(when, vm->period_end);
        kept = false;
    }
    vm->working = kept || when <= now;
    if (vm->working) {
        share_line_up(vm);
        queue_put(&vmm.ready, vm, vm->pass);
    } else {
        queue_put(&vmm.asleep, vm, when);
    }
}

void sleep_settle(struct vm *vm, uint64_t now)
{
    share_begin_period(vm, now);
    if (vm->state == VM_WAITING) {
        board_lines(vm, own_time(vm, now));
        if (!wakes(vm)) {
            sleep_or_work(vm, now);
            return;
        }
    }
    sleep_over(vm);
}
/* LAB 5 END */

/* When what is to wake vm was due, if vm stands in line and is woken only now; or 0. */
static uint64_t woken_when(struct vm *vm, uint64_t now)
{
    bool in_line = vmm.idle_kept && vm->state == VM_WAITING && !vm->virtual_clock;
    return in_line ? earlier(board_deadline(vm, now), now) : 0;
}

void sleep_see_to_board(struct vm *vm, uint64_t now)
{
    uint64_t due = woken_when(vm, now);
    board_lines(vm, own_time(vm, now));
    bool any = slots_work(vm);
    vm->working = false;
    if (any) {
        board_lines(vm, vm_time(vm));
    }
    if (vm->state == VM_WAITING && (wakes(vm) || (any && vm->looping))) {
        vm->state = VM_RUNNABLE;
        vm->looping = false;
        vm->due = due ? due : vm->due;
    }
}

/* LAB 5: into sleep, and out of it: by time, by something from outside. */
void sleep_wake(uint64_t now)
{
    while (queue_key(&vmm.asleep) <= now) {
        struct vm *vm = queue_first(&vmm.asleep);
        vm->due = queue_key(&vmm.asleep);
        queue_remove(&vmm.asleep, vm);
        sleep_settle(vm, now);
    }
}

void schedule_event(struct vm *vm)
{
    uint64_t now = hw_time();
    if (vm->state == VM_WAITING && !vm->working) {
        queue_remove(&vmm.asleep, vm);
        vm->due = now;
        sleep_settle(vm, now);
    } else {
        vm->attention = later(own_time(vm, now), 1);
    }
}

void schedule_wait(struct vm *vm)
{
    board_lines(vm, vm_time(vm));
    if (!priv_wakes(&vm->vcpu.priv)) {
        vm->state = VM_WAITING;
    }
}
/* LAB 5 END */
