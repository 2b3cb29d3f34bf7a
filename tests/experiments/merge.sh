#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze merge: folders of one experiment become one, as if one process had run it; what does not
# fit together is refused in one line, and nothing is taken for a result that is none.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >common.yaml <<'END'
experiment: {title: Merged, question: "What is: it?", failures: allowed}
machine: {ram: 1MiB}
limits:
END
cat >split.yaml <<'END'
include: common.yaml
vms:
  - {name: it, image: part.c, console: deep/it.txt}
sweep:
  machine.tlb: {from: 8, to: 64, times: 2}
  when: machine.tlb != 16
repeat: {count: 2}
measure: {total: machine.cycles, parts: {value: machine.*, unit: "%"}, ratio: total / baseline(total)}
baseline: {machine.tlb: 64}
expect: [{that: ratio > 2, because: "it cannot"}]
END
cat >part.c <<'END'
#include <stdio.h>
int main(void)
{
    printf("part\n");
    return 0;
}
END

run "$trapeze" experiment --out whole --set limits.cycles=2M split.yaml
verdict "the whole" "$([ "$status" -eq 1 ] || { echo "status $status"; cat "$err"; }
    [ "$(wc -l <whole/results.csv)" -eq 7 ] || cat whole/results.csv)"
cp "$out" whole.out
for n in 1 2 3 4 5 6; do
    run "$trapeze" experiment --point $n --out "part$((n % 3))" --set limits.cycles=2M split.yaml
    [ "$status" -eq 0 ] || cat "$err"
done
rm common.yaml split.yaml part.c # nothing of that is needed any more
run "$trapeze" merge part0 part1 part2 --out merged
verdict "three parts" "$([ "$status" -eq 1 ] || echo "status $status"; cat "$err"
    diff -r whole merged | head -3)"
verdict "it says what the whole run said" "$(sed 's/merged/whole/' "$out" | diff whole.out -)"
cp -r part1 into
run "$trapeze" merge into part2 part0
verdict "into the first of them" "$(diff -r whole into | head -3)"
run "$trapeze" merge merged merged part1 into
verdict "what is there already" "$(cat "$err"; diff -r whole merged | head -3)"
run "$trapeze" merge part2 part1 --out missing
verdict "parts that are missing" "$([ "$status" -eq 1 ] || echo "status $status"; cat "$err"
    grep -q '^Merged: 6 points, 4 passed, 2 missing$' "$out" || cat "$out"
    grep -q '^missing: 3 6$' "$out" || cat "$out"
    [ "$(grep -c missing missing/results.csv)" -eq 2 ] || cat missing/results.csv)"
run "$trapeze" merge missing part0
verdict "and come later" "$(diff -r whole missing | head -3)"

# What does not fit.
bad "no folder" "nowhere: there is no experiment.json in it" "$trapeze" merge part0 nowhere
mkdir empty
bad "a folder of nothing" "empty: there is no experiment.json in it" "$trapeze" merge empty part0
cp -r part0 other && sed -i 's/"machine.tlb": "64"/"machine.tlb": "8"/' other/experiment.json
bad "another experiment" "other: is of another experiment than part0" "$trapeze" merge part0 other
cp -r part0 sets && sed -i 's/cycles=2M/cycles=3M/' sets/experiment.json
bad "other settings" "sets: is of another experiment than part0" "$trapeze" merge part0 sets
cp -r part0 version && sed -i 's/"version": "[^"]*"/"version": "0.0.1"/' version/experiment.json
bad "another version" "version/experiment.json: is of version 0.0.1 of Trapeze" "$trapeze" merge version
for n in 1 2 3 4 5 6; do
    cp -r part0 "junk$n"
done
echo 'nothing' >junk1/experiment.json
echo '{"schema": "trapeze-experiment/1"}' >junk2/experiment.json
sed 's/"sets": \[/&7, /' part0/experiment.json >junk3/experiment.json
sed 's/"experiment": {/"experiment": 7, "rest": {/' part0/experiment.json >junk4/experiment.json
sed 's/"sweep": {/"sweep": {"machine.tlp": ["8"], /' part0/experiment.json >junk5/experiment.json
head -c 200 part0/experiment.json >junk6/experiment.json
for n in 1 2 3 4 6; do
    bad "no experiment $n" "junk$n/experiment.json: is no trapeze-experiment/1" "$trapeze" merge "junk$n"
done
bad "a wrong experiment" "junk5/experiment.json: unknown key .tlp. in machine" "$trapeze" merge junk5
cp -r part0 differs && sed -i 's/"machine.instructions": [0-8]/"machine.instructions": 9/' \
    differs/points/3/result.json
bad "the same point, and not the same" \
    "differs/points/3/result.json: is not what part0/points/3/result.json is" "$trapeze" merge part0 differs
cp -r part0 beyond && cp -r beyond/points/3 beyond/points/99
bad "a point that there is not" "beyond/points/99: the experiment has 6 points" "$trapeze" merge part1 beyond
cp -r whole image && sed -i '/"file": "part.c"/{n;s/"hash": "0/"hash": "1/;t;s/"hash": "./"hash": "0/;}' \
    image/points/4/result.json
if cmp -s whole/points/4/result.json image/points/4/result.json; then
    not_ok "another image" "the test's own change has no effect"
fi
bad "another image" "trapeze: image: point 4 had another .part.c. than those before" "$trapeze" merge image
cp -r whole broken && : >broken/points/2/result.json && echo '{' >broken/points/5/result.json
run "$trapeze" merge broken
verdict "results that are none are missing" "$(grep -q '^missing: 2 5$' "$out" || cat "$out" "$err")"
cp -r whole strange && mkdir strange/points/x strange/points/07 && echo mine >strange/points/x/mine
run "$trapeze" merge strange
verdict "what is no point is left alone" "$(cat "$err"; rm -r strange/points/x strange/points/07
    diff -r whole strange | head -3)"
cp -r part0 odd && rm odd/points/3/result.json && mkfifo odd/points/3/result.json odd/points/6/pipe &&
    ln -s "$PWD/whole" odd/points/6/link
run timeout 60 "$trapeze" merge odd --out plain
verdict "links are not followed, and nobody waits for a pipe" "$([ "$status" -eq 1 ] ||
    { echo "status $status"; cat "$err"; }
    grep -q '^missing: 1 2 3 4 5$' "$out" || cat "$out"; find plain -type l -o -type p)"
bad "no folder at all" "trapeze: merge: expected FOLDER... after it" "$trapeze" merge
verdict "nothing is left half made" "$(find . -name '*.tmp')"
