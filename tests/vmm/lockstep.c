/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/lockstep.h"

#include <string.h>

#include "machine/bus.h"
#include "machine/core.h"
#include "tests/unit/unit.h"
#include "vmm/count.h"

enum { SETTLE_EVERY = 61 };

struct lockstep lockstep;

static void take_output(void *context, uint8_t byte)
{
    (void)context;
    if (lockstep.output_size < RIG_OUTPUT - 1) {
        lockstep.output[lockstep.output_size++] = (char)byte;
    }
}

void lockstep_boot(const struct rig_config *config)
{
    const struct rig_vm *vm = &config->vm[0];
    const struct machine_config hardware = {
        .variant = VARIANT_PG32, .ram_size = vm->memory, .tlb_entries = config->tlb};
    rig_boot(config);
    memset(&lockstep, 0, sizeof lockstep);
    lockstep.vm = &vmm.vms[0];
    lockstep.bare = machine_new(&hardware);
    assert_non_null(lockstep.bare);
    lockstep.bare->console = take_output;
    lockstep.bare->has_tohost = vm->tohost != 0;
    lockstep.bare->tohost = vm->tohost;
    memcpy(machine_ram_write(lockstep.bare, RAM_BASE, vm->size), vm->bytes, vm->size);
    machine_start(lockstep.bare, RAM_BASE, 0);
}

/* --- comparing --- */

static void same(const char *what, uint32_t number, uint32_t bare, uint32_t virtual)
{
    if (bare != virtual) {
        fail_msg("%s %u: bare %08x, virtual %08x, at pc %08x after %u boundaries", what, number,
                 bare, virtual, lockstep.bare->hart.pc, (unsigned)lockstep.boundaries);
    }
}

static void compare_priv(const struct priv *b, const struct priv *v)
{
#define FIELD(name) same(#name, 0, b->name, v->name)
    FIELD(mode);
    FIELD(mstatus);
    FIELD(mtvec);
    FIELD(mepc);
    FIELD(mcause);
    FIELD(mtval);
    FIELD(mscratch);
    FIELD(mie);
    FIELD(matp);
    FIELD(mtlbidx);
    FIELD(mtlbwired);
    FIELD(mtlbrand);
    FIELD(mcounteren);
    FIELD(mcountinhibit);
    FIELD(menvcfg);
    FIELD(cyclecfgh);
    FIELD(instretcfgh);
#undef FIELD
}

static void compare_tlb(const struct tlb *b, const struct guest_tlb *v)
{
    for (uint32_t i = 0; i < b->entries; i++) {
        same("TLB entry, hi", i, b->entry[i].hi, v->slot[i].e.hi);
        same("TLB entry, lo", i, b->entry[i].lo, v->slot[i].e.lo);
    }
}

static void compare_devices(const struct machine *b, const struct vm *v)
{
    assert_memory_equal(&b->plic, &v->plic, sizeof b->plic);
    assert_memory_equal(&b->uart, &v->uart, sizeof b->uart);
    assert_true(b->clint.mtimecmp == v->clint.mtimecmp);
    assert_true(b->clint.armed == v->clint.armed);
    assert_true(b->clint.offset == v->clint.offset);
    same("msip", 0, b->clint.msip, v->clint.msip);
}

/* Instructions retired are counted lazily: bringing them up to date only now and then tests that.
 */
static void compare_counts(void)
{
    struct machine *b = lockstep.bare;
    if (rig.end == HW_RUNS && lockstep.boundaries % SETTLE_EVERY == 0) {
        vm_count(lockstep.vm);
        machine_count(b);
        same("minstret", 0, (uint32_t)b->hart.priv.minstret,
             (uint32_t)lockstep.vm->vcpu.priv.minstret);
    }
}

static void compare(void)
{
    const struct hart *b = &lockstep.bare->hart;
    const struct vcpu *v = &lockstep.vm->vcpu;
    bool inside = rig.end == HW_RUNS; /* in the guest: its registers are the hart's */
    const struct hart *real = &rig.machine->hart;
    same("pc", 0, b->pc, inside ? real->pc : v->pc);
    for (uint32_t i = 0; i < 32; i++) {
        same("register", i, b->x[i], inside ? real->x[i] : v->x[i]);
    }
    compare_priv(&b->priv, &v->priv);
    compare_tlb(&b->tlb, &v->tlb);
    compare_devices(lockstep.bare, lockstep.vm);
    compare_counts();
}

/* --- stepping --- */

/* One step of the bare machine that begins at cycle `begin` and does its work at cycle `act`. */
static void bare_step(uint64_t begin, uint64_t act)
{
    struct machine *b = lockstep.bare;
    b->cycles = begin;
    bus_events(b);
    b->cycles = act;
    core_step(b);
    bus_events(b);
    lockstep.boundaries++;
}

