#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   verify.sh          a slice
#   verify.sh all      everything, each instruction of the small guests among it
#
# Guests under the monitor and bare are equal in lockstep: those of the other tests, the example
# guests, random programs, several VMs at once. What differs is found, and named: on machines on which
# the monitor is unsound, at the instruction that the theorem's condition excludes.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
cd "$root" || exit 1
. tests/verify/corpus.sh

verify()
{
    # shellcheck disable=SC2086 # arguments are words
    timeout 300 "$trapeze" verify --set "limits.instructions=$limit" $1 >"$out" 2>"$err" </dev/null
    status=$?
}

# What is wrong with a verdict other than "equal"; the guest's own exit does not matter.
difference()
{
    [ "$status" -eq 0 ] || echo "status $status:"
    grep -v ': equal: ' "$out" | head -4
    head -2 "$err"
}

# equal: the cases on standard input
equal()
{
    while IFS='|' read -r name arguments; do
        verify "$arguments"
        verdict "$name" "$(difference)"
    done
}

# differs NAME PATTERN ARGUMENT...: one of the lines that say what differs has this in it
differs()
{
    differs_name=$1 differs_pattern=$2
    shift 2
    verify "$*"
    verdict "$differs_name" "$([ "$status" -eq 1 ] || echo "status $status;"
        grep -q "$differs_pattern" "$out" || sed -n 2,4p "$out"; head -2 "$err")"
}

limit=200M
small | equal
special | equal
hidden | equal
together | equal
beside | equal
devices | equal
examples | equal
limit=600M
interpreted | equal

# --- a monitor in a VM is itself a guest ---

cat >"$work/nested.yaml" <<END
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    image: vmm
    memory: 32MiB
    vms:
      - {name: kernel, image: kernel, memory: 4MiB, args: hello}
      - {name: typed, image: $guests/uart_input, memory: 1MiB, input: "$(lines uart_input)"}
      - name: deep
        image: vmm
        memory: 16MiB
        vms:
          - {name: refill, image: $guests/three_pages, memory: 1MiB}
END
echo "a monitor|$work/nested.yaml" | equal
cat >"$work/small.yaml" <<END
monitor: {kind: hybrid}
vms:
  - {name: outer, image: vmm, memory: 16MiB, vms: [{name: hello, image: hello, memory: 1MiB}]}
END
limit=1G
echo "a monitor, interpreted|$work/small.yaml" | equal

# --- what differs ---

# unsound VARIANT INSTRUCTION: what the plain monitor does wrong there first
unsound()
{
    differs "pg32-$1: $2" "^  at .*: $2" --unsound --set "machine.isa=pg32-$1" "$build/guests/zoo"
}
unsound jrst 'jrst '
unsound popf 'popf '
unsound cpl 'cpl '
unsound nop 'csrw '
unsound sidt 'csrr .*, m\(status\|tvec\)\|csrr .*, matp'
unsound lra 'lra '
differs "pg32-kseg: a fetch" "the bare machine completes the instruction: no TLB entry for a fetch" \
    --unsound --set machine.isa=pg32-kseg "$build/guests/zoo"
for isa in sidt lra; do
    differs "pg32-$isa, hybrid" "^  at .*: \(csrr\|lra\)" --unsound --monitor hybrid \
        --set machine.isa=pg32-$isa "$build/guests/zoo"
done

# --- the command itself ---

limit=200M
verify "--json $work/report.json $build/guests/ticker"
verdict "JSON" "$([ "$status" -eq 0 ] || echo "status $status"
    "$build/test/json_get" "$work/report.json" schema | grep -qx '"trapeze-verify/1"' || echo "no schema"
    "$build/test/json_get" "$work/report.json" equal | grep -qx true || echo "not equal")"
limit=2000
verify "$build/guests/kernel"
verdict "a limit" "$([ "$status" -eq 1 ] || echo "status $status"
    grep -q 'equal so far: the limit was reached' "$out" || head -2 "$out")"
bad "an unsound pair" "--set machine.isa=pg32-lra: machine.isa: vmm is unsound on pg32-lra: .lra. " \
    "$trapeze" verify --set machine.isa=pg32-lra "$build/guests/zoo"
bad "a real clock" "--set vms\[0\].clock=real: vms.clock: real: " \
    "$trapeze" verify --set 'vms[0].clock=real' "$build/guests/hello"
bad "a special page" "--set monitor.special_page=on: monitor.special_page: " \
    "$trapeze" verify --set monitor.special_page=on "$build/guests/hello"
bad "a TLB with no room for what is hidden" "--set machine.tlb=254: machine.tlb: 254 entries .* at most 253" \
    "$trapeze" verify --set machine.tlb=254 --set monitor.soft_tlb=16 "$build/guests/hello"
bad "no monitor" "--set monitor.kind=none: monitor.kind: none: " \
    "$trapeze" verify --set monitor.kind=none "$build/guests/hello"
bad "another monitor" "trapeze: --monitor theirs: expected vmm or hybrid" \
    "$trapeze" verify --monitor theirs "$build/guests/hello"

[ "$1" = all ] || exit 0

# --- everything ---

limit=600M
small --every | equal
small --set monitor.fast_paths=off | equal
small --set monitor.asids=flush | equal
small --set monitor.quantum=1000 | equal
small --set machine.timing=pipeline | equal
small --set monitor.soft_tlb=64 | equal
small --set monitor.soft_tlb=16 --monitor hybrid | equal
echo "kernel, every|--every $build/guests/kernel" | equal
for name in $endless; do
    [ "$name" != rtc ] || echo "rtc|$guests/rtc" | equal
done
seed=${SEED:-1}
while [ "$seed" -lt 1024 ]; do
    images "$seed" 64 | equal
    images "$seed" 64 | sed 's/|/, soft_tlb 24|--set monitor.soft_tlb=24 /' | equal
    seed=$((seed + 64))
done
