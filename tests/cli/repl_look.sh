#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the front panel of a bare machine shows: memory, instructions, registers, symbols.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"

session "memory" steps <<'END'
> x words
80001000: 12345678
> x/4xw words
80001000: 12345678 fffffffe 41004180 00000000
> mem/8xh words
80001000: 5678 1234 fffe ffff 4180 4100 0000 0000
> x/8xb words
80001000: 78 56 34 12 fe ff ff ff
> x/5w words
80001000: 12345678 fffffffe 41004180 00000000
80001010: 22206948
> x/2dw words
80001000:   305419896          -2
> x/4dh words+4-4
80001000:  22136   4660     -2     -1
> x/6db words
80001000:  120   86   52   18   -2   -1
> x/4uh words
80001000:  22136   4660  65534  65535
> x/4ub words+4
80001004:  254  255  255  255
> x/2u words
80001000:   305419896  4294967294
> x/5c text
80001010 <text>: 'H'  'i'  ' '  '"'  012 
> x words+4 2
80001004: fffffffe 41004180
> x/4xb   words   2
80001000: 78 56
> mem /2 $pc+4
80000004 <_start+0x4>: 03828293 30529073
> x machine:words
80001000: 12345678
> x/2i loop
<loop>:
   80000018: 00452583  lw a1, 4(a0)
   8000001c: fff28293  addi t0, t0, -1
> x/s text
80001010 <text>: "Hi \"\n"
> x/xb text
80001010 <text>: 48
> x
80001011 <text+0x1>: 69
> x/2xh words + 4
80001004: fffe ffff
> x
80001008: 4180 4100
> x words
80001000: 12345678
> x
80001004: fffffffe
> x/4c text
80001010 <text>: 'H'  'i'  ' '  '"' 
> x/2i loop
<loop>:
   80000018: 00452583  lw a1, 4(a0)
   8000001c: fff28293  addi t0, t0, -1
> x
   80000020: fe029ce3  bnez t0, 0x80000018 <loop>
   80000024: 34059073  csrw mscratch, a1
> disas leaf+4 1
   80000034: 00008067  ret
> x 1
! standard input:29: 0x00000001: not memory
END
session "nothing to go on from" steps <<'END'
> x
! standard input:1: expected an address: a number, a symbol or a $register
END
session "an end of memory" steps <<'END'
> x 0x87fffffe
! standard input:1: 0x87fffffe: not memory
END
session "a device is not looked at" steps <<'END'
> x/2xw 0x10000000
! standard input:1: 0x10000000: not memory
END

session "instructions" steps <<'END'
> disas leaf
<leaf>:
   80000030: 00b50623  sb a1, 12(a0)
   80000034: 00008067  ret
> disas   loop+4 2
   8000001c: fff28293  addi t0, t0, -1
   80000020: fe029ce3  bnez t0, 0x80000018 <loop>
> disassemble $pc 1
<_start>:
=> 80000000: 00000297  auipc t0, 0x0
> disas
<_start>:
=> 80000000: 00000297  auipc t0, 0x0
   80000004: 03828293  addi t0, t0, 56
   80000008: 30529073  csrw mtvec, t0
   8000000c: 00200293  li t0, 2
   80000010: 00001517  auipc a0, 0x1
   80000014: ff050513  addi a0, a0, -16
<loop>:
   80000018: 00452583  lw a1, 4(a0)
   8000001c: fff28293  addi t0, t0, -1
   80000020: fe029ce3  bnez t0, 0x80000018 <loop>
   80000024: 34059073  csrw mscratch, a1
> disas 0x87fffffc 2
   87fffffc: 00000000  .word 0x0
! standard input:5: 0x88000000: not memory
END

printf 'disas \v\f$pc 1\n' | "$trapeze" repl steps >"$out" 2>"$err"
verdict "blanks of other kinds" "$(grep -q '^=> 80000000: ' "$out" || cat "$out" "$err")"
printf '.globl _start\n_start: jalr x0, 16(x0)\n' >lost.S
session "nothing to fetch" lost.S <<'END'
> si
lost, supervisor, at 0x00000010
  00000010: cannot be fetched: instruction access fault
