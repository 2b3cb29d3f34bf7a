#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make handouts: pages in HTML and PDF, pictures inside, where pandoc and groff are; and what is said where
# they are not.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

# A PATH with the tools that every system has.
bare=$TEST_DIR/bare
rm -rf "$bare" "$TEST_DIR/out" "$TEST_DIR/lab"
mkdir -p "$bare" "$TEST_DIR/lab/figures"
for tool in sh dirname basename mktemp mkdir rm sed grep head cat mv cp; do
    ln -s "$(command -v $tool)" "$bare/$tool"
done
PATH=$bare lab-handouts/handouts.sh "$TEST_DIR/out" >"$TEST_DIR/said" 2>&1
status=$?
check "without pandoc: no error" [ $status -eq 0 ]
check "it is told" grep -q 'pandoc is missing' "$TEST_DIR/said"

if missing pandoc; then
    skip "handouts as HTML and PDF" "no pandoc"
    exit 0
fi

printf '%s\n' '<!-- a comment -->' '# Lab 99: Of Nothing' '' '| a | b |' '|---|---|' '| 1 | VPN → MFN |' '' \
    '![what happened](figures/picture.svg)' '' '    code  in   columns' >"$TEST_DIR/lab/handout.md"
echo '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="80" height="20"/></svg>' \
    >"$TEST_DIR/lab/figures/picture.svg"
lab-handouts/handouts.sh "$TEST_DIR/out" "$TEST_DIR/lab" lab-handouts/lab3-frames >"$TEST_DIR/said" 2>&1
status=$?
check "no error" [ $status -eq 0 ]
check "a title" grep -q '<title>Lab 99: Of Nothing</title>' "$TEST_DIR/out/lab.html"
refuses "the picture is inside" grep -q 'figures/picture.svg' "$TEST_DIR/out/lab.html"
check "a table" grep -q '<td.*VPN → MFN</td>' "$TEST_DIR/out/lab.html"
check "code" grep -q 'code  in   columns' "$TEST_DIR/out/lab.html"
check "of a lab" grep -q 'Whose frame is it' "$TEST_DIR/out/lab3-frames.html"
if missing groff; then
    skip "handouts as PDF" "no groff"
    exit 0
fi
for name in lab lab3-frames; do
    check "$name: PDF" [ "$(head -c 5 "$TEST_DIR/out/$name.pdf")" = "%PDF-" ]
done
