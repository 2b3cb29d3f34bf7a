#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   faults.sh [FAULT...]   all, and the monitor without any; or some, by a part of their names
#
# What `trapeze verify` finds of the seeded faults (tests/faults): the monitor with each, and the
# corpus before it until a case differs; JOBS (2) at a time. Without a fault every case must be
# equal. What is expected of each fault stands in tests/verify/invisible.txt: those that no guest can
# see, and why. TABLE, if set, is a file for what was found.

cd "$(dirname "$0")/../.." || exit 1
. tests/faults/tree.sh
faults=$outer/verify-faults

seconds=30 # for one case; none takes more than five

# The cases that find much in little time first.
cases()
{
    build=$outer
    . tests/verify/corpus.sh
    small
    images 1 64
    together
    special
    small --set monitor.fast_paths=off
    examples
    devices
    small --set monitor.asids=flush
    small --set monitor.quantum=1000
    small --set machine.tlb=8 --set monitor.fast_paths=off
}

# What the monitor of tree $1 differs in, in case $3: nothing, or a line.
difference()
{
    # shellcheck disable=SC2086 # arguments are words
    timeout "$seconds" "$1/$inner/trapeze" verify --set limits.instructions=200M \
        --set "monitor.image=$1/$inner/vmm.elf" $3 </dev/null >"$1.said" 2>&1
    case $? in
    0) ;;
    1) sed -n -e '/: equal so far: the limit/{s/.*/: does not get on/;p;q;}' \
        -e '/: equal/d' -e '/: differs: /d' -e '{p;q;}' "$1.said" ;;
    124) echo "does not end" ;;
    *) head -1 "$1.said" ;;
    esac
}

try()
{
    tree=$faults/$1
    began=$(date +%s)
    if ! make_tree "$tree" || ! apply "$1" "$tree" ||
        ! build "$tree" "$inner/vmm.elf"; then
        printf '  %-8s %-34s %s\n' ERROR "$1" "cannot be built: see $tree.log"
        return
    fi
    found=missed
    while IFS='|' read -r name arguments; do
        how=$(difference "$tree" "$name" "$arguments")
        if [ -n "$how" ]; then
            found="$name: ${how#*: }"
            break
        fi
    done <"$faults/cases"
    echo "$found" >"$faults/$1.found"
    printf '  %-8s %-34s %s (%s s)\n' "$([ "$found" = missed ] && echo missed || echo found)" "$1" \
        "$found" $(($(date +%s) - began))
    rm -rf "$tree"
}

if [ "$1" = --one ]; then
    try "$2"
    exit 0
fi

can_apply || exit 1
chosen=$(for fault in none $(all_faults); do
    [ $# -gt 0 ] || echo "$fault"
    for part in "$@"; do
        case $fault in *"$part"*) echo "$fault" ;; esac
    done
done | sort -u)
rm -rf "$faults"
mkdir -p "$faults/work" || exit 1
work=$faults/work
cases >"$faults/cases"
# shellcheck disable=SC2086 # no name has a blank in it
printf '%s\n' $chosen | xargs -P "${JOBS:-2}" -n 1 tests/verify/faults.sh --one
