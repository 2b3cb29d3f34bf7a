#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# With one real ASID for all, each change of address space empties the TLB: guests see nothing of
# it, and what they had in the TLB is missed and found again.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# misses SETTING...: of the machine's TLB, that the monitor alone handles
misses()
{
    "$trapeze" run -q --json json "$@" >console 2>&1 </dev/null || return
    "$build/test/json_get" json vms.alice.events.hidden_miss
}

experiment=$root/examples/experiments/two-kernels.yaml
tagged=$(misses "$experiment")
sort console >tagged.console
flushed=$(misses --set monitor.asids=flush "$experiment")
sort console >flushed.console
verdict "the same consoles" "$(diff tagged.console flushed.console)"
verdict "more misses" "$([ "$flushed" -gt $((2 * tagged)) ] || echo "$tagged tagged, $flushed flushed")"
