#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Random programs on the plain core and on the fast one: ROUNDS (6) images of each kind, seeds from
# SEED (1) on.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}

"$BUILD/test/tests/random/against_fast" "$BUILD/test/tests/random/runtime.bin" "${SEED:-1}" \
    "${ROUNDS:-6}"
