#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A class gets the same bytes, of every file, one submission at a time or four, on a machine that is busy, and if it
# was interrupted and gone on with. Six submissions of lab 3, with hidden tests.

. tests/grade/grade_common.sh

class=$TEST_DIR/in/class
lab=$TEST_DIR/in/labs/lab3-frames
labs_without_hidden "$TEST_DIR/in/labs"
echo "a seed of the tests" >"$TEST_DIR/seed"
lab-handouts/hidden.sh "$TEST_DIR/seed" "$lab" >/dev/null

for name in reference other starter wrong broken empty; do
    mkdir -p "$class/$name/vmm"
done
for file in memory allocator; do
    for name in reference wrong broken; do
        cp vmm/$file.c "$class/$name/vmm/"
    done
    awk -v cut="3 4" -f lab-handouts/starter.awk vmm/$file.c >"$class/starter/vmm/$file.c"
done
cp lab-handouts/lab3-frames/other/vmm/* "$class/other/vmm/"
(cd "$class/wrong" && patch -s -p1) <lab-handouts/lab3-frames/wrong/not-zeroed.patch
echo "int x = ;" >>"$class/broken/vmm/memory.c"

all()
{
    $trapeze grade "$lab" --all "$class" "$@" >"$TEST_DIR/said" 2>"$TEST_DIR/err"
}

all --out "$TEST_DIR/one" --jobs 1
cut -d, -f1-3 "$TEST_DIR/one/grades.csv" >"$TEST_DIR/scores"
check "graded" grep -q '^reference,100,100$' "$TEST_DIR/scores"
check "six of them" [ "$(wc -l <"$TEST_DIR/scores")" -eq 7 ]
all --out "$TEST_DIR/four" --jobs 4
check "four at a time: the same bytes" diff -r "$TEST_DIR/one" "$TEST_DIR/four"

# Others who want the processors, for as long as it takes.
busy=
for n in 1 2 3 4; do
    timeout 120 sh -c 'while :; do :; done' &
    busy="$busy $!"
done
all --out "$TEST_DIR/busy" --jobs 2
# shellcheck disable=SC2086 # a list
kill $busy
wait
check "on a busy machine: the same bytes" diff -r "$TEST_DIR/one" "$TEST_DIR/busy"

# Interrupted when the first has been graded, and once more, then to the end.
for done in 1 3; do
    $trapeze grade "$lab" --all "$class" --out "$TEST_DIR/resumed" --jobs 1 >"$TEST_DIR/said" 2>"$TEST_DIR/err" &
    pid=$!
    n=0
    while [ "$(ls "$TEST_DIR/resumed/students" 2>/dev/null | wc -l)" -le $done ] && [ $n -lt 600 ]; do
        sleep 0.1
        n=$((n + 1))
    done
    kill -TERM $pid
    wait $pid
    status=$?
    if [ $status -ne 0 ]; then ok "interrupted after $done"; else not_ok "interrupted after $done" "it was done"; fi
done
refuses "not all is there" diff -r "$TEST_DIR/one" "$TEST_DIR/resumed"
all --out "$TEST_DIR/resumed" --jobs 2
check "gone on with: the same bytes" diff -r "$TEST_DIR/one" "$TEST_DIR/resumed"
left_nothing
