#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The front panel with a monitor: whose breakpoints, registers and memory, and what the monitor
# says of its VMs. Two guests: tests/cli/panel/mapped.S and steps.S.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >pair.yaml <<END
monitor: {kind: vmm}
vms:
  - {name: alice, image: $root/tests/cli/panel/mapped.S, memory: 1MiB}
  - {name: bob, image: $root/tests/cli/panel/steps.S, memory: 1MiB}
END

# What is the monitor's own changes with it: its addresses, its cycles, its machine frames.
mask='/^  changed/d; /^  8[0-9a-f]*: .*sp=\|wfi\|lui t2/d'
mask="$mask; s/^\\(breakpoint . at monitor:\\|monitor.* at \\)0x........ /\\1/"
mask="$mask; /^monitor/s/<[a-z_]*+0x[0-9a-f]*>/HERE/"
mask="$mask; s/[0-9]* instructions, [0-9]* cycles/N instructions, M cycles/"

# Each session starts with alice in user mode, the monitor having been entered a few times.
# at_alice NAME: then as session(), from the third command on
at_alice()
{
    { cat <<'END'; cat; } >told
> break alice:0x400004
breakpoint 1 at alice:0x00400004
> c
breakpoint 1
alice, user, ASID 7, at 0x00400004
  00400004: 00052583  lw a1, 0(a0)  a0=0x00401000  [0x00401000]
END
    session "$1" pair.yaml <told
}

at_alice "two VMs" <<'END'
> where
alice, user, ASID 7, at 0x00400004
  N instructions, M cycles; the hart is in user mode, translation is on, ASID 2
  00400004: 00052583  lw a1, 0(a0)  a0=0x00401000  [0x00401000]