/* mcycle counts the monitor's work: whoever reads it is given the VM's. */
static void forgive_cycle(uint32_t word)
{
    struct machine *b = lockstep.bare;
    struct insn in = isa_decode(word, VARIANT_PG32);
    uint32_t csr = insn_csr(&in);
    bool cycle = csr == CSR_cycle || csr == CSR_cycleh || csr == CSR_mcycle || csr == CSR_mcycleh;
    if (isa_rows[in.op % OP_COUNT].class == CLASS_BY_CSR && cycle) {
        b->hart.x[in.rd] = lockstep.vm->vcpu.x[in.rd];
        b->hart.priv.mcycle = lockstep.vm->vcpu.priv.mcycle;
        b->counted_cycles = b->cycles;
    }
}

static uint32_t bare_word(void)
{
    uint32_t pa;
    struct machine *b = lockstep.bare;
    const uint8_t *bytes = NULL;
    uint32_t word = 0;
    if (machine_translate(b, b->hart.pc, ACCESS_FETCH, &pa) == 0) {
        bytes = machine_ram(b, pa, 4);
    }
    if (bytes) {
        memcpy(&word, bytes, 4);
    }
    return word;
}

/* How many of the guest's own boundaries the monitor has said it brought about. */
static uint32_t said(void)
{
    const uint32_t *p = hw_host.probes;
    return p[COST_EMULATE] + p[COST_TLB_WRITE] + p[COST_REFLECTED_MISS] + p[COST_REFLECT] +
           p[COST_DEVICE] + p[COST_TOHOST];
}

/* The VM was dispatched: `guest` if its instruction was emulated or trapped, then an interrupt. */
static void follow(uint64_t begin, bool guest, bool interrupt)
{
    struct machine *b = lockstep.bare;
    if (guest) {
        uint32_t word = bare_word();
        bare_step(begin, rig.trap_cycles);
        forgive_cycle(word);
        if (b->waiting && rig.end == HW_RUNS) {
            b->cycles = rig.machine->cycles;
            bus_events(b);
            assert_true(priv_wakes(&b->hart.priv));
            b->waiting = false;
        }
    }
    if (interrupt) {
        bare_step(rig.machine->cycles, rig.machine->cycles);
    }
}

static void step(void)
{
    uint64_t begin = rig.machine->cycles;
    uint64_t dispatches = rig.dispatches;
    uint32_t guest = said();
    uint32_t interrupts = hw_host.probes[COST_INTERRUPT];
    rig_step(1);
    if (rig.dispatches == dispatches) {
        bare_step(begin, begin);
    } else {
        guest = said() - guest;
        interrupts = hw_host.probes[COST_INTERRUPT] - interrupts;
        assert_true(guest <= 1 && interrupts <= 1);
        follow(begin, guest, interrupts);
    }
    if (lockstep.vm->stop != VM_STOP_TRAP_LOOP) {
        compare();
    }
}

enum hw_end lockstep_run(uint64_t boundaries)
{
    while (rig.end == HW_RUNS && lockstep.boundaries < boundaries) {
        step();
    }
    return rig.end;
}

void lockstep_compare_memory(void)
{
    static const uint8_t zeros[PAGE_SIZE];
    assert_int_equal(lockstep.vm->stop, VM_STOP_NONE);
    for (uint32_t i = 0; i < lockstep.vm->memory_size / PAGE_SIZE; i++) {
        uint32_t frame = lockstep.vm->pmap[i];
        const uint8_t *page = frame == 1 ? zeros : machine_ram(rig.machine, frame, PAGE_SIZE);
        if (memcmp(page, lockstep.bare->ram.bytes + i * PAGE_SIZE, PAGE_SIZE) != 0) {
            fail_msg("memory differs in page %u", i);
        }
    }
}

static void compare_end(void)
{
    static const enum stop_reason reasons[] = {[VM_STOP_NONE] = STOP_NONE,
                                               [VM_STOP_EXIT] = STOP_EXIT,
                                               [VM_STOP_RESET] = STOP_RESET,
                                               [VM_STOP_HTIF] = STOP_HTIF,
                                               [VM_STOP_TRAP_LOOP] = STOP_TRAP_LOOP};
    const struct vm *vm = lockstep.vm;
    assert_int_equal(lockstep.bare->stop, reasons[vm->stop]);
    if (vm->stop == VM_STOP_TRAP_LOOP) {
        assert_int_equal(lockstep.bare->hart.priv.mcause, vm->exit_code);
        return;
    }
    assert_int_equal(lockstep.bare->exit_code, vm->exit_code);
    if (rig.end == HW_IDLE) {
        lockstep.bare->cycles = rig.machine->cycles;
        bus_events(lockstep.bare);
        assert_true(lockstep.bare->waiting);
        assert_false(priv_wakes(&lockstep.bare->hart.priv));
        assert_int_equal(lockstep.bare->next_event, NEVER_CYCLE);
    }
}

int lockstep_teardown(void **state)
{
    machine_free(lockstep.bare);
    lockstep.bare = NULL;
    return rig_teardown(state);
}

void lockstep_finish(void)
{
    compare_end();
    assert_string_equal(lockstep.output, rig.output[1]);
    rig_free();
    lockstep_teardown(NULL);
}
