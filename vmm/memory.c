/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/memory.h"

#include "vmm/access.h"
#include "vmm/allocator.h"
#include "vmm/hw.h"
#include "vmm/refill.h"
#include "vmm/reflect.h"
#include "vmm/special.h"

#define LO_ALL (TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X)

/*
 * LAB 3: the guest's own mapping of va. With its translation off each page is where it is, and all
 * may be done there; otherwise its TLB has it, guest_tlb.h, or it has none.
 */
bool memory_mapping(struct vm *vm, uint32_t va, uint32_t *lo)
{
    struct vcpu *v = &vm->vcpu;
    if (!memory_relocates(vm)) {
        *lo = (va & PAGE_FRAME) | LO_ALL;
        return true;
    }
    uint32_t slot = guest_tlb_find(&v->tlb, va, v->priv.matp & MATP_ASID);
    if (slot == SLOT_NONE) {
        return false;
    }
    *lo = v->tlb.slot[slot].e.lo;
    return true;
}
/* LAB 3 END */

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

/*
 * LAB 3: what the real TLB is to hold, VPN -> MFN, and what becomes of an access that it misses or
 * forbids: memory.h says of each. Tell with COST_HIDDEN_MISS, va, of a real entry for a miss.
 */
/* Whether there is memory at pa for a real entry to lead to. */
static bool has_memory(const struct vm *vm, uint32_t pa)
{
    return pmap_has(vm, pa) || special_has(vm, pa);
}

/* The low word of the real entry for a guest's mapping of memory: VPN -> MFN, not VPN -> PFN. */
static uint32_t real_lo(struct vm *vm, uint32_t lo)
{
    uint32_t permissions = lo & LO_ALL;
    if (special_has(vm, lo)) {
        return vm->special_frame | permissions;
    }
    if (vm->has_tohost && ((lo ^ vm->tohost) & PAGE_FRAME) == 0) {
        permissions &= ~TLB_LO_W;
    }
    return (pmap_machine(vm, lo) & PAGE_FRAME) | permissions;
}

/* A real entry, now and for when it is missed again. */
static void write_real(struct vm *vm, uint32_t hi, uint32_t lo)
{
    uint32_t real = real_lo(vm, lo);
    hw_tlb_write(hi, real);
    refill_put(hi, real);
}

void memory_miss(struct vm *vm, enum access access, uint32_t va)
{
    uint32_t lo;
    if (!memory_mapping(vm, va, &lo)) {
        reflect_fault(vm, tlb_miss_cause(access), va);
    } else if (!tlb_allows(lo, access)) {
        reflect_fault(vm, tlb_forbidden_cause(access), va);
    } else if (has_memory(vm, lo)) {
        write_real(vm, (va & PAGE_FRAME) | asid_of(vm, memory_space(vm)), lo);
        hw_probe(COST_HIDDEN_MISS, va);
    } else if (access == ACCESS_FETCH) {
        reflect_fault(vm, CAUSE_fetch_access, va);
    } else {
        access_emulate(vm, va, (lo & PAGE_FRAME) | (va & PAGE_OFFSET));
    }
}

void memory_forbidden(struct vm *vm, enum access access, uint32_t va)
{
    uint32_t lo;
    if (access == ACCESS_STORE && memory_mapping(vm, va, &lo) && tlb_allows(lo, ACCESS_STORE)) {
        access_emulate(
            vm, va, (lo & PAGE_FRAME) | (va & PAGE_OFFSET)); /* only the page of tohost is less
                                                                writable than the guest made it */
        return;
    }
    reflect_fault(vm, tlb_forbidden_cause(access), va);
}
/* LAB 3 END */

/*
 * LAB 3: the guest's TLB operations. guest_tlb.h does them on what the guest believes to be in its
 * TLB; here the real TLB is made to agree. No real entry may outlive the guest's.
 */
/* The guest's mapping hi is no more: no real entry may outlive it. */
static void forget_real(void *context, uint32_t hi)
{
    const struct vm *vm = context;
    if (hi & TLB_HI_G) {
        hw_tlb_invalidate_page(hi);
        refill_forget_page(hi);
        return;
    }
    uint32_t key = asid_if_any(vm, hi & TLB_HI_ASID);
    if (key) {
        hw_tlb_invalidate(hi, key);
        refill_forget((hi & PAGE_FRAME) | key);
    }
}

static void already_forgotten(void *context, uint32_t hi)
{
    (void)context, (void)hi;
}

/* Install a new mapping at once: the guest wrote it because it is about to use it. */
static void install(struct vm *vm, uint32_t hi, uint32_t lo)
{
    if ((lo & TLB_LO_V) && has_memory(vm, lo)) {
        /* A global entry is installed for the address space that is in use, never as global. */
        uint32_t space = hi & TLB_HI_G ? vm->vcpu.priv.matp & MATP_ASID : hi & TLB_HI_ASID;
        bool one = vmm.asid_last == ASID_FIRST; /* and it is for what runs next */
        uint32_t key = one ? asid_if_any(vm, space) : asid_of(vm, space);
        if (key) {
            write_real(vm, (hi & PAGE_FRAME) | key, lo);
        }
    }
}

bool memory_tlb_write(struct vm *vm, uint32_t index, uint32_t hi, uint32_t lo, bool random)
{
    struct tlb_entry new = {hi, lo};
    if (!guest_tlb_write(&vm->vcpu.tlb, index, new, random, forget_real, vm)) {
        return false;
    }
    install(vm, hi & TLB_HI_BITS, lo & TLB_LO_BITS);
    return true;
}

void memory_tlb_invalidate(struct vm *vm, const struct tlb_inv *inv)
{
    if (inv->any_va && !inv->any_asid) { /* at once, by giving up its real ASID */
        guest_tlb_invalidate(&vm->vcpu.tlb, inv, already_forgotten, vm);
        asid_forget(vm, inv->asid);
    } else {
        guest_tlb_invalidate(&vm->vcpu.tlb, inv, forget_real, vm);
    }
}

uint32_t memory_tlb_probe(struct vm *vm, uint32_t hi)
{
    return guest_tlb_probe(&vm->vcpu.tlb, hi, vm->vcpu.priv.mtlbwired, forget_real, vm);
}
/* LAB 3 END */

void memory_watch_tohost(struct vm *vm, uint32_t pa)
{
    vm->has_tohost = pmap_has(vm, pa);
    vm->tohost = pa;
}
