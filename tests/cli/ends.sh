#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How runs begin and end at their edges: what does not fit, who is lost, whether the books are even.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

json=$build/test/json_get

# Wherever a run is cut off, amid giving a frame too, every cycle has been charged.
cat >two.yaml <<'END'
monitor: {kind: vmm}
vms:
  - {name: a, image: kernel, memory: 2MiB, args: "hello; primes 100"}
  - {name: b, image: ticker, memory: 1MiB}
END
uneven=
cycles=1000
while [ $cycles -lt 2000000 ]; do
    "$trapeze" run -q --json j --set limits.cycles=$cycles two.yaml >/dev/null 2>&1
    sum=$("$json" j monitor.cycles.total vms.a.cycles.total vms.b.cycles.total |
        awk '{ n += $1 } END { printf "%d", n }')
    all=$("$json" j machine.cycles)
    [ "$sum" = "$all" ] || uneven="$uneven at $cycles: $sum of $all;"
    cycles=$((cycles + 61111))
done
verdict "the parts sum to the whole, wherever a run stops" "$uneven"

# An image up to the top of its memory would be overwritten by the device tree.
head -c 1048576 /dev/zero >full
bad "no room for the device tree" "full: leaves no room for the device tree" \
    "$trapeze" run --flat 0x80000000 --set machine.ram=1MiB full
bad "no room for it in a VM" "full: leaves no room for the device tree" \
    "$trapeze" run --flat 0x80000000 --set monitor.kind=vmm --set "vms[0].memory=1MiB" full
bad "--flat at an address that is not aligned" "full: address 0x80000002 is not aligned" \
    "$trapeze" run --flat 0x80000002 full

# A store of one byte carries one byte: 0x55 alone is no word for the finisher.
cat >narrow.S <<'END'
#include "pg32.inc"
    .globl _start
_start:
    li t0, FINISHER_BASE
    li t1, 0x5555
    sb t1, 0(t0)
    li t1, 7 << 16 | FINISHER_FAIL
    sw t1, 0(t0)
1:  j 1b
END
for kind in none vmm; do
    run "$trapeze" run -q --set monitor.kind=$kind narrow.S
    verdict "a byte to the finisher, monitor.kind=$kind" "$(wrong_unless 1 'trapeze: narrow: exit 7')"
done

# A monitor that ends without a word of its VMs has lost them; nothing has passed.
run "$trapeze" run -q --set monitor.image="$build/guests/hello" two.yaml
verdict "VMs that the monitor lost" "$([ "$status" -eq 1 ] || echo "status $status;"
    [ "$(grep -c 'lost: the monitor itself ended' "$err")" -eq 2 ] || head -2 "$err")"

# What is replayed is typed at the bare runs, too.
cat >echoes.yaml <<'END'
monitor: {kind: vmm}
vms:
  - {name: a, image: echo, memory: 1MiB}
  - {name: b, image: echo, memory: 1MiB}
END
{
    echo "trapeze-input/1"
    echo "0 0 a 68690a"
    echo "0 3000000 b 796f750a04"
    echo "0 4000000 a 04"
} >typed
run "$trapeze" run --compare-bare --replay typed echoes.yaml
verdict "a replay against bare" "$([ "$status" -eq 0 ] || echo "status $status; $(head -2 "$err")"
    grep -q '^a| HI' "$out" && grep -q '^b| YOU' "$out" || echo "not echoed;"
    grep -q 'console output  *the same  *the same' "$out" || grep 'console output' "$out")"
