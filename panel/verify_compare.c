/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map f, and whether the VM's state is the image of the bare machine's. Registers, the real
 * TLB, the reservation and memory are the hardware's; what of the VM's state is only in the monitor
 * (privileged registers, the guest's own TLB, devices, the pmap) is the monitor's claim.
 */
#include <stdio.h>
#include <string.h>

#include "verify_parts.h"

/* The address space, as ASID_BOUND numbers them, of addresses that are not translated. */
enum { SPACE_PHYSICAL = MATP_ASID + 1 };

static struct machine *leader(const struct verify_vm *vm)
{
    return vm->verify->leader.machine;
}

static uint32_t claim(const struct verify_vm *vm, enum inspect_field field, unsigned index)
{
    return claims_value(&vm->verify->claims, vm->index + 1, field, index);
}

static uint64_t claim_long(const struct verify_vm *vm, enum inspect_field field)
{
    return (uint64_t)claim(vm, field, 1) << 32 | claim(vm, field, 0);
}

/* --- registers --- */

static void compare_register(struct verify_vm *vm, const char *name, uint32_t bare, uint32_t real)
{
    if (bare != real) {
        verify_differ(vm, name, bare, real, 8);
    }
}

static void compare_registers(struct verify_vm *vm, enum verify_registers where)
{
    const struct hart *bare = &vm->bare.machine->hart;
    const struct hart *real = &leader(vm)->hart;
    bool interpreted = where == REGISTERS_INTERPRETED || where == REGISTERS_AMID_INTERPRETED;
    if (where == REGISTERS_AT_RETURN) {
        compare_register(vm, "pc", bare->pc, real->priv.mepc);
    } else if (where == REGISTERS_AMID) {
        compare_register(vm, "pc", bare->pc, real->pc);
    } else if (where == REGISTERS_INTERPRETED) {
        compare_register(vm, "pc", bare->pc, claim(vm, INSPECT_pc, 0));
    }
    for (unsigned i = 1; i < 32; i++) {
        compare_register(vm, isa_register_names[i], bare->x[i],
                         interpreted ? claim(vm, INSPECT_x, i) : real->x[i]);
    }
}

/* A machine switch ends a reservation, as anything may. */
static void compare_reservation(struct verify_vm *vm)
{
    struct hart *bare = &vm->bare.machine->hart;
    const struct hart *real = &leader(vm)->hart;
    uint32_t ma = 0;
    if (!real->reserved && vm->switched) {
        bare->reserved = false;
    }
    if (bare->reserved != real->reserved) {
        verify_differ(vm, "reservation", bare->reserved, real->reserved, 0);
    } else if (bare->reserved &&
               (!claims_machine(&vm->verify->claims, vm->index + 1, bare->reservation, &ma) ||
                ma != real->reservation)) {
        verify_differ(vm, "reservation, by machine address", ma, real->reservation, 8);
    }
}

/* --- privileged state --- */

/* The real counter as the monitor would read it, had it been entered now. */
static uint32_t real_minstret(const struct machine *m)
{
    struct priv p = m->hart.priv;
    priv_count(&p, 0, m->instructions - m->counted_instructions);
    return (uint32_t)p.minstret;
}

/* Instructions that the VM has completed and its minstret does not show yet. */
static uint32_t uncounted(const struct verify_vm *vm)
{
    return claim(vm, INSPECT_retired, 0) + real_minstret(leader(vm)) -
           claim(vm, INSPECT_instructions_seen, 0);
}

/* The VM runs, so that the real counter goes on for it. */
uint64_t verify_clock(const struct verify_vm *vm)
{
    return claim_long(vm, INSPECT_clock) + uncounted(vm);
}

/* The counters as the guest would read them. */
static void compare_counters(struct verify_vm *vm)
{
    struct machine *m = vm->bare.machine;
    struct priv p = {.mcycle = claim_long(vm, INSPECT_mcycle),
                     .minstret = claim_long(vm, INSPECT_minstret),
                     .mode = claim(vm, INSPECT_mode, 0),
                     .mcountinhibit = claim(vm, INSPECT_mcountinhibit, 0),
                     .cyclecfgh = claim(vm, INSPECT_mcyclecfgh, 0),
                     .instretcfgh = claim(vm, INSPECT_minstretcfgh, 0)};
    machine_count(m);
    priv_count(&p, verify_clock(vm) - claim_long(vm, INSPECT_cycles_seen), uncounted(vm));
    if (m->hart.priv.mcycle != p.mcycle) {
        verify_differ(vm, "mcycle", m->hart.priv.mcycle, p.mcycle, 0);
    }
    if (m->hart.priv.minstret != p.minstret) {
        verify_differ(vm, "minstret", m->hart.priv.minstret, p.minstret, 0);
    }
}

static void compare_privileged(struct verify_vm *vm)
{
    static const struct {
        const char *name;
        enum inspect_field field;
        size_t offset;
    } rows[] = {
#define ROW(name, member) {#name, INSPECT_##name, offsetof(struct priv, member)},
#define SAME(name) ROW(name, name)
        SAME(mode) SAME(mstatus) SAME(mtvec) SAME(mepc) SAME(mcause) SAME(mtval) SAME(mscratch)
            SAME(mie) SAME(mip) SAME(matp) SAME(mtlbidx) SAME(mtlbwired) SAME(mtlbrand)
                SAME(mcounteren) SAME(mcountinhibit) SAME(menvcfg) ROW(mcyclecfgh, cyclecfgh)
                    ROW(minstretcfgh, instretcfgh)
    };
    const uint8_t *bare = (const uint8_t *)&vm->bare.machine->hart.priv;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t value;
        memcpy(&value, bare + rows[i].offset, sizeof value);
        if (value != claim(vm, rows[i].field, 0)) {
            verify_differ(vm, rows[i].name, value, claim(vm, rows[i].field, 0), 8);
        }
    }
}

