#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   labs.sh [--jobs N] [--slice N] [LAB...]    (make labs)
#
# The grader graded: of each lab, or of those named, what our own solution gets, and the one written
# differently, what students begin with, and each wrong solution, which has to lose the tests that its
# patch says it does, and no other. Hidden tests are made from a seed of ours (SEED is a file with another).
# A line each, in the labs' order, however many labs are at work at a time (2); status 1 if one of them is
# not as it should be.
#
# --slice N is for those who cannot wait: N wrong solutions of each lab, which its name and the seed draw, no
# other right one; and where hidden tests want a program of the term's own, public ones alone.
#
# Of a lab about the monitor (LAB/pack, and no LAB/solution), our own solution is the monitor's sources, and the
# starter is cut out of them.
#
#   LAB/solution, LAB/other   right ones: all points. What of them depends on the seed is in the
#                             hidden/solution that generate.sh makes; and a hidden/trapeze that it makes grades
#   LAB/starter               the points that the file LAB/starter.points says; otherwise 0
#   LAB/wrong/NAME.patch      to the solution. Its first line says what is wrong, its second, after
#                             `loses:`, which tests that is about, in their order, with commas

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
trapeze=${TRAPEZE:-$root/build/trapeze}
wrong_least=8 # that a lab has to have

usage()
{
    echo "labs.sh: $1: expected labs.sh [--jobs N] [--slice N] [LAB...]" >&2
    exit 2
}

# --- one submission ---

# grade FOLDER: the result, as text, to $box/result
grade()
{
    program=$copy/hidden/trapeze
    [ -x "$program" ] || program=$trapeze
    "$program" grade "$copy" "$1" >"$box/result" || [ $? -eq 1 ]
}

score()
{
    sed -n 's/^Score: //p' "$box/result"
}

# Names of the tests that have not all their points, in order, with commas.
lost()
{
    sed -n '/ == OK/!s/^== Test \(.*\) == .*/\1/p' "$box/result" |
        awk '{ printf "%s%s", (NR > 1 ? ", " : ""), $0 } END { print "" }'
}

# Of a list of names with commas, those of tests that were run: all, but for a slice.
that_are_there()
{
    if [ -z "$slice" ] || [ -d "$copy/hidden" ]; then
        echo "$1"
        return
    fi
    printf '%s\n' "$1" | awk -v result="$box/result" '
        BEGIN {
            while ((getline line <result) > 0) {
                if (sub(/^== Test /, "", line) && sub(/ == [^=]*$/, "", line)) there[line]
            }
        }
        {
            n = split($0, name, ", ")
            for (i = 1; i <= n; i++) if (name[i] in there) printf "%s%s", (k++ ? ", " : ""), name[i]
            print ""
        }'
}

# row WHAT SCORE VERDICT
row()
{
    printf '%-18s %-30s %-9s %s\n' "$lab" "$1" "$2" "$3"
}

# line KIND EXPECTED GOT WHAT
line()
{
    if [ "$2" = "$3" ]; then
        verdict=ok
    else
        verdict="not ok: expected $2"
    fi
    row "$1" "$(score)" "$verdict${4:+  ($4)}"
    [ "$2" = "$3" ] || printf '    got %s\n' "$3"
}

# right FOLDER: what was handed in there, and what depends on the seed, in $box/handed
right()
{
    rm -rf "$box/handed"
    cp -R "$1" "$box/handed"
    [ ! -d "$copy/hidden/solution" ] || cp -R "$copy/hidden/solution/." "$box/handed/"
}

# wrong PATCH
wrong()
{
    name=${1##*/}
    right "$solution"
    if ! (cd "$box/handed" && patch -s -p1) <"$1" >"$box/said" 2>&1; then
        row "${name%.patch}" - "not ok: the patch does not apply with -p1 to the files that are handed in"
        sed 's/^/    /' "$box/said"
        return
    fi
    grade "$box/handed"
    line "${name%.patch}" "$(that_are_there "$(sed -n 's/^loses: //p' "$1")")" "$(lost)" "$(sed -n 1p "$1")"
}

# --- one lab ---

# The files that are handed in, of a lab about the monitor: ours, and what a student begins with.
from_monitor()
{
    cut=
    . "$folder/pack"
    for file in $(sed -n 's/^hand_in: \[\(.*\)\]$/\1/p' "$folder/lab.yaml" | tr -d ','); do
        mkdir -p "$solution/$(dirname "$file")" "$starter/$(dirname "$file")"
        cp "$root/$file" "$solution/$file"
        awk -v cut="$cut" -f "$root/lab-handouts/starter.awk" "$root/$file" >"$starter/$file"
    done
}

# Hidden tests, into $copy. In a slice none for which the term's own program is compiled.
hidden()
{
    if [ -n "$slice" ] && grep -q SOURCE "$copy/generate.sh"; then
        return
    fi
    SOURCE=$root "$root/lab-handouts/hidden.sh" "$seed" "$copy" >/dev/null
}

# Patches of wrong solutions, or of a slice of them.
wrong_ones()
{
    for patch in "$folder"/wrong/*.patch; do
        [ ! -f "$patch" ] || printf '%s %s\n' "$( (cat "$seed" && echo "$lab ${patch##*/}") | cksum | cut -d' ' -f1)" "$patch"
    done >"$box/patches"
    if [ -n "$slice" ]; then
        sort -n "$box/patches" | head -n "$slice" | cut -d' ' -f2- | sort
    else
        cut -d' ' -f2- "$box/patches"
    fi
}

