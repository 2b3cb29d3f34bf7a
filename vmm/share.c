/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/share.h"

enum { CAP_PERIOD = 10 /* quanta */ };

/* In which a cap holds. */
static uint64_t period(void)
{
    return (uint64_t)vmm.quantum_ticks * CAP_PERIOD;
}

/* What vm may use of each period. */
static uint64_t allowance(const struct vm *vm)
{
    return period() * vm->cap / CAP_WHOLE;
}

static bool capped(const struct vm *vm)
{
    return vm->cap < CAP_WHOLE;
}

/* What vm used beyond its allowance of one period is of the next. */
static void begin_period(struct vm *vm, uint64_t now)
{
    if (now >= vm->period_end) {
        vm->period_end = now + period();
        vm->used = vm->used > allowance(vm) ? vm->used - allowance(vm) : 0;
    }
}

void share_charge(struct vm *vm, uint64_t now)
{
    uint64_t used = now - vmm.charged;
    vmm.charged = now;
    /* LAB 5: what that is for its share. */
    vm->pass += used * vm->stride;
    /* LAB 5 END */
    if (capped(vm)) {
        vm->used += used;
        begin_period(vm, now);
    }
}

void share_begin_period(struct vm *vm, uint64_t now)
{
    if (capped(vm)) {
        begin_period(vm, now);
    }
}

bool share_used_up(const struct vm *vm)
{
    return capped(vm) && vm->used >= allowance(vm);
}

/* LAB 5: of two VMs, when one has had as much as the other, each by its weight. */
/* When vm, which runs, will have used as much as one that woke: that one does not wait longer. */
RARE static uint64_t caught_up(const struct vm *vm, const struct vm *woken)
{
    bool ahead = woken->pass > vm->pass;
    return vmm.charged + (ahead ? (woken->pass - vm->pass) / vm->stride : 0);
}
/* LAB 5 END */

uint64_t share_turn_end(void)
{
    const struct vm *vm = vmm.current;
    uint64_t end = UINT64_MAX;
    /* LAB 5: if another one can run, when. Caps are seen to below. */
    if (vmm.ready.count > 0) {
        const struct vm *first = queue_first(&vmm.ready);
        end = vmm.turn_start + vmm.quantum_ticks;
        end = first->due && !vmm.round_robin ? earlier(end, caught_up(vm, first)) : end;
    }
    /* LAB 5 END */
    if (capped(vm)) {
        uint64_t left = share_used_up(vm) ? 0 : allowance(vm) - vm->used;
        end = earlier(end, later(vmm.charged + left, vmm.turn_start + 1));
    }
    return end;
}

/* LAB 5: what one that wakes is given of the past. */
static uint64_t present(void)
{
    uint64_t turn = (uint64_t)vmm.quantum_ticks * vmm.current->stride;
    uint64_t pass = vmm.current->pass;
    return pass > turn ? later(vmm.pass, pass - turn) : vmm.pass;
}

void share_line_up(struct vm *vm)
{
    vm->pass = vmm.round_robin ? ++vmm.pass : later(vm->pass, present());
}
/* LAB 5 END */
