#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whole outputs against tests/golden/NAME.txt: what `make run` shows, the table of a bare run, a
# listing. Counts and addresses depend on the cross compiler that built monitor and guests; with
# another one than compiler.txt names, they are left out of the comparison, and that is said.
#
#   make golden        writes the files anew, for a change that is meant: look at `git diff` then

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
trapeze=$BUILD/trapeze
golden=tests/golden
work=${TEST_DIR:-$(mktemp -d)}
mkdir -p "$work" || exit 1
compiler=$("${RISCV_CC:-riscv64-unknown-elf-gcc}" -dumpfullversion 2>/dev/null)

# Every output, by name. Standard error belongs to it, and the status.
produce()
{
    case $1 in
    two-kernels) "$trapeze" run --compare-bare examples/experiments/two-kernels.yaml ;;
    hello) "$trapeze" run "$BUILD/guests/hello" ;;
    hello-in-a-vm) "$trapeze" run --set monitor.kind=vmm "$BUILD/guests/hello" ;;
    disasm-hello) "$trapeze" disasm "$BUILD/guests/hello" ;;
    esac 2>&1 </dev/null
    echo "status $?"
}

names="two-kernels hello hello-in-a-vm disasm-hello"

# Numbers and the width of the columns that they are in.
without_numbers()
{
    sed -e 's/0x[0-9a-f]*/N/g' -e 's/[0-9][0-9,.]*/N/g' -e 's/  */ /g' "$1"
}

compare()
{
    produce "$1" >"$work/$1.txt"
    if [ "$compiler" = "$(cat $golden/compiler.txt)" ]; then
        difference=$(diff "$golden/$1.txt" "$work/$1.txt" | head -20)
    elif [ "$1" = disasm-hello ]; then
        echo "skip $1: compiler $compiler, the golden file is $(cat $golden/compiler.txt)'s"
        return
    else
        without_numbers "$golden/$1.txt" >"$work/expected"
        without_numbers "$work/$1.txt" >"$work/got"
        difference=$(diff "$work/expected" "$work/got" | head -20)
        echo "skip numbers of $1: compiler $compiler, the golden file is" \
            "$(cat $golden/compiler.txt)'s"
    fi
    if [ -z "$difference" ]; then
        echo "ok $1"
    else
        echo "not ok $1: differs from $golden/$1.txt (\`make golden\` if that is meant)"
        echo "$difference"
    fi
}

if [ "$1" = --regenerate ]; then
    echo "$compiler" >$golden/compiler.txt
    for name in $names; do
        produce "$name" >"$work/new" && mv "$work/new" "$golden/$name.txt"
        tail -n 1 "$golden/$name.txt" | sed "s/^/$name: /"
    done
    exit 0
fi
for name in $names; do
    compare "$name"
done
