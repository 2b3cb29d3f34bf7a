/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A monitor that stops its two VMs for REASON, without having run them: for outcomes.sh, with -D. */
#include "pg32.inc"
    .globl _start
_start:
    slti x0, x0, 5 /* PROBE_STOP_CODE */
    li t0, REASON << 8
    slti x0, t0, 2 /* PROBE_STOPPED */
    addi t0, t0, 1
    slti x0, t0, 2
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .
