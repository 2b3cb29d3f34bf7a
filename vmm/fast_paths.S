/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast paths: the commonest traps, in few cycles and few registers. See fast.h.
 *
 *   miss      the refill table has the page: a TLB write, and back
 *             the guest has no mapping of it: reflected
 *   ecall     reflected
 *   illegal   in virtual supervisor mode: a CSR of fast_csr[], mret, or a TLB write
 *
 * Anything else, and whatever is rare about these, goes to trap_slow in entry.S, which expects that
 * nothing has changed: the guest's t0 to t3 in the vCPU, and all other registers as they were.
 *
 * Throughout, sp is the vCPU's address, and mscratch holds the guest's sp.
 */
#include "isa/guest/pg32.inc"
#include "vmm/layout.h"

#define PROBE(number, id, name, value) .equ PROBE_##id, number
#define COST(number, id, name, title, value) .equ COST_##id, number
#include "isa/probe.def"

#define MRET 0x30200073
#define FUNCT3_CSRRS 2
#define OPCODE_SYSTEM 0x73
#define FUNCT7_TLB_WRITE 0x5e
#define MODE_SUPERVISOR 3

/* Say so through a probe. */
.macro probe event, value
    slti x0, \value, \event
.endm

/* The vCPU to sp, four registers to work with; t0 is the trap's cause, t1 its value. */
.macro enter_monitor
    csrrw sp, mscratch, sp
    sw t0, VM_X(5)(sp)
    sw t1, VM_X(6)(sp)
    sw t2, VM_X(7)(sp)
    sw t3, VM_X(28)(sp)
    csrr t0, mcause
    csrr t1, mtval
.endm

/* Back to the guest at mepc, which has its other registers. */
.macro return_to_guest
    lw t0, VM_X(5)(sp)
    lw t1, VM_X(6)(sp)
    lw t2, VM_X(7)(sp)
    lw t3, VM_X(28)(sp)
    csrrw sp, mscratch, sp
    mret
.endm

/* The real ASIDs of generations before this one are lost. */
.macro branch_if_lost generation, scratch, to
    lui \scratch, %hi(vmm)
    lw \scratch, %lo(vmm)(\scratch)
    bne \scratch, \generation, \to
.endm

/* The trap, t0, is a miss at t1, and the refill table has the page: a TLB write, and back. */
.macro refill not_a_miss, not_in_table
    addi t2, t0, -CAUSE_fetch_miss
    sltiu t2, t2, 3             /* fetch, load and store miss follow each other */
    beqz t2, \not_a_miss
    srli t2, t1, PAGE_SHIFT
    lw t3, VM_KEY(sp)
    slli t0, t2, PAGE_SHIFT
    or t0, t0, t3               /* hi: page and key */
    slli t3, t3, REFILL_ASID_SHIFT
    xor t2, t2, t3
    andi t2, t2, REFILL_ENTRIES - 1
    slli t2, t2, 3
    lui t3, %hi(refill_table)
    add t2, t2, t3
    lw t3, %lo(refill_table)(t2)
    lw t2, %lo(refill_table) + 4(t2)
    bne t3, t0, \not_in_table
    tlbwr t0, t2
    probe COST_HIDDEN_MISS, t1
    return_to_guest
.endm

/* The hardware's R for when the guest runs again: TE <- OTE at mret. */
.macro enter_space key, scratch
    sw \key, VM_KEY(sp)
    lui \scratch, MATP_OTE >> 12
    or \scratch, \scratch, \key
    csrw CSR_matp, \scratch
.endm

/* Where the space of translation off is: beyond what an offset from sp reaches. */
#define PHYSICAL_SPACE (VM_SPACE + (SPACE_PHYSICAL << SPACE_SHIFT) - 4096)

    .section .text.fast_paths, "ax"
    .globl trap_fast
    .balign 32                  /* a cache line */
trap_fast:
    enter_monitor
    addi t2, t0, -CAUSE_illegal
    bnez t2, not_illegal

/* --- an illegal instruction, t1: what the guest may not do for real --- */

