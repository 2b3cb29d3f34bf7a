/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A VM that sleeps has a time in wakes_at[], and is in no queue. */
#include "vmm/sleep.h"

#include "vmm/schedule.h"
#include "vmm/share.h"
#include "vmm/slots.h"

enum { FRACTION = 12 };

uint64_t sleep_first_due(void);
bool share_wants(struct vm *vm);

static uint64_t wakes_at[VM_MAX]; /* 0: it does not sleep */
static uint64_t slept_from[VM_MAX];

/* One that was ahead pays back by sleeping. */
static void pay_back(struct vm *vm, uint64_t now)
{
    int64_t lag = (int64_t)vm->pass;
    int64_t slept = (int64_t)((now - slept_from[vm->index]) << FRACTION);
    vm->pass = (uint64_t)(lag > 0 || lag + slept > 0 ? 0 : lag + slept);
}

void sleep_over(struct vm *vm)
{
    vm->looping = false;
    vm->state = VM_RUNNABLE;
    share_line_up(vm);
}

static bool wakes(const struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    return vm->looping ? priv_interrupt(p) != 0 : priv_wakes(p);
}

uint64_t sleep_due(struct vm *vm, uint64_t now)
{
    uint64_t when = board_deadline(vm, own_time(vm, now));
    if (vm->virtual_clock && when != UINT64_MAX) {
        vm_warp(vm, when);
        when = now;
    }
    return when;
}

/* vm waits, and may have to go on: at once, in a turn for its devices, or later. */
void sleep_settle(struct vm *vm, uint64_t now)
{
    board_lines(vm, own_time(vm, now));
    if (wakes(vm)) {
        sleep_over(vm);
        return;
    }
    uint64_t when = sleep_due(vm, now);
    vm->working = when <= now;
    if (vm->working) {
        share_line_up(vm);
    } else {
        wakes_at[vm->index] = when;
        slept_from[vm->index] = now;
    }
}

/* It sleeps no longer; whether it goes on is seen from its lines. */
static void stir(struct vm *vm, uint64_t due, uint64_t now)
{
    wakes_at[vm->index] = 0;
    vm->due = due;
    pay_back(vm, now);
    sleep_settle(vm, now);
}

void sleep_wake(uint64_t now)
{
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        uint64_t at = wakes_at[i];
        if (at > 0 && at <= now) {
            stir(&vmm.vms[i], at, now);
        }
    }
}

/* Sleepers, and those that have to wait until their caps let them go on. */
uint64_t sleep_first_due(void)
{
    uint64_t first = UINT64_MAX;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        const struct vm *vm = &vmm.vms[i];
        if (wakes_at[i] > 0) {
            first = earlier(first, wakes_at[i]);
        } else if (vm != vmm.current && vm->state != VM_STOPPED && share_used_up(vm)) {
            first = earlier(first, vm->period_end);
        }
    }
    return first;
}

void schedule_event(struct vm *vm)
{
    uint64_t now = hw_time();
    if (wakes_at[vm->index] > 0) {
        stir(vm, now, now);
    } else {
        vm->attention = later(own_time(vm, now), 1);
    }
}

void schedule_wait(struct vm *vm)
{
    board_lines(vm, vm_time(vm));
    vm->state = priv_wakes(&vm->vcpu.priv) ? VM_RUNNABLE : VM_WAITING;
}

void sleep_see_to_board(struct vm *vm, uint64_t now)
{
    board_lines(vm, own_time(vm, now));
    bool any = slots_work(vm);
    vm->working = false;
    if (any) {
        board_lines(vm, vm_time(vm));
    }
    if (vm->state == VM_WAITING && (wakes(vm) || (any && vm->looping))) {
        vm->looping = false;
        vm->state = VM_RUNNABLE;
    }
}
