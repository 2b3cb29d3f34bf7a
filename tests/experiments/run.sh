#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze experiment: the same results whatever the number of jobs and whatever was there before;
# what is in its folder, and what is not done a second time.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >count.c <<'END'
#include <stdio.h>
int main(void)
{
    volatile unsigned sum = 0;
    for (unsigned i = 0; i < 1000; i++) {
        sum += i;
    }
    printf("%u\n", sum);
    return 0;
}
END
cat >small.yaml <<'END'
experiment: {title: A small one}
monitor: {kind: vmm}
vms:
  - {name: one, image: count.c, memory: 1MiB, console: one.txt}
  - {name: two, image: hello, memory: 1MiB}
sweep:
  monitor.quantum: [1k, 5k, 100k]
  share:
    even: {vms.one.weight: 1}
    'odd, "quoted"': {vms.one.weight: 3}
measure:
  total: machine.cycles
  spent: vms.*.cycles.total
  output: vms.one.output
  ratio: total / baseline(total)
baseline: {monitor.quantum: 100k}
expect:
  - passed
  - spent.* > 0
END

files()
{
    (cd "$1" && find . | sort)
}

# same NAME FOLDER FOLDER: the two hold the same, to the byte
same()
{
    verdict "$1" "$(diff -r "$2" "$3" 2>&1 | head -3)"
}

run "$trapeze" experiment --jobs 1 --out alone small.yaml
verdict "it passes" "$([ "$status" -eq 0 ] || echo "status $status"; grep -v passed "$err"
    [ "$(grep -c 'passed' "$err")" -eq 6 ] || echo "not a line for each point")"
verdict "what is in its folder" "$(files alone >files; { echo .; echo ./experiment.json; echo ./points
    for n in 1 2 3 4 5 6; do
        echo ./points/$n
        echo ./points/$n/one.txt
        echo ./points/$n/result.json
    done
    echo ./results.csv; echo ./results.json; } | sort >expected
    grep -v 'report\|plots' files | diff expected -)"
verdict "a VM's file" "$([ "$(cat alone/points/3/one.txt)" = 499500 ] || cat alone/points/3/one.txt)"

# A field with commas and quotes is quoted, its quotes doubled [RFC 4180].
awk -F, 'NR == 1 { print } NR == 3 { print $1 "," $2 "," $3 "," $4 "," $5 }' alone/results.csv >csv
verdict "results.csv" "$(diff csv - <<'END'
point,monitor.quantum,share,status,total,spent.one,spent.two,output,ratio
2,1k,"odd, ""quoted""",passed
END
)"
verdict "a row for each point" "$([ "$(wc -l <alone/results.csv)" -eq 7 ] || cat alone/results.csv)"
verdict "the baseline's ratio is 1" "$(awk -F, 'NR > 5 && $NF != 1' alone/results.csv)"
total=$(awk -F, 'NR == 2 { print $5 }' alone/results.csv)
"$trapeze" run -q --point 1 --json report.json small.yaml >"$out" 2>&1
verdict "a counter is that of the run" "$([ "$("$build/test/json_get" report.json machine.cycles)" = \
    "$total" ] || cat "$out")"
"$build/test/json_get" alone/results.json schema title configuration inputs expectations points \
    >parts 2>&1
sed -e 's/"hash":"[0-9a-f]*"/HASH/g; s/},{/}\n{/g' parts >lines
verdict "results.json" "$(grep -q '^"trapeze-results/1"$' lines || echo "no schema;"
    grep -q '^"A small one"$' lines || echo "no title;"
    grep -q '"machine.tlb":64,' lines || echo "no configuration;"
    grep -q '^{"machine.isa".*"monitor.quantum"' lines && echo "a key that varies is common;"
    grep -q '"file":"count.c",HASH' lines || echo "no inputs;"
    [ "$(grep -c '"held":6,"failed":0,' lines)" -eq 2 ] || echo "no expectations;"
    [ "$(grep -c '"point":.*"monitor.quantum":100000' lines)" -eq 2 ] || echo "no values;"
    grep -q '"point":2,"cells":{"monitor.quantum":"1k","share":"odd, \\"quoted\\""}' lines ||
        echo "no cells")"

