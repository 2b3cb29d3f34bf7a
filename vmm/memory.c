/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/memory.h"

#include "vmm/access.h"
#include "vmm/allocator.h"
#include "vmm/hw.h"
#include "vmm/reflect.h"

#define LO_ALL (TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X)

bool memory_mapping(struct vm *vm, uint32_t va, uint32_t *lo)
{
    struct vcpu *v = &vm->vcpu;
    if (!(v->priv.matp & MATP_TE)) {
        *lo = (va & PAGE_FRAME) | LO_ALL;
        return true;
    }
    uint32_t asid = v->priv.matp & MATP_ASID;
    int i = tlb_find(&v->tlb, va, asid);
    if (i != TLB_NONE) {
        *lo = v->tlb.entry[i].lo;
        return true;
    }
    uint32_t slot = soft_find(&vm->soft, va, asid);
    if (slot == SOFT_NONE) {
        return false;
    }
    *lo = vm->soft.entries[slot].e.lo;
    return true;
}

uint32_t memory_translate(struct vm *vm, uint32_t va, enum access access, uint32_t *pa)
{
    uint32_t lo;
    if (!memory_mapping(vm, va, &lo)) {
        return tlb_miss_cause(access);
    }
    if (!tlb_allows(lo, access)) {
        return tlb_forbidden_cause(access);
    }
    *pa = (lo & PAGE_FRAME) | (va & PAGE_OFFSET);
    return 0;
}

/* The low word of the real entry for a guest's mapping of RAM: VPN -> MFN in place of VPN -> PFN.
 */
static uint32_t real_lo(struct vm *vm, uint32_t lo)
{
    uint32_t permissions = lo & LO_ALL;
    if (vm->has_tohost && ((lo ^ vm->tohost) & PAGE_FRAME) == 0) {
        permissions &= ~TLB_LO_W;
    }
    return (pmap_machine(vm, lo) & PAGE_FRAME) | permissions;
}

void memory_miss(struct vm *vm, enum access access, uint32_t va)
{
    uint32_t lo;
    if (!memory_mapping(vm, va, &lo)) {
        reflect(vm, tlb_miss_cause(access), va);
        hw_probe(COST_REFLECTED_MISS, va);
    } else if (!tlb_allows(lo, access)) {
        reflect(vm, tlb_forbidden_cause(access), va);
        hw_probe(COST_REFLECT, tlb_forbidden_cause(access));
    } else if (pmap_has(vm, lo)) {
        hw_tlb_write((va & PAGE_FRAME) | asid_of(vm, memory_space(vm)), real_lo(vm, lo));
        hw_probe(COST_HIDDEN_MISS, va);
    } else if (access == ACCESS_FETCH) {
        reflect(vm, CAUSE_fetch_access, va);
        hw_probe(COST_REFLECT, CAUSE_fetch_access);
    } else {
        access_emulate(vm);
    }
}

void memory_forbidden(struct vm *vm, enum access access, uint32_t va)
{
    uint32_t lo;
    if (access == ACCESS_STORE && memory_mapping(vm, va, &lo) && tlb_allows(lo, ACCESS_STORE)) {
        access_emulate(vm); /* only the page of tohost is less writable than the guest made it */
        return;
    }
    reflect(vm, tlb_forbidden_cause(access), va);
    hw_probe(COST_REFLECT, tlb_forbidden_cause(access));
}

/* The guest's mapping hi is no more: no real entry may outlive it. */
static void forget_real(struct vm *vm, uint32_t hi)
{
    if (hi & TLB_HI_G) {
        hw_tlb_invalidate_page(hi);
        return;
    }
    uint32_t asid = asid_if_any(vm, hi & TLB_HI_ASID);
    if (asid) {
        hw_tlb_invalidate(hi, asid);
    }
}

static void soft_dropped(void *context, uint32_t hi)
{
    forget_real(context, hi);
}

/*
 * The entry that a write displaced: random replacement is the hardware's doing, so the software
 * TLB keeps it; an explicit index is the guest's, so it is forgotten, and its bucket with it.
 */
