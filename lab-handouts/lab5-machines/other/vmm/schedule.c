/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns for whoever lags most: share.c. Who sleeps is in sleep.c. */
#include "vmm/schedule.h"

#include "isa/board.h"
#include "vmm/console.h"
#include "vmm/hw.h"
#include "vmm/idle.h"
#include "vmm/share.h"
#include "vmm/sleep.h"
#include "vmm/stop.h"

enum { COUNT_AT_LEAST = 1 << 28, KEPT_AT_MOST = 1 << 30, LONGER = 8 };
enum { PATIENCE = 16, PATIENCE_MOST = 1 << 16 };

struct vm *share_most_behind(uint64_t now);
bool share_wants(struct vm *vm);
uint64_t sleep_first_due(void);

static void set_timer(uint64_t when)
{
    if (vmm.timer == when) {
        return;
    }
    vmm.timer = when;
    hw_write32(CLINT_BASE + CLINT_MTIMECMP + 4, ~0u);
    hw_write32(CLINT_BASE + CLINT_MTIMECMP, (uint32_t)when);
    hw_write32(CLINT_BASE + CLINT_MTIMECMP + 4, (uint32_t)(when >> 32));
}

static uint64_t board_due(struct vm *vm, uint64_t now)
{
    uint64_t own = own_time(vm, now);
    uint64_t when = board_deadline(vm, own);
    if (!vm->virtual_clock || when == UINT64_MAX) {
        return when;
    }
    return now + later(when > own ? when - own : 0, vmm.patience);
}

void schedule_timer(void)
{
    uint64_t now = hw_time();
    uint64_t when = earlier(sleep_first_due(), now + COUNT_AT_LEAST);
    if (vmm.current->state == VM_RUNNABLE) {
        when = earlier(when, share_turn_end());
        when = earlier(when, board_due(vmm.current, now));
    }
    set_timer(when);
}

/* --- turns --- */

/* A guest that has not got on since its turn began has more, twice as much each time. */
static bool turn_is_over(uint64_t now)
{
    if (now < share_turn_end()) {
        return false;
    }
    bool stuck = vm_completed(vmm.current) == vmm.turn_mark && vmm.extensions < LONGER;
    if (stuck) {
        vmm.turn_start = now + ((uint64_t)vmm.quantum_ticks << vmm.extensions);
        vmm.extensions++;
    }
    return !stuck;
}

static void goes_on(struct vm *vm, uint64_t now)
{
    vm_count(vm);
    if (board_calls(vm, now)) {
        sleep_see_to_board(vm, now);
    }
    uint32_t completed = vm_completed(vm);
    bool stuck = completed == vmm.tick_mark && vmm.patience < PATIENCE_MOST;
    vmm.patience = stuck ? 2 * vmm.patience : PATIENCE;
    vmm.tick_mark = completed;
    schedule_timer();
}

static void interrupted(enum probe event, uint32_t value)
{
    struct vm *vm = vmm.current;
    uint64_t now = hw_time();
    share_charge(vm, now);
    sleep_wake(now);
    vmm.reschedule = vm->state != VM_RUNNABLE || turn_is_over(now);
    if (!vmm.reschedule) {
        goes_on(vm, now);
    }
    hw_probe(event, value);
}

void schedule_tick(void)
{
    interrupted(COST_TICK, 0);
}

void schedule_external(void)
{
    console_receive();
    interrupted(COST_TICK, 1);
}

/* --- nobody to run --- */

/* Whether all have stopped; and whether all have passed. */
static bool all_stopped(bool *passed)
{
    bool all = true;
    *passed = true;
    for (const struct vm *vm = vmm.vms; vm < vmm.vms + vmm.vm_count; vm++) {
        all = all && vm->state == VM_STOPPED;
        bool well = vm->stop == VM_STOP_RESET || (vm->stop == VM_STOP_EXIT && vm->exit_code == 0);
        *passed = *passed && well;
    }
    return all;
}

RARE static void idle(void)
{
    bool passed;
    if (all_stopped(&passed)) {
        hw_halt(passed ? FINISHER_PASS : 1u << 16 | FINISHER_FAIL);
    }
    set_timer(sleep_first_due());
    hw_wait();
    if (hw_csr_read(CSR_mip) & MIE_EXTERNAL) {
        console_receive();
    }
    vmm.charged = hw_time();
    sleep_wake(vmm.charged);
    hw_probe(COST_IDLE, 0);
}

/* --- machine switch --- */

static void enter(struct vm *to)
{
    struct vm *from = vmm.current;
    vm_count_leave(from);
    if (from->retired > KEPT_AT_MOST) {
        vm_count(from);
    }
    vm_count_enter(to);
    vmm.current = to;
    hw_clear_reservation();
    hw_probe(COST_SWITCH, to->index);
}

static bool another_wants(const struct vm *vm)
{
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        if (&vmm.vms[i] != vm && share_wants(&vmm.vms[i])) {
            return true;
        }
    }
    return false;
}

/* The turn of the one that ran is over. */
static void leave(struct vm *vm, uint64_t now)
{
    vm->due = 0;
    if (vm->state == VM_RUNNABLE && !vm->virtual_clock && another_wants(vm) && idle_loop(vm)) {
        vm->looping = true;
        vm->state = VM_WAITING;
    }
    if (vm->state == VM_WAITING) {
        sleep_settle(vm, now);
    }
}

static void begin_turn(void)
{
    vmm.reschedule = false;
    vmm.extensions = 0;
    vmm.turn_mark = vm_completed(vmm.current);
    vmm.turn_start = hw_time();
    schedule_timer();
}

void schedule_next(void)
{
    uint64_t now = hw_time();
    share_charge(vmm.current, now);
    sleep_wake(now);
    leave(vmm.current, now);
    struct vm *next = share_most_behind(now);
    while (!next) {
        idle();
        next = share_most_behind(hw_time());
    }
    if (next != vmm.current) {
        enter(next);
    }
    now = hw_time();
    if (board_calls(next, now)) {
        sleep_see_to_board(next, now);
    }
    next->due = 0;
    begin_turn();
}

void schedule_boot(void)
{
    vmm.charged = hw_time();
    vmm.patience = PATIENCE;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        vmm.vms[i].pass = 0;
    }
    vm_count_enter(vmm.current);
    begin_turn();
}