for jobs in 2 4 7; do
    run "$trapeze" experiment --jobs $jobs --out "jobs$jobs" small.yaml
    same "the same with $jobs jobs" alone "jobs$jobs"
done
mkdir -p elsewhere && cp count.c small.yaml elsewhere
(cd elsewhere && run "$trapeze" experiment small.yaml)
same "the same in another folder, by its usual name" alone elsewhere/small.results

# Resuming: what is there is kept, whatever else is done again.
bad "a folder that has one" "trapeze: alone: there is an experiment in it: expected --resume" \
    "$trapeze" experiment --out alone small.yaml
cp -r alone resumed
touch -d '2001-01-01' resumed/points/*/result.json
rm -r resumed/points/2 resumed/results.csv
echo '{"schema": "trapeze-point/1"}' >resumed/points/3/result.json
head -c 300 alone/points/4/result.json >resumed/points/4/result.json
for half in points/5/result.json points/1/one.txt results.csv; do
    : >resumed/$half.AbCdEf.tmp # of a process that was killed
done
run "$trapeze" experiment --resume --jobs 3 --out resumed small.yaml
verdict "resumed, it passes" "$([ "$status" -eq 0 ] || echo "status $status")"
verdict "only what was not there is run" "$([ "$(grep -c passed "$err")" -eq 3 ] || cat "$err"
    find resumed/points -name result.json -newermt 2002-01-01 | grep -v '/[234]/')"
same "the same after resuming" alone resumed

# A file that has changed: what is as it was is kept, the rest is done again.
sed 's/\[1k, 5k, 100k\]/[1k, 7k, 100k]/' small.yaml >changed.yaml
run "$trapeze" experiment --out fresh changed.yaml
cp -r alone changed
run "$trapeze" experiment --resume --out changed changed.yaml
verdict "only what has changed is run" "$([ "$(grep -c passed "$err")" -eq 2 ] || cat "$err")"
same "the same as if it had never been otherwise" fresh changed
sed -i 's/i < 1000/i < 1001/' count.c
run "$trapeze" experiment --resume --out changed changed.yaml
verdict "another image: all is run" "$([ "$(grep -c passed "$err")" -eq 6 ] || cat "$err")"
sed -i 's/i < 1001/i < 1000/' count.c
run "$trapeze" experiment --resume --out changed changed.yaml
same "and back" fresh changed
sed 's/\[1k, 5k, 100k\]/[100k]/' small.yaml >shorter.yaml
run "$trapeze" experiment --out short shorter.yaml
run "$trapeze" experiment --resume --out changed shorter.yaml
same "fewer points than before" short changed

# What is not right is gone before anything is run, so that nobody takes it for what it is not.
cp -r alone stopped
sed 's/i < 1000/i < 4000000000u/' count.c >count.long && mv count.c count.kept && mv count.long count.c
"$trapeze" experiment --resume --jobs 1 --out stopped small.yaml >"$out" 2>"$err" &
tries=0
until [ ! -f stopped/results.csv ] || [ $tries -gt 200 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
kill -INT $!
wait $!
mv count.kept count.c
run "$trapeze" merge stopped
verdict "what was right for another image is gone" "$(grep -q '6 points, 6 missing' "$out" || cat "$out" "$err")"

# The folder of a point that is a link to somewhere else.
mkdir theirs && echo mine >theirs/mine
for how in --resume --overwrite; do
    rm -rf linked && cp -r alone linked && rm -r linked/points/2 && ln -s "$PWD/theirs" linked/points/2
    run "$trapeze" experiment "$how" --out linked small.yaml
    verdict "$how removes a link, and nothing behind it" "$([ "$status" -eq 0 ] || echo "status $status"
        cat theirs/mine 2>&1 | sed 's/^mine$//' | grep .; [ ! -L linked/points/2 ] || echo "a link")"
    same "the same after $how" alone linked
done

# --overwrite removes what is ours.
echo mine >changed/notes.txt
echo mine >changed/points/notes.txt
run "$trapeze" experiment --overwrite --out changed small.yaml
verdict "--overwrite leaves others' files" "$(cat changed/notes.txt changed/points/notes.txt |
    grep -cv mine | grep -v '^0$')"
rm -f changed/notes.txt changed/points/notes.txt
same "the same after --overwrite" alone changed
mkdir strange && echo mine >strange/results.csv
bad "somebody else's results" "trapeze: strange: there is results.csv in it" \
    "$trapeze" experiment --out strange small.yaml
bad "nor are they removed" "trapeze: strange: there is results.csv in it" \
    "$trapeze" experiment --overwrite --out strange small.yaml
verdict "they are as they were" "$(grep -v mine strange/results.csv; ls strange | grep -v results.csv)"

# --list, and options that are wrong.
"$trapeze" experiment --list small.yaml >list
verdict "--list" "$(printf '%s\t%s\t%s\n' \
    1 monitor.quantum=1k share=even 2 monitor.quantum=1k 'share=odd, "quoted"' \
    3 monitor.quantum=5k share=even 4 monitor.quantum=5k 'share=odd, "quoted"' \
    5 monitor.quantum=100k share=even 6 monitor.quantum=100k 'share=odd, "quoted"' | diff list -)"
bad "no such point" "trapeze: --point 7: expected 1 to 6" "$trapeze" experiment --point 7 small.yaml
bad "no such point to run" "trapeze: --point 0: expected 1 to 6" "$trapeze" run --point 0 small.yaml
bad "no jobs" "trapeze: --jobs 0: expected 1 to" "$trapeze" experiment --jobs 0 small.yaml
bad "--resume and --overwrite" "trapeze: --resume and --overwrite exclude each other" \
    "$trapeze" experiment --resume --overwrite small.yaml
bad "a file for a folder" "trapeze: cannot make the folder small.yaml: Not a directory" \
    "$trapeze" experiment --out small.yaml small.yaml
bad "--point of an image" "[^ ]*hello: not YAML" "$trapeze" run --point 1 "$build/guests/hello"

# A point's files stay in its folder.
for name in ../x /tmp/x a/../../x result.json; do
    sed "s,one.txt,$name," small.yaml >outside.yaml
    bad "a VM's file: $name" "outside.yaml:4:.*vms.console: .$name.: in an experiment" \
        "$trapeze" experiment --out outside outside.yaml
done
sed "s,one.txt,deep/down/one.txt," small.yaml >inside.yaml
run "$trapeze" experiment --out inside inside.yaml
verdict "a VM's file in a folder" "$(grep -v 499500 inside/points/6/deep/down/one.txt 2>&1)"

# The other commands take a point's configuration.
for command in "run -q" verify "trace --window 0,5"; do
    # shellcheck disable=SC2086 # a command and its options
    run "$trapeze" $command --point 4 --set machine.seed=0 small.yaml
    verdict "$command --point" "$([ "$status" -eq 0 ] || head -2 "$err")"
done
printf 'continue\ninfo vms\n' | "$trapeze" repl --point 2 small.yaml >"$out" 2>&1
verdict "repl --point" "$(grep -q 'one' "$out" || head -3 "$out")"

# What is varied of VMs with a count has its value, though no VM has that name.
cat >many.yaml <<'END'
monitor: {kind: vmm}
vms: [{name: p, image: hello, count: 1, memory: 1MiB}]
sweep: {vms.p.count: [1, 3], vms.p.memory: [1MiB, 2MiB]}
measure: {copies: vms.p.count, memory: vms.p.memory}
expect: [memory == vms.p1.memory]
END
run "$trapeze" experiment --out many many.yaml
verdict "columns of VMs with a count" "$([ "$(cut -d, -f5,6 many/results.csv | tr '\n' ' ')" = \
    "copies,memory 1,1048576 1,2097152 3,1048576 3,2097152 " ] || cat many/results.csv "$err")"
