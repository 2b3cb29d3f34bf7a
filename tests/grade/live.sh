#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Judge `experiment`: what of a handed-in experiment could have come out otherwise (panel/grade_live.h).

. tests/grade/grade_common.sh

lab=$TEST_DIR/in/live
mkdir -p "$lab"
cat >"$lab/lab.yaml" <<'END'
lab: {number: 93, name: live, kind: experiment}
hand_in: [figure.yaml, text.md]
limits: {cycles: 200M}
tests:
  - {name: axes, points: 1, judge: experiment, sources: figure.yaml, that: live_axes == axes}
  - {name: measures, points: 1, judge: experiment, sources: figure.yaml, that: live_measures == measures}
  - {name: expectations, points: 1, judge: experiment, sources: figure.yaml, that: live_expectations == expectations}
  - {name: compared, points: 1, judge: experiment, sources: figure.yaml, that: baseline_expectations >= 1}
  - {name: another, points: 1, judge: experiment, sources: figure.yaml, that: holds == 1, set: [repeat.count=1, repeat.seed=3]}
END
figure=$(submission figure)
touch "$figure/text.md"

# figure SED: the experiment, all alive, with a change.
figure()
{
    cat >"$figure/figure.yaml" <<'END'
experiment: {title: Misses}
machine: {ram: 64MiB}
vms: [{name: me, image: pages, memory: 8MiB, args: 40 2000 random}]
monitor: {kind: vmm}
sweep:
  machine.tlb: [16, 64]
  monitor.soft_tlb: [0, 128]
baseline: {machine.tlb: 16, monitor.soft_tlb: 0}
measure:
  cycles: machine.cycles
  reflected: vms.me.events.reflected_miss
  speedup: baseline(cycles) / cycles
expect:
  - speedup >= 1
  - {that: reflected > 1000, when: machine.tlb == 16 and monitor.soft_tlb == 0}
END
    sed -i "$1" "$figure/figure.yaml"
}

# expect NAME EXPECTATION ALIVE: one more.
expect()
{
    figure "\$a\\  - $2"
    if [ "$3" = alive ]; then
        grades "$1" "$lab" "$figure" 0 "Score: 5/5"
    else
        grades "$1" "$lab" "$figure" 1 "== Test expectations == FAIL" "cannot be wrong: " "live_expectations is 2" "Score: 4/5"
    fi
}

figure ''
grades "all alive; compared by way of a measure" "$lab" "$figure" 0 "Score: 5/5"
figure '/^  monitor.soft_tlb/a\  machine.core: [fast, plain]'
grades "an axis that changes nothing" "$lab" "$figure" 1 "changes no measure: machine.core" "Score: 4/5"
figure '/^  cycles:/a\  entries: machine.tlb'
grades "a measure that was given" "$lab" "$figure" 1 "the same at all points, or given: entries" "Score: 4/5"
figure '/^  cycles:/a\  memory: {value: vms.me.exit_code}'
grades "a measure that never changes" "$lab" "$figure" 1 "the same at all points, or given: memory" "Score: 4/5"
figure 's/speedup >= 1/cycles < 1e9 * cycles/'
grades "nothing compared, nothing risked" "$lab" "$figure" 1 "== Test compared == FAIL" "== Test expectations == FAIL" "Score: 3/5"

expect "x == x" "reflected == reflected" dead
expect "true of all numbers" "reflected >= 0" dead
expect "nothing measured" "1 == 1" dead
expect "keys only" "machine.tlb >= 16" dead
expect "keys, and true of all numbers" "{that: machine.tlb == 64 and reflected >= 0, when: machine.tlb == 64}" dead
expect "far from all that was measured" "cycles < 1e12" dead
expect "how it ended" "vms.me.passed == 1" dead
expect "without a value is not wrong" "not known(cycles / 0)" dead
expect "of every VM, and true of all numbers" "vms.*.cycles.busy >= 0" dead
expect "of every VM" "vms.*.cycles.busy / vms.*.cycles.total > 90%" alive
expect "close to what it is" "{that: 'within(cycles, baseline(cycles), 1%)', when: machine.tlb == 16 and monitor.soft_tlb == 0}" alive
expect "another point's would be wrong" "{that: reflected < 200, when: machine.tlb == 64}" alive
expect "the same output" "vms.me.output == baseline(vms.me.output)" alive

# What another machine makes of it: a prediction that is too exact.
figure ''
image=$(sed -n 's/^  cycles: .*/x/p' "$figure/figure.yaml")
[ "$image" = x ] || not_ok "the experiment" "it has no cycles"
$trapeze experiment --jobs 1 --out "$TEST_DIR/results" --overwrite "$figure/figure.yaml" >/dev/null 2>&1
exact=$(sed -n '2s/^1,16,0,passed,\([0-9]*\),.*/\1/p' "$TEST_DIR/results/results.csv")
figure "\$a\\  - {that: cycles == $exact, when: machine.tlb == 16 and monitor.soft_tlb == 0}"
grades "what holds on one machine only" "$lab" "$figure" 1 "== Test another == FAIL" "does not hold: cycles == $exact" "Score: 4/5"
figure 's/machine.tlb: \[16, 64\]/machine.tlb: {from: 8, to: 256, step: 1}/; s/\[0, 128\]/[0, 1, 2, 3]/; s/machine.tlb: 16/machine.tlb: 8/'
grades "too many points" "$lab" "$figure" 1 "points: expected at most 500" "Score: 0/5"
doubled=$(for n in 1 2 3 4 5 6 7 8 9 10 11 12; do printf '  m%d: m%d + m%d\\n' $n $((n - 1)) $((n - 1)); done)
figure "/^  speedup/i\\  m0: sum(vms.*.cycles.*)\\n$doubled"
sed -i 's/\[16, 64\]/{from: 16, to: 100, step: 1}/' "$figure/figure.yaml"
grades "too much to compute" "$lab" "$figure" 1 "too much to compute at 170 points" "Score: 0/5"

# --- in lab.yaml ---

sed -i 's/set: \[repeat.count=1/set: [repeat.count/' "$lab/lab.yaml"
$trapeze grade "$lab" "$figure" >"$TEST_DIR/out" 2>&1
check "set without a value" grep -q 'lab.yaml:9:[0-9]*: tests.set: expected PATH=VALUE' "$TEST_DIR/out"
rm -rf "$TEST_DIR/in/bad"
cp -R $labs/lab "$TEST_DIR/in/bad"
sed -i '0,/judge: state/s//judge: state\n    set: a=b/' "$TEST_DIR/in/bad/lab.yaml"
$trapeze grade "$TEST_DIR/in/bad" tests/grade/submissions/right >"$TEST_DIR/out" 2>&1
check "set of another judge" grep -q 'its judge has no use for a key `set`' "$TEST_DIR/out"
left_nothing
