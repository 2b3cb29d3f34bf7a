#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Random programs bare and in a VM: ROUNDS (1) of 64 programs for each of the settings below, seeds
# from SEED (1) on. What they print must be the same: a digest for each program.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
TEST_DIR=${TEST_DIR:-$(mktemp -d)}
. tests/common.sh

random=$BUILD/test/tests/random
trapeze=$BUILD/trapeze
count=64
failed=0

# image SEED [SLOT]: the programs of the mode, or one of them alone with all that it has to say
image()
{
    "$random/random_image" "$random/runtime.bin" "$mode" "$isa" "$1" "$count" "$TEST_DIR/image.elf" \
        ${2:+"$2"} >"$TEST_DIR/program"
}

# bare; virtual: run the image; console and verdict to files of that name
bare()
{
    "$trapeze" run -q --set "machine.isa=$isa" --set "machine.tlb=$tlb" \
        --set limits.instructions=20M \
        --set "vms[0].console=$TEST_DIR/bare" "$TEST_DIR/image.elf" \
        </dev/null >/dev/null 2>"$TEST_DIR/bare.verdict"
}

virtual()
{
    set -- $settings
    for setting in "$@"; do
        set -- "$@" --set "$setting"
        shift
    done
    "$trapeze" run -q --set "machine.isa=$isa" --set "machine.tlb=$tlb" \
        --set limits.instructions=400M --set monitor.kind=vmm "$@" --set "vms[0].console=$TEST_DIR/virtual" \
        "$TEST_DIR/image.elf" </dev/null >/dev/null 2>"$TEST_DIR/virtual.verdict"
}

both()
{
    bare; virtual; cmp -s "$TEST_DIR/bare" "$TEST_DIR/virtual"
}

# Which program of seed $1 and on it is, what it is made of, and what differs first.
explain()
{
    line=$(cmp "$TEST_DIR/bare" "$TEST_DIR/virtual" 2>&1 | sed -n 's/.*line \([0-9]*\)$/\1/p')
    line=${line:-$(($(wc -l <"$TEST_DIR/virtual") + 1))}
    image "$1" $((line - 1))
    both
    echo "# seed $(($1 + line - 1)), in slot $((line - 1)); signatures from line:"
    diff "$TEST_DIR/bare" "$TEST_DIR/virtual" | head -6
    cat "$TEST_DIR/bare.verdict" "$TEST_DIR/virtual.verdict" "$TEST_DIR/program"
}

# All programs have ended; or one has run into its data, for ever, and here as there.
ended()
{
    [ "$(wc -l <"$TEST_DIR/bare")" -eq "$count" ] ||
        { grep -q "still running" "$TEST_DIR/bare.verdict" &&
            cmp -s "$TEST_DIR/bare.verdict" "$TEST_DIR/virtual.verdict"; }
}

# compare MODE[:VARIANT] TLB SETTING...: what is set for the VM only, time among it, may not matter
compare()
{
    mode=${1%:*} isa=pg32 tlb=$2
    case $1 in *:*) isa=${1#*:} ;; esac
    shift 2
    settings=$*
    name="$mode, $isa, tlb $tlb, $(echo "$settings" | sed 's/[a-z]*\.//g'), seeds $seed to $((seed + count - 1))"
    if ! image "$seed"; then
        not_ok "$name" "no image"
    elif both && ended; then
        ok "$name: the same bare and in a VM"
    else
        failed=1
        not_ok "$name" "differs in a VM"
        explain "$seed"
    fi
}

seed=${SEED:-1}
round=0
while [ "$round" -lt "${ROUNDS:-1}" ]; do
    compare plain 64 monitor.soft_tlb=0 monitor.quantum=100k
    compare plain 64 monitor.soft_tlb=512 monitor.quantum=2000 machine.timing=pipeline
    compare plain 64 monitor.soft_tlb=512 monitor.fast_paths=off
    compare tlb 64 monitor.soft_tlb=0 monitor.quantum=100k
    compare tlb 64 monitor.soft_tlb=0 monitor.fast_paths=off machine.timing=pipeline
    compare tlb 8 monitor.soft_tlb=0 monitor.quantum=2000
    compare tlb 8 monitor.soft_tlb=0 monitor.asids=flush
    compare refill 8 monitor.soft_tlb=0 monitor.quantum=100k
    compare refill 8 monitor.soft_tlb=512 monitor.quantum=2000
    compare refill 8 monitor.soft_tlb=512 monitor.asids=flush monitor.fast_paths=off
    compare refill 8 monitor.soft_tlb=3 machine.timing=pipeline
    compare plain:pg32-kseg 64 monitor.effective_r=mode
    compare tlb:pg32-kseg 64 monitor.effective_r=mode monitor.soft_tlb=0
    compare tlb:pg32-kseg 8 monitor.effective_r=mode monitor.soft_tlb=0 monitor.quantum=2000
    compare refill:pg32-kseg 8 monitor.effective_r=mode monitor.soft_tlb=512
    for machine in pg32 pg32-jrst pg32-popf pg32-cpl pg32-nop pg32-kseg; do
        compare plain:$machine 64 monitor.kind=hybrid
        compare tlb:$machine 8 monitor.kind=hybrid monitor.soft_tlb=0
        compare refill:$machine 8 monitor.kind=hybrid monitor.quantum=2000
    done
    seed=$((seed + count))
    round=$((round + 1))
done
exit "$failed"