static void displaced(struct vm *vm, uint32_t index, struct tlb_entry old, bool random)
{
    if (!random) {
        soft_forget_bucket(&vm->soft, index, soft_dropped, vm);
    }
    if (!(old.lo & TLB_LO_V)) {
        return;
    }
    if (random && vm->soft.ways > 0) {
        soft_insert(&vm->soft, index, old, soft_dropped, vm);
    } else {
        forget_real(vm, old.hi);
    }
}

/* Install a new mapping at once: the guest wrote it because it is about to use it. */
static void install(struct vm *vm, uint32_t hi, uint32_t lo)
{
    if ((lo & TLB_LO_V) && pmap_has(vm, lo)) {
        /* A global entry is installed for the address space that is in use, never as global. */
        uint32_t space = hi & TLB_HI_G ? vm->vcpu.priv.matp & MATP_ASID : hi & TLB_HI_ASID;
        bool one = vmm.asid_last == ASID_FIRST; /* and it is for what runs next */
        uint32_t asid = one ? asid_if_any(vm, space) : asid_of(vm, space);
        if (asid) {
            hw_tlb_write((hi & PAGE_FRAME) | asid, real_lo(vm, lo));
        }
    }
}

bool memory_tlb_write(struct vm *vm, uint32_t index, uint32_t hi, uint32_t lo, bool random)
{
    struct tlb_entry old = vm->vcpu.tlb.entry[index];
    if (!tlb_write(&vm->vcpu.tlb, index, hi, lo)) {
        return false;
    }
    if ((old.lo & TLB_LO_V) && tlb_overlap(old.hi, hi)) {
        forget_real(vm, old.hi); /* replaced by a mapping of the same page: nothing to keep */
        old.lo = 0;
    }
    soft_forget_overlap(&vm->soft, hi, soft_dropped, vm);
    forget_real(vm, hi);
    displaced(vm, index, old, random);
    install(vm, hi & TLB_HI_BITS, lo & TLB_LO_BITS);
    return true;
}

void memory_tlb_invalidate(struct vm *vm, const struct tlb_inv *inv)
{
    tlb_invalidate(&vm->vcpu.tlb, inv);
    soft_forget_named(&vm->soft, inv, soft_dropped, vm);
    if (!inv->any_va && inv->any_asid) {
        hw_tlb_invalidate_page(inv->va);
    } else if (!inv->any_va) {
        forget_real(vm, (inv->va & PAGE_FRAME) | inv->asid);
    } else if (!inv->any_asid) {
        asid_forget(vm, inv->asid);
    } else {
        for (uint32_t asid = 0; asid < SPACE_PHYSICAL; asid++) {
            asid_forget(vm, asid);
        }
    }
}

/* A page that only the software TLB holds comes back to the index that it was displaced from. */
static uint32_t pull_back(struct vm *vm, uint32_t slot)
{
    struct vcpu *v = &vm->vcpu;
    uint32_t index;
    struct tlb_entry e = soft_take(&vm->soft, slot, &index);
    if (index < v->priv.mtlbwired) {
        forget_real(vm, e.hi); /* wired since: that index is no longer replacement's to give */
        return (uint32_t)TLB_NONE;
    }
    struct tlb_entry old = v->tlb.entry[index];
    v->tlb.entry[index] = e;
    if (old.lo & TLB_LO_V) {
        soft_insert(&vm->soft, index, old, soft_dropped, vm);
    }
    return index;
}

uint32_t memory_tlb_probe(struct vm *vm, uint32_t hi)
{
    uint32_t index = tlb_probe(&vm->vcpu.tlb, hi);
    if (index == (uint32_t)TLB_NONE) {
        uint32_t slot = soft_find(&vm->soft, hi, hi & TLB_HI_ASID);
        return slot == SOFT_NONE ? index : pull_back(vm, slot);
    }
    return index;
}

void memory_watch_tohost(struct vm *vm, uint32_t pa)
{
    vm->has_tohost = pmap_has(vm, pa);
    vm->tohost = pa;
}
