#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How points and experiments end: guests that fail, limits, a simulator that does not survive,
# expectations, folders that cannot be written. Others go on, and what happened is recorded.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

for code in 0 3; do
    echo "int main(void) { return $code; }" >ends$code.c
done
echo 'int main(void) { for (;;) { } }' >forever.c
cat >ends.yaml <<'END'
experiment: {title: Ends}
vms: [{name: it, image: ends0.c, console: it.txt}]
machine: {ram: 1MiB}
limits: {instructions: 10M}
sweep:
  program:
    good: {vms.it.image: ends0.c}
    bad: {vms.it.image: ends3.c}
    endless: {vms.it.image: forever.c}
    worse: {vms.it.image: ends3.c, machine.tlb: 8}
measure: {code: vms.it.exit_code, cycles: machine.cycles, limit: limits.instructions}
END

# cell FILE POINT COLUMN: of results.csv
cell()
{
    awk -F, -v point="$2" -v name="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $1 == point { print $at[name] }' "$1/results.csv"
}

run "$trapeze" experiment --out ends ends.yaml
verdict "two guests fail, one runs into its limit" "$([ "$status" -eq 1 ] || echo "status $status;"
    for n in 1,passed 2,failed 3,limit 4,failed; do
        [ "$(cell ends ${n%,*} status)" = ${n#*,} ] || echo "$n is not;"
    done
    [ "$(cell ends 1 code)$(cell ends 2 code)$(cell ends 3 code)$(cell ends 4 code)" = 033 ] ||
        echo "exit codes;"
    [ "$(cell ends 3 cycles)" -eq 10000000 ] || echo "cycles;")"
sed 's/ (and.*//' "$out" >said
verdict "what is said in the end" "$(diff said - <<'END'
Ends: 4 points, 1 passed, 2 failed, 1 stopped at a limit
point 2 (program=bad) failed: it: exit 3
  to look at it: trapeze repl --point 2 ends.yaml
report: ends/report.html
END
)"
sed 's/^\[.\/4\]//' "$err" | sort >said
verdict "what is said meanwhile" "$(diff said - <<'END'
 failed  point 2  program=bad
 failed  point 4  program=worse
 limit   point 3  program=endless
 passed  point 1  program=good
END
)"
run "$trapeze" experiment --out allowed --set experiment.failures=allowed ends.yaml
verdict "failures are allowed" "$([ "$status" -eq 0 ] || echo "status $status;"; sed -n 3p "$out" |
    grep -v 'trapeze repl --point 2 --set experiment.failures=allowed ends.yaml')"
for n in 1,0 2,1 3,1; do
    run "$trapeze" experiment --point ${n%,*} --out single ends.yaml
    verdict "status of point ${n%,*}" "$([ "$status" -eq ${n#*,} ] || echo "$status"; cat "$err"
        grep -q "^point ${n%,*} (program=" "$out" || cat "$out")"
done

# Expectations.
sed '$d' ends.yaml >expects.yaml
cat >>expects.yaml <<'END'
measure: {code: vms.it.exit_code, cycles: machine.cycles}
baseline: {program: good}
expect:
  - cycles > 0
  - {that: code == 0, because: a guest that ends well, when: program != 'endless'}
  - {that: cycles <= 2 * baseline(cycles), when: program == 'endless'}
END
run "$trapeze" experiment --out expects --set experiment.failures=allowed expects.yaml
base=$(cell expects 1 cycles)
grep -A9 '^expectation' "$out" | sed 's/ (and.*//' >said
verdict "expectations that fail" "$([ "$status" -eq 1 ] || echo "status $status;"
    diff said - <<END
expectation failed at 2 of 3 points: code == 0
  first at point 2 (program=bad): code = 3
  a guest that ends well
  to look at it: trapeze repl --point 2 --set experiment.failures=allowed expects.yaml
expectation failed at 1 of 1 points: cycles <= 2 * baseline(cycles)
  first at point 3 (program=endless): cycles = 10000000, baseline(cycles) = $base
  to look at it: trapeze repl --point 3 --set experiment.failures=allowed expects.yaml
report: expects/report.html
END
)"


