#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The figures of the handouts are those that `make figures` makes, and the handouts quote them as they are.
# (Lab 8's plot is gnuplot's: its versions differ.) Addresses and counts depend on the cross compiler: with
# another one than tests/golden/compiler.txt names, it is only looked whether they are there.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

labs=$TEST_DIR/labs
for folder in lab-handouts/lab*-*/figures; do
    lab=$labs/$(basename "$(dirname "$folder")")
    mkdir -p "$lab"
    cp "${folder%figures}handout.md" "$lab/"
    cp -R "$folder" "$lab/"
    rm -f "$lab"/figures/*.txt
done
TRAPEZE=$BUILD/trapeze GUESTS=$BUILD/guests MONITOR=$BUILD/labs/monitor/vmm.elf lab-handouts/figures.sh "$labs"
check "figures are made" [ $? -eq 0 ]
compiler=$("${RISCV_CC:-riscv64-unknown-elf-gcc}" -dumpfullversion 2>/dev/null)
for file in "$labs"/*/figures/* "$labs"/*/handout.md; do
    name=${file#"$labs"/}
    case $name in
    lab8-figure/figures/*.svg) ;;
    *)
        if [ "$compiler" = "$(cat tests/golden/compiler.txt)" ]; then
            check "$name" cmp "$file" "lab-handouts/$name"
        else
            check "$name" [ -s "$file" ]
            skip "bytes of $name" "compiler $compiler, the file is another's"
        fi
        ;;
    esac
done

# What quotes nothing is left alone; and a figure that has become longer is quoted as it is.
printf '%s\n' 'one: 1 cycle' '' 'more' >"$TEST_DIR/figure"
printf '%s\n' 'Text' '' '    two: 2' '' 'end' >"$TEST_DIR/other.md"
awk -f lab-handouts/quote.awk "$TEST_DIR/figure" "$TEST_DIR/other.md" >"$TEST_DIR/out"
check "a handout without it" cmp "$TEST_DIR/out" "$TEST_DIR/other.md"
printf '%s\n' 'Text' '' '    one: 77 cycle' '    old' '' '    older' '' 'end' >"$TEST_DIR/with.md"
printf '%s\n' 'Text' '' '    one: 1 cycle' '' '    more' '' 'end' >"$TEST_DIR/expected"
awk -f lab-handouts/quote.awk "$TEST_DIR/figure" "$TEST_DIR/with.md" >"$TEST_DIR/out"
check "quoted anew" cmp "$TEST_DIR/out" "$TEST_DIR/expected"
