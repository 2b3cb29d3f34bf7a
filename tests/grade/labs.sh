#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The other kinds of labs; and what is wrong with a lab is told with its place.

. tests/grade/grade_common.sh

# --- escape, and the test that catches it ---

stolen=tests/grade/submissions/escape
grades "a secret is stolen, and the fault caught" $labs/escape $stolen 0 \
    "== Test beyond the end == OK (" "== Test caught == OK (" "Score: 10/10"

# The faulty monitor as students have it: an image.
ready=$(submission ready $labs/escape)
sed -i 's,memory-end.patch,memory-end.elf,' "$ready/lab.yaml"
cp "$BUILD/labs/monitor/vmm.elf" "$ready/faults/memory-end.elf"
grades "a monitor that is no faulty one, as an image" "$ready" $stolen 1 \
    "trapeze repl --set monitor.image=faults/memory-end.elf --set vms.thief.image=submission.elf --goto" \
    "it finds nothing wrong with the faulty monitor" "Score: 0/10"

honest=$(submission honest $stolen)
sed -i 's/+ MEMORY)/)/' "$honest/thief.c"
sed -i 's/16u << 20/15u << 20/' "$honest/bait.c"
grades "who stays at home finds nothing" $labs/escape "$honest" 1 \
    "expected at \`found\`, in the end: the neighbour's secret" \
    "it finds nothing wrong with the faulty monitor" "Score: 0/10"

alarm=$(submission alarm $stolen)
cat >"$alarm/catch.yaml" <<'END'
monitor: {kind: vmm, soft_tlb: 16}
machine: {isa: pg32-popf}
vms:
  - {name: bait, image: submission}
END
grades "an alarm for nothing is none" $labs/escape "$alarm" 1 "== Test caught == FAIL"

curious=$(submission curious $stolen)
printf 'vms:\n  - {name: bait, image: ../../../../../../etc/passwd}\n' >"$curious/catch.yaml"
grades "a file of this machine is not named" $labs/escape "$curious" 1 \
    "catch.yaml:2:25: vms.image: " "no file of this machine may be named here"
printf 'vms:\n  - {name: bait, image: hello, console: /tmp/x}\n' >"$curious/catch.yaml"
grades "nor written" $labs/escape "$curious" 1 "catch.yaml:2:41: vms.console: "

# --- classes ---

lab=$TEST_DIR/in/classes
mkdir -p "$lab"
cat >"$lab/lab.yaml" <<'END'
lab: {number: 92, name: classes, kind: classes}
hand_in: [answers.yaml, witnesses.yaml]
tests:
  - {name: classes, points: 4, judge: classes, file: questions.yaml}
  - {name: witnesses, points: 2, judge: classes, file: shown.yaml}
END
cat >"$lab/questions.yaml" <<'END'
isa: pg32-popf
answers: answers.yaml
questions: {frob: popf, add: add, mret: mret, mtvec: "csrrs mtvec, read"}
END
printf 'isa: pg32-popf\nwitnesses: witnesses.yaml\nquestions: {frob: popf}\n' >"$lab/shown.yaml"
answers=$(submission answers)
printf 'frob: sensitive\nadd: innocuous\nmret: privileged\nmtvec: privileged\n' >"$answers/answers.yaml"
$trapeze classify --isa pg32-popf popf --witness "$answers/witnesses.yaml" >/dev/null
grades "right answers, with witnesses" "$lab" "$answers" 0 "Score: 6/6"
sed -i 's/mret: privileged/mret: innocuous/; /^add/d' "$answers/answers.yaml"
sed -i 's/control-supervisor/control-user/' "$answers/witnesses.yaml"
grades "a share for those that are right; false witnesses are none" "$lab" "$answers" 1 \
    "== Test classes == 2/4" "mret: not innocuous" "add: no answer" "2 of 4 right" \
    "== Test witnesses == FAIL" "Score: 2/6"

# Nobody gets no points since the wrong program was taken.
sed -i 's/pg32-popf/pg32-term/' "$lab/questions.yaml"
$trapeze grade "$lab" "$answers" >"$TEST_DIR/out" 2>"$TEST_DIR/err"
check "a machine that this program has not is a mistake of the lab's" test $? -eq 2
check "with its place" grep -q 'questions.yaml:1:6: isa: this program has no machine `pg32-term`' "$TEST_DIR/err"

# --- experiments ---

lab=$TEST_DIR/in/figure
mkdir -p "$lab"
cat >"$lab/lab.yaml" <<'END'
lab: {number: 94, name: figure, kind: experiment}
hand_in: [figure.yaml, text.md]
limits: {cycles: 100M}
tests:
  - {name: baseline, points: 1, judge: experiment, sources: figure.yaml, that: baseline == 1}
  - {name: sweep, points: 1, judge: experiment, sources: figure.yaml, that: axes >= 2 or points >= 4}
  - {name: compared, points: 1, judge: experiment, sources: figure.yaml, that: baseline_expectations >= 1}
  - {name: holds, points: 2, judge: experiment, sources: figure.yaml, that: holds == 1}
  - {name: text, points: 1, judge: experiment, sources: figure.yaml, that: words >= 5}
END
figure=$(submission figure)
cat >"$figure/figure.yaml" <<'END'
experiment: {title: Entries of the TLB}
machine: {ram: 64MiB}
vms: [{name: me, image: hello}]
monitor: {kind: vmm}
sweep:
  machine.tlb: [8, 16, 32, 64]
