#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The front panel's values and lines: print, display, set, assert, echo, source; list, backtrace, and
# the source line of a stop, if the program has been built with libdw.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"

session "print" steps <<'END'
> p 42
$1 = 0x0000002a (42)
> print -1
$2 = 0xffffffff (-1)
> p 0xffffffff
$3 = 0xffffffff (4294967295)
> p/x 42
$4 = 0x2a
> p/d 0xffffffff
$5 = -1
> p/u -1
$6 = 4294967295
> p/o 8
$7 = 010
> p/t 5
$8 = 0b101
> p/t 0
$9 = 0b0
> p/c 'a' + 1
$10 = 98 'b'
> p/c 7
$11 = 7 '\x07'
> p/c '\''
$12 = 39 '\''
> p/a 0x80000034
$13 = 0x80000034 <leaf+0x4>
> p leaf
$14 = 0x80000030 <leaf>
> p words
$15 = 0x80001000 <words>
> p words + 4
$16 = 0x80001004 (2147487748)
> p *words
$17 = 0x12345678 (305419896)
> p words[1]
$18 = 0xfffffffe (-2)
> p $pc
$19 = 0x80000000 <_start>
> p $1 + $$17
$20 = 0x00000029 (41)
> p
$21 = 0x00000029 (41)
> p 1, 2
! standard input:22: expected an operator at `, 2`
END

session "set, assert, echo" steps <<'END'
> set $t0 = 0x80
> assert $t0 == 128
> set *(char *)(words + 1) = 'x'
> p/x *words
$1 = 0x12347878
> set $mtvec.MODE = 1
> csr mtvec
  mtvec        0x00000001  MODE=vectored
> echo hello there\n
hello there
> echo

> echo \ta
	a
> assert $t0 == 128 && $t0 < 4
! standard input:10: assertion failed: $t0 == 128 && $t0 < 4: 0x80 (128) < 0x4 (4) is false
END
for refused in 'assert 0|assertion failed: 0 is 0' 'assert|expected a number, a symbol or a $register at ``' \
    'set $t0|expected LEFT = RIGHT, with a $register, a $CSR or *ADDRESS left' \
    'set 5 = 6|nothing can be assigned to a value: expected a $register, a $CSR or *ADDRESS before the =' \
    'set $mtvec.MODE = 4|4 does not fit: expected 0 to 3' 'set $zero = 1|x0 is always 0' \
    'set $pc = 2|0x00000002 is not aligned: instructions are at multiples of 4' \
    'set *16 = 1|0x00000010: not memory' 'p/q 1|`/q`: expected one of /x /d /u /t /o /c /a' \
    'display 1 +|expected a number, a symbol or a $register at ``' 'undisplay 3|no display 3' \
    'echo \q|`\q`: expected \n \r \t \e \\ \" or \xNN' \
    'source none|none: No such file or directory' 'source|expected the name of a file'; do
    printf '%s\n' "${refused%%|*}" >script
    run "$trapeze" repl -x script steps
    verdict "refused: ${refused%%|*}" "$([ "$status" -eq 1 ] || echo "status $status"
        [ "$(cat "$err")" = "script:1: ${refused#*|}" ] || cat "$err")"
done

session "display" steps <<'END'
> display $t0
1: $t0 = 0x00000000 (0)
> display/x *words + $t0
2: /x *words + $t0 = 0x12345678
> si
steps, supervisor, at 0x80000004 <_start+0x4>
  80000004: 03828293  addi t0, t0, 56  t0=0x80000000
  changed: t0 0x0 -> 0x80000000
1: $t0 = 0x80000000 (-2147483648)
2: /x *words + $t0 = 0x92345678
> undisplay 1
> info display
2: /x *words + $t0 = 0x92345678
> display *$t0
3: *$t0 = 0x00000297 (663)
> set $t0 = 0
> display
2: /x *words + $t0 = 0x12345678
3: *$t0 = ? (0x00000000: not memory)
> undisplay
> display
nothing is displayed
END

# --- scripts in scripts ---

printf 'echo inner\np 1\n' >inner
printf 'source inner\np 2\nsource inner\n' >outer
session "scripts in scripts" steps <<'END'
> source outer
inner
$1 = 0x00000001 (1)
$2 = 0x00000002 (2)
inner
$3 = 0x00000001 (1)
> p 3
$4 = 0x00000003 (3)
END
printf 'echo so far\n\nassert 1 > 2\necho no further\n' >inner
printf 'source inner\necho nor here\n' >outer
run "$trapeze" repl -x outer steps
verdict "a failure in an inner one is said once" "$([ "$status" -eq 1 ] || echo "status $status"
    [ "$(cat "$out")" = "so far" ] || cat "$out"
    [ "$(cat "$err")" = "inner:3: assertion failed: 1 > 2: 0x1 (1) > 0x2 (2) is false" ] || cat "$err")"
echo 'source self' >self
run "$trapeze" repl -x self steps
verdict "a script in itself" "$([ "$status" -eq 1 ] || echo "status $status"
    [ "$(cat "$err")" = "self:1: scripts are nested more than 16 deep" ] || head -3 "$err")"

