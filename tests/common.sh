# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What script tests share; they read it with `. tests/common.sh` from the repository's root.
# tests/run.sh gives TEST_DIR, a directory for the test's own files; the Makefile gives the rest.

mkdir -p "$TEST_DIR" || exit 1

# ok NAME; not_ok NAME WHY; skip NAME WHY
ok()
{
    echo "ok $1"
}

not_ok()
{
    echo "not ok $1: $2"
}

skip()
{
    echo "skip $1: $2"
}

# check NAME COMMAND...: ok if the command succeeds; what it prints is shown if it does not.
check()
{
    check_name=$1
    shift
    check_status=0
    "$@" >"$TEST_DIR/check.out" 2>&1 || check_status=$?
    if [ "$check_status" -eq 0 ]; then
        ok "$check_name"
    else
        not_ok "$check_name" "status $check_status"
        echo "# $*" | cut -c 1-200
        head -20 "$TEST_DIR/check.out"
    fi
}

# refuses NAME COMMAND...: ok if the command fails.
refuses()
{
    refuses_name=$1
    shift
    if "$@" >"$TEST_DIR/check.out" 2>&1; then
        not_ok "$refuses_name" "$* succeeded"
    else
        ok "$refuses_name"
    fi
}

missing()
{
    ! command -v "$1" >/dev/null 2>&1
}
