#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# --pipeline and --window: drawings that were worked out by hand from docs/timing.md; logs that are
# well formed and as long as the machine says that the window took; runs that do not notice.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

export TMPDIR="$work/tmp"
mkdir -p "$TMPDIR"
json_get=$build/test/json_get
two=$root/examples/experiments/two-kernels.yaml

# timed ARGUMENT...: a run with a pipeline
timed()
{
    "$trapeze" run -q --set machine.timing=pipeline "$@"
}

# drawn NAME ARGUMENT...: the drawing must be what is on standard input.
drawn()
{
    drawn_name=$1
    shift
    cat >expected
    timed --pipeline - "$@" >"$out" 2>"$err" </dev/null
    verdict "$drawn_name" "$(diff expected "$out" | head -5; head -2 "$err")"
}

# --- drawings ---

cat >tiny.S <<'END'
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li t1, 2
    la s0, data
loop:
    lw a0, 0(s0)
    add a1, a0, a0
    mul a2, a1, a0
    addi t1, t1, -1
    bnez t1, loop
    ecall
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
    j .

    .balign 64
handler:
    csrr t2, mepc
    addi t2, t2, 4
    csrw mepc, t2
    mret
data:
    .word 7
END
"$trapeze" cc -o tiny tiny.S

drawn "all that can delay, and no misses" --set icache.miss=0 --set dcache.miss=0 tiny <<'END'

F D X M W: the first cycle in IF, ID, EX, MEM, WB; -: held there; -~20~-: held for 20 cycles

cycle                                   0         10        20
supervisor mode <_start>:
80000000  auipc t0, 0x0                 FDXMW--
80000004  addi t0, t0, 128               FDXM--W
80000008  csrw mtvec, t0                  FDX--MW
8000000c  li t1, 2                         FD--XMW
80000010  auipc s0, 0x0                     F--DXMW
80000014  addi s0, s0, 128                     FDXMW
<loop>:
80000018  lw a0, 0(s0)                          FDXMW
8000001c  add a1, a0, a0                         FD-XM--W
80000020  mul a2, a1, a0                          F-DX--MW
80000024  addi t1, t1, -1                           FD--XMW
80000028  bnez t1, 0x80000018 <loop>                 F--DXMW
80000018  lw a0, 0(s0)                                  FDXMW
8000001c  add a1, a0, a0                                 FD-XM--W
80000020  mul a2, a1, a0                                  F-DX--MW
80000024  addi t1, t1, -1                                   FD--XMW
80000028  bnez t1, 0x80000018 <loop>                         F--DXMW

cycle                                   26  30        40              70
8000002c  ecall                         FDXMW
          environment call from supervisor mode
<handler>:
80000080  csrr t2, mepc                      FDX--MW--
80000084  addi t2, t2, 4                      FD--XM--W
80000088  csrw mepc, t2                        F--DX--MW
8000008c  mret                                    FD--XMW
<loop>:
80000030  lui t0, 0x100                                  FDXMW
80000034  lui t1, 0x5                                     FDXMW
80000038  addi t1, t1, 1365                                FDXMW-~20~-
8000003c  sw t1, 0(t0)                                      FDXM-~20~-W

67 cycles: 24 instructions, 43 stalls, 0 idle; 1 exception, 0 interrupts
stalls: mul 4, csr 6, mret 4, trap 5, load_use 2, mispredict 2, device 20
END

drawn "misses, and a window" --window 0,9 tiny <<'END'

F D X M W: the first cycle in IF, ID, EX, MEM, WB; -: held there; -~20~-: held for 20 cycles

cycle                                   0      21       30     51     72
supervisor mode <_start>:
80000000  auipc t0, 0x0                 F-~20~-DXMW--
80000004  addi t0, t0, 128                     FDXM--W
80000008  csrw mtvec, t0                        FDX--MW
8000000c  li t1, 2                               FD--XMW
80000010  auipc s0, 0x0                           F--DXMW-~20~-
80000014  addi s0, s0, 128                           FDXM-~20~-W-~20~-
<loop>:
80000018  lw a0, 0(s0)                                FDX-~20~-M-~20~-W
8000001c  add a1, a0, a0                               FD-~20~---~20~-XM--W
80000020  mul a2, a1, a0                                F-~20~---~20~-DX--MW

74 cycles: 9 instructions, 65 stalls, 0 idle; 0 exceptions, 0 interrupts
stalls: mul 2, csr 2, load_use 1, icache 40, dcache 20
END