illegal:
    lw t2, VM_MODE(sp)
    xori t3, t1, OPCODE_SYSTEM
    andi t3, t3, 0x7f
    beqz t2, trap_slow          /* not even virtually */
    bnez t3, trap_slow
    srli t3, t1, 12
    andi t2, t3, 3              /* of funct3; 0: no CSR instruction */
    beqz t2, not_csr
    srli t2, t1, 20             /* the CSR's number */
    lui t0, %hi(fast_csr_number)
    add t2, t2, t0
    lbu t2, %lo(fast_csr_number)(t2)
    andi t3, t3, 0xff           /* funct3 and rs1 */
    addi t3, t3, -FUNCT3_CSRRS
    beqz t2, trap_slow
    sw t4, VM_X(29)(sp)
    lui t0, %hi(fast_csr)
    slli t2, t2, FAST_CSR_SHIFT
    add t0, t0, t2
    lw t2, %lo(fast_csr)(t0)
    add t2, t2, sp              /* t2: where the CSR is */
    lw t4, 0(t2)                /* t4: what it was */
csr_found:
    beqz t3, csr_read           /* csrrs with x0 */
    lw t3, %lo(fast_csr) + FAST_CSR_MASK(t0) /* t3: its mask */
    srli t0, t1, 11             /* rs1, and bit 14 of the word: it is an immediate */
    andi t0, t0, 0x1f8
    sw t5, VM_X(30)(sp)
    lui t5, %hi(operands)
    add t0, t0, t5
    jr %lo(operands)(t0)

/* From operands: t0 is the operand. Bits 13 and 12 of the word: write 01, set 10, clear 11. */
operand:
    slli t5, t1, 31 - 13
    bgez t5, 2f
    slli t5, t1, 31 - 12
    bgez t5, 1f
    not t0, t0
    and t0, t0, t4
    j 2f
1:  or t0, t0, t4
2:  srli t5, t1, 20
    addi t5, t5, -CSR_mscratch
    sltiu t5, t5, CSR_mtval - CSR_mscratch + 1
    xor t0, t0, t4              /* only what can be written */
    and t0, t0, t3
    xor t0, t0, t4
    beqz t5, csr_with_effect
csr_store:
    sw t0, 0(t2)
csr_done:
    lw t5, VM_X(30)(sp)
csr_read:
    csrr t0, mepc
    lw t2, VM_RETIRED(sp)
    addi t0, t0, 4
    csrw mepc, t0
    addi t2, t2, 1
    sw t2, VM_RETIRED(sp)
    sw zero, VM_REFLECTIONS(sp)
    probe COST_EMULATE, t1
    srli t0, t1, 4              /* rd */
    andi t0, t0, 0xf8
    lui t2, %hi(results)
    add t0, t0, t2
    jr %lo(results)(t0)

/* --- trap_fast for a VM whose supervisor does not run directly: no handler is entered from here --- */

    .globl trap_prepared
    .balign 4
trap_prepared:
    enter_monitor
    refill trap_slow, trap_slow

/* --- a TLB miss at t1 --- */

not_illegal:
    refill not_a_miss, not_in_table

/* Does the guest have a mapping? Its slots are in a chain, by page. */
not_in_table:
    lw t2, VM_MATP(sp)
    csrr t0, mcause
    bgez t2, physical
    sw t4, VM_X(29)(sp)
    sw t5, VM_X(30)(sp)
    andi t2, t2, MATP_ASID
    srli t3, t1, PAGE_SHIFT
    srli t4, t1, GUEST_TLB_FOLD
    xor t3, t3, t4
    andi t3, t3, GUEST_TLB_CHAINS - 1
    slli t3, t3, 1
    lw t4, VM_TLB_CHAIN(sp)
    add t3, t3, t4
    lhu t3, 0(t3)
    j 3f
1:  lw t4, VM_TLB_SLOT(sp)      /* slot t3 */
    slli t3, t3, GUEST_SLOT_SHIFT
    add t3, t3, t4
    lw t4, 0(t3)                /* its hi */
    lhu t3, GUEST_SLOT_NEXT(t3)
    xor t5, t4, t1
    srli t5, t5, PAGE_SHIFT
    bnez t5, 3f                 /* another page */
    andi t5, t4, TLB_HI_G
    bnez t5, leave_it_to_c
    andi t4, t4, TLB_HI_ASID
    beq t4, t2, leave_it_to_c
