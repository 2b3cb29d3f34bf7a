# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What tests of the grader share, beside tests/common.sh: a temporary folder of their own, in which
# nothing may be left, and submissions that are made from the right ones.

. tests/common.sh

export TMPDIR="$PWD/$TEST_DIR/tmp"
case $TEST_DIR in /*) TMPDIR=$TEST_DIR/tmp ;; esac
rm -rf "$TMPDIR" "$TEST_DIR/in"
mkdir -p "$TMPDIR" "$TEST_DIR/in" || exit 1

labs=tests/grade
trapeze=$BUILD/trapeze

# submission NAME FOLDER...: a new one that begins as copies of what these have; prints its folder.
submission()
{
    new=$TEST_DIR/in/$1
    shift
    mkdir -p "$new"
    for from; do cp -R "$from/." "$new/"; done
    echo "$new"
}

# labs_without_hidden FOLDER: the labs, in a new folder, whether `make hidden` has been at work in them or not.
labs_without_hidden()
{
    mkdir -p "$1"
    tar -ch --exclude='lab*/hidden' --exclude='lab*/trusted/hidden' -C lab-handouts -f - . | tar -xf - -C "$1"
}

# The files of the monitor that tests/grade/monitor wants, as they are.
reference()
{
    into=$(submission "$1")
    mkdir -p "$into/vmm"
    cp vmm/memory.c "$into/vmm/"
    echo "$into"
}

# grades NAME LAB SUBMISSION STATUS LINE...: the exit status, and lines (or parts) of the output.
grades()
{
    grades_name=$1
    lab=$2
    from=$3
    expected=$4
    shift 4
    "$trapeze" grade "$lab" "$from" >"$TEST_DIR/out" 2>"$TEST_DIR/err"
    got=$?
    if [ "$got" -ne "$expected" ]; then
        not_ok "$grades_name" "status $got, expected $expected"
        cat "$TEST_DIR/out" "$TEST_DIR/err" | head -30
        return
    fi
    for line; do
        if ! grep -qF -- "$line" "$TEST_DIR/out"; then
            not_ok "$grades_name" "no line: $line"
            head -30 "$TEST_DIR/out"
            return
        fi
    done
    ok "$grades_name"
}

# Nothing is left in the temporary folder.
left_nothing()
{
    left=$(ls -A "$TMPDIR")
    if [ -z "$left" ]; then ok "nothing is left behind"; else not_ok "nothing is left behind" "$left"; fi
}
