#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The experiments that come with Trapeze: all load and list their points; those that are quick come out as
# expected, with nothing left unasked; run again, with other jobs or in parts, they give the same bytes.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
examples=$root/examples/experiments

points()
{
    "$trapeze" experiment --list "$1" 2>"$err" | wc -l
}

for file in "$examples"/[0-9][0-9]-*.yaml "$examples/mine.yaml"; do
    name=$(basename "$file" .yaml)
    verdict "$name: has points" "$([ "$(points "$file")" -gt 1 ] || cat "$err")"
    [ "$name" = mine ] || verdict "$name: is in the list of experiments" \
        "$(grep -q "($name.yaml)" "$examples/README.md" || echo "not in README.md")"
done
verdict "there are eleven" "$(ls "$examples"/[0-9][0-9]-*.yaml | wc -l | grep -vx 11)"

# held FOLDER: what did not hold, or was asked nowhere; what a chart had no number for
held()
{
    grep -h '^- \*\*\(failed\|not asked\)\|No point has' "$1/report.md"
}

for name in 01-system-call-and-miss 02-disco-table2 06-nanobenchmarks 09-zoo 11-special-page; do
    run "$trapeze" experiment --out "$name" "$examples/$name.yaml"
    verdict "$name: comes out as expected" "$([ "$status" -eq 0 ] || tail -3 "$out"
        held "$name")"
done

# Disco's table: a row for each service, by its name, whose parts are the whole.
table()
{
    sed -n 's/^| \(spawn\|getpid\|write\|store_miss\) | /\1 /p' 02-disco-table2/report.md | tr -d '|'
}
verdict "02-disco-table2: a row for each service" "$(table | wc -l | grep -vx 4
    table | awk '{ for (i = 3; i <= NF; i++) sum += $i; if (sum > $2 + 0.01 || sum < $2 - 0.01) print
        sum = 0 }')"

# same NAME OPTION...: what a point has is its own, and does not depend on who ran it when.
same()
{
    name=$1
    shift
    for jobs in 1 4; do
        run "$trapeze" experiment --jobs $jobs --out "again.$name.$jobs" "$@" "$examples/$name.yaml"
        [ "$status" -eq 0 ] || verdict "$name: --jobs $jobs" "$(tail -3 "$out"; head -3 "$err")"
    done
    for file in results.csv results.json report.md report.html; do
        verdict "$name: the same again, $file" \
            "$(cmp "again.$name.1/$file" "again.$name.4/$file" 2>&1)"
    done
}
same 11-special-page
same 05-hybrid --set 'sweep.percent={0: {vms.prog.args: 0 200}, 100: {vms.prog.args: 100 200}}'

# An expectation that does not hold is told.
run "$trapeze" experiment --out fails --set 'expect=[ratio > 7]' "$examples/11-special-page.yaml"
verdict "an expectation that fails" "$([ "$status" -eq 1 ] || echo "status $status"
    held fails | grep -q 'ratio > 7' || echo "not told")"

# A file is called as its user calls it, before anything has run as after.
cat >called.yaml <<'END'
vms: [{name: a, image: hello}]
sweep: {machine.tlb: [8, 16], when: vms.a.image == 'hello'}
END
verdict "an image's name in sweep.when" "$("$trapeze" experiment --list called.yaml 2>&1 | wc -l | grep -vx ' *2')"

# make experiments: keeps what is there; one line each; a page of all.
cd "$root" || exit 1
all()
{
    TRAPEZE=$trapeze examples/experiments/all.sh "$work/all" 09 11
}
first=$(all)
status=$?
verdict "all.sh" "$([ $status -eq 0 ] || echo "status $status: $first"
    [ -f "$work/all/index.html" ] || echo "no index.html"
    echo "$first" | grep -q "^2 of 2 experiments" || echo "$first")"
again=$(all)
verdict "all.sh goes on where it was" "$(echo "$again" | grep -q "^2 of 2 experiments" || echo "$again"
    grep -L '32 points, 17 passed' "$work/all/09-zoo.log"
    grep -h '^\[' "$work"/all/*.log | head -3)"
