#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The workload pmake is what its experiment says: on the bare machine its kernel is entered at least
# once in 10,000 cycles and has at least a quarter of them; and in a VM it prints the same.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# bare COUNTER: of the bare run
bare()
{
    "$build/test/json_get" bare.json "vms.pmake.$1"
}

experiment=$root/examples/experiments/pmake.yaml
good "bare" "$trapeze" run -q --json bare.json --set monitor.kind=none \
    --set 'vms[0].console=bare.console' "$experiment"
cycles=$(bare cycles.busy)
entries=0
for cause in traps.ecall_user traps.fetch_miss traps.load_miss traps.store_miss interrupts.timer; do
    entries=$((entries + $(bare $cause)))
done
verdict "a kernel entry in 10,000 cycles" \
    "$([ $((entries * 10000)) -ge "$cycles" ] || echo "$entries in $cycles")"
supervisor=$(bare cycles.supervisor)
verdict "a quarter of the cycles in the kernel" \
    "$([ $((supervisor * 4)) -ge "$cycles" ] || echo "$supervisor of $cycles")"
for setting in monitor.soft_tlb=0 monitor.quantum=20k; do
    good "in a VM, $setting" "$trapeze" run -q --set "$setting" --set 'vms[0].console=vm.console' \
        "$experiment"
    verdict "prints the same, $setting" "$(cmp bare.console vm.console 2>&1)"
done
