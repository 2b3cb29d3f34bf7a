#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The front panel of a bare machine: running, breakpoints, limits, input. Sessions of
# tests/cli/panel/steps.S and of the echo.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"

# --- running ---

session "step by step" steps <<'END'
> where
steps, supervisor, at 0x80000000 <_start>
  0 instructions, 0 cycles; the hart is in supervisor mode, translation is off
  80000000: 00000297  auipc t0, 0x0
> si
steps, supervisor, at 0x80000004 <_start+0x4>
  80000004: 03828293  addi t0, t0, 56  t0=0x80000000
  changed: t0 0x0 -> 0x80000000
> si
steps, supervisor, at 0x80000008 <_start+0x8>
  80000008: 30529073  csrw mtvec, t0  t0=0x80000038  mtvec=0x00000000
  changed: t0 0x80000000 -> 0x80000038
> si 4
steps, supervisor, at 0x80000018 <loop>
  80000018: 00452583  lw a1, 4(a0)  a0=0x80001000  [0x80001004]
  changed: t0 0x80000038 -> 0x2, a0 0x0 -> 0x80001000, mtvec 0x0 -> 0x80000038
> stepi 2
steps, supervisor, at 0x80000020 <loop+0x8>
  80000020: fe029ce3  bnez t0, 0x80000018 <loop>  t0=0x00000001  (taken)
  changed: t0 0x2 -> 0x1, a1 0x87fff000 -> 0xfffffffe
> si $t0+$t0+$t0+$t0-0
steps, supervisor, at 0x80000024 <loop+0xc>
  80000024: 34059073  csrw mscratch, a1  a1=0xfffffffe  mscratch=0x00000000
  changed: t0 0x1 -> 0x0
> si 2
steps, supervisor, at 0x80000030 <leaf>
  80000030: 00b50623  sb a1, 12(a0)  a0=0x80001000  a1=0xfffffffe  [0x8000100c]
  changed: ra 0x0 -> 0x8000002c, mscratch 0x0 -> 0xfffffffe
> si 2
steps, supervisor, at 0x8000002c <loop+0x14>
  8000002c: 00000000  .word 0x0
> si
trap: illegal instruction, mtval 0x0
steps, supervisor, at 0x80000038 <fault>
  80000038: 001002b7  lui t0, 0x100
  changed: mstatus 0x0 -> 0x1800, mepc 0x0 -> 0x8000002c, mcause 0x0 -> 0x2
> c
steps: exit 3
> si
! standard input:11: the machine has stopped for good; it can be gone back from here, and `quit` leaves
END

session "breakpoints" steps <<'END'
> break leaf
breakpoint 1 at steps:0x80000030 <leaf>
> b *0x80000030
breakpoint 1 at steps:0x80000030 <leaf>
> b steps:loop+4
breakpoint 2 at steps:0x8000001c <loop+0x4>
> br $pc
breakpoint 3 at steps:0x80000000 <_start>
> break
breakpoint 1 at steps:0x80000030 <leaf>
breakpoint 2 at steps:0x8000001c <loop+0x4>
breakpoint 3 at steps:0x80000000 <_start>
> continue
breakpoint 2
steps, supervisor, at 0x8000001c <loop+0x4>
  8000001c: fff28293  addi t0, t0, -1  t0=0x00000002
  changed: t0 0x0 -> 0x2, a0 0x0 -> 0x80001000, a1 0x87fff000 -> 0xfffffffe, mtvec 0x0 -> 0x80000038
> delete 1
> delete 3
> c
breakpoint 2
steps, supervisor, at 0x8000001c <loop+0x4>
  8000001c: fff28293  addi t0, t0, -1  t0=0x00000001
  changed: t0 0x2 -> 0x1
> info breakpoints
breakpoint 2 at steps:0x8000001c <loop+0x4>
  hit 2 times
> d
> b
no breakpoints
> delete
> b 0x80000038
breakpoint 4 at steps:0x80000038 <fault>
> c
breakpoint 4
trap: illegal instruction, mtval 0x0
steps, supervisor, at 0x80000038 <fault>
  80000038: 001002b7  lui t0, 0x100
  changed: ra 0x0 -> 0x8000002c, t0 0x1 -> 0x0, mstatus 0x0 -> 0x1800, mepc 0x0 -> 0x8000002c, mcause 0x0 -> 0x2, mscratch 0x0 -> 0xfffffffe
> delete 2
! standard input:16: there is no breakpoint, watchpoint or catchpoint 2
END

session "a limit stops it once" --set limits.instructions=5 steps <<'END'
> c
the configured limit is reached; `continue` goes on beyond it
steps, supervisor, at 0x80000014 <_start+0x14>
  80000014: ff050513  addi a0, a0, -16  a0=0x80001010
  changed: t0 0x0 -> 0x2, a0 0x0 -> 0x80001010, mtvec 0x0 -> 0x80000038
> c
steps: exit 3
END
session "a limit of cycles" --set limits.cycles=3 steps <<'END'
> c
the configured limit is reached; `continue` goes on beyond it
steps, supervisor, at 0x8000000c <_start+0xc>
  8000000c: 00200293  li t0, 2
  changed: t0 0x0 -> 0x80000038, mtvec 0x0 -> 0x80000038
END

printf '#include "pg32.inc"\n.globl _start\n_start: li t0, MIE_EXTERNAL\ncsrw mie, t0\nwfi\n1: j 1b\n' \
    >waits.S
session "nothing can come" waits.S <<'END'
> si 2
waits, supervisor, at 0x80000008 <_start+0x8>
  80000008: 30429073  csrw mie, t0  t0=0x00000800  mie=0x00000000
  changed: t0 0x0 -> 0x800
> c
all wait for an interrupt, and none can come; `input` may wake somebody
waits, supervisor, at 0x80000010 <_start+0x10>
  80000010: 0000006f  j 0x80000010 <_start+0x10>
  but first: waits for an interrupt (wfi)
  changed: mie 0x0 -> 0x800
END

# --- typing ---

mask='s/0x[0-9a-f]*/N/g; /^  changed\|^  *N\|^  [0-9a-f]*: /d; s/ <.*//'
session "input" "$build/guests/echo" <<'END'
> input be\x66ore \x2D \\ \"\t\e|\n
> c
echo: type lines; "quit" or Ctrl-D ends
BEFORE - \ "	|
all wait for an interrupt, and none can come; `input` may wake somebody
echo, supervisor, at N
  but first: waits for an interrupt (wfi)
> select echo
> type quit\r
> si 4
trap: external interrupt, mtval N
echo, supervisor, at N
> select
> c
echo: 1 lines
echo: exit 0
END
