/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/schedule.h"

#include "isa/board.h"
#include "vmm/board.h"
#include "vmm/console.h"
#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/idle.h"
#include "vmm/share.h"
#include "vmm/slots.h"
#include "vmm/stop.h"
#include "vmm/watchdog.h"

/*
 * How far a pass advances in a tick at weight 1; and, in ticks, how often the real minstret is read
 * at least, of which 32 bits are looked at.
 */
enum { STRIDE_ONE = 1 << 20, COUNT_AT_LEAST = 1 << 28 };

/* Instructions that a VM that is switched away from may not have counted yet. */
enum { KEPT_AT_MOST = 1 << 30 };

/* How often a turn in which nothing was completed is extended. */
enum { EXTENSIONS = 4 };

/* Ticks that pass, at least, before the board of a VM with a clock of its own is looked at again.
 */
enum { PATIENCE = 16, PATIENCE_MOST = 1 << 16 };

static void set_timer(uint64_t when)
{
    if (vmm.timer != when) {
        bool same_upper = vmm.timer >> 32 == when >> 32;
        vmm.timer = when;
        /* The upper half first to all ones: no moment at which the pair is too early [Priv 3.2.1].
         */
        if (!same_upper) {
            hw_write32(CLINT_BASE + CLINT_MTIMECMP + 4, ~0u);
        }
        hw_write32(CLINT_BASE + CLINT_MTIMECMP, (uint32_t)when);
        if (!same_upper) {
            hw_write32(CLINT_BASE + CLINT_MTIMECMP + 4, (uint32_t)(when >> 32));
        }
    }
}

/* vm's own time, at the time `now`. */
static inline uint64_t own_time(const struct vm *vm, uint64_t now)
{
    return vm->virtual_clock ? vm_virtual_time(vm) : now;
}

/* --- ready, asleep --- */

/* vm can run, once its cap lets it. */
static void make_ready(struct vm *vm)
{
    vm->state = VM_RUNNABLE;
    vm->looping = false;
    if (share_used_up(vm)) {
        queue_put(&vmm.asleep, vm, vm->period_end);
        return;
    }
    vm->pass = later(vm->pass, share_present());
    queue_put(&vmm.ready, vm, vm->pass);
}

/* A VM that waits in wfi wakes for what is enabled; one that loops, for what it would take. */
static bool wakes(const struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    return vm->looping ? priv_interrupt(p) != 0 : priv_wakes(p);
}

/*
 * vm waits. If its devices have something to do, that is done in a turn of its own, within its cap,
 * whether or not the VM then wakes.
 */
static void sleep_or_work(struct vm *vm, uint64_t now)
{
    uint64_t when = board_deadline(vm, own_time(vm, now));
    if (vm->virtual_clock && when != UINT64_MAX) { /* on its clock, that is now */
        vm_warp(vm, when);
        when = now;
    }
    when = share_used_up(vm) ? later(when, vm->period_end) : when;
    vm->working = when <= now;
    if (vm->working) {
        vm->pass = later(vm->pass, share_present());
        queue_put(&vmm.ready, vm, vm->pass);
    } else {
        queue_put(&vmm.asleep, vm, when);
    }
}

/* vm, in no queue, goes into one: it can run, or it sleeps until something is due. */
RARE static void settle(struct vm *vm, uint64_t now)
{
    share_begin_period(vm, now);
    if (vm->state == VM_WAITING) {
        board_lines(vm, own_time(vm, now));
        if (!wakes(vm)) {
            sleep_or_work(vm, now);
            return;
        }
    }
    make_ready(vm);
}

/*
 * It is vm's turn: its lines, and its devices do what is due. Who loops may have waited for what
 * they have written to memory.
 */
RARE static void see_to_board(struct vm *vm, uint64_t now)
{
    board_lines(vm, own_time(vm, now));
    bool any = slots_work(vm);
    vm->working = false;
    if (any) {
        board_lines(vm, vm_time(vm));
    }
    if (vm->state == VM_WAITING && (wakes(vm) || (any && vm->looping))) {
        vm->state = VM_RUNNABLE;
        vm->looping = false;
    }
}

