#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Random programs on our machine and on QEMU: PROGRAMS of them (3000), seeds from SEED (1) on.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
TEST_DIR=${TEST_DIR:-$(mktemp -d)}
. tests/common.sh

if missing qemu-system-riscv32; then
    skip "random programs against QEMU" "missing qemu-system-riscv32"
    exit 0
fi
"$BUILD/test/tests/random/against_qemu" "$BUILD/test/tests/random/runtime.bin" "$TEST_DIR" \
    "${SEED:-1}" "${PROGRAMS:-3000}"
