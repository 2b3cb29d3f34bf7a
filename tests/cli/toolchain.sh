#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `cc` and sources that are run: a compiler that is not there, fails, dies or is slow; parts of
# Trapeze that are not where they should be. `disasm`: symbols, data, images without code.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

export TMPDIR="$work/tmp"
mkdir -p "$TMPDIR"
printf '.globl _start\n_start: j .\n' >loop.S
full=$(command -v "${RISCV_PREFIX:-riscv64-unknown-elf-}gcc")

# internal NAME PATTERN COMMAND...: a fault of Trapeze itself, said in one line
internal()
{
    internal_name=$1 internal_pattern=$2
    shift 2
    run "$@"
    verdict "$internal_name" "$(wrong_unless 3 "$internal_pattern")"
}

# --- the compiler ---

if [ -n "$full" ]; then
    good "a compiler by its whole name" env RISCV_PREFIX="${full%gcc}" "$trapeze" cc -o one loop.S
    case ${full##*/} in riscv64-unknown-elf-gcc | riscv32-unknown-elf-gcc | riscv64-elf-gcc | \
        riscv64-linux-gnu-gcc)
        good "a compiler that is found" env -u RISCV_PREFIX "$trapeze" cc -o other loop.S
        verdict "it is the same" "$(cmp one other 2>&1)"
        good "RISCV_PREFIX that is empty" env RISCV_PREFIX= "$trapeze" cc -o other loop.S ;;
    esac
fi
bad "RISCV_PREFIX that is wrong" \
    "trapeze: RISCV_PREFIX=none-: no program none-gcc: expected a compiler's name" \
    env RISCV_PREFIX=none- "$trapeze" cc -o out loop.S
bad "RISCV_PREFIX that is a path, and wrong" "trapeze: RISCV_PREFIX=/none/: no program /none/gcc" \
    env RISCV_PREFIX=/none/ "$trapeze" run loop.S
bad "no compiler" "trapeze: no RISC-V compiler: expected riscv64-unknown-elf-gcc, .* in PATH, or" \
    env -u RISCV_PREFIX PATH=/none "$trapeze" cc -o out loop.S
verdict "an empty part of PATH is this folder" "$(printf '#!/bin/sh\nexit 7\n' >emptygcc
    chmod +x emptygcc
    run env RISCV_PREFIX=empty "PATH=/none::$PATH" "$trapeze" cc -o out loop.S
    [ "$status" -eq 2 ] || echo "status $status; $(cat "$err")")"

# compiler NAME: a compiler, the rest of a script on standard input
compiler()
{
    { echo '#!/bin/sh'; cat; } >"$1-gcc"
    chmod +x "$1-gcc"
}

echo 'exit 1' | compiler failing
run env RISCV_PREFIX=./failing- "$trapeze" cc -o out loop.S
verdict "a compiler that fails says why itself" "$([ "$status" -eq 2 ] || echo "status $status;"
    cat "$err" "$out"; ls out 2>/dev/null; leftovers)"
echo 'kill -KILL $$' | compiler dying
internal "a compiler that dies" "trapeze: ./dying-gcc: ended by signal 9" \
    env RISCV_PREFIX=./dying- "$trapeze" cc -o out loop.S
printf '\177ELF and no more' >broken-gcc
chmod +x broken-gcc
internal "a compiler that cannot be run" "trapeze: ./broken-gcc: Exec format error" \
    env RISCV_PREFIX=./broken- "$trapeze" run loop.S
if [ -n "$full" ]; then
    compiler hostile <<END
mkdir -p out
exec '$full' "\$@"
END
    bad "an output that has become a directory" "out: cannot be written: Is a directory" \
        env RISCV_PREFIX=./hostile- "$trapeze" cc -o out loop.S
    rmdir out
    compiler slow <<END
: >started
sleep 0.4
exec '$full' "\$@"
END
    timeout --foreground 60 env RISCV_PREFIX=./slow- "$trapeze" run -q loop.S >"$out" 2>"$err" &
    child=$!
    await_file started
    kill -TERM $child
    wait $child
    status=$?
    verdict "terminated while compiling" "$(wrong_unless 1 'trapeze: loop: interrupted$')"
