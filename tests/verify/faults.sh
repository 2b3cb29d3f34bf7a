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
    beside
    special
    hidden
    interpreted
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
    timeout "$seconds" "$1/$inner/trapeze" verify --set limits.instructions=600M \
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
    tell "$1" "$found"
    rm -rf "$tree"
}

# Why no guest of a VM that is verified can see fault $1, if none can.
invisible()
{
    sed -n "s/^$1 *//p" tests/verify/invisible.txt
}

# tell FAULT FOUND: a line for the terminal, and one for the table.
tell()
{
    why=$(invisible "$1")
    if [ "$2" != missed ]; then
        verdict=found
    elif [ "$1" = none ]; then
        verdict=equal
    elif [ -n "$why" ]; then
        verdict=invisible
    else
        verdict=MISSED
    fi
    case $1,$verdict in none,found) verdict=ERROR ;; esac
    case $verdict in found) text=$2 ;; *) text=$why ;; esac
    printf '  %-9s %-34s %s (%s s)\n' "$verdict" "$1" "$text" $(($(date +%s) - began))
    case $verdict in
    found | invisible | equal) printf '%s|%s\n' "$verdict" "$text" >"$faults/$1.told" ;;
    esac
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

table()
{
    cat <<'END'
# Seeded faults, before the verifier

`make verify-faults` builds the monitor with each of the seeded faults ([faults.md](faults.md)), one at a
time, and has `trapeze verify` compare guests until one differs. It writes this table. What is not
found is nothing that a guest of a VM that is verified could see: the reasons stand in
`tests/verify/invisible.txt`, and a fault that is neither found nor there fails.

| fault | what is wrong | found by |
|---|---|---|
END
    for fault in $chosen; do
        [ "$fault" != none ] || continue
        IFS='|' read -r verdict text <"$faults/$fault.told"
        [ "$verdict" = found ] || text="*not to be seen*: $text"
        printf '| %s | %s | %s |\n' "$fault" "$(sed -n 1p "$(patch_of "$fault")" | tr '|' '/')" \
            "$(echo "$text" | tr '|' '/')"
    done
}

wrong=0
for fault in $chosen; do
    [ -f "$faults/$fault.told" ] || wrong=$((wrong + 1))
done
echo "$(grep -l '^found' "$faults"/*.told | wc -l) found," \
    "$(grep -l '^invisible' "$faults"/*.told | wc -l) not to be seen, $wrong otherwise"
[ "$wrong" -eq 0 ] || exit 1
[ -z "$TABLE" ] || table >"$TABLE"