3:  li t4, GUEST_TLB_NONE
    bne t3, t4, 1b
    lw t4, VM_X(29)(sp)
    lw t5, VM_X(30)(sp)
    j reflect_fast

/* Translation is off, so it has one: if the page has a frame, that is the composition. */
physical:
    lbu t2, VM_HAS_TOHOST(sp)
    li t3, RAM_BASE
    sub t1, t1, t3
    lw t3, VM_MEMORY_SIZE(sp)
    bnez t2, trap_slow          /* one page of it is special */
    bgeu t1, t3, trap_slow      /* no RAM */
    lw t3, VM_PMAP(sp)
    srli t1, t1, PAGE_SHIFT
    slli t2, t1, 2
    add t3, t3, t2
    lw t3, 0(t3)                /* its frame */
    andi t2, t3, PMAP_EMPTY
    bnez t2, trap_slow
    ori t3, t3, TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X
    csrr t1, mtval
    lw t2, VM_KEY(sp)
    srli t0, t1, PAGE_SHIFT
    slli t0, t0, PAGE_SHIFT
    or t0, t0, t2
    tlbwr t0, t3
    srli t1, t1, PAGE_SHIFT     /* and where it is found the next time */
    slli t2, t2, REFILL_ASID_SHIFT
    xor t2, t2, t1
    andi t2, t2, REFILL_ENTRIES - 1
    slli t2, t2, 3
    lui t1, %hi(refill_table)
    add t2, t2, t1
    sw t0, %lo(refill_table)(t2)
    sw t3, %lo(refill_table) + 4(t2)
    probe COST_HIDDEN_MISS, t0
    return_to_guest

leave_it_to_c:
    lw t4, VM_X(29)(sp)
    lw t5, VM_X(30)(sp)
    j trap_slow

/* --- a trap of the guest's own: cause t0, value t1 --- */

not_a_miss:
    addi t2, t0, -CAUSE_ecall_user
    bnez t2, trap_slow
    lw t2, VM_MODE(sp)
    add t0, t0, t2              /* the cause of an ecall says the mode */

/* As priv_trap(), and reflect() in reflect.c: a second one with nothing done since is the C's. */
reflect_fast:
    lui t2, 1
    add t2, t2, sp
    lw t3, PHYSICAL_SPACE(t2)
    branch_if_lost t3, t2, trap_slow
    csrr t2, minstret
    lw t3, VM_PROGRESS_MARK(sp)
    bne t2, t3, 1f
    lw t3, VM_REFLECTIONS(sp)
    bnez t3, trap_slow
1:  li t3, 1
    sw t2, VM_PROGRESS_MARK(sp)
    sw t3, VM_REFLECTIONS(sp)
    csrr t2, mepc
    sw t0, VM_MCAUSE(sp)
    sw t1, VM_MTVAL(sp)
    sw t2, VM_MEPC(sp)

    lw t1, VM_MSTATUS(sp)       /* MPIE <- MIE, MIE <- 0, MPP <- mode, mode <- supervisor */
    lw t2, VM_MODE(sp)
    andi t3, t1, MSTATUS_MIE
    slli t3, t3, 4
    slli t2, t2, MSTATUS_MPP_SHIFT
    or t3, t3, t2
    lui t2, MSTATUS_TW >> 12
    and t1, t1, t2
    or t1, t1, t3
    sw t1, VM_MSTATUS(sp)
    li t1, MODE_SUPERVISOR
    sw t1, VM_MODE(sp)

    lw t1, VM_MATP(sp)          /* OTE <- TE, TE <- 0 */
    lui t3, 1
    srli t2, t1, 31
    slli t2, t2, 30
    andi t1, t1, MATP_ASID
    or t1, t1, t2
    sw t1, VM_MATP(sp)
    add t3, t3, sp
    lw t1, PHYSICAL_SPACE + SPACE_KEY(t3)
    enter_space t1, t2

    lw t3, VM_SPECIAL(sp)
    lw t1, VM_MTVEC(sp)
    lw t2, VM_RESUME(sp)
    bnez t3, in_special_page
