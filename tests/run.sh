#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   tests/run.sh RESULTS TEST...
#
# Run each test, a few at a time, and add up their cases. A test is any program; it prints a line
# for each of its cases: "ok NAME", "not ok NAME: why" or "skip NAME: why" (TAP as cmocka prints it
# is of that form). A test also fails, as a case of its own, if it crashes, prints no case, or
# prints a plan "1..N" and not as many cases. RESULTS is a directory for what the tests print.

jobs=2
seconds=300 # for one test; none takes more than a few

count()
{
    grep -c "$1" "$2"
}

# What is wrong with a test as a whole: its exit status $1 and its output $2, or nothing.
verdict()
{
    cases=$(count '^ok \|^not ok \|^skip ' "$2")
    plan=$(sed -n 's/^1\.\.\([0-9][0-9]*\)$/\1/p' "$2" | awk '{ n += $1 } END { print n }')
    if [ "$1" -eq 124 ] && [ -n "$limit" ]; then
        echo "took longer than $seconds s"
    elif [ -n "$plan" ] && [ "$plan" -ne "$cases" ]; then
        echo "ended after $cases of $plan cases, status $1"
    elif [ "$cases" -eq 0 ]; then
        echo "printed no case, status $1"
    elif [ "$1" -ne 0 ] && [ "$(count '^not ok ' "$2")" -eq 0 ]; then
        echo "ended with status $1"
    fi
}

# What a test printed about its failures; of a long story its beginning, and each further failure.
show_failures()
{
    grep -v "^ok \|^skip \|^1\.\." "$1" | awk '
        NR <= 60 || /^not ok / { print "    " $0 }
        END { if (NR > 60) print "    ... more in " file }' file="$1"
}

run_one()
{
    name=$(echo "$2" | sed -e 's,.*tests/,,' -e 's,[^A-Za-z0-9_.-],_,g')
    out=$1/$name.out
    case $2 in /*) program=$2 ;; *) program=./$2 ;; esac
    limit=$(command -v timeout >/dev/null && echo "timeout $seconds")
    CMOCKA_MESSAGE_OUTPUT=TAP TEST_DIR=$1/$name.dir $limit "$program" >"$out" 2>&1 </dev/null
    wrong=$(verdict $? "$out")
    [ -z "$wrong" ] || echo "not ok $name: $wrong" >>"$out"
    skipped=$(count '^skip \|^ok .*# SKIP' "$out")
    failed=$(count '^not ok ' "$out")
    passed=$(($(count '^ok ' "$out") - $(count '^ok .*# SKIP' "$out")))
    echo "$passed $failed $skipped" >"$1/$name.count"
    echo "  $([ "$failed" -eq 0 ] && echo PASS || echo FAIL)   $name:" \
        "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
    grep '^skip ' "$out" | sed 's/^/    /'
    [ "$failed" -eq 0 ] || show_failures "$out"
}

if [ "$1" = --one ]; then
    run_one "$2" "$3" >"$2/line.$$" # so that two tests' lines are not mixed
    cat "$2/line.$$"
    exit 0
fi

unset MAKEFLAGS MFLAGS MAKELEVEL # a make within a test is not part of the one that runs it
results=$1
shift
rm -rf "$results"
mkdir -p "$results" || exit 1
printf '%s\n' "$@" | xargs -P "$jobs" -n 1 "$0" --one "$results"
finished=$(find "$results" -name "*.count" -type f | wc -l)
[ "$finished" -eq $# ] || echo "  FAIL   $finished of $# tests finished"
cat "$results"/*.count | awk -v lost=$(($# - finished)) '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        failed += lost
        printf "%d passed, %d failed", passed, failed
        if (skipped) printf ", %d skipped", skipped
        print ""
        exit (failed > 0 || passed == 0)
    }'