# --- what a store has changed ---

session "what an instruction has written" steps <<'END'
> si 14
steps, supervisor, at 0x80000030 <leaf>
  80000030: 00b50623  sb a1, 12(a0)  a0=0x80001000  a1=0xfffffffe  [0x8000100c]
  changed: ra 0x0 -> 0x8000002c, a0 0x0 -> 0x80001000, a1 0x87fff000 -> 0xfffffffe, mtvec 0x0 -> 0x80000038, mscratch 0x0 -> 0xfffffffe
> si
steps, supervisor, at 0x80000034 <leaf+0x4>
  80000034: 00008067  ret  ra=0x8000002c
  changed: [0x8000100c] 0x0 -> 0xfe
END

# --- source lines ---

printf 'p steps.S:1\n' >script
"$trapeze" repl -x script steps >"$out" 2>"$err"
if grep -q 'built without libdw' "$err"; then
    echo "skip source lines: built without libdw"
    exit 0
fi

# lines NAME: a session at the kernel, of which only what the patterns name is looked at
lines()
{
    lines_name=$1
    sed -n 's/^> //p' >script
    run "$trapeze" repl -x script "$build/guests/kernel"
    [ "$status" -eq 0 ] || echo "status $status; $(cat "$err")" >>"$out"
}
lines "lines" <<'END'
> break main.c:19
> continue
> list
> list -
> list kalloc.c:20
> p examples/guests/kernel/main.c:19
END
verdict "a breakpoint at a line" "$(for line in \
    '^breakpoint 1 at kernel:0x[0-9a-f]* <kernel_main+0x[0-9a-f]*>$' \
    '^  at examples/guests/kernel/main.c:19: printf("kernel: starting\\n");$' \
    '^=>   19      printf("kernel: starting\\n");$' '^     16  void kernel_main(' \
    '^     20  ' '^$1 = 0x[0-9a-f]* <kernel_main+0x'; do
    grep -q -e "$line" "$out" || echo "no $line"
done)"
lines "backtrace" <<'END'
> break syscall.c:26
> continue
> bt
END
verdict "a backtrace, through a trap" "$(sed -n '/^#/p' "$out" >frames
    for line in '#0  kernel:0x[0-9a-f]* <sys_spawn.*> at examples/guests/kernel/syscall.c:26$' \
        '#[12]  kernel:0x[0-9a-f]* <syscall+0x.*> at .*syscall.c:' \
        '#[23]  kernel:0x[0-9a-f]* <trap+0x.*> at .*trap.c:' \
        '#[34]  kernel:0x[0-9a-f]* <save_all+0x.*> at .*entry.S:' \
        '#[45]  kernel:0x0001[0-9a-f]*  (interrupted by the trap)$'; do
        grep -q "^$line" frames || echo "no $line"
    done)"
lines "ra" <<'END'
> break context_switch
> continue
> bt
END
verdict "a backtrace, from a leaf in assembly" "$(sed -n '/^#/p' "$out" >frames
    for line in '#0  kernel:.* <context_switch> at .*entry.S:' \
        '#1  kernel:.* <sched_run+0x.*> at .*sched.c:[0-9]*  (only ra says so)$' \
        '#2  kernel:.* <kernel_main+0x.*> at .*main.c:26$' '#3  kernel:.* <_start+0x'; do
        grep -q "^$line" frames || echo "no $line"
    done)"
printf 'break alice:syscall.c:26\ncontinue\nbreak monitor:vmm_dispatch\ncontinue\nbt\n' >script
run "$trapeze" repl -x script "$root/examples/experiments/two-kernels.yaml"
verdict "a backtrace, from the monitor to its VM" "$(sed -n '/^#/p' "$out" >frames
    for line in '#0  monitor:.* <vmm_dispatch> at vmm/' \
        '#2  alice:.*  (trapped to its monitor)$' '#[3-9]  alice:.* <trap+0x' \
        '#[3-9]  alice:0x0001[0-9a-f]*  (interrupted by the trap)$'; do
        grep -q "^$line" frames || echo "no $line"
    done)"

while IFS='|' read -r command message; do
    printf '%s\n' "$command" >script
    run "$trapeze" repl -x script steps
    verdict "refused: $command" "$([ "$(cat "$err")" = "script:1: $message" ] || cat "$err")"
done <<END
p stepz.S:9|no source file \`stepz.S\`; did you mean \`steps.S\`?
p zzzzzzzzz.c:9|no source file \`zzzzzzzzz.c\`
p steps.S:9999|\`$root/tests/cli/panel/steps.S\` has no code from line 9999 on
list words|0x80001000: its source line is not known
END

# The same image, told of by lines that are no lines: nothing is known then, and nothing breaks.
size=$(wc -c <steps)
for cut in 2 3 5; do
    head -c $((size - size / cut)) steps >cut
    printf 'where\nlist\n' >script
    run "$trapeze" repl -x script cut
    verdict "an image cut short: $cut" "$([ "$status" -le 2 ] || echo "status $status")"
done
