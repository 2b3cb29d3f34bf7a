#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   docs.sh [--regenerate]
#
# docs/looking.md is a session: its commands are given, and the answers compared. Counts and addresses
# depend on the cross compiler: with another one than tests/golden/compiler.txt names, they are left
# out. --regenerate writes the answers anew, for a change that is meant.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
TEST_DIR=${TEST_DIR:-$BUILD/look}
. tests/common.sh
doc=docs/looking.md
prompt='    (trapeze) '

# The experiment is in the text: the block that begins with its name.
awk '/^    # looking.yaml$/ { inside = 1 } /^$/ { inside = 0 } inside { print substr($0, 5) }' \
    $doc >"$TEST_DIR/looking.yaml"

# Each command, with a line before it that says where its answer begins.
awk -v prompt="$prompt" 'index($0, prompt) == 1 { print "echo @@\\n"
    print substr($0, length(prompt) + 1) }' $doc >"$TEST_DIR/commands"
"$BUILD/trapeze" repl -x "$TEST_DIR/commands" "$TEST_DIR/looking.yaml" >"$TEST_DIR/answers" 2>&1

# The text again, with these answers.
awk -v prompt="$prompt" -v answers="$TEST_DIR/answers" '
    index($0, prompt) == 1 {
        print
        if (!begun) { getline line <answers; begun = 1 }
        while ((getline line <answers) > 0 && line != "@@") print "    " line
        answered = 1
        next
    }
    answered && /^    / { next }
    { answered = 0; print }' $doc >"$TEST_DIR/looking.md"

if [ "$1" = --regenerate ]; then
    cp "$TEST_DIR/looking.md" $doc
    exit
fi

without_numbers()
{
    sed -e 's/0x[0-9a-f]*/N/g' -e 's/[0-9a-f.,-]*[0-9][0-9a-f.,]*/N/g' -e 's/  */ /g' "$1"
}

if [ "$("${RISCV_CC:-riscv64-unknown-elf-gcc}" -dumpfullversion 2>/dev/null)" = \
    "$(cat tests/golden/compiler.txt)" ]; then
    check "$doc" diff $doc "$TEST_DIR/looking.md"
else
    without_numbers $doc >"$TEST_DIR/expected"
    without_numbers "$TEST_DIR/looking.md" >"$TEST_DIR/seen"
    check "$doc, but for numbers" diff "$TEST_DIR/expected" "$TEST_DIR/seen"
fi
