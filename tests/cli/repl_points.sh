#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where the front panel is asked to stop, as it is typed and said; and who is said to be there.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"

session "places are expressions" steps <<'END'
> break loop + 4
breakpoint 1 at steps:0x8000001c <loop+0x4>
> break *leaf
breakpoint 2 at steps:0x80000030 <leaf>
> tbreak $pc + 8 if $t0 == 2
temporary breakpoint 3 at steps:0x80000008 <_start+0x8> if $t0 == 2
> watch words + 4 8
watchpoint 4 on 8 bytes at steps:0x80001004 (machine address 0x80001004) being written
> watch *words
watchpoint 5 on 4 bytes at steps:0x80001000 <words> (machine address 0x80001000) being written
> set *words = 0x80001008
> watch **words if *words != 0
watchpoint 6 on 4 bytes at steps:0x80001008 (machine address 0x80001008) being written if *words != 0
> x/2xw *words
80001008: 41004180 00000000
> x *words - 4
80001004: fffffffe
> delete
> until loop + 4
steps, supervisor, at 0x8000001c <loop+0x4>
  8000001c: fff28293  addi t0, t0, -1  t0=0x00000002
  changed: t0 0x0 -> 0x2, a0 0x0 -> 0x80001000, a1 0x87fff000 -> 0xfffffffe, mtvec 0x0 -> 0x80000038
> info breakpoints
no breakpoints
> break leaf
breakpoint 7 at steps:0x80000030 <leaf>
> until fault
breakpoint 7
steps, supervisor, at 0x80000030 <leaf>
  80000030: 00b50623  sb a1, 12(a0)  a0=0x80001000  a1=0xfffffffe  [0x8000100c]
  changed: ra 0x0 -> 0x8000002c, t0 0x2 -> 0x0, mscratch 0x0 -> 0xfffffffe
> info breakpoints
breakpoint 7 at steps:0x80000030 <leaf>
  hit 1 time
> next trap
steps, supervisor, at 0x8000002c <loop+0x14> -> its supervisor: trap: illegal instruction, mtval 0x0
steps, supervisor, at 0x80000038 <fault>
  80000038: 001002b7  lui t0, 0x100
  changed: mstatus 0x0 -> 0x1800, mepc 0x0 -> 0x8000002c, mcause 0x0 -> 0x2
> break 1 2
! standard input:17: expected an operator at `2`
END

session "what a hybrid monitor interprets" --set monitor.kind=hybrid steps <<'END'
> break leaf
breakpoint 1 at steps:0x80000030 <leaf>
  steps is interpreted while in supervisor mode, and does not stop here then
> watch $a0
! standard input:2: a register cannot be watched: *$a0 is what it points to
END

session "an event of nobody" steps <<'END'
> next miss of
! standard input:1: of which VM?
END

# Code that the linker has dropped has lines, too, at addresses of processes.
printf 'break panic\ncontinue\nrnext trap 3\nassert $mode == 0 && $pc < 0x80000000\n' >user.script
run "$trapeze" repl -x user.script audit
verdict "a process has an ASID, and no lines of the kernel's" "$(
    grep -q '^audit, user, ASID 1, at 0x000[0-9a-f]*$' "$out" || cat "$out" "$err"
    sed -n '/ASID 1/,$p' "$out" | grep '^  at ')"
line=$(grep -n 'return strtok_r' "$root/examples/lib/string.c" | cut -d: -f1)
printf 'break string.c:%s\n' "$line" | "$trapeze" repl audit >"$out" 2>&1
verdict "nor are they to be stopped at" "$(grep ' at audit:0x0' "$out"
    grep -q -e ' at audit:0x8' -e 'no code from line' -e 'without libdw' "$out" || cat "$out")"
verdict "help on an event tells which there are" "$(printf 'help catch\n' |
    "$trapeze" repl steps | grep -c -e '^  miss  ' -e '^  reflect  ' -e '^  handover  ' | grep -vx 3)"

if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    printf 'help\nquit\n' | script -qec "stty cols 64; TERM=dumb HOME=. '$trapeze' repl steps" /dev/null >"$out" 2>&1
    verdict "help fits into a terminal" "$(tr -d '\r' <"$out" | awk '/^Running/ { inside = 1 }
        /^Expressions/ { ended = 1; exit } inside && length > 64 && !/^  [a-z]* [A-Z]/
        END { if (!ended) print "no end" }')"
else
    echo "skip help fits into a terminal: no script(1)"
fi