timed --pipeline - tiny | sed 1d >"$out"
sed -n '/^    F D X M W: /,/^    stalls: /{s/^    //;p;}' "$root/docs/timing.md" >expected
verdict "the manual's example" "$(diff expected "$out" | head -5)"

# What cannot be fetched, a wait as long as is not shortened, predictions that are never right.
cat >lost.S <<'END'
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    jr zero
    nop
    .balign 32
handler:
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
END
"$trapeze" cc -o lost lost.S
drawn "a fetch that faults" --set icache.miss=12 --set pipeline.trap=8 --set pipeline.csr=1 \
    --set pipeline.device=0 --set pipeline.mispredict=3 lost <<'END'

F D X M W: the first cycle in IF, ID, EX, MEM, WB; -: held there; -~20~-: held for 20 cycles

cycle                                   0         10        20        30        40
supervisor mode <_start>:
80000000  auipc t0, 0x0                 F------------DXMW
80000004  addi t0, t0, 32                            FDXMW
80000008  csrw mtvec, t0                              FDXMW
8000000c  jr zero                                      FDXMW
00000000  (not fetched)                                    FDXMW
          instruction access fault
<handler>:
80000020  lui t0, 0x100                                            F------------DXMW
80000024  lui t1, 0x5                                                           FDXMW
80000028  addi t1, t1, 1365                                                      FDXMW
8000002c  sw t1, 0(t0)                                                            FDXMW

43 cycles: 8 instructions, 35 stalls, 0 idle; 1 exception, 0 interrupts
stalls: trap 8, mispredict 3, icache 24
END

# An interrupt: the row in its place, what came before it idle.
timed --pipeline - --window 0,100k ticker >"$out"
verdict "an interrupt, and idling" "$(
    grep -q '^          idle for [0-9]* cycles' "$out" || echo "no idling;"
    grep '^[0-9a-f]\{8\}  timer interrupt  *FD*-*XMW$' "$out" | grep -q . || echo "no interrupt;"
    tail -2 "$out" | grep -q '; 0 exceptions, 8 interrupts$' || tail -2 "$out")"
verdict "no line longer than a page" "$(awk 'length > 100 && !/^stalls: /' "$out" | head -2)"

# --- logs ---

# cycles_at N ARGUMENT...: of the machine after N instructions
cycles_at()
{
    n=$1
    shift
    [ "$n" -gt 0 ] || { echo 0 && return; }
    timed --json at.json "$@" --set "limits.instructions=$n" >/dev/null 2>&1 </dev/null
    "$json_get" at.json machine.cycles
}

# logged NAME FROM COUNT ARGUMENT...: well formed, all instructions there; it ends four cycles,
# those that fill the pipeline, after what the machine has counted up to there. What the run writes
# and says is what it does without it.
logged()
{
    name=$1 from=$2 count=$3
    shift 3
    rm -f log
    timed --json plain.json "$@" >plain.out 2>&1 </dev/null
    plain_status=$?
    timed --json json --pipeline log --window "$from,$count" "$@" >"$out" 2>&1 </dev/null
    status=$?
    verdict "$name: the same run" "$([ $status -eq $plain_status ] || echo "status $status;"
        cmp plain.json json 2>&1; cmp plain.out "$out" 2>&1)"
    said=$(awk -f "$root/tests/cli/kanata.awk" log 2>&1)
    end=$(($(cycles_at $((from + count)) "$@") + 4))
    case $said in
    "retired $count, flushed "*", cycles "*" $end")
        ok "$name" ;;
    *) not_ok "$name" "$said; expected $count retired and cycle $end" ;;
    esac
    first=${said##*cycles } first=${first% *}
    verdict "$name: from the right cycle" \
        "$([ "$first" -ge "$(cycles_at "$from" "$@")" ] || echo "$first")"
}

logged "a loop with a trap" 0 20 tiny
logged "its end" 20 4 tiny
logged "one instruction" 9 1 tiny
logged "another" 10 1 tiny
logged "interrupts" 0 100000 ticker
logged "a program" 5000 3000 primes
logged "without caches" 1000 5000 --set icache.size=0 --set dcache.size=0 primes
logged "a write-through cache" 1000 5000 --set dcache.write=through --set dcache.allocate=no ticker
logged "dear traps" 0 30000 --set pipeline.trap=300 --set pipeline.mret=90 ticker
logged "cheap ones" 0 30000 --set pipeline.trap=1 --set pipeline.mret=1 ticker
logged "long waits for loads" 1000 5000 --set pipeline.load_use=15 --set pipeline.mispredict=1 \
    primes
