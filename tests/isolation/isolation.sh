#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   isolation.sh [SECONDS]
#
# Hostile guests beside a quiet one: N (48) seeds from SEED (1) on; or, for so many seconds, from
# SEED (the time of day, so that each call has new ones).

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
folder=${TEST_DIR:-$BUILD/isolation}
mkdir -p "$folder" || exit 1

seed=${SEED:-$([ -z "$1" ] && echo 1 || date +%s)}
# shellcheck disable=SC2086 # there may be no seconds
exec "$BUILD/test/tests/isolation/hostile_run" "$BUILD" "$folder" "$seed" "${N:-48}" $1
