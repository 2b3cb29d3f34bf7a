#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Many points need no more memory than few. $MANY says how many; `make many-points` wants 10,000.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
many=${MANY:-1000}

sweep()
{
    cat >"$1.yaml" <<END
vms: [{name: it, image: hello}]
machine: {ram: 1MiB}
sweep: {machine.epoch: {from: 1, to: $1, step: 1}}
measure: {total: machine.cycles, of: vms.*.cycles.*, first: baseline(total)}
baseline: {machine.epoch: 1}
expect: [total > 0]
report: [{kind: lines, x: machine.epoch, y: total}, {kind: table}]
END
}

# The most memory that the program, or one of its children, ever had, in KiB.
memory()
{
    "$tools/peak" "$trapeze" experiment --out "$1" "$1.yaml" 2>"$err" >"$out"
}

tools=$root/${TOOLS:-build/test/tests/tools}
case ${TOOLS:-} in /*) tools=$TOOLS ;; esac
sweep 10
sweep "$many"
memory 10
few=$(sed -n 's/^peak //p' "$out")
memory "$many"
most=$(sed -n 's/^peak //p' "$out")
verdict "memory for $many points: $most KiB, for 10: $few KiB" "$([ "$most" -lt $((few + 1024)) ] ||
    echo "more"; grep -q "^$many points, $many passed" "$out" || cat "$out" "$err")"
verdict "all are in results.csv" "$([ "$(wc -l <"$many/results.csv")" -eq $((many + 1)) ] ||
    wc -l "$many/results.csv")"