/* --- TLBs --- */

static void compare_guest_tlb(struct verify_vm *vm)
{
    const struct tlb *t = &vm->bare.machine->hart.tlb;
    char name[32];
    for (unsigned i = 0; i < t->entries; i++) {
        struct tlb_entry e = claims_tlb_entry(&vm->verify->claims, vm->index + 1, i);
        if (e.hi != t->entry[i].hi || e.lo != t->entry[i].lo) {
            snprintf(name, sizeof name, "tlb[%u].hi", i);
            verify_differ(vm, name, t->entry[i].hi, e.hi, 8);
            snprintf(name, sizeof name, "tlb[%u].lo", i);
            verify_differ(vm, name, t->entry[i].lo, e.lo, 8);
        }
    }
}

/* A real entry against the composition: what the bare machine maps there, by the pmap. */
static void compare_real_entry(struct verify_vm *vm, unsigned n, uint32_t space)
{
    struct machine *m = vm->bare.machine;
    const struct tlb_entry *real = &leader(vm)->hart.tlb.entry[n];
    uint32_t all = TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X;
    uint32_t va = real->hi & PAGE_FRAME;
    struct tlb_entry e = {va, va | all};
    char name[40];
    uint32_t ma = 0;
    if (space != SPACE_PHYSICAL) {
        int i = tlb_find(&m->hart.tlb, va, space);
        e = i == TLB_NONE ? verify_soft_mapping(vm, va, space) : m->hart.tlb.entry[i];
    }
    bool leads = (e.lo & TLB_LO_V) &&
                 claims_machine(&vm->verify->claims, vm->index + 1, e.lo & PAGE_FRAME, &ma) && ma;
    uint32_t lo = leads ? ma | (e.lo & all) : 0;
    if ((real->lo & PAGE_FRAME) != ma || (real->lo & all & ~lo)) {
        snprintf(name, sizeof name, "real tlb: page 0x%08x", va);
        verify_differ(vm, name, lo, real->lo, 8);
    }
}

/*
 * Every entry under the ASID that the guest is entered with. It is that of an address space, the
 * one of the virtual R. (Where the mode, too, decides what is relocated, a monitor may look at it;
 * if it should have and did not, that is seen in what the guest then does.)
 */
static void compare_real_tlb(struct verify_vm *vm)
{
    const struct priv *bare = &vm->bare.machine->hart.priv;
    const struct hart *real = &leader(vm)->hart;
    uint32_t asid = real->priv.matp & MATP_ASID;
    uint32_t space = vm->verify->isolation.asid_space[asid];
    uint32_t by_r = bare->matp & MATP_TE ? bare->matp & MATP_ASID : SPACE_PHYSICAL;
    if (space != by_r && !(space == SPACE_PHYSICAL && !priv_relocates(bare))) {
        verify_differ(vm, "address space", by_r, space, 0);
        return;
    }
    for (unsigned n = 0; n < real->tlb.entries; n++) {
        const struct tlb_entry *e = &real->tlb.entry[n];
        if ((e->lo & TLB_LO_V) && (e->hi & TLB_HI_ASID) == asid) {
            compare_real_entry(vm, n, space);
        }
    }
}

/* --- output; and all of it --- */

static void compare_channel(struct verify_vm *vm, unsigned bare_channel, unsigned channel)
{
    const struct channel *bare = &vm->bare.console.channels[bare_channel];
    const struct channel *real = &vm->verify->leader.console.channels[channel];
    if (bare->bytes != real->bytes) {
        verify_differ(vm, "bytes of output", bare->bytes, real->bytes, 0);
    } else if (bare->hash != real->hash) {
        verify_differ(vm, "output's hash", bare->hash, real->hash, 16);
    }
}

/* A monitor's VMs each have a channel; its own is that of the VM that it is. */
bool verify_compare_output(struct verify_vm *vm)
{
    for (unsigned i = 0; i < vm->bare.guest_count; i++) {
        compare_channel(vm, i + 1, vm->origin[i] + 1);
    }
    if (vm->is_monitor) {
        compare_channel(vm, 0, vm->index + 1);
    }
    return !verify_found(vm->verify);
}

/* What changes only in the monitor: not while the guest runs, nor amid the interpreter's loop. */
static void compare_monitors(struct verify_vm *vm, enum verify_registers where)
{
    compare_counters(vm);
    compare_reservation(vm);
    compare_guest_tlb(vm);
    if (where == REGISTERS_AT_RETURN) {
        compare_real_tlb(vm);
    }
    verify_compare_devices(vm);
}

bool verify_compare(struct verify_vm *vm, enum verify_registers where)
{
    compare_registers(vm, where);
    compare_privileged(vm);
    if (where == REGISTERS_AT_RETURN || where == REGISTERS_INTERPRETED) {
        compare_monitors(vm, where);
    } else if (where == REGISTERS_AMID) {
        compare_reservation(vm);
    }
    verify_compare_memory(vm);
    return verify_compare_output(vm);
}
