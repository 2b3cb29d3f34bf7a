#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where every cycle went: by party, virtual mode, cause, instruction and service of the guest's
# kernel, each way of parting them sums exactly to the whole; and the table of services.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

causes="user supervisor $(sed -n 's/^COST([^,]*, [A-Z_]*, "\([a-z_]*\)".*/\1/p' "$root/isa/probe.def")"

get()
{
    "$build/test/json_get" json "$1"
}

# sum KEY END: see json_sum.c
sum()
{
    "$build/test/json_sum" json "$1" "$2"
}

equal()
{
    [ "$2" -eq "$3" ] || echo "$1: $2, expected $3;"
}

# The accounts of the VM $1 in the file json. The example kernel's own supervisor never traps, so
# that every trap that is delivered begins a service.
check_vm()
{
    for cause in $causes; do
        whole=$(get "vms.$1.cycles.$cause")
        equal "$cause by mode" "$(($(get "vms.$1.user_cycles.$cause") +
            $(get "vms.$1.supervisor_cycles.$cause")))" "$whole"
        equal "$cause by service" "$(sum "vms.$1.services" ".spent.$cause")" "$whole"
    done
    equal "emulation by instruction" "$(sum "vms.$1.emulated_cycles" "")" \
        "$(($(get "vms.$1.cycles.emulated") + $(get "vms.$1.cycles.tlb_write")))"
    equal "emulations" "$(sum "vms.$1.emulated" "")" \
        "$(($(get "vms.$1.events.emulated") + $(get "vms.$1.events.tlb_write")))"
    equal "supervisor's cycles in user mode" "$(get "vms.$1.user_cycles.supervisor")" 0
    equal "services begun" "$(sum "vms.$1.services" ".count")" \
        "$(($(sum "vms.$1.reflected" "") + $(get "vms.$1.events.reflected_miss") +
            $(sum "vms.$1.interrupts" "")))"
}

# NAME VMS ARGUMENT...: a run, and its accounts
accounts()
{
    what=$1 vms=$2
    shift 2
    good "$what" "$trapeze" run --compare-bare --json json "$@"
    all=$(get monitor.cycles.total)
    for vm in $vms; do
        verdict "$what: $vm's parts" "$(check_vm "$vm" 2>&1)"
        all=$((all + $(get "vms.$vm.cycles.total")))
    done
    verdict "$what: the parties" "$(equal total "$all" "$(get machine.cycles)")"
}

two=$root/examples/experiments/two-kernels.yaml
accounts "two kernels" "alice bob" "$two"
cp "$out" two.out
cp json two.json
accounts "turns of 2000 cycles, no software TLB, pipeline" "alice bob" --set monitor.quantum=2000 \
    --set monitor.soft_tlb=0 --set machine.timing=pipeline "$two"

# --- the table of services ---

verdict "a table a VM" "$([ "$(grep -c '^services of ' two.out)" -eq 2 ] || grep '^services' two.out)"
verdict "system calls by name" "$(grep -q '^  system call write  *12 ' two.out || grep ' call' two.out)"
mv two.json json
verdict "by name in JSON" "$([ "$(get vms.alice.bare.services.call_12.name)" = '"write"' ] ||
    get vms.alice.bare.services)"
verdict "system calls are as many" "$(for call in 1 2 3 5 8 12 14; do
    equal "$call" "$(get vms.alice.services.call_$call.count)" \
        "$(get vms.alice.bare.services.call_$call.count)"
done)"

# Bare, services and the rest are the whole, too.
good "a kernel, bare" "$trapeze" run -q --json json --set 'vms[0].args=hello; spawner 3; grow 5' kernel
verdict "bare: user" "$(equal user "$(sum vms.kernel.services .spent.user)" \
    "$(get vms.kernel.cycles.user)")"
verdict "bare: supervisor" "$(equal supervisor "$(sum vms.kernel.services .spent.supervisor)" \
    "$(get vms.kernel.cycles.supervisor)")"
verdict "bare: no user mode in a service" \
    "$(equal user "$(get vms.kernel.services.outside.spent.user)" "$(get vms.kernel.cycles.user)")"
verdict "no table without a comparison" "$("$trapeze" run --set monitor.kind=vmm \
    --set 'vms[0].args=hello' kernel | grep '^services')"
verdict "no services without user mode" "$("$trapeze" run --set monitor.kind=vmm --compare-bare \
    primes | grep '^services')"

# A kernel whose system calls have no names; and one that was given nonsense for names.
cat >call.S <<'END2'
#include "pg32.inc"
    .globl _start
    .globl SYSCALL_odd
    .set SYSCALL_odd, 7
    .globl "SYSCALL_e\033[31m"
    .set "SYSCALL_e\033[31m", 9
_start:
    la t0, handler
    csrw mtvec, t0
    la t0, user
    csrw mepc, t0
    csrw mstatus, zero
    mret
user:
    li a7, 7
    ecall
    li a7, 8
    ecall
    li a7, 9
    ecall
    li a7, 0
    ecall
    .balign 4
handler:
    beqz a7, 1f
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    mret
1:  li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
END2
good "calls without names" "$trapeze" run --set monitor.kind=vmm --compare-bare call.S
verdict "each is told" "$(for call in odd 8 0; do
    grep -q "^  system call $call  *1 " "$out" || echo "no $call;"
done)"
verdict "safe to print" "$(tr -d '\040-\176\n' <"$out" | od -c | head -2 | grep -v '^0000000$')"

# --- how late those are who waited ---

good "a monitor that wakes" "$trapeze" cc -o waker "$root/tests/cli/panel/waker.S"
good "late" "$trapeze" run --json json --set monitor.kind=vmm --set monitor.image=waker hello
verdict "is told" "$(for line in "wake-ups *2" "mean *75" "most *120"; do
    grep -q "^  $line\$" "$out" || echo "no $line;"
done)"
verdict "in JSON" "$(equal wakes "$(get vms.hello.wakes)" 2
    equal mean "$(get vms.hello.wake_latency.mean)" 75
    equal max "$(get vms.hello.wake_latency.max)" 120)"
verdict "not told of those who did not wait" "$("$trapeze" run --set monitor.kind=vmm hello |
    grep 'wake-ups')"
