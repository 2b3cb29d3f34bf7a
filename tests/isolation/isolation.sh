#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   isolation.sh [SECONDS]
#
# Hostile guests beside a quiet one: N (64) seeds from SEED (1) on; or, for so many seconds, from
# SEED (the time of day, so that each call has new ones). Without any of these also a monitor that
# fails.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
TEST_DIR=${TEST_DIR:-$BUILD/isolation}
. tests/common.sh

# trials BUILD FOLDER FIRST COUNT [SECONDS]
trials()
{
    "$BUILD/test/tests/isolation/hostile_run" "$@"
}

# A monitor that maps globally: it must be found out, and how to repeat that be said.
broken_monitor()
{
    broken=$TEST_DIR/broken
    mkdir -p "$broken"
    ln -sfn "$BUILD/test" "$BUILD/guests" "$broken"
    "$BUILD/trapeze" cc -o "$broken/vmm.elf" -D GLOBAL tests/cli/panel/breaker.S || return
    trials "$broken" "$TEST_DIR" 3 1 >"$TEST_DIR/said" && return 1
    grep -q '^not ok seed 3: isolation: .* is global; at pc' "$TEST_DIR/said" &&
        grep -q 'make isolation SEED=3 N=1' "$TEST_DIR/said" && [ -f "$TEST_DIR/3/hostile.yaml" ]
}

seed=${SEED:-1}
if [ -z "$1$SEED$N" ]; then
    check "a monitor that fails is found out" broken_monitor
elif [ -z "$SEED$N" ]; then
    seed=$(date +%s)
fi
trials "$BUILD" "$TEST_DIR" "$seed" "${N:-64}" ${1:+"$1"}
