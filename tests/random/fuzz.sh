#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   fuzz.sh SECONDS
#
# All comparisons of random programs over and over, with seeds that go on from SEED (the time of
# day, so that each call has new ones), until so many seconds have passed. Stops at a difference.

cd "$(dirname "$0")/../.." || exit 1
end=$(($(date +%s) + ${1:-60}))
seed=${SEED:-$(date +%s)}
while [ "$(date +%s)" -lt "$end" ]; do
    SEED=$seed PROGRAMS=2048 tests/random/against_qemu.sh || exit 1
    SEED=$seed ROUNDS=2 tests/random/against_vm.sh || exit 1
    SEED=$seed ROUNDS=20 tests/random/against_fast.sh || exit 1
    seed=$((seed + 2048))
done
echo "seeds up to $((seed - 1)): no difference"
