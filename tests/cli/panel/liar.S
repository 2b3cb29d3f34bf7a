/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A monitor that runs nobody, and says of its VMs what cannot be: for repl_vms.sh, with -D. */
#include "pg32.inc"
#ifndef TABLE
#define TABLE table
#endif
#ifndef MAGIC
#define MAGIC 0x32334754 /* as in vmm/inspect.h */
#endif
#ifndef ENTRIES
#define ENTRIES 0x7fffffff
#endif
#ifndef PMAP
#define PMAP 0
#endif
#ifndef WAYS
#define WAYS 0xffffffff
#endif
#ifndef FRAMES
#define FRAMES 0
#endif
    .globl _start
_start:
    lw t0, where
#ifdef COPY /* of the table's head, to where there is room for no more */
    la t1, table
    addi t2, t1, 36
1:  lw t3, 0(t1)
    sw t3, 0(t0)
    addi t0, t0, 4
    addi t1, t1, 4
    bne t1, t2, 1b
    lw t0, where
#endif
    slti x0, t0, 3 /* PROBE_INSPECT */
    j .

    .data
    .balign 4
where:
    .word TABLE
table:
    .word MAGIC, 3, vm, 0, 9, 0, 58 /* so many fields, in the order of vmm/inspect.def */
    .word nothing, FRAMES /* of ASIDs and frames */
    .word 0, 32, 36, 40, 44, 172, 176, 180, 184, 188, 192, 196, 200, 204, 208, 212, 216, 220
    .word memory_size - vm, memory_size + 4 - vm
    .fill 20, 4, 0 /* devices, counters: the name */
    .word 0, ways - vm, 0 /* key, ways, space */
    .fill 15, 4, 0
nothing:
    .word 0
vm:
    .fill 32, 1, 7                  /* a name without letters and without an end */
    .word 77, 0, 0                  /* no such state */
    .fill 32, 4, 0x11111111         /* x */
    .word 0x22222222, 9, 0          /* pc, mode, mstatus */
    .word 0xfffffffd, 0, 99, 0, 0, 0, 0
    .word 0x80000001, ENTRIES       /* matp */
    .word slots
memory_size:
    .word 0x100000, PMAP
ways:
    .word WAYS
slots:
    .rept 256
    .word 0x80000fff, 0x80000fff, 0, 0
    .endr
