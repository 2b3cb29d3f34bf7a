#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A slice of `make labs`: of each lab our solution and a wrong one get what they should. And that it tells
# if they do not, in the labs' order, whatever their number at a time.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh
export TRAPEZE="$BUILD/trapeze"

# cases TABLE: each line of it as a case
cases()
{
    awk '
        / labs?, [0-9]+ lines, / { next }
        / not ok: / { why = $0; sub(/.* not ok: /, "", why); print "not ok " $1 ": " $2 ": " why; next }
        /^lab/ { print "ok " $1 ": " $2; next }
        { print "# " $0 }' "$1"
}

lab-handouts/labs.sh --slice 1 >"$TEST_DIR/table" 2>&1
status=$?
cases "$TEST_DIR/table"
check "a slice of make labs" [ "$status" -eq 0 ]

# Two labs with a wrong patch each: one that loses what it does not say, one that does not apply.
for lab in lab0-machine lab2-deprivileged; do
    mkdir -p "$TEST_DIR/$lab"
    cp -RL "lab-handouts/$lab/." "$TEST_DIR/$lab/"
    rm -rf "$TEST_DIR/$lab"/other "$TEST_DIR/$lab"/starter "$TEST_DIR/$lab"/wrong
    mkdir "$TEST_DIR/$lab/wrong"
done
{
    printf 'nothing at all\nloses: hello\n'
    diff -u lab-handouts/lab0-machine/solution/kernel.c /dev/null | sed '1s,.*,--- a/kernel.c,; 2s,.*,+++ b/kernel.c,' |
        sed '3s,.*,@@ -1 +1 @@,; 5,$d; 4{p;s,^-,+,;}'
} >"$TEST_DIR/lab0-machine/wrong/nothing.patch"
printf 'not a patch\nloses: kernel\n--- a/vmm/emulate.c\n+++ b/vmm/emulate.c\n@@ -1 +1 @@\n-none\n+some\n' \
    >"$TEST_DIR/lab2-deprivileged/wrong/none.patch"
lab-handouts/labs.sh --slice 1 --jobs 2 "$TEST_DIR/lab0-machine" "$TEST_DIR/lab2-deprivileged" >"$TEST_DIR/bad" 2>&1
status=$?
check "what is not as it should be: status 1" [ "$status" -eq 1 ]
check "a wrong one that loses nothing" grep -q '^lab0-machine *nothing .* not ok: expected ' "$TEST_DIR/bad"
check "a patch that does not apply" grep -q '^lab2-deprivileged *none .* not ok: the patch does not' "$TEST_DIR/bad"
check "too few wrong ones" grep -q '^lab2-deprivileged *wrong solutions *1 *not ok: ' "$TEST_DIR/bad"
check "no other solution" grep -q '^lab0-machine *other solution .* not ok: ' "$TEST_DIR/bad"
check "in the labs' order" [ "$(grep -o '^lab[0-9]' "$TEST_DIR/bad" | uniq | tr '\n' ' ')" = "lab0 lab2 " ]
lab-handouts/labs.sh --slice 1 --jobs 1 "$TEST_DIR/lab0-machine" "$TEST_DIR/lab2-deprivileged" >"$TEST_DIR/alone" 2>&1
check "one at a time: the same table" cmp "$TEST_DIR/bad" "$TEST_DIR/alone"

check "a patch that does not apply: why" grep -q '^    .*emulate.c' "$TEST_DIR/bad"

# Where `make hidden` has been at work: lab 1's machine has been built in its folder, and a link leads back to that.
mkdir -p "$TEST_DIR/term"
cp -R lab-handouts "$TEST_DIR/term/lab-handouts"
for folder in docs vmm; do ln -s "$PWD/$folder" "$TEST_DIR/term/$folder"; done
rm -rf "$TEST_DIR"/term/lab-handouts/*/hidden
mkdir -p "$TEST_DIR/term/lab-handouts/lab1-kinds/hidden/source/build/arrows"
ln -s ../.. "$TEST_DIR/term/lab-handouts/lab1-kinds/hidden/source/build/arrows/source"
case $TRAPEZE in /*) ;; *) TRAPEZE=$PWD/$TRAPEZE ;; esac
"$TEST_DIR/term/lab-handouts/labs.sh" --slice 1 "$TEST_DIR/term/lab-handouts/lab0-machine" >"$TEST_DIR/said" 2>&1
check "after make hidden" grep -q '^1 lab, 2 lines, 0 not ok' "$TEST_DIR/said"

for argument in --slice '--slice x' --jbos lab-handouts; do
    # shellcheck disable=SC2086 # words
    lab-handouts/labs.sh $argument >"$TEST_DIR/said" 2>&1
    status=$?
    check "labs.sh $argument: refused" [ "$status" -eq 2 ]
done
