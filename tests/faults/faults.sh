#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   faults.sh [FAULT...]   all, and the monitor without any; or some, by a part of their names
#
# Seeded faults: NN-name.patch is one small change to the monitor of a kind that monitors have had.
# Each is built and put before the monitor's tests, JOBS (2) at a time, until a test fails. Every
# fault must be caught, and without a fault no test may fail. A test that does not end is a test
# that fails. TABLE, if set, is a file for the table; it is written when all were caught.
#
# A fault is built in a tree of its own below $BUILD/faults: links to everything, but for a copy of
# vmm/ and hybrid/ with the patch, and of the objects made from it. So only what the patch changes is compiled.

cd "$(dirname "$0")/../.." || exit 1
. tests/faults/tree.sh

seconds=100 # for one test; none takes more than twenty

# The monitor's tests: those that find much in little time first. Those of its C on the host are
# linked only when the others have found nothing.
scripts="tests/guests/same.sh tests/cli/zoo.sh tests/cli/hybrid.sh tests/cli/shares.sh tests/guests/crowd.sh tests/cli/asids.sh
    tests/cli/workload.sh tests/random/against_vm.sh tests/cli/accounts.sh tests/cli/isolation.sh
    tests/guests/neighbours.sh tests/cli/special.sh tests/cli/ends.sh
    tests/fast_paths/fast_paths.sh tests/isolation/isolation.sh"
small="emulate slots equal schedule boot memory csr_forms"
long="accesses garbage"
later="tests/cli/input.sh tests/cli/outcomes.sh tests/disk/disk.sh"

tests_of()
{
    echo "$scripts"
    if changes_c "$1"; then
        rig="$inner/test/tests/vmm/test_"
        echo "$inner/test/tests/unit/test_guest_tlb"
        for t in $small; do echo "$rig$t"; done
        echo "$later"
        for t in $long; do echo "$rig$t"; done
    else
        echo "$later"
    fi
}

# What a test of the tree $1 that fails says: its first failure, or how it ended. Nothing if it
# passes.
failure()
{
    limit=$(command -v timeout >/dev/null && echo "timeout $seconds")
    (
        cd "$1" || exit
        # shellcheck disable=SC2086 # a command and its argument, or nothing
        {
            BUILD=$inner CMOCKA_MESSAGE_OUTPUT=TAP TEST_DIR=$inner/tried/$(basename "$2") \
                $limit "./$2" </dev/null 2>&1
            echo "ended $?"
        } | sed -n -e '/^not ok /{' -e p -e q -e '}' -e '/^ended [0-9]*$/p'
    ) | sed -e '/^ended 0$/d' -e 's/^ended 124$/does not end/' -e 's/^ended/ends with status/' \
        -e 's/^not ok [0-9]* - //' -e 's/^not ok //' -e 's/: .*//'
}

# Tell what became of fault $1: a line for the terminal, and what caught it for the table.
tell()
{
    printf '  %-8s %-34s %s (%s s)\n' "$2" "$1" "$3" $(($(date +%s) - began))
    case $2 in caught | passed) echo "$3" >"$faults/$1.caught" ;; esac
    rm -rf "$tree"
}

# put_before FAULT TEST: tells, and succeeds, if that is the end of it: the test fails, or is not there.
put_before()
{
    case $2 in
    tests/*) ;;
    *) build "$tree" "$2" || {
        tell "$1" ERROR "$2 cannot be built: see $tree.log"
        return
    } ;;
    esac
    how=$(failure "$tree" "$2")
    [ -n "$how" ] || return
    if [ "$1" = none ]; then
        tell "$1" ERROR "without a fault, $(name_of "$2"): $how"
    else
        tell "$1" caught "$(name_of "$2"): $how"
    fi
}

# try FAULT: build it, and run the tests until one fails. The control, "none", has no patch.
try()
{
    began=$(date +%s) tree=$faults/$1
    make_tree "$tree"
    if ! apply "$1" "$tree"; then
        tell "$1" ERROR "the patch does not apply: see $tree.log"
    elif ! build "$tree" "$inner/vmm.elf"; then
        tell "$1" ERROR "cannot be built: see $tree.log"
    else
        for test in $(tests_of "$1"); do
            ! put_before "$1" "$test" || return 0
        done
        if [ "$1" = none ]; then
            tell "$1" passed "no test fails"
        else
            tell "$1" MISSED "no test fails"
        fi
    fi
}

name_of()
{
    echo "$1" | sed -e 's,.*tests/,,'
}

# --- all of them ---

# Which faults the arguments name.
chosen()
{
    for fault in $(all_faults); do
        [ $# -gt 0 ] || echo "$fault"
        for part in "$@"; do
            case $fault in *"$part"*) echo "$fault" ;; esac
        done
    done | sort -u
}

table()
{
    cat <<'END'
# Seeded faults

`make faults` builds the monitor with each of these faults, one at a time (`tests/faults`), and runs
the monitor's tests until one fails. It writes this table. All are caught.

| fault | what is wrong | caught by |
|---|---|---|
END
    for fault in "$@"; do
        printf '| %s | %s | %s |\n' "$fault" "$(sed -n 1p "$(patch_of "$fault")" | tr '|' '/')" \
            "$(tr '|' '/' <"$faults/$fault.caught")"
    done
}

if [ "$1" = --one ]; then
    try "$2" >"$faults/$2.line"
    cat "$faults/$2.line" # in one piece
    exit 0
fi

can_apply || exit 1
control=$([ $# -gt 0 ] || echo none)
# shellcheck disable=SC2046 # no name has a blank in it
set -- $(chosen "$@")
if [ $# -eq 0 ]; then
    echo "faults.sh: no fault of that name in tests/faults" >&2
    exit 1
fi
rm -rf "$faults"
mkdir -p "$faults" || exit 1
began=$(date +%s)
# shellcheck disable=SC2086 # nothing, or one word
printf '%s\n' $control "$@" | xargs -P "${JOBS:-2}" -n 1 tests/faults/faults.sh --one
caught=0
for fault in "$@"; do
    [ ! -f "$faults/$fault.caught" ] || caught=$((caught + 1))
done
echo "$caught of $# faults caught, in $(($(date +%s) - began)) s"
[ "$caught" -eq $# ] || exit 1
[ -z "$control" ] || [ -f "$faults/none.caught" ] || exit 1
[ -z "$TABLE" ] || table "$@" >"$TABLE"
