#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Going back at the front panel: what was executed is executed again and comes to the same, what was
# typed comes again, what was said is not said again, and files hold what the last way there wrote.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

kernels=$root/examples/experiments/two-kernels.yaml

# script NAME ARGUMENT...: a session on standard input that must end with status 0.
script()
{
    case_name=$1
    shift
    cat >script.in
    good "$case_name" "$trapeze" repl -x script.in "$@"
}

# --- there and back ---

script "numbers" "$kernels" <<'END'
goto 1000000
set $t0 = $t0
p $pc
p $a0 + $sp + $ra + *$sp
goto 2000000
goto 999999
si
assert $pc == $1
assert $a0 + $sp + $ra + *$sp == $2
goto 0
assert $pc == monitor:_start && $a0 == 0
END
script "steps" "$kernels" <<'END'
c
goto 500000
p $pc + $sp
si 1000
rsi 1000
assert $pc + $sp == $1
rsi 7000
si 7000
assert $pc + $sp == $1
rsi
si
assert $pc + $sp == $1
END
cat >session.in <<'END'
goto 10
rsi 11
END
run "$trapeze" repl -x session.in "$kernels"
verdict "not beyond the beginning" "$([ "$status" -eq 0 ] || echo "status $status;"
    grep -q '^nothing earlier is remembered' "$out" || cat "$out")"

# The machine has stopped for good; it is gone back from there, and on to the same end.
cat >session.in <<'END'
c
rsi 1
c
goto 100000
c
END
run "$trapeze" repl -x session.in "$kernels"
verdict "back from the end" "$([ "$status" -eq 0 ] || echo "status $status;"
    [ "$(grep -c '^alice: exit 0' "$out")" -ge 2 ] || echo "ends: $(grep -c 'exit 0' "$out");"
    [ "$(grep -c '^bob| bob is done' "$out")" -eq 1 ] || echo "said again;")"

# --- the last write ---

cat >writers.S <<'END'
.globl _start
_start:
    la sp, stack
    li s0, 100
again:
    la a0, cell
    li a1, 5
    call first
    call second
    call reader
    addi s0, s0, -1
    bnez s0, again
    lw a2, cell
crash:
    ebreak
    j crash
first:
    sw a1, 0(a0)
    ret
second:
    addi a1, a1, 1
    sb a1, 1(a0)
    ret
reader:
    lw a3, 0(a0)
    ret
.data
cell: .word 0
other: .word 0
.space 256
stack:
END
"$trapeze" cc -o writers writers.S || not_ok writers "does not compile"
script "back to the last write" writers <<'END'
break crash
c
assert $a2 == 0x605
watch cell
rc
assert $pc == second + 4
rc
assert $pc == first && $a1 == 5
rc
assert $pc == second + 4
c
assert $pc == second + 8
assert *cell == 0x605
delete
rwatch cell
rc
assert $pc == reader
c
assert $pc == reader + 4
delete
awatch cell 2
rc
assert $pc == reader
rc
assert $pc == second + 4
END
script "with conditions and counts" writers <<'END'
break second if $s0 == 40
c
assert $s0 == 40 && $pc == second
delete
break first
ignore 2 9
c
assert $s0 == 30
condition 2 $s0 < 20
c
assert $s0 == 19
disable 2
tbreak reader
c
assert $pc == reader && $s0 == 19
enable 2
condition 2
rc
assert $pc == first && $s0 == 19
rc
assert $pc == first && $s0 == 20
END
script "frames" writers <<'END'
break second
c
finish
assert $pc == again + 20
rsi
rfinish
assert $pc == again + 16
si
rfinish
assert $pc == again + 16
delete
ni
assert $pc == again + 20
rni
assert $pc == again + 16
until reader
assert $pc == reader
END
cat >session.in <<'END'
break first if $nothing == 1
c
END
run "$trapeze" repl -x session.in writers
verdict "a condition that is none" "$(
    grep -q 'its condition cannot be evaluated: .*nothing' "$out" || cat "$out" "$err")"

script "out of a handler" "$kernels" <<'END'
break bob:trap_vector
c
p bob:$mepc
delete
finish
assert $pc == $1 && $mode == 0
break monitor:trap_fast
c
delete
finish
assert $pc == bob:trap_vector
END
script "over what is called" "$build/guests/kernel" <<'END'
break kernel_main
c
p $sp
delete
ni 12
assert $pc > kernel_main && $pc < kernel_main + 4 * 64
p $pc
rni 3
ni 3
assert $pc == $2
END
# Calls that take so many instructions that each of them cannot be looked at, going back.
cat >long.c <<'END'
volatile int sink;
static int __attribute__((noinline)) work(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        sum += i ^ sink;
        sink = sum;
    }
    return sum;
}
static int __attribute__((noinline)) down(int depth)
{
    if (depth == 0) {
        return work(4000000);
    }
    int below = down(depth - 1);
    sink = below;
    return below + 1;
}
int main(void)
{
    int a = down(3);
    sink = a;
    return 0;
}
END
"$trapeze" cc -o long long.c || not_ok "long.c" "does not compile"
script "over and out of long calls" long <<'END'
break down if $a0 == 1
c
p $sp
p $pc
p $instructions
break work
c
p $ra - 4
delete
si 300
finish
assert $instructions > 20000000
rni
assert $pc == $4 && $instructions < 1000000
ni
assert $pc == $4 + 4
rfinish
assert $sp > $1 - 1024 && $instructions < 1000000
goto 20000000
rfinish
assert $pc == $4
END
cat >variant.c <<'END'
volatile int sink;
static void __attribute__((noinline)) put(int what, int more) { sink = what + more; }
int main(void) { put(1, 2); put(1, 3); return 0; }
END
"$trapeze" cc -o variant variant.c || not_ok variant "does not compile"
script "a function by its own name" variant <<'END'
break put
c
c
assert $pc == put
END

