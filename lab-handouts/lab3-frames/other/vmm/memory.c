/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/memory.h"

#include "vmm/access.h"
#include "vmm/allocator.h"
#include "vmm/hw.h"
#include "vmm/refill.h"
#include "vmm/reflect.h"
#include "vmm/special.h"

#define LO_ALL (TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X)

bool memory_mapping(struct vm *vm, uint32_t va, uint32_t *lo)
{
    const struct guest_tlb *t = &vm->vcpu.tlb;
    uint32_t slot = SLOT_NONE;
    if (!memory_relocates(vm)) {
        *lo = va & PAGE_FRAME;
        *lo |= LO_ALL;
    } else {
        slot = guest_tlb_find(t, va, memory_space(vm));
        if (slot == SLOT_NONE) {
            return false;
        }
        *lo = t->slot[slot].e.lo;
    }
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

/* Where an access ends that the real TLB did not let through. */
enum end { TO_NOTHING, TO_WHAT_IS_FORBIDDEN, TO_MEMORY, TO_DEVICE };

static bool is_special(const struct vm *vm, uint32_t lo)
{
    return special_has(vm, lo & PAGE_FRAME);
}

static enum end leads_to(struct vm *vm, uint32_t va, enum access access, uint32_t *lo)
{
    if (!memory_mapping(vm, va, lo)) {
        return TO_NOTHING;
    }
    if (!tlb_allows(*lo, access)) {
        return TO_WHAT_IS_FORBIDDEN;
    }
    return pmap_has(vm, *lo) || is_special(vm, *lo) ? TO_MEMORY : TO_DEVICE;
}

/* The guest's lo, PFN replaced; stores to the page of tohost are to be seen. */
static void compose(uint32_t hi, uint32_t lo, struct vm *vm)
{
    uint32_t frame = is_special(vm, lo) ? vm->special_frame : pmap_machine(vm, lo & PAGE_FRAME);
    bool watched = vm->has_tohost && lo >> PAGE_SHIFT == vm->tohost >> PAGE_SHIFT;
    hw_tlb_write(hi, frame | (lo & (watched ? LO_ALL & ~TLB_LO_W : LO_ALL)));
}

void memory_miss(struct vm *vm, enum access access, uint32_t va)
{
    uint32_t lo = 0;
    switch (leads_to(vm, va, access, &lo)) {
    case TO_MEMORY:
        compose((va & PAGE_FRAME) | asid_of(vm, memory_space(vm)), lo, vm);
        hw_probe(COST_HIDDEN_MISS, va);
        return;
    case TO_DEVICE:
        if (access != ACCESS_FETCH) {
            access_emulate(vm, va, (lo & PAGE_FRAME) + (va & PAGE_OFFSET));
            return;
        }
        reflect_fault(vm, CAUSE_fetch_access, va);
        return;
    case TO_NOTHING:
        reflect_fault(vm, tlb_miss_cause(access), va);
        return;
    case TO_WHAT_IS_FORBIDDEN:
        reflect_fault(vm, tlb_forbidden_cause(access), va);
    }
}

void memory_forbidden(struct vm *vm, enum access access, uint32_t va)
{
    uint32_t lo = 0;
    enum end end = leads_to(vm, va, access, &lo);
    if (end == TO_MEMORY && access == ACCESS_STORE) { /* it is we who have forbidden it */
        access_emulate(vm, va, (lo & PAGE_FRAME) + (va & PAGE_OFFSET));
    } else {
        reflect_fault(vm, tlb_forbidden_cause(access), va);
    }
}

/* A page that is gone from the guest's TLB is gone from ours: everywhere, if it was global. */
static void gone(void *context, uint32_t hi)
{
    struct vm *vm = context;
    if (hi & TLB_HI_G) {
        hw_tlb_invalidate_page(hi & PAGE_FRAME);
    } else if (asid_if_any(vm, hi & TLB_HI_ASID)) {
        hw_tlb_invalidate(hi & PAGE_FRAME, asid_if_any(vm, hi & TLB_HI_ASID));
    }
}

bool memory_tlb_write(struct vm *vm, uint32_t index, uint32_t hi, uint32_t lo, bool random)
{
    struct tlb_entry e = {hi & TLB_HI_BITS, lo & TLB_LO_BITS};
    bool written = guest_tlb_write(&vm->vcpu.tlb, index, e, random, gone, vm);
    bool memory = pmap_has(vm, e.lo) || is_special(vm, e.lo);
    if (written && memory && (e.lo & TLB_LO_V)) {
        uint32_t space = (e.hi & TLB_HI_G ? vm->vcpu.priv.matp : e.hi) & TLB_HI_ASID;
        if (vmm.asid_last >
            ASID_FIRST) { /* with one ASID, another space's entry would be lost at once */
            asid_of(vm, space);
        }
        if (asid_if_any(vm, space)) {
            compose((e.hi & PAGE_FRAME) | asid_if_any(vm, space), e.lo, vm);
        }
    }
    return written;
}

void memory_tlb_invalidate(struct vm *vm, const struct tlb_inv *inv)
{
    guest_tlb_invalidate(&vm->vcpu.tlb, inv, gone, vm);
}

uint32_t memory_tlb_probe(struct vm *vm, uint32_t hi)
{
    struct vcpu *v = &vm->vcpu;
    return guest_tlb_probe(&v->tlb, hi, v->priv.mtlbwired, gone, vm);
}

void memory_watch_tohost(struct vm *vm, uint32_t pa)
{
    vm->has_tohost = pmap_has(vm, pa);
    vm->tohost = pa;
}
