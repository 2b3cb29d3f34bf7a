#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze grade: right and wrong submissions, and what happens to those that are not even wrong.

. tests/grade/grade_common.sh

right=tests/grade/submissions/right

# --- guests ---

grades "a right submission gets all" $labs/lab $right 0 \
    "== Test sum == OK (" "== Test ticks == OK (" "Score: 7/7"

wrong=$(submission wrong $right)
sed -i 's/i <= n/i < n/' "$wrong/sum.c"
grades "a wrong one loses the test that is about it" $labs/lab "$wrong" 1 \
    "== Test sum == FAIL (" "expected: memory.results == 5050" "memory.results is 4950" \
    "hint: 1 + 2 + ... + n, n included." "me: exit 0" \
    "trapeze repl --set vms.me.image=submission.elf --goto " "== Test ticks == OK (" "Score: 4/7"

grades "an empty one gets nothing" $labs/lab "$(submission empty)" 1 \
    "it was not built:" "sum.c: " "Score: 0/7"

broken=$(submission broken $right)
echo "unsigned sum(unsigned n) { return n + m; }" >"$broken/sum.c"
grades "one that does not compile loses what it is part of" $labs/lab "$broken" 1 \
    "sum.c:1:39: error: " "== Test ticks == OK (" "Score: 4/7"

loops=$(submission loops $right)
echo "unsigned sum(unsigned n) { for (;;) { } return n; }" >"$loops/sum.c"
grades "one that loops is stopped" $labs/lab "$loops" 1 \
    "== Test sum == FAIL (2.0 Mcycles)" "it has not come to its end in 2.0 Mcycles" "Score: 4/7"

crashes=$(submission crashes $right)
echo "unsigned sum(unsigned n) { *(volatile unsigned *)4 = n; return n; }" >"$crashes/sum.c"
grades "one that crashes is told how" $labs/lab "$crashes" 1 \
    "== Test sum == FAIL (" "me: exit 127" "Score: 4/7"

writes=$(submission writes $right)
cat >"$writes/sum.c" <<'END'
unsigned sum(unsigned n)
{
    for (volatile unsigned *p = (unsigned *)0x80000000; p != (unsigned *)0x87fff000; p += 64) {
        *p = n;
    }
    return n;
}
END
grades "one that writes everywhere hurts itself" $labs/lab "$writes" 1 \
    "== Test sum == FAIL (" "== Test ticks == OK (" "Score: 4/7"

prints=$(submission prints $right)
cat >"$prints/timer.c" <<'END'
#include <stdio.h>
volatile unsigned ticks;
int main(void)
{
    puts("== Test ticks == OK (1.0 Mcycles)\nScore: 7/7");
    ticks = 10;
    return 0;
}
END
grades "what one prints counts for nothing" $labs/lab "$prints" 1 \
    "== Test ticks == FAIL (" "vms.me.interrupts.timer is 0" "Score: 3/7"
if grep -q "Score: 7/7" "$TEST_DIR/out"; then
    not_ok "what one prints is not shown" "it is"
else
    ok "what one prints is not shown"
fi

early=$(submission early $right)
echo 'volatile unsigned ticks = 10; int main(void) { return 0; }' >"$early/timer.c"
grades "one that is done early has not done it" $labs/lab "$early" 1 \
    "== Test ticks == FAIL (" "Score: 3/7"

# Somebody who is gone before the first line comes.
$trapeze grade $labs/lab $right 2>"$TEST_DIR/err" | :
check "a reader who leaves leaves no box" [ -z "$(ls -A "$TMPDIR")" ]
check "nor a message" cmp "$TEST_DIR/err" /dev/null

# At any time while images are made: no fault of ours, no half a test, and no box.
statuses=
for delay in 0.02 0.05 0.08 0.11 0.14 0.17 0.2 0.3; do
    $trapeze grade $labs/lab $right >"$TEST_DIR/out" 2>"$TEST_DIR/err" &
    pid=$!
    sleep $delay
    kill -TERM $pid 2>/dev/null
    wait $pid
    statuses="$statuses $?"
done
refuses "interrupted: no fault of ours" sh -c 'echo "$1 " | grep " [23] "' sh "$statuses"
check "and no box is left" [ -z "$(ls -A "$TMPDIR")" ]