csrs_written:
    andi t1, t1, -4
    csrw mepc, t1
    addi t2, t2, 1
    addi t3, t0, -CAUSE_fetch_miss
    bgez t3, 2f
    probe COST_REFLECT, t0
    probe PROBE_RESUME, t2
    return_to_guest
2:  lw t1, VM_MTVAL(sp)
    probe COST_REFLECTED_MISS, t1
    probe PROBE_RESUME, t2
    return_to_guest

/* The registers that a trap writes, for the guest to read. */
in_special_page:
    sw t0, SPECIAL_MCAUSE_OFFSET(t3)
    lw t0, VM_MTVAL(sp)
    sw t0, SPECIAL_MTVAL_OFFSET(t3)
    lw t0, VM_MEPC(sp)
    sw t0, SPECIAL_MEPC_OFFSET(t3)
    lw t0, VM_MCAUSE(sp)
    j csrs_written

/* --- CSR instructions that do more than change one register --- */

/* A CSR other than mscratch, mepc, mcause, mtval: what it was to become is t0. */
csr_with_effect:
    srli t5, t1, 20
    addi t5, t5, -CSR_matp
    beqz t5, csr_matp
    addi t5, t5, CSR_matp - CSR_mstatus
    beqz t5, csr_mstatus
    addi t5, t5, CSR_mstatus - CSR_mie
    beqz t5, csr_mie
    j csr_store
csr_mstatus:                    /* MPP has two values; what it becomes of others is the C's */
    srli t5, t0, 1
    xor t5, t5, t0
    slli t5, t5, 31 - MSTATUS_MPP_SHIFT
    bltz t5, leave_it_to_c
csr_mie:                        /* might an interrupt be let in? */
    lw t5, VM_MIP(sp)
    bnez t5, leave_it_to_c
    j csr_store
csr_matp:                       /* another address space */
    li t5, SPACE_PHYSICAL
    bgez t0, 1f
    andi t5, t0, MATP_ASID
1:  slli t5, t5, SPACE_SHIFT
    add t5, t5, sp
    lw t3, VM_SPACE(t5)
    branch_if_lost t3, t2, leave_it_to_c
    lw t5, VM_SPACE + SPACE_KEY(t5)
    sw t0, VM_MATP(sp)
    enter_space t5, t2
    j csr_done

/* As priv_mret(). An interrupt that might be let in is the C's. */
not_csr:
    srli t2, t1, 25
    addi t2, t2, -FUNCT7_TLB_WRITE
    beqz t2, tlb_write
    li t2, MRET
    bne t1, t2, trap_slow
    lw t2, VM_MIP(sp)
    lw t3, VM_MIE(sp)
    lw t0, VM_MATP(sp)
    and t2, t2, t3
    bnez t2, trap_slow
    slli t2, t0, 1              /* TE <- OTE, OTE <- 0 */
    lui t3, MATP_TE >> 12
    and t2, t2, t3
    andi t0, t0, MATP_ASID
    or t0, t0, t2
    li t2, SPACE_PHYSICAL
    bgez t0, 1f
    andi t2, t0, MATP_ASID
1:  slli t2, t2, SPACE_SHIFT
    add t2, t2, sp
    lw t3, VM_SPACE(t2)
    branch_if_lost t3, t1, trap_slow
    lw t2, VM_SPACE + SPACE_KEY(t2)
    sw t0, VM_MATP(sp)
    enter_space t2, t3

    lw t0, VM_MSTATUS(sp)       /* MIE <- MPIE, MPIE <- 1, mode <- MPP, MPP <- user */
    lui t3, MSTATUS_TW >> 12
    srli t1, t0, 4
    andi t1, t1, MSTATUS_MIE
    srli t2, t0, MSTATUS_MPP_SHIFT
    andi t2, t2, MODE_SUPERVISOR
    sw t2, VM_MODE(sp)
    and t0, t0, t3
    or t0, t0, t1
    ori t0, t0, MSTATUS_MPIE
    sw t0, VM_MSTATUS(sp)

    lw t0, VM_MEPC(sp)
    lw t1, VM_RETIRED(sp)
    csrw mepc, t0
    addi t1, t1, 1
    sw t1, VM_RETIRED(sp)
    sw zero, VM_REFLECTIONS(sp)
    lw t0, VM_RESUME(sp)
    li t1, MRET
    srli t2, t2, 1
    or t0, t0, t2
    probe COST_EMULATE, t1
    probe PROBE_RESUME, t0
    return_to_guest