fi
bad "no folder to work in" "trapeze: /none: No such file or directory: expected a folder to work in" \
    env TMPDIR=/none "$trapeze" cc -o out loop.S
verdict "nothing stays in TMPDIR" "$(ls "$TMPDIR")"

# --- parts that are missing ---

mkdir -p alone/bin
cp "$trapeze" alone/bin/
internal "no headers" "trapeze: a part of Trapeze is missing: neither .*/alone/bin/arrows/.* is there" \
    alone/bin/trapeze cc -o out loop.S
internal "no monitor" "trapeze: vmm.elf, the monitor, is missing: looked in .*alone" \
    alone/bin/trapeze run --set monitor.kind=vmm one
good "but a guest on the bare machine" alone/bin/trapeze run -q --set limits.cycles=0 \
    "$build/guests/hello"

# --- outputs ---

if command -v setsid >/dev/null 2>&1; then
    bad "a terminal that is not there" "trapeze: cannot write /dev/tty: No such device" \
        setsid -w "$trapeze" run --json /dev/tty "$build/guests/hello"
fi
timeout --foreground 60 "$trapeze" run -q --json report loop.S >"$out" 2>"$err" &
child=$!
await_file 'report.*.tmp'
mkdir report
kill -TERM $child
wait $child
status=$?
verdict "an output that has become a directory meanwhile" "$(grep -v '^trapeze: loop: interrupted$' \
    "$err" >rest; mv rest "$err"; wrong_unless 2 'trapeze: cannot write report: Is a directory$')"
if [ "$(id -u)" -ne 0 ]; then
    : >locked && chmod 0 locked
    bad "a file that may not be read" "locked: Permission denied" "$trapeze" run locked
    bad "a file that may not be written" "trapeze: cannot write locked: Permission denied" \
        "$trapeze" run --json locked "$build/guests/hello"
fi # root may read and write all

# --- disasm ---

cat >parts.S <<'END'
    .globl _start, middle
    .type _start, @function
_start:
    li a0, 1
middle:
    ret
    .size _start, . - _start
label:
    nop
    nop
    .type table, @object
table:
    .word 19, 0x12345678
    .size table, 8
    .data
thing:
    .word 5
END
"$trapeze" cc -o parts parts.S
# lists NAME ARGUMENT...: disasm prints what stands on standard input
lists()
{
    lists_name=$1
    shift
    cat >listing
    run "$trapeze" disasm "$@"
    verdict "disasm, $lists_name" "$(diff listing "$out" | head -5; cat "$err")"
}
lists "everything" parts <<'END'
80000000 <_start>:
80000000: 00100513  li a0, 1

80000004 <middle>:
80000004: 00008067  ret

80000008 <label>:
80000008: 00000013  nop
8000000c: 00000013  nop

80000010 <table>:
80000010: 00000013  .word 0x13
80000014: 12345678  .word 0x12345678
END
lists "a function" --symbol _start parts <<'END'
80000000 <_start>:
80000000: 00100513  li a0, 1

80000004 <middle>:
80000004: 00008067  ret
END
lists "a label, up to the next symbol" --symbol=label parts <<'END'
80000008 <label>:
80000008: 00000013  nop
8000000c: 00000013  nop
END
lists "an object among code" --symbol table parts <<'END'
80000010 <table>:
80000010: 00000013  .word 0x13
80000014: 12345678  .word 0x12345678
END
bad "disasm, no symbol" "trapeze: --symbol middel: there is none; did you mean .middle.?" \
    "$trapeze" disasm --symbol middel parts
bad "disasm, nothing like a symbol" "trapeze: --symbol zzzzzz: the image has no such symbol" \
    "$trapeze" disasm --symbol zzzzzz parts
bad "disasm, data" "trapeze: --symbol thing: it is not in the image's code" \
    "$trapeze" disasm --symbol thing parts
printf '\023\000\000\000\001\002' >flat
lists "bytes" --flat 0x80000000 flat <<'END'
80000000: 00000013  nop
80000004: 0102      .byte 0x01, 0x02
END
printf '.globl _start\n.data\n_start: .word 5\n' >data.S
"$trapeze" cc -o data data.S
bad "disasm, no code" "data: has no code: no part is executable" "$trapeze" disasm data
bad "disasm, nothing there" "none: No such file" "$trapeze" disasm none