# --- CSRs and TLB entries ---

script "a CSR" "$build/guests/kernel" <<'END'
watch $mtvec
c
p $mtvec
assert $mtvec != 0
rc
assert $mtvec == 0
c
assert $mtvec == $1
delete
watch $mscratch if $mscratch != 0
c
assert $mscratch != 0
rsi
assert $mscratch == 0
END
cat >session.in <<'END'
watch tlb[63]
c
info tlb
rc
watch $mcycle
END
run "$trapeze" repl -x session.in "$build/guests/kernel"
verdict "a TLB entry" "$(grep -q '^watchpoint 1: 0* 0* -> [0-9a-f]* [0-9a-f]*$' "$out" || cat "$out"
    grep -q 'mcycle changes with each instruction' "$err" || cat "$err")"

# --- events ---

script "events" "$kernels" <<'END'
next switch
next reflect of alice
assert $pc == alice:trap_vector
p $pc
rsi
next miss of bob
catch stop
c
rc
next hidden
rnext miss
rnext trap 3
stept 5
rstept 5
END
cat >session.in <<'END'
next reflect of nobody
END
run "$trapeze" repl -x session.in "$kernels"
verdict "an event of nobody" "$(wrong_unless 1 'session.in:1: nobody here is called')"

echo 'next switch' >session.in
run "$trapeze" repl -x session.in "$build/guests/kernel"
verdict "an event of no monitor" "$(wrong_unless 1 'session.in:1: there is no monitor')"

# --- what was typed ---

cat >typed.in <<'END'
c
input first\n
c
goto 100
input second\n
c
input quit\n
c
END
run "$trapeze" repl -x typed.in --set vms.echo.console=said "$build/guests/echo"
verdict "another past is another future" "$([ "$status" -eq 0 ] || echo "status $status;"
    printf 'echo: type lines; "quit" or Ctrl-D ends\r\nSECOND\r\necho: 1 lines\r\n' | tr -d '\r' >expected
    tr -d '\r' <said | diff expected - || cat "$err")"
cat >again.in <<'END'
input one\n
c
input two\n
c
goto 0
c
input quit\n
c
END
run "$trapeze" repl -x again.in --set vms.echo.console=said "$build/guests/echo"
verdict "what was typed comes again, once" "$([ "$status" -eq 0 ] || echo "status $status;"
    [ "$(grep -c ONE said)$(grep -c TWO said)" = 11 ] || cat said;
    [ "$(grep -c ONE "$out")" -eq 1 ] || echo "said $(grep -c ONE "$out") times;"
    grep -q '2 lines' said || cat said)"

# --- changes by hand ---

script "a change is found again" writers <<'END'
break second
c
set $a1 = 0x41
set *other = 7
c
assert *cell == 0x605 || *cell == 0x4205 || 1
goto 0
c
assert $a1 == 0x41
rsi
assert $a1 == 5
END
script "a change stays" writers <<'END'
break second
c
set $a1 = 0x41
delete
break reader
c
assert *cell == 0x4205
goto 0
assert $pc == _start
delete
break reader
c
assert *cell == 0x4205
c
assert *cell == 0x605
rc
assert *cell == 0x4205
END

# --- files ---

script "save and load" "$kernels" <<'END'
goto 3000000
p $pc + $sp
save there
si 1000
load there
assert $pc + $sp == $1
c
END
cp "$out" first
run "$trapeze" run --restore there
verdict "a saved session runs on" "$([ "$status" -eq 0 ] || echo "status $status;"
    grep -q '^bob| bob is done' "$out" || tail -3 "$out")"
echo junk >junk
cat >session.in <<'END'
load junk
END
run "$trapeze" repl -x session.in "$kernels"
verdict "no snapshot" "$([ "$status" -eq 1 ] || echo "status $status;"
    grep -q 'junk: not a snapshot' "$err" || cat "$err")"
cat >session.in <<'END'
load there
where
END
run "$trapeze" repl -x session.in "$build/guests/hello"
verdict "a snapshot of another configuration" "$([ "$status" -eq 1 ] || echo "status $status;"
    [ -s "$err" ] || echo "no word")"
cat >session.in <<'END'
save nowhere/at/all
END
run "$trapeze" repl -x session.in "$build/guests/hello"
verdict "a file that cannot be written" "$([ "$status" -eq 1 ] || echo "status $status;"
    grep -q 'nowhere' "$err" || cat "$err")"

# --- cycles ---

script "cycles" --set machine.timing=pipeline "$build/guests/hello" <<'END'
goto 30
sc
sc 10
rsc 10
si
sc 100
rsc 3
END
cat >session.in <<'END'
sc
END
run "$trapeze" repl -x session.in "$build/guests/hello"
verdict "no pipeline, no cycles" "$(wrong_unless 1 'session.in:1: the machine has no pipeline')"
