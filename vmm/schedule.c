/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/schedule.h"

#include "isa/board.h"
#include "vmm/board.h"
#include "vmm/console.h"
#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/idle.h"
#include "vmm/slots.h"

/*
 * How far a pass advances in a tick at weight 1; a period of caps, in quanta; and, in ticks, how
 * often the real minstret is read at least, of which 32 bits are looked at.
 */
enum { STRIDE_ONE = 1 << 20, CAP_PERIOD = 10, WHOLE = 100, COUNT_AT_LEAST = 1 << 28 };

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

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* --- shares --- */

static uint64_t period(void)
{
    return (uint64_t)vmm.quantum_ticks * CAP_PERIOD;
}

/* What vm may use of each period. */
static uint64_t allowance(const struct vm *vm)
{
    return period() * vm->cap / WHOLE;
}

static bool capped(const struct vm *vm)
{
    return vm->cap < WHOLE;
}

/* The time since this was last done was vm's. What it used beyond its allowance is of the next. */
static void charge(struct vm *vm, uint64_t now)
{
    uint64_t used = now - vmm.charged;
    vmm.charged = now;
    vm->pass += used * vm->stride;
    if (capped(vm)) {
        vm->used += used;
        if (now >= vm->period_end) {
            vm->period_end = now + period();
            vm->used = vm->used > allowance(vm) ? vm->used - allowance(vm) : 0;
        }
    }
}

static bool used_up(const struct vm *vm)
{
    return capped(vm) && vm->used >= allowance(vm);
}

/* When the turn of the one that runs ends: of one that is alone, never but for its cap. */
static uint64_t turn_end(void)
{
    const struct vm *vm = vmm.current;
    uint64_t end = vmm.ready.count > 0 ? vmm.turn_start + vmm.quantum_ticks : UINT64_MAX;
    if (capped(vm)) {
        uint64_t left = used_up(vm) ? 0 : allowance(vm) - vm->used;
        end = earlier(end, later(vmm.charged + left, vmm.turn_start + 1));
    }
    return end;
}

/* --- ready, asleep --- */

static void make_ready(struct vm *vm)
{
    vm->state = VM_RUNNABLE;
    vm->looping = false;
    vm->pass = later(vm->pass, vmm.pass);
    queue_put(&vmm.ready, vm, vm->pass);
}

/* A VM that waits in wfi wakes for what is enabled; one that loops, for what it would take. */
static bool wakes(const struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    return vm->looping ? priv_interrupt(p) != 0 : priv_wakes(p);
}

/*
 * vm waits, and its devices may have something to do: that is done in a turn of its own, within its
 * cap, whether or not the VM then wakes.
 */
static void sleep_or_work(struct vm *vm, uint64_t now)
{
    uint64_t work = slots_deadline(vm);
    if (used_up(vm)) {
        work = later(work, vm->period_end);
    }
    vm->working = work <= now;
    if (vm->working) {
        vm->pass = later(vm->pass, vmm.pass);
        queue_put(&vmm.ready, vm, vm->pass);
    } else {
        queue_put(&vmm.asleep, vm, earlier(work, board_deadline(vm, now)));
    }
}

/* vm, in no queue, goes into one: it can run, or it sleeps until something is due. */
static void settle(struct vm *vm, uint64_t now)
{
    if (vm->state == VM_WAITING) {
        board_lines(vm, now);
        if (!wakes(vm)) {
            sleep_or_work(vm, now);
            return;
        }
    }
    make_ready(vm);
}

/*
 * It is vm's turn, so its devices do what is due. Who loops may have waited for what they have
 * written to memory.
 */
static void work(struct vm *vm)
{
    bool any = slots_work(vm);
    vm->working = false;
    if (any || vm->state == VM_WAITING) {
        board_lines(vm, hw_time());
    }
    if (vm->state == VM_WAITING && (wakes(vm) || (any && vm->looping))) {
        vm->state = VM_RUNNABLE;
        vm->looping = false;
    }
}

/* Those whose time has come; `due` is from when on their latency counts. */
static void wake(uint64_t now)
{
    while (queue_key(&vmm.asleep) <= now) {
        struct vm *vm = queue_first(&vmm.asleep);
        vm->due = queue_key(&vmm.asleep);
        queue_remove(&vmm.asleep, vm);
        settle(vm, now);
    }
}

void schedule_event(struct vm *vm)
{
    if (vm->state == VM_WAITING && !vm->working) {
        uint64_t now = hw_time();
        queue_remove(&vmm.asleep, vm);
        vm->due = now;
        settle(vm, now);
    }
}

