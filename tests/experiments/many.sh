#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Many points need no more memory than few. $SIDE says how many values each of two axes has:
# `make many-points` wants 100, that is, ten thousand points.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
side=${SIDE:-32}
export TRAPEZE_GNUPLOT= # whose memory is not ours
many=$((side * side))

# sweep POINTS FIRST SECOND: as many values of the two axes
sweep()
{
    cat >"$1.yaml" <<END
vms: [{name: it, image: hello}]
machine: {ram: 1MiB}
sweep: {machine.epoch: {from: 1, to: $2, step: 1}, machine.seed: {from: 1, to: $3, step: 1}}
measure: {total: machine.cycles, of: vms.*.cycles.*, first: baseline(total)}
baseline: {machine.epoch: 1}
expect: [total > 0]
report: [{kind: lines, x: machine.epoch, y: total, when: machine.seed == 1}, {kind: table}]
END
}

# The most memory that the program, or one of its children, ever had, in KiB.
memory()
{
    "$tools/peak" "$trapeze" experiment --out "$1" "$1.yaml" 2>"$err" >"$out"
}

tools=$root/${TOOLS:-build/test/tests/tools}
case ${TOOLS:-} in /*) tools=$TOOLS ;; esac
sweep 10 2 5
sweep "$many" "$side" "$side"
memory 10
few=$(sed -n 's/^peak //p' "$out")
memory "$many"
most=$(sed -n 's/^peak //p' "$out")
verdict "memory for $many points: $most KiB, for 10: $few KiB" "$([ "$most" -lt $((few + 512)) ] ||
    echo "more"; grep -q "^$many points, $many passed" "$out" || cat "$out" "$err")"
verdict "all are in results.csv" "$([ "$(wc -l <"$many/results.csv")" -eq $((many + 1)) ] ||
    wc -l "$many/results.csv")"