> si
trap: instruction access fault, mtval 0x10
lost, supervisor, at 0x00000000
  00000000: cannot be fetched: instruction access fault
  changed: mstatus 0x0 -> 0x1800, mepc 0x0 -> 0x10, mcause 0x0 -> 0x1, mtval 0x0 -> 0x10
END

session "registers" steps <<'END'
> si 14
steps, supervisor, at 0x80000030 <leaf>
  80000030: 00b50623  sb a1, 12(a0)  a0=0x80001000  a1=0xfffffffe  [0x8000100c]
  changed: ra 0x0 -> 0x8000002c, a0 0x0 -> 0x80001000, a1 0x87fff000 -> 0xfffffffe, mtvec 0x0 -> 0x80000038, mscratch 0x0 -> 0xfffffffe
> regs
  zero 0x00000000  s0   0x00000000  a6   0x00000000  s8   0x00000000
  ra   0x8000002c  s1   0x00000000  a7   0x00000000  s9   0x00000000
  sp   0x00000000  a0   0x80001000  s2   0x00000000  s10  0x00000000
  gp   0x00000000  a1   0xfffffffe  s3   0x00000000  s11  0x00000000
  tp   0x00000000  a2   0x00000000  s4   0x00000000  t3   0x00000000
  t0   0x00000000  a3   0x00000000  s5   0x00000000  t4   0x00000000
  t1   0x00000000  a4   0x00000000  s6   0x00000000  t5   0x00000000
  t2   0x00000000  a5   0x00000000  s7   0x00000000  t6   0x00000000
  pc   0x80000030 <leaf>
> csr
  mode         supervisor
  mstatus      0x00000000  MIE=0  MPIE=0  MPP=user  TW=0
  mtvec        0x80000038  MODE=direct <fault>
  mepc         0x00000000
  mcause       0x00000000  instruction address misaligned
  mtval        0x00000000
  mie          0x00000000  software=0  timer=0  external=0
  mip          0x00000000  software=0  timer=0  external=0
  mscratch     0xfffffffe
  matp         0x00000000  TE=0  OTE=0  ASID=0
  mtlbidx      0x00000000
  mtlbwired    0x00000000
  mtlbrand     0x00000000
> csr mcounteren
  mcounteren   0x00000000  cycle=0  time=0  instret=0
> info csr instret
  instret      0x0000000e
> x/2i x1
   8000002c: 00000000  .word 0x0
<leaf>:
=> 80000030: 00b50623  sb a1, 12(a0)
> x/i pc
<leaf>:
=> 80000030: 00b50623  sb a1, 12(a0)
> counters
14 instructions, 14 cycles
instructions           user     supervisor        monitor         cycles
steps                     0             14              0             14
> vms
no VMs: steps owns the machine
> tlb steps
    #  VPN    ASID  PFN    flags
  0 of 64 entries are valid
> csr steps:mtvec
  mtvec        0x80000038  MODE=direct <fault>
> csr steps:mtvek
! standard input:12: no CSR `mtvek`; did you mean `mtvec`?
END

session "symbols" steps <<'END'
> info symbols ?ea*
  0x80000030  code      8  steps:leaf
> i sym ord
  0x80001000  data     16  steps:words
> i s [lf]*
  0x80000018  code      0  steps:loop
  0x80000030  code      8  steps:leaf
  0x80000038  code      0  steps:fault
> info s zzz
no such symbols
> inf countes
! standard input:5: no topic `countes`: did you mean `counters`?
END
printf 'info symbols\n' >all
good "all symbols" "$trapeze" repl -x all steps
verdict "and of nothing else" "$(grep -q ' steps:_start$' "$out" || echo none
    grep -v '^  0x8[0-9a-f]\{7\}  \(code\|data\) *[0-9]*  steps:[^ ]*$' "$out")"
