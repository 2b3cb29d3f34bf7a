/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What entry.S knows of the monitor's structures: offsets in struct vm, which begins with its
 * vCPU, and sizes. Only #defines: serves C and assembly alike. fast.c checks every offset.
 */
#ifndef VMM_LAYOUT_H
#define VMM_LAYOUT_H

#include "isa/fields.h"

#define VM_X(n) (4 * (n))
#define VM_PC 128
#define VM_KEY 132
#define VM_MODE 160
#define VM_MSTATUS 164
#define VM_MTVEC 168
#define VM_MEPC 172
#define VM_MCAUSE 176
#define VM_MTVAL 180
#define VM_MIE 188
#define VM_MIP 192
#define VM_MATP 196
#define VM_TLB_SLOT 248
#define VM_TLB_CHAIN 252
#define VM_RETIRED 280
#define VM_PROGRESS_MARK 284
#define VM_REFLECTIONS 288
#define VM_RESUME 292
#define VM_SPECIAL 300
#define VM_MEMORY_SIZE 304
#define VM_PMAP 308
#define VM_HAS_TOHOST 312
#define VM_SPACE 1396

/* A pmap entry without a frame: no frame is at an odd address. */
#define PMAP_EMPTY U32(1)

/* special.h: the page, its first register, and the others from there. */
#define SPECIAL_PAGE U32(0xfffff000)
#define SPECIAL_REGISTERS U32(0xfffff800)
#define SPECIAL_MEPC_OFFSET 4
#define SPECIAL_MCAUSE_OFFSET 8
#define SPECIAL_MTVAL_OFFSET 12

/* struct space: generation, then key. */
#define SPACE_SHIFT 3
#define SPACE_KEY 4
#define SPACE_PHYSICAL 256

/* refill.h: so many entries, and where in the number of one its ASID begins. */
#define REFILL_ENTRIES 1024
#define REFILL_ASID_SHIFT 6

/* guest_tlb.h: struct guest_slot, hi first, then next. So many chains; a page's is its number's low
 * bits, xor those from this bit on. */
#define GUEST_TLB_CHAINS 256
#define GUEST_TLB_FOLD 20
#define GUEST_TLB_NONE 0xffff
#define GUEST_SLOT_SHIFT 4
#define GUEST_SLOT_NEXT 8

/* struct fast_csr: where in struct vm, and which bits can be written. */
#define FAST_CSR_SHIFT 3
#define FAST_CSR_MASK 4

#endif
