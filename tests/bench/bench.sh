#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   bench.sh [LONG SHORT]
#
# How fast the simulated machine is: guest instructions per second of the processor's time, on each
# core, in a virtual machine, and on QEMU, in one run of interleaved rounds. LONG and SHORT are one
# program that does more and less; their difference leaves start-up out. Other programs than the one
# that comes with this: `make bench PROGRAMS="LONG.elf SHORT.elf"`.
#
# Only ratios mean anything on another machine.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
bench=$BUILD/bench
trapeze=$BUILD/trapeze
long=${1:-$bench/kernel-8000} short=${2:-$bench/kernel-80}
rounds=${ROUNDS:-3}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 1

instructions()
{
    "$trapeze" run -q --json "$work/json" "$1" >/dev/null </dev/null &&
        "$BUILD/test/json_get" "$work/json" machine.instructions
}

# engine NAME PROGRAM: the command
engine()
{
    case $1 in
    fast) echo "$trapeze run -q --core fast $2" ;;
    vm) echo "$trapeze run -q --core fast --set monitor.kind=vmm $2" ;;
    plain) echo "$trapeze run -q --core plain $2" ;;
    qemu) echo "qemu-system-riscv32 -display none -serial stdio -monitor none -M virt -bios none" \
        "-cpu rv32,s=false,h=false,pmp=false,mmu=false,c=false,f=false,d=false -kernel $2" ;;
    esac
}

median()
{
    sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

engines="qemu fast vm"
command -v qemu-system-riscv32 >/dev/null || { engines="fast vm"; echo "QEMU is not here: no ratio to it"; }
more=$(instructions "$long") less=$(instructions "$short")
count=$((more - less))
for round in $(seq "$rounds"); do
    for e in $engines; do
        # shellcheck disable=SC2046
        "$bench/cputime" $(engine "$e" "$long") >>"$work/$e.long" || exit 1
        # shellcheck disable=SC2046
        "$bench/cputime" $(engine "$e" "$short") >>"$work/$e.short" || exit 1
    done
done
# The plain core is slow: once, and less of the program.
# shellcheck disable=SC2046
"$bench/cputime" $(engine plain "$short") >"$work/plain.short"

mips()
{
    awk -v n="$count" -v l="$(median "$work/$1.long")" -v s="$(median "$work/$1.short")" \
        'BEGIN { printf "%.0f", n / (l - s) / 1e6 }'
}

ratio()
{
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

fast=$(mips fast) vm=$(mips vm)
plain=$(awk -v n="$less" -v s="$(median "$work/plain.short")" 'BEGIN { printf "%.0f", n / s / 1e6 }')
echo "$count instructions, medians of $rounds rounds"
[ ! -f "$work/qemu.long" ] || {
    qemu=$(mips qemu)
    echo "qemu-system-riscv32   $qemu MIPS"
}
echo "fast core             $fast MIPS${qemu:+, $(ratio "$fast" "$qemu") of QEMU}"
echo "fast core, in a VM    $vm MIPS, $(ratio "$vm" "$fast") of the same bare"
echo "plain core            $plain MIPS${qemu:+, $(ratio "$plain" "$qemu") of QEMU}"

if command -v valgrind >/dev/null; then
    collected()
    {
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$trapeze" run -q "$1" 2>&1 \
            >/dev/null </dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
    }
    a=$bench/kernel-160 b=$bench/kernel-80
    host=$(($(collected "$a") - $(collected "$b")))
    guest=$(($(instructions "$a") - $(instructions "$b")))
    echo "fast core             $(ratio "$host" "$guest") host instructions per guest instruction"
else
    echo "valgrind is not here: host instructions are not counted"
fi