baseline: {machine.tlb: 64}
measure: {cycles: machine.cycles}
expect:
  - cycles >= baseline(cycles)
END
echo "More entries are never slower." >"$figure/text.md"
grades "an experiment that holds" "$lab" "$figure" 0 "Score: 6/6"
sed -i 's/cycles >= baseline/cycles > 2 * baseline/' "$figure/figure.yaml"
grades "one that does not" "$lab" "$figure" 1 "== Test holds == FAIL" "does not hold: cycles > 2" "Score: 4/6"
sed -i 's/image: hello/image: ..\/secret.elf/' "$figure/figure.yaml"
grades "one that names a file" "$lab" "$figure" 1 "no file of this machine may be named here" "Score: 0/6"
echo "include: /etc/passwd" >>"$figure/figure.yaml"
grades "one that includes a file" "$lab" "$figure" 1 "Score: 0/6"
refuses "which is not read" grep -q root: "$TEST_DIR/out"

# --- what is wrong with a lab ---

# wrong NAME SED MESSAGE: tests/grade/lab with a change.
wrong()
{
    rm -rf "$TEST_DIR/in/bad"
    mkdir -p "$TEST_DIR/in/bad"
    cp -R $labs/lab/. "$TEST_DIR/in/bad/"
    sed -i "$2" "$TEST_DIR/in/bad/lab.yaml"
    $trapeze grade "$TEST_DIR/in/bad" tests/grade/submissions/right >"$TEST_DIR/out" 2>"$TEST_DIR/err"
    got=$?
    if [ $got -eq 2 ] && [ "$(wc -l <"$TEST_DIR/err")" -eq 1 ] && grep -qF -- "$3" "$TEST_DIR/err"; then
        ok "$1"
    else
        not_ok "$1" "status $got: $(cat "$TEST_DIR/err")"
    fi
}

wrong "an unknown key" 's/hint:/hnt:/' "lab.yaml:18:5: unknown key \`hnt\` in tests: did you mean \`hint\`?"
wrong "an unknown section" 's/^limits/limts/' "lab.yaml:7:1: unknown key \`limts\`: did you mean \`limits\`?"
wrong "no kind" 's/kind: guest, //' "lab: expected a key \`kind\`"
wrong "a judge that there is not" 's/judge: state/judge: stat/' "lab.yaml:11:12: tests.judge: \`stat\`: did you mean \`state\`?"
wrong "a judge of another kind" 's/judge: state/judge: escape/' "this judge is none for a lab of this kind"
wrong "a file that is not there" 's/sum.yaml/som.yaml/' "lab.yaml:12:11: tests.file: "
wrong "a source that there is not" 's/main.c, sum.c/main.c, sun.c/' "tests.sources: \`sun.c\`: did you mean \`sum.c\`?"
wrong "a name that escapes" 's/  - sum.c/  - ..\/sum.c/' "lab.yaml:5:5: hand_in: \`../sum.c\`: expected a relative name"
wrong "a name like an option" 's/  - sum.c/  - -sum.c/' "hand_in: \`-sum.c\`"
wrong "a formula that breaks off" 's/== 5050/==/' "lab.yaml:15:"
wrong "a counter that there is not" 's/vms.me.interrupts.timer/vms.me.interupts.timer/' "unknown name \`vms.me.interupts.timer\`"
wrong "a VM that there is not" 's/vms.me.int/vms.you.int/' "the test's file has no VM \`vms.you\`"
wrong "points that are none" 's/points: 3/points: many/' "tests.points: \`many\`: expected a number"
wrong "two tests of one name" 's/name: ticks/name: sum/' "two tests are called \`sum\`"
rm -rf "$TEST_DIR/in/bad"
cp -R $labs/lab "$TEST_DIR/in/bad"

cp tests/grade/submissions/right/sum.c "$TEST_DIR/in/bad/trusted/"
$trapeze grade "$TEST_DIR/in/bad" tests/grade/submissions/right >"$TEST_DIR/out" 2>&1
check "a trusted file that is handed in" grep -q "trusted/sum.c: is in hand_in, too" "$TEST_DIR/out"
rm -rf "$TEST_DIR/in/bad"
cp -R $labs/monitor "$TEST_DIR/in/bad"
sed -i '1a machine: {isa: pg32-popf}' "$TEST_DIR/in/bad/tests/one.yaml"
$trapeze grade "$TEST_DIR/in/bad" . >"$TEST_DIR/out" 2>&1
check "a comparison on a machine that theory excludes" \
    grep -q "vmm is unsound on pg32-popf: .* expected hybrid, or judge: state" "$TEST_DIR/out"
$trapeze schema --lab >"$TEST_DIR/keys"
sed '1,/^<!-- What follows/d' docs/grading.md | sed 1d >"$TEST_DIR/doc"
check "docs/grading.md has every key (make docs)" cmp "$TEST_DIR/keys" "$TEST_DIR/doc"

$trapeze grade 4711 tests/grade/submissions/right >"$TEST_DIR/out" 2>&1
check "a lab that there is not" grep -q "no lab \`4711\`" "$TEST_DIR/out"
refuses "a submission that there is not" $trapeze grade $labs/lab "$TEST_DIR/nowhere"
left_nothing