> vms
  VM           state     mode             memory  pc   (by the monitor's account)
* alice        runnable  user           1024 KiB  0x00400004
  bob          runnable  supervisor     1024 KiB  0x80000000 <_start>
> tlb alice
the TLB that alice believes to have, by the monitor's account:
    #  VPN    ASID  PFN    flags
    0  00400     7  80001  --X
    2  00401     G  80002  RW-
  2 of 64 entries are valid
> tlb bob
the TLB that bob believes to have, by the monitor's account:
    #  VPN    ASID  PFN    flags
  0 of 64 entries are valid
> csr alice:
  mode         user
  mstatus      0x00000080  MIE=0  MPIE=1  MPP=user  TW=0
  mtvec        0x80000060  MODE=direct <ended>
  mepc         0x00400000
  mcause       0x00000000  instruction address misaligned
  mtval        0x00000000
  mie          0x00000000  software=0  timer=0  external=0
  mip          0x00000000  software=0  timer=0  external=0
  mscratch     0x00000000
  matp         0x80000007  TE=1  OTE=0  ASID=7
  mtlbidx      0x00000002
  mtlbwired    0x00000000
  mtlbrand     0x00000000
> csr alice:mtvec
  mtvec        0x80000060  MODE=direct <ended>
> x/2i bob:loop
(by the monitor's account)
<loop>:
   80000018: 00452583  lw a1, 4(a0)
   8000001c: fff28293  addi t0, t0, -1
> break bob:loop
breakpoint 2 at bob:0x80000018 <loop>
> c
alice: exit 0
breakpoint 2
bob, supervisor, at 0x80000018 <loop>
  80000018: 00452583  lw a1, 4(a0)  a0=0x80001000  [0x80001004]
> vms
  VM           state     mode             memory  pc   (by the monitor's account)
  alice        stopped   supervisor     1024 KiB  0x80000070 <ended+0x10>
* bob          runnable  supervisor     1024 KiB  0x80000018 <loop>
> registers alice
alice does not run now; by the monitor's account:
  zero 0x00000000  s0   0x00000000  a6   0x00000000  s8   0x00000000
  ra   0x00000000  s1   0x00000000  a7   0x00000000  s9   0x00000000
  sp   0x00000000  a0   0x00401000  s2   0x00000000  s10  0x00000000
  gp   0x00000000  a1   0xcafe1234  s3   0x00000000  s11  0x00000000
  tp   0x00000000  a2   0x00000000  s4   0x00000000  t3   0x00000000
  t0   0x00100000  a3   0x00000000  s5   0x00000000  t4   0x00000000
  t1   0x00005555  a4   0x00000000  s6   0x00000000  t5   0x00000000
  t2   0x00000002  a5   0x00000000  s7   0x00000000  t6   0x00000000
  pc   0x80000070 <ended+0x10>
> disas leaf
<leaf>:
   80000030: 00b50623  sb a1, 12(a0)
   80000034: 00008067  ret
> x words
(by the monitor's account)
80001000: 12345678
> delete
> c
bob: exit 3
> vms
  VM           state     mode             memory  pc   (by the monitor's account)
  alice        stopped   supervisor     1024 KiB  0x80000070 <ended+0x10>
  bob          stopped   supervisor     1024 KiB  0x80000048 <fault+0x10>
> where
monitor, for bob, at HERE
  N instructions, M cycles; the hart is in supervisor mode, translation is off
> select monitor
! standard input:20: monitor is no VM
END

at_alice "inside the monitor" <<'END'
> break reflect_fast
breakpoint 2 at monitor:<reflect_fast>
> c
breakpoint 2
monitor, for alice, at <reflect_fast>
> x/2i alice:0x400000
(by the monitor's account)
   00400000: 00401537  lui a0, 0x401
   00400004: 00052583  lw a1, 0(a0)
> x/2xw alice:0x401000
(by the monitor's account)
00401000: cafe1234 00000000
> csr alice:mepc
  mepc         0x00400000
> x alice:0x402000
! standard input:8: 0x00402000: no TLB entry of alice lets it be read now
END

session "before the monitor's start" pair.yaml <<'END'
> where
monitor, at <_start>
  N instructions, M cycles; the hart is in supervisor mode, translation is off
  80000000: 00000297  auipc t0, 0x0
> x/2i bob:loop
(cannot be read now: from the image)
<loop>:
   80000018: 00452583  lw a1, 4(a0)
   8000001c: fff28293  addi t0, t0, -1
> x/i alice:user
(cannot be read now: from the image)
<user>:
   80001000: 00401537  lui a0, 0x401
> input to nobody yet
> vms
! standard input:5: the monitor has not shown its VMs yet
END
session "an address that is no code" pair.yaml <<'END'
> x/i alice:0x90000000
! standard input:1: alice does not run now, so 0x90000000 cannot be translated; machine:ADDR is physical memory
END

# --- what the hart itself has ---

at_hart()
{
    printf 'break alice:0x400004\nc\n%s\n' "$1" | "$trapeze" repl pair.yaml >"$out" 2>"$err"
    status=$?
    sed '1,/^  00400004/d; /^  changed/d' "$out" >said
}
at_hart tlb
verdict "the hart's TLB has machine frames" "$(head -1 said | grep -q '^    #  VPN    ASID  MFN' ||
    cat said; grep -q '^ *[0-9]*  00400     2  80[0-9a-f]*  --X$' said || cat said
    tail -1 said | grep -q '^  [0-9]* of 64 entries are valid$' || tail -1 said)"
at_hart csr
verdict "the hart's CSRs are the monitor's" "$(for line in 'mode  *user' \
    'mtvec  *0x8[0-9a-f]*  MODE=direct <trap_fast>' 'mepc  *0x00400000' \
    'matp  *0x80000002  TE=1  OTE=0  ASID=2' 'mstatus .*  TW=1'; do
    grep -q "^  $line" said || echo "no $line"
done)"
at_hart counters
verdict "counters" "$(for line in '[0-9]* instructions, [0-9]* cycles' 'alice  *1  *1[0-9] ' \
    'bob  *0  *0  *0  *0' 'monitor  *0  *0  *[0-9]* ' \
    ' *6 times, .* cycles: privileged instructions emulated' \
    ' *2 times, .* cycles: TLB writes emulated' " *1 times, .* cycles: monitor's start"; do
    grep -q "^$line" said || echo "no $line"
done)"
for error in 'csr alice:mtlbid|no CSR `mtlbid`; did you mean `mtlbidx`?' \
    'x 0x402000|0x00402000: no TLB entry lets it be read now' \
    'x/i 0x401000|0x00401000: no TLB entry lets it be read now' \
    'x machine:0x10|0x00000010: not memory' \
    'registers nobody|nobody here is called `nobody`: expected one of monitor, alice, bob' \
    'select monito|nobody here is called `monito`: did you mean `monitor`?' \
    'break alice:loop|no symbol `loop` in alice' 'x machine:words|no symbol `words` in machine' \
    'break bob:laef|no symbol `laef` in bob; did you mean `leaf`?' \
    'tlb monitor|monitor is no VM' 'csr monitor:|monitor is no VM' \
    'break vmm_dispach|no symbol `vmm_dispach` in any image; did you mean `vmm_dispatch`?'; do
    at_hart "${error%%|*}"
    verdict "refused: ${error%%|*}" "$([ "$(cat "$err")" = "standard input:3: ${error#*|}" ] ||
        cat "$err"; [ "$status" -eq 1 ] || echo "status $status")"
done

# --- monitors that say nothing, or nonsense ---

good "a guest as the monitor" "$trapeze" cc -o guest "$root/tests/cli/panel/steps.S"
printf 'continue\n' | "$trapeze" repl --set monitor.image=guest pair.yaml >"$out" 2>"$err"
verdict "VMs that the monitor lost" "$(printf '%s: lost: the monitor itself ended first (exit 3)\n' \
    alice bob | diff - "$out")"

# lie "MACRO..." COMMAND PATTERN...: after COMMAND, lines that match the PATTERNs
lie()
{
    lie_name="$1: $2" lie_command=$2
    # shellcheck disable=SC2046,SC2086 # several words
    "$trapeze" cc -o liar $(printf ' -D%s' $1) "$root/tests/cli/panel/liar.S"
    printf 'c\n%s\n' "$lie_command" | "$trapeze" repl --set monitor.image=liar \
        --set limits.instructions=90 pair.yaml 2>&1 | sed '1,/changed:/d' >said
    shift 2
    verdict "a monitor's lie, $lie_name" "$(for pattern in "$@"; do
        grep -q "^$pattern" said || { echo "no $pattern in:"; head -5 said; }
    done)"
}

not_understood="standard input:2: [a-z: ]*the monitor's inspection table cannot be understood"
lie MAGIC=0 vms "$not_understood"
lie TABLE=0x10000000 tlb\ alice "$not_understood"
lie TABLE=0xfffffffc regs\ bob "$not_understood"
lie ENTRIES=-1 vms '  ????????????????????????????????  *?  *user  *1024 KiB  0x22222222$'
lie ENTRIES=-1 "tlb bob" 'the TLB that bob believes' '  0 of 0 entries are valid$'
lie "ENTRIES=256 WAYS=254" "tlb bob" 'the TLB that bob believes' '    0  80000     G  80000  RWX$' \
    '  256 of 256 entries are valid$'
lie ENTRIES=-1 "csr alice:" '  mtvec .*MODE=vectored' '  mcause .*reserved cause'
lie "TABLE=0x87ffffdc COPY" "csr alice:" "$not_understood"
lie ENTRIES=0 "x alice:0x80000000" 'standard input:2: 0x80000000: no TLB entry of alice'
lie ENTRIES=2 "x alice:0x80000000" 'standard input:2: alice does not run now, so 0x80000000'
lie "ENTRIES=2 PMAP=0xfffffff0" "x alice:0x80000000" 'standard input:2: alice does not run now, so 0x80000000'
