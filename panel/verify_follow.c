/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A follower: the bare machine of one VM, which is led (machine/led.h). It runs on its own from
 * instruction to instruction and traps by itself; what comes from outside of both (when a line
 * rises, how long a wait is, when input or a disk's data arrive) comes when it came in the VM.
 */
#include "verify_parts.h"

static struct machine *bare(const struct verify_vm *vm)
{
    return vm->bare.machine;
}

/* --- watching it --- */

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct verify_vm *vm = context;
    vm->bare_traps++;
    vm->trap_cause = cause;
    vm->trap_tval = tval;
    verify_soft_trap(vm);
    if (!vm->trap_expected) {
        machine_stop(m);
    }
}

static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    struct verify_vm *vm = context;
    vm->trail[vm->steps++ % VERIFY_TRAIL] = (struct verify_step){m->hart.pc, in->word};
}

void verify_follow(struct verify_vm *vm)
{
    vm->traps_observer = (struct observer){.context = vm, .trap = on_trap};
    observer_add(bare(vm), &vm->traps_observer);
    verify_soft_begin(vm);
    led_begin(bare(vm));
}

void verify_keep_trail(struct verify_vm *vm)
{
    vm->steps_observer = (struct observer){.context = vm, .insn = on_insn};
    observer_add(bare(vm), &vm->steps_observer);
}

/* --- running it --- */

/* It stopped before the VM's point was reached. */
static bool stopped_early(struct verify_vm *vm, enum stop_reason stop)
{
    if (stop == STOP_IDLE) {
        return verify_differs(vm, "the bare machine waits for an interrupt, and the VM goes on");
    }
    if (stop == STOP_REQUEST) {
        uint32_t cause = vm->trap_cause;
        bool miss = cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
        if (miss && !vm->verify->exact) {
            return verify_differs(vm,
                                  "0x%08x is missed on the bare machine, and not in the VM, where "
                                  "the guest has no such mapping, displaced or not",
                                  vm->trap_tval);
        }
        return verify_differs(vm, "the bare machine traps, and the VM was delivered nothing: %s",
                              cause_text(cause));
    }
    return verify_differs(vm, "the bare machine has ended, and the VM goes on");
}

/* The bare machine's stop is one that nothing comes after. */
static bool is_final(enum stop_reason stop)
{
    return stop == STOP_EXIT || stop == STOP_RESET || stop == STOP_HTIF || stop == STOP_TRAP_LOOP;
}

/* vm has ended, and verify_end() will see to how: the instruction that does it may be counted. */
static bool may_end(const struct verify_vm *vm, enum stop_reason stop)
{
    return vm->ended && is_final(stop);
}

static enum stop_reason run_on(struct machine *m, uint64_t instructions)
{
    return machine_run(m, (struct run_limit){.instructions = instructions, .cycles = NEVER_CYCLE});
}

/* Up to there; where it misses what the software TLB may hide, with that. */
static enum stop_reason run(struct verify_vm *vm, uint64_t instructions)
{
    enum stop_reason stop = run_on(bare(vm), instructions);
    while (stop == STOP_REQUEST && verify_lend(vm)) {
        stop = run_on(bare(vm), instructions);
    }
    verify_lend_back(vm);
    verify_soft_settle(vm);
    return stop;
}

bool verify_run_to(struct verify_vm *vm, uint64_t instructions)
{
    struct machine *m = bare(vm);
    if (verify_found(vm->verify)) {
        return false;
    }
    if (m->instructions == instructions || may_end(vm, m->stop)) {
        return true;
    }
    enum stop_reason stop = run(vm, instructions);
    return (stop == STOP_LIMIT && m->instructions == instructions) || may_end(vm, stop) ||
           stopped_early(vm, stop);
}

/* The VM has not taken the trap that the bare machine took. */
static bool another_trap(const struct verify_vm *vm)
{
    const struct claims *c = &vm->verify->claims;
    return claims_value(c, vm->index + 1, INSPECT_mcause, 0) != vm->trap_cause ||
           claims_value(c, vm->index + 1, INSPECT_mtval, 0) != vm->trap_tval;
}

