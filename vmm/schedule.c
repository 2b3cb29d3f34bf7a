/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/schedule.h"

#include "isa/board.h"
#include "vmm/console.h"
#include "vmm/hw.h"
#include "vmm/idle.h"
#include "vmm/share.h"
#include "vmm/sleep.h"
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
 * LAB 5: when a turn is over: not before share_turn_end(). With short turns the monitor's own work
 * can take all of one; vm_completed() against vmm.turn_mark shows whether the guest has got on.
 */
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
/* LAB 5 END */

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
    /* LAB 5: who has used the time since it was charged last? And whose time has come? */
    share_charge(vm, now);
    if (queue_key(&vmm.asleep) <= now) {
        sleep_wake(now);
    }
    /* LAB 5 END */
    if (watchdog_barks(now)) {
        vm_stop(vm, VM_STOP_HUNG, 0);
    }
    /* LAB 5: vmm.reschedule: whether schedule_next() is to be called before a guest goes on. */
    vmm.reschedule = vm->state != VM_RUNNABLE || overtaken(now);
    /* LAB 5 END */
    if (!vmm.reschedule) {
        vm_count(vm);
        if (board_calls(vm, now)) {
            sleep_see_to_board(vm, now);
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

/*
 * LAB 5: the next turn: whose it is, what has to change hands, and what the machine does while
 * nobody can run. When all have stopped: hw_halt(), with FINISHER_PASS if each stopped by
 * VM_STOP_RESET, or by VM_STOP_EXIT with code 0; otherwise with FINISHER_FAIL | 1u << 16. What it
 * takes is told by COST_SWITCH and the index of the VM switched to, at each switch; COST_IDLE and 0
 * after waiting.
 */
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
RARE static void wait_until(uint64_t when)
{
    set_timer(earlier(when, queue_key(&vmm.asleep)));
    hw_wait();
    if (hw_csr_read(CSR_mip) & MIE_EXTERNAL) {
        console_receive();
    }
}

RARE static void idle(void)
{
    wait_until(UINT64_MAX);
    vmm.charged = hw_time(); /* to nobody */
    sleep_wake(vmm.charged);
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

/* Whether nothing will ever be due that makes a VM run. */
static bool for_ever(uint64_t now)
{
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        bool waits = vm->state == VM_WAITING && board_deadline(vm, own_time(vm, now)) == UINT64_MAX;
        if (vm->state != VM_STOPPED && !waits) {
            return false;
        }
    }
    return true;
}

/* Until when the one whose turn it is may wait in it. */
static uint64_t wait_end(uint64_t now)
{
    return for_ever(now) ? UINT64_MAX : share_turn_end();
}

/*
 * vm, whose turn it is, waits, and keeps its turn: the machine waits with it, until it wakes or the
 * turn is over. Whether it goes on.
 */
RARE static bool keeps_turn(struct vm *vm)
{
    uint64_t now = hw_time();
    do {
        vm->working = true; /* it is in no queue */
        uint64_t due = sleep_due(vm, now);
        if (due > now) {
            wait_until(earlier(due, wait_end(now)));
            now = hw_time();
        }
        sleep_see_to_board(vm, now);
        share_charge(vm, now);
        sleep_wake(now);
        hw_probe(COST_IDLE, 0);
    } while (vm->state == VM_WAITING && now < wait_end(now));
    return vm->state == VM_RUNNABLE;
}

/* Whether vm, whose turn is over, waits for something without having said so. */
static bool loops(struct vm *vm)
{
    bool matters = !vm->virtual_clock && vmm.ready.count > 0 && !vmm.idle_kept;
    vm->looping = matters && idle_loop(vm);
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
        share_line_up_again(vm);
        return queue_exchange(&vmm.ready, vm, vm->pass);
    }
    if (vm->state != VM_STOPPED) {
        sleep_settle(vm, now);
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

/* The one whose turn it is waits in it, and then goes on in it. */
RARE static bool goes_on_waiting(void)
{
    bool waits = vmm.current->state == VM_WAITING && !vmm.reschedule;
    if (!waits || !keeps_turn(vmm.current)) {
        return false;
    }
    tell_latency(vmm.current);
    set_next(hw_time());
    return true;
}

void schedule_next(void)
{
    if (vmm.idle_kept && goes_on_waiting()) {
        return;
    }
    uint64_t now = vmm.charged;
    if (!vmm.reschedule) { /* otherwise it has just been done */
        now = hw_time();
        share_charge(vmm.current, now);
        sleep_wake(now);
    }
    struct vm *next = choose(vmm.current, now);
    vmm.pass = later(vmm.pass, next->pass);
    if (next != vmm.current) {
        machine_switch(next);
    }
    if (board_calls(next, now)) {
        sleep_see_to_board(next, now);
    }
    if (next->state == VM_RUNNABLE) {
        tell_latency(next);
    }
    start_turn();
}

/* The monitor has started, and vmm.current, the first VM, is about to run. */
void schedule_boot(void)
{
    uint64_t now = hw_time();
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        struct vm *vm = &vmm.vms[i];
        vm->stride = vmm.round_robin ? 0 : STRIDE_ONE / vm->weight;
        if (vm != vmm.current && vm->state != VM_STOPPED) {
            sleep_over(vm);
        }
    }
    vm_count_enter(vmm.current);
    vmm.charged = now;
    vmm.patience = PATIENCE;
    start_turn();
}
/* LAB 5 END */
