#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   fast_paths.sh [SECONDS]
#
# Random privileged programs with the monitor's fast paths and without: N (200) seeds from SEED (1)
# on; or, for so many seconds, from SEED (the time of day, so that each call has new ones). Without
# any of these also with a monitor that is damaged on purpose.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
TEST_DIR=${TEST_DIR:-$BUILD/fast_paths}
. tests/common.sh

# trials FIRST COUNT [SECONDS]
trials()
{
    "$BUILD/test/tests/fast_paths/fast_paths" "$BUILD" "$TEST_DIR" "$@"
}

damaged()
{
    BROKEN=yes trials 1 20 >"$TEST_DIR/said" && return 1
    grep -q '^not ok seed [0-9]*: mepc 0: ' "$TEST_DIR/said" &&
        grep -q 'make fast-paths SEED=[0-9]* N=1' "$TEST_DIR/said"
}

seed=${SEED:-1}
if [ -z "$1$SEED$N" ]; then
    check "a damaged monitor is found out" damaged
elif [ -z "$SEED$N" ]; then
    seed=$(date +%s)
fi
trials "$seed" "${N:-200}" ${1:+"$1"}
