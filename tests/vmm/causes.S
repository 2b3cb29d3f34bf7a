/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each cause of a trap, from both modes, each stepped over by the handler. */
#include "guest.asm"

    .equ HOLE, 0x70000000       /* nothing is there */
    .equ VA, 0x00400000

/* Everything that traps whatever the mode. */
.macro everywhere
    la t0, DATA + 2
    .word 0                     /* illegal instructions */
    .word 0xffffffff
    csrr t1, 0x5c0
    csrw mvendorid, t0
    ebreak
    ecall
    lr.w t1, (t0)               /* misaligned */
    sc.w t1, t1, (t0)
    amoadd.w t1, t1, (t0)
    la t1, 1f
    addi t1, t1, 2
    jr t1
1:  li t0, HOLE
    lw t1, 0(t0)
    sw t1, 0(t0)
    lr.w t1, (t0)
    sc.w t1, t1, (t0)
    amoswap.w t1, t1, (t0)
    jalr t0
    li t0, CLINT_BASE
    lb t1, 0(t0)
    sh t1, 0(t0)
    jalr t0
.endm

/* With translation on and the code mapped: misses, and what the entries forbid. */
.macro translated
    li t0, VA
    lw t1, 0(t0)
    sw t1, 4(t0)
    lr.w t1, (t0)
    sc.w t1, t1, (t0)
    amoadd.w t1, t1, (t0)
    jalr t0
    li t0, VA + 0x1000          /* readable */
    lw t1, 0(t0)
    sw t1, 4(t0)
    sc.w t1, t1, (t0)
    amoadd.w t1, t1, (t0)
    jalr t0
    li t0, VA + 0x2000          /* writable */
    lw t1, 0(t0)
    sw t1, 4(t0)
    lr.w t1, (t0)
    amoadd.w t1, t1, (t0)
    jalr t0
    li t0, VA + 0x3000          /* nothing at all */
    lw t1, 0(t0)
    sw t1, 4(t0)
    jalr t0
    li t0, VA + 0x4000          /* a mapping of a hole */
    lw t1, 0(t0)
    sw t1, 4(t0)
    jalr t0
    li t0, VA + 0xffe           /* from a page without a mapping to one that is readable */
    lw t1, 0(t0)
    sw t1, 0(t0)
    li t0, VA + 0x1ffe          /* from readable to writable, and back from writable to nothing */
    lw t1, 0(t0)
    sw t1, 0(t0)
    li t0, VA + 0x2ffe
    sw t1, 0(t0)
.endm

.macro privileged
    csrr t1, mstatus
    csrw CSR_mtlbidx, x0
    csrr t1, cycle
    csrr t1, time
    csrr t1, instret
    wfi
    mret
    tlbwr t0, t1
    tlbwi t0, t1
    tlbinv t0, t1
    tlbinv
    tlbp t1, t0
    tlbrh t1, t0
    tlbrl t1, t0
.endm

    start
    everywhere
    map 0, 0x80000000, 0x80000000, IDENTITY, TLB_HI_G
    map 1, VA + 0x1000, DATA, TLB_LO_V + TLB_LO_R
    map 2, VA + 0x2000, DATA, TLB_LO_V + TLB_LO_W
    map 3, VA + 0x3000, DATA, TLB_LO_V
    map 4, VA + 0x4000, HOLE
    map 5, VA + 0x1000, DATA    /* a second match */
    map 5, VA + 0x1000, DATA, IDENTITY, TLB_HI_G + 7
    tlbwr t0, t1
    li t0, MATP_TE
    csrw CSR_matp, t0
    translated
    li t0, MSTATUS_TW
    csrs mstatus, t0
    user MATP_OTE
    translated
    privileged
    supervisor
    csrw CSR_matp, x0
    li t0, 7
    csrw mcounteren, t0
    user
    everywhere
    privileged
    supervisor
    finish

    handler
