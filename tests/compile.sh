#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The host's sources compile with clang as well, with the same warnings; the monitor's with clang
# for RISC-V, where it has that target. GCC has compiled them all already.
. tests/common.sh

if missing clang; then
    skip "compile" "missing clang"
    exit 0
fi

host()
{
    # shellcheck disable=SC2086 # several options
    clang -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE $WARNINGS -DTRAPEZE_VERSION='"test"' \
        -I"$BUILD/arrows/$1" -fsyntax-only "$2"
}

monitor()
{
    # shellcheck disable=SC2086 # several options
    clang --target=riscv32 -march=rv32ima -mabi=ilp32 -std=gnu11 -ffreestanding $WARNINGS \
        -I"$BUILD/arrows/$1" -fsyntax-only "$2"
}

# each KIND SOURCE...: one case for each source, compiled as KIND.
each()
{
    kind=$1
    shift
    for source in "$@"; do
        [ -f "$source" ] || continue
        check "clang, $kind: $source" "$kind" "${source%%/*}" "$source"
    done
}

each host isa/*.c isa/dev/*.c machine/*.c panel/*.c tests/unit/*.c tests/tools/*.c tests/timing/*.c
if clang --print-targets 2>/dev/null | grep -q riscv32; then
    each monitor isa/*.c isa/dev/*.c vmm/*.c hybrid/*.c
else
    skip "clang, monitor" "missing clang's riscv32 target"
fi