# What a sum is of is told, too; and a point that failed is one, though a table has it once for each member.
sed '$d' expects.yaml | sed '/^expect:/,$d' >parts.yaml
cat >>parts.yaml <<'END'
measure: {of: vms.it.*.total}
expect: [{that: sum(of) < 5, when: program == 'bad'}]
report: [{kind: table, x: "*", y: of}]
END
sed -i '/^measure: {code/d' parts.yaml
run "$trapeze" experiment --out parts --set experiment.failures=allowed parts.yaml
verdict "the members of a sum" "$(grep -q '^  first at point 2 (program=bad): of.instructions = [0-9]*, of.cycles = [0-9]*$' "$out" ||
    cat "$out")"
verdict "points are counted once" "$(grep -q '^† 3 of the points shown did not pass' parts/report.md ||
    grep 'did not pass' parts/report.md)"

# A simulator that is killed: by the system's hand, or by ours. The second is at it for long.
cat >slow.yaml <<'END'
vms: [{name: it, image: ends0.c, console: it.txt}]
machine: {ram: 1MiB}
limits: {instructions: 200G}
sweep:
  program: {first: {vms.it.weight: 1}, slow: {vms.it.image: forever.c}, last: {vms.it.weight: 3}}
END
"$trapeze" experiment --jobs 2 --out crashed slow.yaml >"$out" 2>"$err" &
parent=$!
tries=0
until [ -f crashed/points/3/result.json ] || [ $tries -gt 200 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
kill -KILL "$(cut -d ' ' -f 1 /proc/$parent/task/$parent/children)"
wait $parent
status=$?
verdict "a simulator that crashes" "$([ "$status" -eq 3 ] || echo "status $status;"
    [ "$(cell crashed 2 status)" = crashed ] || echo "not recorded;"
    [ -z "$(cell crashed 2 cycles)" ] || echo "it has cycles;"
    [ "$(cell crashed 3 status)" = passed ] || echo "the others did not go on;"
    grep -q '^point 2 (program=slow) crashed: ended by signal 9 (' "$out" || cat "$out"
    find crashed -name '*.tmp')"
run "$trapeze" experiment --resume --set limits.instructions=10M --out crashed slow.yaml
verdict "it is run again" "$([ "$(cell crashed 2 status)" = limit ] || cat "$err")"

# What the user's files are wrong with ends it all, in one line.
cp "$build/guests/hello" cut && truncate -s 60 cut
sed "s/ends3.c/cut/" ends.yaml >wrong.yaml
run "$trapeze" experiment --jobs 1 --out wrong wrong.yaml
verdict "an image that is none" "$([ "$status" -eq 2 ] || echo "status $status;"
    sed 1d "$err" | grep -v '^wrong.yaml:8:.*cut: '; [ "$(wc -l <"$err")" -eq 2 ] || cat "$err")"
echo 'int main(void) { return x; }' >broken.c
sed "s/ends0.c/broken.c/" ends.yaml >broken.yaml
run "$trapeze" experiment --out broken broken.yaml
verdict "a source that is none" "$([ "$status" -eq 2 ] || echo "status $status;"
    grep -q "^broken.c:1:.*'x' undeclared" "$err" || cat "$err"; ls -d broken 2>/dev/null)"

mkdir locked && chmod 555 locked
[ "$(id -u)" -eq 0 ] && locked=/proc || locked=locked # root can write anywhere else
bad "a folder that cannot be written" "trapeze: cannot make the folder $locked/x: " \
    "$trapeze" experiment --out $locked/x ends.yaml

# A disk that is full, or as good as: nothing half written is left.
cat >full.yaml <<'END'
vms: [{name: it, image: hello}]
machine: {ram: 1MiB}
sweep: {machine.epoch: [1, 2, 3, 4]}
END
for blocks in 2 4; do
    (ulimit -f $blocks 2>/dev/null
        exec "$trapeze" experiment --jobs 1 --out full$blocks full.yaml >"$out" 2>"$err")
    status=$?
    verdict "files of $blocks blocks" "$([ "$status" -eq 2 ] || echo "status $status;"
        grep -v '^\[' "$err" | grep -v "^trapeze: cannot write full$blocks/.*: File too large"
        grep -q '^trapeze: cannot write' "$err" || echo "not a word;"
        find full$blocks -name '*.tmp')"
    run "$trapeze" experiment --resume --out full$blocks full.yaml
    verdict "it goes on from there with $blocks" "$([ "$status" -eq 0 ] || cat "$err")"
done
verdict "and ends as it always does" "$(diff -r full2 full4 | head -3)"