# A test whose process breaks down is not passed, and the others are run.
patient=$TEST_DIR/in/patient
mkdir -p "$patient"
cp -R $labs/lab/. "$patient/"
sed -i 's/cycles: 2M/cycles: 4G/' "$patient/lab.yaml"
if missing pgrep; then
    skip "a test that breaks down" "no pgrep"
else
    $trapeze grade "$patient" "$loops" >"$TEST_DIR/out" 2>"$TEST_DIR/err" &
    pid=$!
    n=0
    child=
    while [ -z "$child" ] && [ $n -lt 200 ]; do
        child=$(for p in $(pgrep -P $pid); do
            [ "$(cat "/proc/$p/comm" 2>/dev/null)" = trapeze ] && echo "$p"
        done)
        sleep 0.1
        [ -z "$child" ] || kill -0 "$child" 2>/dev/null || child= # about to be a compiler
        n=$((n + 1))
    done
    kill -SEGV "$child"
    wait $pid
    check "a test that breaks down is told" grep -q "which is no pass: ended" "$TEST_DIR/out"
    check "and the next is run" grep -q "== Test ticks == OK" "$TEST_DIR/out"
    check "without its points" grep -q "Score: 4/7" "$TEST_DIR/out"
fi

# --- a monitor ---

mine=$(reference reference)
grades "the reference monitor gets all" $labs/monitor "$mine" 0 \
    "== Test one guest == OK (" "== Test two apart == OK (" "== Test fast == OK (" "Score: 20/20"

worse=$(reference worse)
(cd "$worse" && patch -p1 -s) <tests/faults/030-real-entry-writable.patch
grades "a fault is found, and how to get there" $labs/monitor "$worse" 1 \
    "== Test one guest == FAIL (" "expected: each VM as on the bare machine" \
    "me: the states differ, after " "real tlb: page " "what the monitor did since" \
    "trapeze repl --set monitor.image=monitor.elf --set monitor.soft_tlb=0" \
    "== Test two apart == OK (" "Score: 15/20"

leaks=$(reference leaks)
(cd "$leaks" && patch -p1 -s) <tests/faults/033-frame-not-composed.patch
grades "a VM that reaches another's memory is told" $labs/monitor "$leaks" 1 \
    "== Test two apart == FAIL (" "leads to the monitor itself"

grades "a monitor that is not there gets nothing" $labs/monitor "$(submission none)" 1 "Score: 0/20"

# The command that a student is told stops right there.
$trapeze grade $labs/monitor "$worse" --image "$TEST_DIR/monitor.elf" >"$TEST_DIR/out"
at=$(sed -n 's/.*--goto \([0-9]*\) .*/\1/p' "$TEST_DIR/out" | head -1)
echo 'info registers' | $trapeze repl --set monitor.image="$TEST_DIR/monitor.elf" \
    --set monitor.soft_tlb=0 --set 'vms.*.clock=virtual' --goto "$at" \
    $labs/monitor/tests/one.yaml >"$TEST_DIR/repl" 2>&1
where=$(sed -n 's/.* at \(0x[0-9a-f]*\)$/\1/p' "$TEST_DIR/repl" | head -1)
check "--goto begins there" [ "$at" -gt 0 -a "$where" = 0x00010010 ]

# --- the same bytes ---

$trapeze grade $labs/monitor "$worse" --format json >"$TEST_DIR/one.json"
$trapeze grade $labs/monitor "$worse" --format json >"$TEST_DIR/two.json" &
$trapeze grade $labs/monitor "$worse" --format json >"$TEST_DIR/three.json"
wait $!
check "the same result every time" cmp "$TEST_DIR/one.json" "$TEST_DIR/two.json"
check "under load, too" cmp "$TEST_DIR/one.json" "$TEST_DIR/three.json"
copy=$(submission copy-elsewhere "$worse")
mv "$copy" "$TEST_DIR/in/worse-elsewhere" && mkdir -p "$TEST_DIR/in/far" &&
    mv "$TEST_DIR/in/worse-elsewhere" "$TEST_DIR/in/far/worse"
$trapeze grade $labs/monitor "$TEST_DIR/in/far/worse" --format json >"$TEST_DIR/far.json"
check "wherever it lies" cmp "$TEST_DIR/one.json" "$TEST_DIR/far.json"
refuses "no path of this machine is told" grep -q "$PWD\|$TMPDIR" "$TEST_DIR/one.json"

left_nothing
