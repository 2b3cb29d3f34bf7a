#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A slice of `make faults`: every patch applies to the monitor as it is, and some faults are built and
# caught.

cd "$(dirname "$0")/../.." || exit 1
TEST_DIR=${TEST_DIR:-$(mktemp -d)}
case $TEST_DIR in /*) ;; *) TEST_DIR=$PWD/$TEST_DIR ;; esac
FAULTS_DIR=$TEST_DIR/faults
export FAULTS_DIR
. tests/faults/tree.sh
. tests/common.sh

if ! can_apply 2>/dev/null; then
    skip "seeded faults" "missing git or patch"
    exit 0
fi
check "every patch of a seeded fault applies" apply_all
faults_there()
{
    [ "$(all_faults | wc -l)" -ge 40 ]
}
check "at least 40 seeded faults" faults_there
for fault in epc-lost interrupt-before-mode refill-outlives-mapping fast-mpp-lost; do
    check "caught: $fault" tests/faults/faults.sh "$fault"
done