/* Whether there is anything to see to. */
static inline bool board_calls(struct vm *vm, uint64_t now)
{
    uint64_t own = own_time(vm, now);
    return vm->state == VM_WAITING || board_deadline(vm, own) <= own;
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
    uint64_t now = hw_time();
    if (vm->state == VM_WAITING && !vm->working) {
        queue_remove(&vmm.asleep, vm);
        vm->due = now;
        settle(vm, now);
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

/* --- turns --- */

/*
 * When vm's board, which runs, is to be seen to. A clock of its own does not go faster than the
 * machine's, so that then is not too late; if it is too early, the rest is looked at again. What
 * the monitor takes until vm runs has to fit in, or it never would.
 */
RARE static uint64_t virtual_board_due(struct vm *vm, uint64_t now)
{
    uint64_t own = vm_virtual_time(vm);
    uint64_t when = board_deadline(vm, own);
    return when == UINT64_MAX ? when : now + later(when > own ? when - own : 0, vmm.patience);
}

static uint64_t board_due(struct vm *vm, uint64_t now)
{
    return vm->virtual_clock ? virtual_board_due(vm, now) : board_deadline(vm, now);
}

static void set_next(uint64_t now)
{
    uint64_t when = earlier(queue_key(&vmm.asleep), now + COUNT_AT_LEAST);
    if (vmm.current->state == VM_RUNNABLE) {
        when = earlier(when, earlier(share_turn_end(), board_due(vmm.current, now)));
        when = earlier(when, watchdog_due());
    }
    set_timer(when);
}

void schedule_timer(void)
{
    set_next(hw_time());
}

/*
 * A turn in which nothing was completed, since the monitor's own work for the VM took all of it,
 * goes on: with short turns none would ever get anywhere. But not for ever.
 */
static bool extended(uint64_t now)
{
    if (vm_completed(vmm.current) != vmm.turn_mark || vmm.extensions == EXTENSIONS) {
        return false;
    }
    vmm.extensions++;
    vmm.turn_start = now;
    return true;
}

/* Whether another goes on instead. */
static bool overtaken(uint64_t now)
{
    return now >= share_turn_end() && !extended(now);
}

/* Interrupts on behalf of a clock of its own leave vm the time to complete something. */
static void be_patient(const struct vm *vm)
{
    bool stuck = vm_completed(vm) == vmm.tick_mark && vmm.patience < PATIENCE_MOST;
    vmm.patience = stuck ? 2 * vmm.patience : PATIENCE;
    vmm.tick_mark = vm_completed(vm);
}

/* The one that runs has been interrupted. It goes on with its lines as they now are, or it does not
 * for a while, and they are seen to then. */
static void review(void)
{
    struct vm *vm = vmm.current;
    uint64_t now = hw_time();
    share_charge(vm, now);
    if (queue_key(&vmm.asleep) <= now) {
        wake(now);
    }
    if (watchdog_barks(now)) {
        vm_stop(vm, VM_STOP_HUNG, 0);
    }
    vmm.reschedule = vm->state != VM_RUNNABLE || overtaken(now);
    if (!vmm.reschedule) {
        vm_count(vm);
        if (board_calls(vm, now)) {
            see_to_board(vm, now);
        }
        be_patient(vm);
        set_next(now);
    }
}

void schedule_tick(void)
{
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

RARE static void halt(void)
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
RARE static void idle(void)
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
    vm_count_leave(vmm.current);
    if (vmm.current->retired > KEPT_AT_MOST) {
        vm_count(vmm.current);
    }
    vmm.current = to;
    vm_count_enter(to);
    hw_clear_reservation();
    hw_probe(COST_SWITCH, to->index);
}

/* Whether vm, whose turn is over, waits for something without having said so. */
static bool loops(struct vm *vm)
{
    vm->looping = !vm->virtual_clock && vmm.ready.count > 0 && idle_loop(vm);
    return vm->looping;
}

/* The one that ran goes where it belongs, and the next one is taken; the machine waits for it. */
static struct vm *choose(struct vm *vm, uint64_t now)
{
    vm->due = 0;
    if (vm->state == VM_RUNNABLE && loops(vm)) {
        vm->state = VM_WAITING;
    }
    if (vm->state == VM_RUNNABLE && !share_used_up(vm)) {
        return queue_exchange(&vmm.ready, vm, vm->pass);
    }
    if (vm->state != VM_STOPPED) {
        settle(vm, now);
    }
    while (vmm.ready.count == 0) {
        if (vmm.asleep.count == 0) {
            halt();
        }
        idle();
    }
    struct vm *next = queue_first(&vmm.ready);
    queue_remove(&vmm.ready, next);
    return next;
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
static inline void start_turn(void)
{
    vmm.reschedule = false;
    vmm.turn_mark = vm_completed(vmm.current);
    vmm.extensions = 0;
    vmm.turn_start = hw_time();
    watchdog_begin();
    set_next(vmm.turn_start);
}

void schedule_next(void)
{
    uint64_t now = vmm.charged;
    if (!vmm.reschedule) { /* otherwise it has just been done */
        now = hw_time();
        share_charge(vmm.current, now);
        wake(now);
    }
    struct vm *next = choose(vmm.current, now);
    vmm.pass = later(vmm.pass, next->pass);
    if (next != vmm.current) {
        machine_switch(next);
    }
    if (board_calls(next, now)) {
        see_to_board(next, now);
    }
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
    vm_count_enter(vmm.current);
    vmm.charged = now;
    vmm.patience = PATIENCE;
    start_turn();
}
