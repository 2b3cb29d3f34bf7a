#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The tutorial of docs/experiments.md: its commands run, and, where images are those of the document,
# print what stands there.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

document=$root/docs/experiments.md
if [ "$("${RISCV_CC:-riscv64-unknown-elf-gcc}" -dumpfullversion 2>/dev/null)" = \
    "$(cat "$root/tests/golden/compiler.txt")" ]; then
    verdict "as it stands there (make docs)" \
        "$(BUILD=$build "$root/docs/sessions.sh" check "$document" 2>&1 | head -12)"
else
    echo "skip as it stands there (make docs): another cross compiler"
fi

# Without gnuplot, and whatever the numbers are: three experiments, one of which does not hold.
cp "$document" tutorial.md
BUILD=$build TRAPEZE_GNUPLOT='' "$root/docs/sessions.sh" write tutorial.md >"$out" 2>&1
verdict "its commands run" "$([ ! -s "$out" ] || head -3 "$out")"
verdict "its points pass" "$([ "$(grep -c '^    .*3 points, 3 passed$' tutorial.md)" -eq 3 ] ||
    grep 'points' tutorial.md)"
verdict "its prediction does not hold" \
    "$(grep -q '^    expectation failed at 1 of 3 points: speedup > 1.01$' tutorial.md || echo "it does")"
verdict "it has the rows of its CSV" "$([ "$(grep -c '^    [123],[0-9k]*,passed,' tutorial.md)" -eq 6 ] ||
    grep ',passed,' tutorial.md)"
verdict "an example of fifteen lines or so" \
    "$([ "$(sed -n "/cat >tlb.yaml/,/^    END/p" tutorial.md | wc -l)" -le 20 ] || echo "it has more")"