void schedule_wait(struct vm *vm)
{
    board_lines(vm, hw_time());
    if (!priv_wakes(&vm->vcpu.priv)) {
        vm->state = VM_WAITING;
    }
}

/* --- the real interrupts --- */

void schedule_timer(void)
{
    uint64_t now = hw_time();
    uint64_t when = earlier(queue_key(&vmm.asleep), now + COUNT_AT_LEAST);
    if (vmm.current->state == VM_RUNNABLE) {
        when = earlier(when, earlier(turn_end(), board_deadline(vmm.current, now)));
        when = earlier(when, slots_deadline(vmm.current));
    }
    set_timer(when);
}

/* Whether another goes on instead: the turn is over, or one that woke is further behind. */
static bool overtaken(uint64_t now)
{
    return now >= turn_end() || queue_key(&vmm.ready) < vmm.current->pass;
}

/* The one that runs has been interrupted: its lines, and whether its turn is over. */
static void review(void)
{
    struct vm *vm = vmm.current;
    uint64_t now = hw_time();
    charge(vm, now);
    if (vm->state == VM_RUNNABLE) {
        board_lines(vm, now);
    }
    wake(now);
    vmm.reschedule = overtaken(now);
    if (!vmm.reschedule) {
        work(vm);
        schedule_timer();
    }
}

void schedule_tick(void)
{
    vm_count(vmm.current);
    review();
    hw_probe(COST_TICK, 0);
}

void schedule_external(void)
{
    console_receive();
    review();
    hw_probe(COST_TICK, 1);
}

/* --- machine switch --- */

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
    set_timer(queue_key(&vmm.asleep));
    hw_wait();
    if (hw_csr_read(CSR_mip) & MIE_EXTERNAL) {
        console_receive();
    }
    vmm.charged = hw_time(); /* to nobody */
    wake(vmm.charged);
    hw_probe(COST_IDLE, 0);
}

/*
 * All of one VM's state out, all of the next one's in. Registers are in the vCPU already, address
 * spaces are told apart by ASID; counters and the reservation remain.
 */
static void machine_switch(struct vm *to)
{
    vm_count(vmm.current);
    vmm.current = to;
    vm_count_resume(to);
    hw_clear_reservation();
    board_lines(to, hw_time());
    hw_probe(COST_SWITCH, to->index);
}

/* The one that ran goes where it belongs. */
static void put_away(struct vm *vm, uint64_t now)
{
    if (vm->state == VM_STOPPED) {
        return;
    }
    if (vm->state == VM_RUNNABLE && used_up(vm)) {
        queue_put(&vmm.asleep, vm, vm->period_end);
        return;
    }
    if (vm->state == VM_RUNNABLE && vmm.ready.count > 0 && idle_loop(vm)) {
        vm->state = VM_WAITING;
        vm->looping = true;
    }
    vm->due = 0;
    settle(vm, now);
}

/* How long after its time one that woke goes on. */
static void tell_latency(struct vm *vm)
{
    if (vm->due) {
        hw_probe(PROBE_WOKEN, (uint32_t)(hw_time() - vm->due));
        vm->due = 0;
    }
}

/*
 * A turn begins as late as possible, when the monitor has done nearly all that it has to: however
 * many VMs there are, the quantum is left for the guest to get on in.
 */
static void start_turn(void)
{
    vmm.reschedule = false;
    vmm.turn_start = hw_time();
    schedule_timer();
}

void schedule_next(void)
{
    uint64_t now = hw_time();
    charge(vmm.current, now);
    put_away(vmm.current, now);
    wake(now);
    while (vmm.ready.count == 0) {
        if (vmm.asleep.count == 0) {
            halt();
        }
        idle();
    }
    struct vm *next = queue_first(&vmm.ready);
    queue_remove(&vmm.ready, next);
    vmm.pass = later(vmm.pass, next->pass);
    if (next != vmm.current) {
        machine_switch(next);
    }
    work(next);
    if (next->state == VM_RUNNABLE) {
        tell_latency(next);
    }
    start_turn();
}

void schedule_boot(void)
{
    uint64_t now = hw_time();
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        vm->stride = STRIDE_ONE / vm->weight;
        if (vm != vmm.current && vm->state != VM_STOPPED) {
            make_ready(vm);
        }
    }
    vm_count_resume(vmm.current);
    vmm.charged = now;
    start_turn();
}
