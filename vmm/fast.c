/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/fast.h"

#include <stddef.h>

#include "vmm/allocator.h"
#include "vmm/hw.h"
#include "vmm/inspect.h"
#include "vmm/memory.h"
#include "vmm/special.h"
#include "vmm/technique.h"

enum { CSRS = 4096 };

/* The CSRs that fast_paths.S accesses: mip is not writable, and the others are what their masks
 * say. It knows more of mstatus, mie and matp. */
#define FAST_CSRS(CSR)                                                                             \
    CSR(mstatus)                                                                                   \
    CSR(mie)                                                                                       \
    CSR(mtvec)                                                                                     \
    CSR(mscratch)                                                                                  \
    CSR(mepc)                                                                                      \
    CSR(mcause)                                                                                    \
    CSR(mtval)                                                                                     \
    CSR(mip)                                                                                       \
    CSR(matp)                                                                                      \
    CSR(mtlbrand)

enum {
    FAST_NONE,
#define NUMBER(name) FAST_##name,
    FAST_CSRS(NUMBER) FAST_COUNT
};

uint8_t fast_csr_number[CSRS];
struct fast_csr fast_csr[FAST_COUNT];

/* What a register keeps of ones is what can be written to it. */
static uint32_t writable(uint32_t number)
{
    struct priv p;
    uint32_t kept = 0;
    priv_reset(&p, TLB_MAX, vmm.variant);
    priv_csr_write(&p, number, UINT32_MAX);
    priv_csr_read(&p, number, &kept);
    return kept;
}

void fast_boot(void)
{
#define DESCRIBE(name)                                                                             \
    fast_csr_number[CSR_##name] = FAST_##name;                                                     \
    fast_csr[FAST_##name] =                                                                        \
        (struct fast_csr){offsetof(struct vm, vcpu.priv.name), writable(CSR_##name)};
    FAST_CSRS(DESCRIBE)
}

enum trap_vector fast_choose(const struct vm *vm)
{
    bool prepared = vm->technique && vm->technique->prepare;
    bool following = vm->by_mode && !prepared; /* an address space that follows the mode */
    if (!vmm.fast_paths || following) {
        return VECTOR_C;
    }
    enum trap_vector direct = vm->special ? VECTOR_SPECIAL : VECTOR_FAST;
    return prepared ? VECTOR_PREPARED : direct;
}

/* All that it calls becomes part of it: a handler's refill is waiting. */
__attribute__((flatten)) struct fast_done fast_tlb_write(struct vm *vm, uint32_t word)
{
    struct priv *p = &vm->vcpu.priv;
    uint32_t rs1 = word >> 15 & 31;
    uint32_t rs2 = word >> 20 & 31;
    uint32_t hi = vm->vcpu.x[rs1];
    uint32_t which = word >> 7 & 0xff; /* rd, and funct3, which is 0 */
    bool random = which == 0;
    uint32_t next = tlb_random_step(p->mtlbrand);
    uint32_t index = random ? tlb_random_index(p, next) : p->mtlbidx;
    /* The space that the entry is installed for: see install() in memory.c. */
    uint32_t space = (hi & TLB_HI_G ? p->matp : hi) & TLB_HI_ASID;
    /* sp is not in the vCPU yet; and an ASID that is to be given may end a generation */
    bool plain = which <= 1 && rs1 != 2 && rs2 != 2 && asid_if_any(vm, space);
    if (!plain || !memory_tlb_write(vm, index, hi, vm->vcpu.x[rs2], random)) {
        return (struct fast_done){vm, false};
    }
    if (random) {
        p->mtlbrand = next;
    }
    vm->retired++;
    vm->reflections_in_a_row = 0;
    hw_probe(COST_TLB_WRITE, word);
    return (struct fast_done){vm, true};
}

/* --- layout.h --- */

#define AT(offset, member)                                                                         \
    _Static_assert(offsetof(struct vm, member) == (offset), "layout.h: " #offset)

AT(VM_X(31), vcpu.x[31]);
AT(VM_PC, vcpu.pc);
AT(VM_KEY, vcpu.key);
AT(VM_MODE, vcpu.priv.mode);
AT(VM_MSTATUS, vcpu.priv.mstatus);
AT(VM_MTVEC, vcpu.priv.mtvec);
AT(VM_MEPC, vcpu.priv.mepc);
AT(VM_MCAUSE, vcpu.priv.mcause);
AT(VM_MTVAL, vcpu.priv.mtval);
AT(VM_MIE, vcpu.priv.mie);
AT(VM_MIP, vcpu.priv.mip);
AT(VM_MATP, vcpu.priv.matp);
AT(VM_TLB_SLOT, vcpu.tlb.slot);
_Static_assert(sizeof(struct space) == 1 << SPACE_SHIFT, "layout.h: SPACE_SHIFT");
_Static_assert(offsetof(struct space, generation) == 0, "fast_paths.S");
_Static_assert(offsetof(struct space, key) == SPACE_KEY, "layout.h: SPACE_KEY");
_Static_assert(offsetof(struct vmm, asid_generation) == 0, "fast_paths.S");
_Static_assert(sizeof(struct fast_csr) == 1 << FAST_CSR_SHIFT, "layout.h: FAST_CSR_SHIFT");
_Static_assert(offsetof(struct fast_csr, mask) == FAST_CSR_MASK, "layout.h: FAST_CSR_MASK");
_Static_assert(4 * SPECIAL_MEPC == SPECIAL_MEPC_OFFSET, "layout.h");
_Static_assert(4 * SPECIAL_MCAUSE == SPECIAL_MCAUSE_OFFSET, "layout.h");
_Static_assert(4 * SPECIAL_MTVAL == SPECIAL_MTVAL_OFFSET, "layout.h");
_Static_assert(sizeof(struct tlb_entry) == 8, "fast_paths.S");
_Static_assert(sizeof(struct guest_slot) == 1 << GUEST_SLOT_SHIFT, "layout.h: GUEST_SLOT_SHIFT");
_Static_assert(sizeof(struct guest_slot) == INSPECT_SLOT_SIZE, "inspect.h");
_Static_assert(offsetof(struct guest_slot, next) == GUEST_SLOT_NEXT, "layout.h: GUEST_SLOT_NEXT");

#ifdef __riscv /* beyond the first pointer, hosts differ */
AT(VM_TLB_CHAIN, vcpu.tlb.chain);
AT(VM_RETIRED, retired);
AT(VM_PROGRESS_MARK, progress_mark);
AT(VM_REFLECTIONS, reflections_in_a_row);
AT(VM_RESUME, resume);
AT(VM_SPECIAL, special);
AT(VM_MEMORY_SIZE, memory_size);
AT(VM_PMAP, pmap);
AT(VM_HAS_TOHOST, has_tohost);
AT(VM_SPACE, space);
#endif
