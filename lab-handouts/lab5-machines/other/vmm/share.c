/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shares by lag: of the time that anybody uses, each VM that wants some is entitled to its part by
 * weight, and its lag is what it was entitled to less what it has had. The one that lags most goes
 * next. vm->pass holds the lag, with a sign, in parts of a tick. All VMs are looked at each time:
 * no queues.
 */
#include "vmm/share.h"

#include "vmm/hw.h"

enum { CAP_PERIOD = 10 /* quanta */, FRACTION = 12 /* bits of a lag below a tick */ };

/* Ticks, by which one that wakes is still first when it has been chosen. */
enum { HEAD_START = 100 };

struct vm *share_most_behind(uint64_t now);
bool share_wants(struct vm *vm);

static int64_t lag_of(const struct vm *vm)
{
    return (int64_t)vm->pass;
}

/* --- caps --- */

static uint64_t period(void)
{
    return (uint64_t)vmm.quantum_ticks * CAP_PERIOD;
}

static uint64_t allowance(const struct vm *vm)
{
    return period() * vm->cap / CAP_WHOLE;
}

static bool capped(const struct vm *vm)
{
    return vm->cap < CAP_WHOLE;
}

static void begin_period(struct vm *vm, uint64_t now)
{
    if (now >= vm->period_end) {
        vm->period_end = now + period();
        vm->used = vm->used > allowance(vm) ? vm->used - allowance(vm) : 0;
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

/* --- lags --- */

bool share_wants(struct vm *vm)
{
    bool can = vm->state == VM_RUNNABLE || (vm->state == VM_WAITING && vm->working);
    return can && !share_used_up(vm);
}

/* The weights of all that want time, and of `runs`, which uses it. */
static uint32_t all_weights(const struct vm *runs)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        sum += vm == runs || share_wants(vm) ? vm->weight : 0;
    }
    return sum;
}

void share_charge(struct vm *vm, uint64_t now)
{
    uint64_t used = now - vmm.charged;
    uint32_t sum = all_weights(vm);
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *other = &vmm.vms[i];
        if (other == vm || share_wants(other)) {
            other->pass += (used << FRACTION) * other->weight / sum;
        }
    }
    vm->pass -= used << FRACTION;
    vmm.charged = now;
    if (capped(vm)) {
        vm->used += used;
        begin_period(vm, now);
    }
}

struct vm *share_most_behind(uint64_t now)
{
    struct vm *best = 0;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        share_begin_period(vm, now);
        if (share_wants(vm)) {
            bool first = !best || lag_of(vm) > lag_of(best);
            best = first || (lag_of(vm) == lag_of(best) && vm->due && !best->due) ? vm : best;
        }
    }
    return best;
}

/* When `woken` will lag as much as vm, which runs. */
static uint64_t even(const struct vm *vm, const struct vm *woken)
{
    int64_t ahead = lag_of(vm) - lag_of(woken);
    if (ahead <= 0) {
        return vmm.charged;
    }
    uint32_t sum = all_weights(vm);
    uint64_t ticks = ((uint64_t)ahead >> FRACTION) + 1;
    return vmm.charged + ticks * sum / (sum - vm->weight + woken->weight);
}

uint64_t share_turn_end(void)
{
    const struct vm *vm = vmm.current;
    uint64_t end = UINT64_MAX;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *other = &vmm.vms[i];
        if (other != vm && share_wants(other)) {
            end = earlier(end, vmm.turn_start + vmm.quantum_ticks);
            end = other->due ? earlier(end, even(vm, other)) : end;
        }
    }
    if (capped(vm)) {
        uint64_t left = share_used_up(vm) ? 0 : allowance(vm) - vm->used;
        end = earlier(end, later(vmm.charged + left, vmm.turn_start + 1));
    }
    return end;
}

/* One that has slept lags a little more than whoever lags most, and not as long as it slept. */
void share_line_up(struct vm *vm)
{
    int64_t most = 0;
    bool any = false;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *other = &vmm.vms[i];
        if (other != vm && share_wants(other)) {
            most = !any || lag_of(other) > most ? lag_of(other) : most;
            any = true;
        }
    }
    if (any && lag_of(vm) >= 0) {
        vm->pass = (uint64_t)(most + ((int64_t)HEAD_START << FRACTION));
    } else if (!any) {
        vm->pass = 0;
    }
}
