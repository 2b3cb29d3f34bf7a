#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What students of lab 1 receive: the term's machine in words, another one with another seed, and no answer
# about it; and `make form`, all that their trapeze can say of their pairs.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

case $BUILD in /*) trapeze=$BUILD/trapeze ;; *) trapeze=$PWD/$BUILD/trapeze ;; esac
case $TEST_DIR in /*) ;; *) TEST_DIR=$PWD/$TEST_DIR ;; esac
rm -rf "$TEST_DIR/copy" "$TEST_DIR"/term-*
mkdir -p "$TEST_DIR/copy"
cp -R lab-handouts "$TEST_DIR/copy/lab-handouts"
ln -s "$PWD/docs" "$TEST_DIR/copy/docs"
lab=$TEST_DIR/copy/lab-handouts/lab1-kinds
rm -rf "$lab/hidden"

# term SEED: a package, with that term's machine; without the program that generate.sh builds, which takes long.
term()
{
    rm -rf "$lab/hidden"
    mkdir -p "$lab/hidden/solution"
    (cd "$lab" && awk -v seed="$1" -v part=kinds -f ../monitor/random.awk -f ../draw.awk -f hidden.awk)
    out=$TEST_DIR/term-$1
    "$TEST_DIR/copy/lab-handouts/pack.sh" 1 "$out" "$BUILD/labs/monitor/flags" 2>"$TEST_DIR/err"
}

"$TEST_DIR/copy/lab-handouts/pack.sh" 1 "$TEST_DIR/term-none" "$BUILD/labs/monitor/flags" 2>"$TEST_DIR/err"
check "without a machine of the term" test $? -eq 0
check "that is said" grep -q "without the term's machine: expected SEED=FILE" "$TEST_DIR/err"

for seed in one two three four; do
    check "seed $seed: made" term $seed
    names=$(sed -n 's/^| `\([a-z]*\).*/\1/p' "$TEST_DIR/term-$seed/machine.md" | tr '\n' ' ')
    asked=$(sed -n 's/^\([a-z]*\):.*/\1/p' "$TEST_DIR/term-$seed/term.yaml" | tr '\n' ' ')
    answered=$(sed -n 's/:.*//p' "$lab/hidden/solution/term.yaml" | tr '\n' ' ')
    check "seed $seed: eight names, to be answered" test "$names" = "$asked" -a "$(echo "$asked" | wc -w)" -eq 8
    check "seed $seed: the answers are about them" test "$names" = "$answered"
    find "$out" -name hidden -o -name solution -o -name other -o -name wrong -o -name generate.sh -o -name '*.awk' \
        -o -name package.sh -o -type l >"$TEST_DIR/forbidden"
    check "seed $seed: nothing else" cmp /dev/null "$TEST_DIR/forbidden"
    refuses "seed $seed: no answers" grep -E 'sensitive|innocuous|privileged' "$out/machine.md" "$out/term.yaml"
done
sed 's/`[a-z]* /` /' "$TEST_DIR"/term-one/machine.md >"$TEST_DIR/one"
sed 's/`[a-z]* /` /' "$TEST_DIR"/term-two/machine.md >"$TEST_DIR/two"
refuses "another seed, another machine" cmp "$TEST_DIR/one" "$TEST_DIR/two"

out=$TEST_DIR/term-one
make_in()
{
    make -s -C "$out" TRAPEZE="$trapeze" "$@"
}
make_in form >"$TEST_DIR/form" 2>&1
check "form: empty" grep -qx 'term-pairs.yaml: 0 witnesses, can be read' "$TEST_DIR/form"
cat >"$out/term-pairs.yaml" <<'END'
schema: trapeze-witness/1
isa: pg32-term
witnesses:
  - shows: mode
    word: 0x8c500073
    pc: 0x80000000
    state:
      - mode: supervisor
END
make_in form >"$TEST_DIR/form" 2>&1
check "form: a mistake, with its place" grep -qx 'term-pairs.yaml:7:5: key `state`: did you mean `states`?' "$TEST_DIR/form"
cp lab-handouts/lab1-kinds/solution/*.yaml "$out/"
make_in grade >"$TEST_DIR/grade" 2>&1
check "all public points" grep -qx 'Score: 40/40' "$TEST_DIR/grade"
make_in replay >"$TEST_DIR/replay" 2>&1
refuses "replay: all confirmed" grep -v ': confirmed$' "$TEST_DIR/replay"
