#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Retired instructions of some workloads, by minstret: bare, in a VM, and on QEMU with -icount.
# Each line of the program is: name, count, what QEMU counts beyond that, result.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
TEST_DIR=${TEST_DIR:-$(mktemp -d)}
. tests/common.sh

guest=$BUILD/test/qemu/instret
bare=$TEST_DIR/bare vm=$TEST_DIR/vm qemu=$TEST_DIR/qemu

on_qemu()
{
    timeout 60 qemu-system-riscv32 -display none -serial stdio -monitor none -M virt -bios none \
        -cpu rv32,s=false,h=false,pmp=false,mmu=false,c=false,f=false,d=false \
        -icount shift=0 -kernel "$1" </dev/null | tr -d '\r'
}

# Name and count of each workload that differs from the bare machine's; $2 says whose are there.
differences()
{
    awk -v extra="$2" '
        NR == FNR { count[$1] = $2 + extra * $3; result[$1] = $4; next }
        { seen++ }
        $2 != count[$1] || $4 != result[$1] { print $1 ": " $2 " of " count[$1] }
        END { if (seen != length(count)) print seen + 0 " of " length(count) " lines" }' \
        "$bare" "$1"
}

verdict()
{
    wrong=$(differences "$2" "$3" | tr '\n' ';')
    if [ -s "$bare" ] && [ -z "$wrong" ]; then
        ok "$1"
    else
        not_ok "$1" "$wrong"
    fi
}

"$BUILD/trapeze" run -q "$guest" >"$bare"
"$BUILD/trapeze" run -q --set monitor.kind=vmm --set vms[0].console="$vm" "$guest" >/dev/null
verdict "instructions retired: in a VM as bare" "$vm" 0
if missing qemu-system-riscv32; then
    skip "instructions retired: on QEMU as bare" "missing qemu-system-riscv32"
else
    on_qemu "$guest" >"$qemu"
    verdict "instructions retired: on QEMU as bare" "$qemu" 1
fi