/* A TLB write: fast_tlb_write() does it, or says that it is for the C in general. */
tlb_write:
    sw x1, VM_X(1)(sp)
    .irp r, 3,4,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,29,30,31
    sw x\r, VM_X(\r)(sp)
    .endr
    mv a0, sp
    mv a1, t1
    la sp, stack_top
    call fast_tlb_write
    mv sp, a0
    beqz a1, trap_saved
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    .irp r, 1,10,11,12,13,14,15,16,17,29,30,31 /* a C function keeps the others */
    lw x\r, VM_X(\r)(sp)
    .endr
    return_to_guest

/* --- the guest's registers by number, two instructions each --- */

/* t0 = x[n]; t0 = n */
operands:
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .if \n == 2
    csrr t0, mscratch
    .elseif (\n >= 5 && \n <= 7) || (\n >= 28 && \n <= 30)
    lw t0, VM_X(\n)(sp)
    .else
    mv t0, x\n
    .endif
    j operand
    li t0, \n
    j operand
    .endr

/* x[n] = t4 */
results:
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .if \n == 2
    csrw mscratch, t4
    .elseif (\n >= 5 && \n <= 7) || \n == 28 || \n == 29
    sw t4, VM_X(\n)(sp)
    .else
    mv x\n, t4
    .endif
    j csr_leave
    .endr

csr_leave:
    lw t4, VM_X(29)(sp)
    return_to_guest

/* --- trap_fast for a VM with a special page, special.h: some of its CSRs are there --- */

    .globl trap_special
    .balign 32
trap_special:
    enter_monitor
    addi t2, t0, -CAUSE_illegal
    bnez t2, not_illegal
    li t3, MRET
    srli t2, t1, 20
    beq t1, t3, special_mret
    addi t2, t2, -CSR_mscratch
    sltiu t3, t2, CSR_mtval - CSR_mscratch + 1
    beqz t3, illegal

    lw t0, VM_MODE(sp)          /* as there, but that the CSR is in the page */
    xori t3, t1, OPCODE_SYSTEM
    andi t3, t3, 0x7f
    beqz t0, trap_slow
    bnez t3, trap_slow
    srli t3, t1, 12
    andi t0, t3, 3
    beqz t0, trap_slow
    andi t3, t3, 0xff
    addi t3, t3, -FUNCT3_CSRRS
    lui t0, %hi(fast_csr_number + CSR_mscratch)
    add t0, t0, t2
    lbu t0, %lo(fast_csr_number + CSR_mscratch)(t0)
    sw t4, VM_X(29)(sp)
    sw t5, VM_X(30)(sp)
    lui t4, %hi(fast_csr)
    slli t0, t0, FAST_CSR_SHIFT
    add t0, t0, t4
    lw t5, VM_SPECIAL(sp)
    slli t2, t2, 2
    add t2, t2, t5
    lw t4, 0(t2)
    lw t5, %lo(fast_csr) + FAST_CSR_MASK(t0)
    and t4, t4, t5              /* whatever the guest has put there becomes legal */
    lw t5, VM_X(30)(sp)
    sw t4, 0(t2)
    j csr_found

special_mret:                   /* mepc may have been changed in the page */
    lw t2, VM_MODE(sp)
    beqz t2, trap_slow
    lw t2, VM_SPECIAL(sp)
    lw t3, SPECIAL_MEPC_OFFSET(t2)
    andi t3, t3, -4
    sw t3, VM_MEPC(sp)
    j not_csr
