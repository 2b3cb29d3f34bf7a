/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/schedule.h"

#include "isa/board.h"
#include "vmm/board.h"
#include "vmm/console.h"
#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/slots.h"

static void set_timer(uint64_t when)
{
    if (vmm.timer != when) {
        vmm.timer = when;
        /* The upper half first to all ones: no moment at which the pair is too early [Priv 3.2.1].
         */
        hw_write32(CLINT_BASE + CLINT_MTIMECMP + 4, ~0u);
        hw_write32(CLINT_BASE + CLINT_MTIMECMP, (uint32_t)when);
        hw_write32(CLINT_BASE + CLINT_MTIMECMP + 4, (uint32_t)(when >> 32));
    }
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/*
 * The next time at which the timer of a VM that runs or waits is due, or its devices are. Those of
 * a VM that waits are seen to in its turn, so while another one runs there is no hurry.
 */
static uint64_t next_wake(void)
{
    uint64_t now = hw_time();
    uint64_t when = UINT64_MAX;
    bool nobody_runs = vmm.current->state != VM_RUNNABLE;
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        bool runs = vm == vmm.current && vm->state == VM_RUNNABLE;
        if (runs || vm->state == VM_WAITING) {
            when = earlier(when, board_deadline(vm, now));
            when = runs || nobody_runs ? earlier(when, slots_deadline(vm)) : when;
        }
    }
    return when;
}

void schedule_timer(void)
{
    uint64_t turn = vmm.current->state == VM_RUNNABLE ? vmm.slice_end : UINT64_MAX;
    set_timer(earlier(turn, next_wake()));
}

static uint64_t turn_of(const struct vm *vm)
{
    return (uint64_t)vmm.quantum_ticks * vm->weight;
}

/*
 * A turn begins as late as possible, when the monitor has done nearly all that it has to: however
 * many VMs there are, the quantum is left for the guest to get on in.
 */
static void start_turn(void)
{
    uint64_t wake = next_wake();
    vmm.reschedule = false;
    vmm.slice_end = hw_time() + turn_of(vmm.current);
    set_timer(earlier(vmm.slice_end, wake));
}

void schedule_boot(void)
{
    vm_count_resume(vmm.current);
    start_turn();
}

/* A waiting VM that has something to wake for can run again. */
static void refresh(struct vm *vm, uint64_t now)
{
    board_lines(vm, now);
    if (vm->state == VM_WAITING && priv_wakes(&vm->vcpu.priv)) {
        vm->state = VM_RUNNABLE;
    }
}

/* Those that wait, and the one that runs; the others are seen to when it is their turn. */
static void refresh_all(void)
{
    uint64_t now = hw_time();
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        if (vm->state == VM_WAITING || (vm == vmm.current && vm->state == VM_RUNNABLE)) {
            refresh(vm, now);
        }
    }
}

/* In a VM's turn its devices do what is due. What goes beyond it, from `end` on, the VM owes. */
static void work(struct vm *vm, uint64_t end)
{
    if (vm->state != VM_STOPPED && slots_work(vm)) {
        uint64_t now = hw_time();
        vm->owed += now > end ? now - end : 0;
        refresh(vm, now);
    }
}

void schedule_wait(struct vm *vm)
{
    board_lines(vm, hw_time());
    if (!priv_wakes(&vm->vcpu.priv)) {
        vm->state = VM_WAITING;
    }
}

void schedule_tick(void)
{
    vm_count(vmm.current);
    refresh_all();
    vmm.reschedule = hw_time() >= vmm.slice_end;
    if (!vmm.reschedule) {
        work(vmm.current, vmm.slice_end); /* otherwise it is the next turn's to do */
    }
    schedule_timer();
    hw_probe(COST_TICK, 0);
}

void schedule_external(void)
{
    console_receive();
    refresh_all();
    schedule_timer(); /* a virtio console takes input only after a while */
    hw_probe(COST_TICK, 1);
}

/* A VM that owes as much as a turn sits out this one. */
static bool sits_out(struct vm *vm)
{
    uint64_t turn = turn_of(vm);
    bool out = vm->owed >= turn && turn > 0;
    vm->owed -= out ? turn : 0;
    return out;
}

/* The next VM that can run, or whose devices can, beginning after the current one; or null. */
static struct vm *next_runnable(void)
{
    uint64_t now = hw_time();
    bool any;
    do {
        any = false;
        for (uint32_t i = 1; i <= vmm.vm_count; i++) {
            struct vm *vm = &vmm.vms[(vmm.current->index + i) % vmm.vm_count];
            if (vm->state == VM_RUNNABLE ||
                (vm->state == VM_WAITING && slots_deadline(vm) <= now)) {
                any = true;
                if (!sits_out(vm)) {
                    return vm;
                }
            }
        }
    } while (any);
    return 0;
}

static bool any_waiting(void)
{
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        if (vmm.vms[i].state == VM_WAITING) {
            return true;
        }
    }
    return false;
}

static void halt(void)
{
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        const struct vm *vm = &vmm.vms[i];
        bool passed = vm->stop == VM_STOP_RESET || (vm->stop == VM_STOP_EXIT && !vm->exit_code);
        if (!passed) {
            hw_halt(1u << 16 | FINISHER_FAIL);
        }
    }
    hw_halt(FINISHER_PASS);
}

/* Interrupts are off in the monitor, so what ends the wait is looked at here, not taken. */
static void idle(void)
{
    schedule_timer();
    hw_wait();
    if (hw_csr_read(CSR_mip) & MIE_EXTERNAL) {
        console_receive();
    }
    refresh_all();
    hw_probe(COST_IDLE, 0);
}

/*
 * Machine switch: all of one VM's state out, all of the next one's in. Registers are in the vCPU
 * already, address spaces are told apart by ASID; counters and the reservation remain.
 */
static void machine_switch(struct vm *to)
{
    vm_count(vmm.current);
    vmm.current = to;
    vm_count_resume(to);
    hw_clear_reservation();
    refresh(to, hw_time());
    hw_probe(COST_SWITCH, to->index);
}

struct vm *schedule_pick(void)
{
    struct vm *next = vmm.current;
    if (vmm.reschedule || next->state != VM_RUNNABLE) {
        while (!(next = next_runnable())) {
            if (!any_waiting()) {
                halt();
            }
            idle();
        }
        if (next != vmm.current) {
            machine_switch(next);
        }
        work(next, hw_time());
        start_turn();
    }
    return next;
}