/* One trap, at once: in wfi it takes a step to go on. */
bool verify_take_trap(struct verify_vm *vm, bool interrupt, uint32_t cause)
{
    struct machine *m = bare(vm);
    uint64_t traps = vm->bare_traps;
    uint64_t instructions = m->instructions;
    vm->trap_expected = true;
    do {
        for (int i = 0; i < 2 && vm->bare_traps == traps && m->instructions == instructions; i++) {
            machine_step(m);
        }
    } while (vm->bare_traps != traps && another_trap(vm) && verify_lend(vm));
    verify_lend_back(vm);
    vm->trap_expected = false;
    if (vm->bare_traps != traps) {
        return true; /* which one is seen in mcause */
    }
    return verify_differs(vm, "the VM was delivered a trap, and the bare machine %s: %s",
                          m->instructions != instructions ? "completes the instruction"
                                                          : "waits for an interrupt",
                          interrupt || cause ? cause_text(cause) : "TLB miss");
}

static const char *stop_text(enum stop_reason stop)
{
    switch (stop) {
    case STOP_EXIT:
        return "exits";
    case STOP_RESET:
        return "asks for a reset";
    case STOP_HTIF:
        return "makes a host request";
    case STOP_TRAP_LOOP:
        return "traps in its trap handler, for ever";
    default:
        return "goes on";
    }
}

static const char *vm_stop_text(enum vm_stop why)
{
    switch (why) {
#define VM_STOP(number, id, name, text)                                                            \
    case VM_STOP_##id:                                                                             \
        return text;
#include "isa/vmstop.def"
    default:
        return "stopped";
    }
}

static enum stop_reason bare_stop(enum vm_stop why)
{
    switch (why) {
    case VM_STOP_EXIT:
        return STOP_EXIT;
    case VM_STOP_RESET:
        return STOP_RESET;
    case VM_STOP_HTIF:
        return STOP_HTIF;
    case VM_STOP_TRAP_LOOP:
        return STOP_TRAP_LOOP;
    default:
        return STOP_NONE;
    }
}

/* The instruction, or trap, with which it ends has not been counted yet. */
bool verify_end(struct verify_vm *vm, enum vm_stop why, uint32_t code)
{
    struct machine *m = bare(vm);
    enum stop_reason stop = m->stop;
    vm->trap_expected = why == VM_STOP_TRAP_LOOP;
    if (!is_final(stop)) {
        stop = machine_step(m);
    }
    while (stop == STOP_REQUEST && verify_lend(vm)) {
        stop = machine_step(m);
    }
    verify_lend_back(vm);
    vm->trap_expected = false;
    if (stop != bare_stop(why)) {
        return verify_differs(vm, "the VM %s, and the bare machine %s", vm_stop_text(why),
                              stop_text(stop));
    }
    if (stop != STOP_TRAP_LOOP && why != VM_STOP_RESET && m->exit_code != code) {
        verify_differ(vm, stop == STOP_EXIT ? "exit code" : "request", m->exit_code, code, 0);
        return false;
    }
    vm->instructions = m->instructions;
    return true;
}

/* The VM waits for ever. */
bool verify_idle(struct verify_vm *vm)
{
    struct machine *m = bare(vm);
    if (led_due(m) != UINT64_MAX) {
        return verify_differs(vm, "the VM waits for ever, and the bare machine until tick %llu",
                              (unsigned long long)led_due(m));
    }
    if (m->input.count > 0 && !m->config.virtio_console && uart_accepts(&m->uart)) {
        return verify_differs(vm, "input that was typed has not reached the VM");
    }
    return m->waiting && !priv_wakes(&m->hart.priv)
               ? true
               : verify_differs(vm, "the VM waits for ever, and the bare machine does not");
}

/* --- what comes from outside --- */

/* What the bare machine waits for next, if it does not wake before. */
static uint64_t next_due(const struct machine *m)
{
    uint64_t due = led_due(m);
    uint64_t input = led_input_due(m);
    return input > machine_now(m) && input < due ? input : due;
}

/*
 * The bare machine waits up to `clock`, from one thing that is due to the next. It may not sleep
 * past what wakes it, nor for longer than until the last of these.
 */
