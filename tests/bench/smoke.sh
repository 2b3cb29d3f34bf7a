#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The programs of `make bench`, a few rounds of each: the same check sum on every engine.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
TEST_DIR=${TEST_DIR:-$(mktemp -d)}
. tests/common.sh
. tests/bench/engines.sh

engines="native qemu simple pipeline vm-none plain-none plain-pipeline"

# Each engine that has the program, and what it prints, if that is not what the fast core prints.
differences()
{
    for engine in $engines; do
        has "$engine" "$1" || continue
        sum=$(sum_of "$engine" "$1" 2)
        [ "$sum" = "$expected" ] || echo "$engine: $sum;"
    done
}

for file in "$bench"/guest/*.o; do
    program=$(basename "$file" .o)
    [ "$program" != guest ] || continue
    expected=$(sum_of none "$program" 2)
    wrong=$(differences "$program")
    if [ -n "$wrong" ] || ! echo "$expected" | grep -Eqx '[0-9a-f]{8}'; then
        not_ok "$program: one sum" "$expected, $wrong"
    else
        ok "$program: one sum"
    fi
done
missing qemu-system-riscv32 && skip "the same sums on QEMU" "missing qemu-system-riscv32"
exit 0
