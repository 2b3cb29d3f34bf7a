#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   labs.sh [LAB...]    (make labs)
#
# The grader graded: of each lab, or of those named, what our own solution gets, and the one written
# differently, what students begin with, and each wrong solution, which has to lose the tests that its
# patch says it does, and no other. Hidden tests are made from a seed of ours (SEED is a file with another).
# A line each; status 1 if one of them is not as it should be.
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
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
trap 'exit 1' INT TERM
bad=0

# grade FOLDER: the result, as text, to standard output
grade()
{
    program=$copy/hidden/trapeze
    [ -x "$program" ] || program=$trapeze
    "$program" grade "$copy" "$1" || [ $? -eq 1 ]
}

score()
{
    sed -n 's/^Score: //p' "$1"
}

# Names of the tests that have not all their points, in order, with commas.
lost()
{
    sed -n '/ == OK/!s/^== Test \(.*\) == .*/\1/p' "$1" | awk '{ printf "%s%s", (NR > 1 ? ", " : ""), $0 } END { print "" }'
}

# line KIND EXPECTED GOT WHAT
line()
{
    if [ "$2" = "$3" ]; then
        verdict=ok
    else
        verdict="not ok: expected $2"
        bad=1
    fi
    printf '%-18s %-30s %-9s %s\n' "$lab" "$1" "$(score "$box/result")" "$verdict${4:+  ($4)}"
    [ "$2" = "$3" ] || printf '    got %s\n' "$3"
}

# right FOLDER: what was handed in there, and what depends on the seed, in $box/handed
right()
{
    rm -rf "$box/handed"
    cp -R "$1" "$box/handed"
    [ ! -d "$copy/hidden/solution" ] || cp -R "$copy/hidden/solution/." "$box/handed/"
}

# The files that are handed in, of a lab about the monitor: ours, and what a student begins with.
from_monitor()
{
    cut=
    . "$folder/pack"
    rm -rf "$solution" "$starter"
    for file in $(sed -n 's/^hand_in: \[\(.*\)\]$/\1/p' "$folder/lab.yaml" | tr -d ','); do
        mkdir -p "$solution/$(dirname "$file")" "$starter/$(dirname "$file")"
        cp "$root/$file" "$solution/$file"
        awk -v cut="$cut" -f "$root/lab-handouts/starter.awk" "$root/$file" >"$starter/$file"
    done
}

try_all()
{
    full=$(awk -v p="$(score "$box/result")" 'BEGIN { split(p, a, "/"); print a[2] "/" a[2] }')
    line solution "$full" "$(score "$box/result")"
    if [ -d "$folder/other" ]; then
        right "$folder/other"
        grade "$box/handed" >"$box/result"
        line other "$full" "$(score "$box/result")"
    fi
    if [ -d "$starter" ]; then
        grade "$starter" >"$box/result"
        line starter "$(cat "$folder/starter.points" 2>/dev/null || echo 0)/${full#*/}" "$(score "$box/result")"
    fi
    for patch in "$folder"/wrong/*.patch; do
        [ -f "$patch" ] || continue
        right "$solution"
        (cd "$box/handed" && patch -s -p1) <"$patch"
        grade "$box/handed" >"$box/result"
        name=${patch##*/}
        line "${name%.patch}" "$(sed -n 's/^loses: //p' "$patch")" "$(lost "$box/result")" "$(sed -n 1p "$patch")"
    done
}

seed=${SEED:-$box/seed}
[ -n "${SEED:-}" ] || echo "the grader graded" >"$box/seed"
[ $# -gt 0 ] || set -- "$root"/lab-handouts/lab*-*/
cp -RL "$root/lab-handouts" "$box/labs"
for folder in "$@"; do
    folder=${folder%/}
    lab=${folder##*/}
    solution=$folder/solution starter=$folder/starter
    if [ -f "$folder/pack" ] && [ ! -d "$solution" ]; then
        solution=$box/solution starter=$box/starter
        from_monitor
    fi
    [ -d "$solution" ] || continue
    copy=$box/labs/$lab
    SOURCE=$root "$root/lab-handouts/hidden.sh" "$seed" "$copy" >/dev/null
    right "$solution"
    grade "$box/handed" >"$box/result"
    try_all
done
exit $bad