static bool wait_until(struct verify_vm *vm, uint64_t clock)
{
    struct machine *m = bare(vm);
    bool woken = false;
    while (m->cycles < clock && !woken) {
        uint64_t due = next_due(m);
        if (due > clock / CYCLES_PER_TICK) {
            return verify_differs(vm, "the VM waits on, and nothing is due then");
        }
        led_wait(m, due * CYCLES_PER_TICK);
        led_ring(m);
        led_raise(m, led_lines(m));
        woken = priv_wakes(&m->hart.priv) || next_due(m) == due;
    }
    return m->cycles >= clock ||
           verify_differs(vm, "the VM waits on, past what the bare machine waited for");
}

/* Time that the VM's clock shows beyond its instructions: it passed while it waited. */
static bool replay_time(struct verify_vm *vm)
{
    struct machine *m = bare(vm);
    uint64_t clock = verify_clock(vm);
    if (clock > m->cycles && m->waiting && !wait_until(vm, clock)) {
        return false;
    }
    if (clock != m->cycles) {
        verify_differ(vm, "cycles", m->cycles, clock, 0);
        return false;
    }
    return true;
}

/* How many bytes of input the VM's devices have taken since this was last asked. */
static unsigned input_taken(struct verify_vm *vm)
{
    uint32_t head = claims_value(&vm->verify->claims, vm->index + 1, INSPECT_input_head, 0);
    unsigned taken = (uint8_t)(head - vm->input_head);
    vm->input_head = (uint8_t)head;
    return taken;
}

static bool replay_input(struct verify_vm *vm)
{
    if (bare(vm)->config.virtio_console) {
        return true;
    }
    for (unsigned n = input_taken(vm); n > 0; n--) {
        if (!led_type(bare(vm))) {
            return verify_differs(vm, "input reaches the VM, and the bare machine %s",
                                  bare(vm)->input.count > 0 ? "would not accept any" : "has none");
        }
    }
    return true;
}

static bool rung(const struct verify_vm *vm)
{
    const uint8_t *at = claims_bytes(&vm->verify->claims, vm->index + 1, INSPECT_rtc,
                                     offsetof(struct rtc, rung), 1);
    return at && *at;
}

/* A line that has risen has a reason; one that has none is down; and it did not take too long. */
static bool replay_lines(struct verify_vm *vm)
{
    struct machine *m = bare(vm);
    uint32_t mip = claims_value(&vm->verify->claims, vm->index + 1, INSPECT_mip, 0);
    uint32_t reason = led_lines(m);
    /* A store that sets the timer to this very tick has lowered the line in the VM, a cycle ago. */
    bool now = clint_time(&m->clint, machine_now(m)) == m->clint.mtimecmp;
    bool risen = (m->hart.priv.mip & MIE_TIMER) && !now;
    bool late_timer = (reason & ~mip) == MIE_TIMER && !risen;
    if (mip != reason && !late_timer) {
        verify_differ(vm, "mip", reason, mip, 8);
        return false;
    }
    led_raise(m, mip);
    uint64_t overdue = led_overdue(m);
    if (overdue * CYCLES_PER_TICK > VERIFY_LATE) {
        return verify_differs(vm,
                              "an interrupt or a device's work has not come to the VM, and was due "
                              "%llu ticks ago",
                              (unsigned long long)overdue);
    }
    return true;
}

bool verify_replay(struct verify_vm *vm)
{
    if (!replay_time(vm)) {
        return false;
    }
    if (rung(vm)) {
        led_ring(bare(vm));
    }
    return replay_input(vm) && replay_lines(vm);
}

/* The console took input, or a device did a step of its work. */
bool verify_device_step(struct verify_vm *vm, uint32_t slot)
{
    struct machine *m = bare(vm);
    uint32_t head = vm->input_head;
    if (!replay_time(vm)) {
        return false;
    }
    unsigned taken = m->config.virtio_console ? input_taken(vm) : 0;
    if (taken > 0) {
        return led_fill(m, taken, INSPECT_INPUT - head) ||
               verify_differs(vm, "input reaches the VM's console, and not the bare machine's");
    }
    bool input_only = slot == VIRTIO_CONSOLE_SLOT && m->virtio[slot].receptive;
    return led_step(m, slot) || input_only ||
           verify_differs(vm, "a device of the VM works, and the bare machine's has nothing to do");
}