logged "nothing mispredicted dearly" 1000 5000 --set pipeline.mispredict=0 \
    --set pipeline.load_use=0 primes
logged "a kernel" 100000 20000 --input "$root/tests/cli/programs/words.input" \
    --set limits.instructions=300k kernel
logged "two VMs" 2000000 30000 "$two"
logged "two VMs and the plain core" 1500000 100000 --core plain "$two"
verdict "who runs" "$(for who in 'monitor, supervisor' 'alice, user' 'bob, user'; do
        grep -q "^L	[0-9]*	1	$who mode" log || echo "not $who;"
    done)"
verdict "exceptions" "$(grep -q '^L	[0-9]*	1	.*, user mode.*\\ntrap entry: 5.*\\n' log ||
    echo none)"
good "with --compare-bare" timed --compare-bare --pipeline log2 --window 1500000,100000 "$two"
verdict "no window of the bare runs" "$(cmp log log2 2>&1)"

timed --pipeline log --window 20,1000 tiny
verdict "a window longer than the run" "$(awk -f "$root/tests/cli/kanata.awk" log |
    grep -v '^retired 4, flushed 0, cycles [0-9]* 151$')"
timed --pipeline log tiny
timed --pipeline log2 --window 0,1000 tiny
verdict "the window, if none is given" "$(cmp log log2 2>&1)"
verdict "values and causes" "$(
    grep -q '^L	[0-9]*	1	supervisor mode\\nmultiplier: 2\\na2 = 0x00000062$' log ||
        grep 'multiplier' log | head -2
    grep -q '^W	7	6	0$' log || echo "nobody waits for a load")"

# --- snapshots, recordings ---

timed --save snap --at 1600k "$two" >/dev/null
timed --pipeline log --window 1610k,5000 "$two" >/dev/null
timed --restore snap --pipeline log2 --window 1610k,5000 "$two" >/dev/null
verdict "after a snapshot" "$(cmp log log2 2>&1)"
timed --restore snap --pipeline log --window 1600k >/dev/null
timed --restore snap --pipeline log2 >/dev/null
verdict "from a snapshot on" "$(cmp log log2 2>&1
    awk -f "$root/tests/cli/kanata.awk" log | grep -v '^retired 1000, ')"
run timed --restore snap --pipeline log --window 1599999
: >"$out" # what was on the consoles by then
verdict "before the snapshot" \
    "$(wrong_unless 2 "trapeze: --window: the snapshot is of instruction 1600000: expected")"
printf 'one\ntwo\n\004' >typed
timed --input typed --record recorded --pipeline log --window 1000,5000 echo >/dev/null
timed --replay recorded --pipeline log2 --window 1000,5000 echo >/dev/null
verdict "repeated" "$([ -s log ] || echo "no log;"; cmp log log2 2>&1)"
timed --save snap --at 12 --pipeline log tiny
timed --pipeline log2 tiny
verdict "a snapshot amid the window" "$(cmp log log2 2>&1)"

# --- refusals ---

for window in x 5,0 1,2,3 "," "5," ",5" -1 0,-1 1.5 0x10 1kk 99999999999999999999 0,1000001 \
    0,99999999999999999999; do
    bad "--window $window" "trapeze: --window $window: expected FROM" \
        timed --pipeline log --window "$window" tiny
done
bad "--window alone" "trapeze: --window: expected --pipeline FILE" timed --window 5 tiny
bad "--window of nothing" "trapeze: --window: expected FROM" timed --pipeline log --window= tiny
bad "--pipeline of nothing" "trapeze: --pipeline: expected FILE" timed --pipeline= tiny
bad "no timing" "trapeze: --pipeline: machine.timing is none: expected pipeline" \
    "$trapeze" run --pipeline log tiny
bad "another timing" "trapeze: --pipeline: machine.timing is simple: expected pipeline" \
    timed --set machine.timing=simple --pipeline log tiny
bad "a file that cannot be written" "trapeze: cannot write none/there: " \
    timed --pipeline none/there tiny

rm -f log
bad "a window after the end" \
    "trapeze: --window: the run ended after 24 instructions: expected fewer" \
    timed --json json --pipeline log --window 24 tiny
verdict "no log of it" "$([ ! -e log ] || echo there)"
verdict "and a report" "$("$json_get" json machine.instructions | grep -v '^24$')"
bad "far after" "trapeze: --window: the run ended after" \
    timed --pipeline - --window 18446744073709551615,1000000 tiny
