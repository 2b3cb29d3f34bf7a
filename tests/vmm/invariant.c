/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/invariant.h"

#include <string.h>

#include "tests/unit/unit.h"
#include "tests/vmm/rig.h"
#include "vmm/refill.h"

enum { FRAMES_MAX = 4096, EMPTY = 1, PERMISSIONS = TLB_LO_R | TLB_LO_W | TLB_LO_X };

/* A search of its own, that trusts neither hints nor chains. */
static bool serves(struct tlb_entry e, uint32_t va, uint32_t asid)
{
    bool here = (e.lo & TLB_LO_V) && (e.hi >> PAGE_SHIFT) == (va >> PAGE_SHIFT);
    return here && ((e.hi & TLB_HI_G) || (e.hi & TLB_HI_ASID) == asid);
}

static uint32_t slots(const struct guest_tlb *t)
{
    return t->entries * (1 + t->ways);
}

bool invariant_mapping(const struct vm *vm, uint32_t va, uint32_t space, uint32_t *lo)
{
    uint32_t found = 0;
    if (space == SPACE_PHYSICAL) {
        *lo = (va & PAGE_FRAME) | PERMISSIONS | TLB_LO_V;
        return true;
    }
    for (uint32_t i = 0; i < slots(&vm->vcpu.tlb); i++) {
        if (serves(vm->vcpu.tlb.slot[i].e, va, space)) {
            *lo = vm->vcpu.tlb.slot[i].e.lo;
            found++;
        }
    }
    if (found > 1) {
        fail_msg("page %08x of ASID %u is mapped %u times", va, space, found);
    }
    return found;
}

/* Which VM and space a real ASID stands for now; false if nobody can be given it again. */
static bool owner(uint32_t asid, const struct vm **vm, uint32_t *space)
{
    uint32_t owners = 0;
    for (uint32_t v = 0; v < vmm.vm_count; v++) {
        for (uint32_t s = 0; s < SPACE_COUNT; s++) {
            const struct space *at = &vmm.vms[v].space[s];
            if (at->generation == vmm.asid_generation && (at->key & TLB_HI_ASID) == asid) {
                *vm = &vmm.vms[v];
                *space = s;
                owners++;
            }
        }
    }
    assert_true(owners <= 1);
    return owners;
}

static void check_entry(struct tlb_entry real)
{
    const struct vm *vm = NULL;
    uint32_t space = 0;
    uint32_t guest = 0;
    uint32_t asid = real.hi & TLB_HI_ASID;
    assert_false(real.hi & TLB_HI_G);
    assert_true(asid >= 1 && asid < vmm.next_asid);
    if (!owner(asid, &vm, &space)) {
        return; /* forgotten: nobody has this ASID, nor will before the TLB is emptied */
    }
    uint32_t va = real.hi & PAGE_FRAME;
    if (!invariant_mapping(vm, va, space, &guest)) {
        fail_msg("%s: real entry for %08x, space %u, without a mapping", vm->name, va, space);
    }
    uint32_t pa = guest & PAGE_FRAME;
    assert_true(pa >= RAM_BASE && pa - RAM_BASE < vm->memory_size);
    assert_int_equal(real.lo & PAGE_FRAME, vm->pmap[(pa - RAM_BASE) / PAGE_SIZE]);
    assert_int_equal(real.lo & PERMISSIONS & ~guest, 0);
    bool tohost = vm->has_tohost && pa == (vm->tohost & PAGE_FRAME);
    assert_false(tohost && (real.lo & TLB_LO_W));
}

/* What fast_paths.S would write to the real TLB: entries of generations that may come again. */
static void check_refill_table(void)
{
    for (uint32_t i = 0; i < REFILL_ENTRIES; i++) {
        struct tlb_entry e = refill_table[i];
        uint32_t tag = (e.hi & PAGE_OFFSET) >> REFILL_TAG_SHIFT;
        if (e.hi && tag == vmm.asid_generation % REFILL_GENERATIONS) {
            check_entry((struct tlb_entry){e.hi & TLB_HI_BITS, e.lo});
        }
    }
}

static uint8_t used[FRAMES_MAX];

static void use(uint32_t ma, uint32_t bytes)
{
    for (uint32_t at = ma & PAGE_FRAME; at < ma + bytes; at += PAGE_SIZE) {
        uint32_t frame = (at - RAM_BASE) / PAGE_SIZE;
        assert_true(at >= RAM_BASE + HW_MONITOR_SIZE && at < vmm.frame_next);
        assert_true(frame < FRAMES_MAX);
        if (used[frame]) {
            fail_msg("machine frame %08x is in two places", at);
        }
        used[frame] = 1;
    }
}

static uint32_t machine_address(const void *p)
{
    return RAM_BASE + (uint32_t)((const uint8_t *)p - rig.machine->ram.bytes);
}

static void use_tables(const struct vm *vm)
{
    const struct guest_tlb *t = &vm->vcpu.tlb;
    use(machine_address(vm->pmap), vm->memory_size / PAGE_SIZE * 4);
    use(machine_address(t->slot), guest_tlb_size(t->entries, t->ways));
}

static void check_frames(void)
{
    uint32_t free_frames = 0;
    memset(used, 0, sizeof used);
    use(machine_address(vmm.vms), vmm.vm_count * (uint32_t)sizeof(struct vm));
    for (uint32_t v = 0; v < vmm.vm_count; v++) {
        const struct vm *vm = &vmm.vms[v];
        use_tables(vm);
        for (uint32_t i = 0; i < vm->memory_size / PAGE_SIZE; i++) {
            if (vm->pmap[i] != EMPTY) {
                assert_int_not_equal(vm->state, VM_STOPPED);
                use(vm->pmap[i], 1);
            }
        }
    }
    for (uint32_t f = vmm.free_frames; f; free_frames++) {
        use(f, 1);
        memcpy(&f, machine_ram(rig.machine, f, 4), 4);
    }
    uint32_t fresh = (vmm.frame_end - vmm.frame_next) / PAGE_SIZE;
    assert_int_equal(vmm.frames_left, fresh + free_frames);
}

/* The real R is a function of the virtual R alone, and the monitor's switches are as it set them.
 */
static void check_hart(void)
{
    const struct priv *real = &rig.machine->hart.priv;
    const struct priv *virtual = &vmm.current->vcpu.priv;
    bool on = virtual->matp & MATP_TE;
    const struct space *s =
        &vmm.current->space[on ? virtual->matp & MATP_ASID : (uint32_t)SPACE_PHYSICAL];
    assert_int_equal(vmm.current->state, VM_RUNNABLE);
    assert_int_equal(real->mode, MODE_USER);
    assert_int_equal(s->generation, vmm.asid_generation);
    assert_int_equal(real->matp, MATP_TE | (s->key & MATP_ASID));
    assert_int_equal(real->mcounteren, 0);
    assert_true(real->mstatus & MSTATUS_TW);
    assert_int_equal(real->mie, MIE_TIMER | MIE_EXTERNAL);
    assert_int_equal(real->mtlbwired, 0);
}

void invariant_check(void)
{
    const struct tlb *real = &rig.machine->hart.tlb;
    for (uint32_t i = 0; i < real->entries; i++) {
        if (real->entry[i].lo & TLB_LO_V) {
            check_entry(real->entry[i]);
        }
    }
    check_refill_table();
    check_frames();
    check_hart();
}