# A lab has to have these, beside what is graded.
wants()
{
    count=$(find "$folder/wrong" -name '*.patch' 2>/dev/null | wc -l)
    [ "$count" -ge "$wrong_least" ] ||
        row "wrong solutions" "$count" "not ok: expected $wrong_least at least"
    [ -d "$folder/other" ] ||
        row "other solution" - "not ok: expected one"
}

try_all()
{
    hidden
    right "$solution"
    grade "$box/handed"
    full=$(score | sed 's,.*/,,')
    line solution "$full/$full" "$(score)"
    if [ -z "$slice" ] && [ -d "$folder/other" ]; then
        right "$folder/other"
        grade "$box/handed"
        line other "$full/$full" "$(score)"
    fi
    if [ -d "$starter" ]; then
        grade "$starter"
        line starter "$(cat "$folder/starter.points" 2>/dev/null || echo 0)/$full" "$(score)"
    fi
    wrong_ones >"$box/drawn"
    while read -r patch; do
        wrong "$patch"
    done <"$box/drawn"
    wants
}

# labs.sh --one BOX NUMBER FOLDER: its table in BOX/NUMBER/table; and the number, when that is whole.
one()
{
    box=$1/$2
    folder=${3%/}
    lab=${folder##*/}
    copy=$1/labs/$lab
    seed=$1/seed
    solution=$folder/solution starter=$folder/starter
    if [ -f "$folder/pack" ] && [ ! -d "$solution" ]; then
        solution=$box/solution starter=$box/starter
        from_monitor
    fi
    if [ -d "$solution" ]; then
        try_all >"$box/table"
    else
        row solution - "not ok: there is none" >"$box/table"
    fi
}

if [ "${1:-}" = --one ]; then
    slice=${SLICE:-}
    mkdir -p "$2/$3"
    # A shell of its own: what breaks down in it does not leave the others waiting.
    set +e
    (
        set -e
        one "$2" "$3" "$4"
    )
    status=$?
    set -e
    [ "$status" -eq 0 ] || lab=$(basename "$4") row - - "not ok: broke down" >>"$2/$3/table"
    echo "$3"
    exit 0
fi

# --- all labs ---

jobs=2 SLICE=
while [ $# -gt 0 ]; do
    case $1 in
    --jobs | --slice)
        case ${2:-} in '' | *[!0-9]* | 0) usage "$1 ${2:-}" ;; esac
        [ "$1" = --jobs ] && jobs=$2 || SLICE=$2
        shift 2
        ;;
    -*) usage "$1" ;;
    *) break ;;
    esac
done
export SLICE
[ $# -gt 0 ] || set -- "$root"/lab-handouts/lab*-*/
for folder; do
    [ -f "$folder/lab.yaml" ] || usage "$folder: no lab.yaml is in it"
done

box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
trap 'exit 1' INT TERM
echo "the grader graded" >"$box/seed"
[ -z "${SEED:-}" ] || cp "$SEED" "$box/seed"
# Labs as they are without a term's tests and programs: those are not what is tried, and lab 1's lie beside sources
# with a link to themselves.
mkdir "$box/labs"
tar -ch --exclude='lab*/hidden' --exclude='lab*/trusted/hidden' -C "$root/lab-handouts" -f "$box/labs.tar" .
tar -xf "$box/labs.tar" -C "$box/labs"

# Tables, in their order, as soon as those before them are there.
in_order()
{
    due=1
    while read -r number; do
        : >"$box/$number/done"
        while [ -e "$box/$due/done" ]; do
            cat "$box/$due/table"
            due=$((due + 1))
        done
    done
}

n=0
for folder; do
    n=$((n + 1))
    printf '%s\0%s\0' "$n" "$folder"
done | xargs -0 -n 2 -P "$jobs" "$0" --one "$box" | in_order
cat "$box"/[0-9]*/table | awk -v labs=$# '
    / ok  \(| ok$| not ok: / { all++ }
    / not ok: / { bad++ }
    END {
        printf "%d lab%s, %d lines, %d not ok\n", labs, labs == 1 ? "" : "s", all, bad
        exit bad > 0 || all == 0
    }'
