#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Random programs, timed by the product's model and by the walked pipeline: ROUNDS (15) images of
# each kind, each under a configuration of its own, seeds from SEED (1) on.
#
#   tests/timing/follow_random.sh --seconds N     again and again with further seeds, from SEED (the
#                                                 time of day) on, until so many seconds have passed

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
rounds=${ROUNDS:-15}
step=8 # programs in an image, each with a seed

follow()
{
    "$BUILD/test/tests/timing/follow_random" "$BUILD/test/tests/random/runtime.bin" "$1" "$rounds"
}

if [ "$1" != --seconds ]; then
    follow "${SEED:-1}"
    exit
fi
first=${SEED:-$(date +%s)}
seed=$first
total=0
end=$(($(date +%s) + $2))
while [ "$(date +%s)" -lt "$end" ]; do
    out=$(follow "$seed") || { echo "$out"; exit 1; }
    count=$(echo "$out" | awk '/^ok / { n += $(NF - 1) } END { printf "%d", n }')
    total=$((total + count))
    seed=$((seed + rounds * step))
done
echo "seeds $first to $((seed - 1)): no difference in $total instructions"
