#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# An experiment that is interrupted, whenever and however, leaves nothing half written; resumed, it
# ends as if it had never been. Several processes at once do it together.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >busy.c <<'END'
#include <stdio.h>
int main(void)
{
    for (volatile unsigned i = 0; i < 2000000; i++) {
        if (i % 500000 == 0) {
            printf("%u\n", i);
        }
    }
    return 0;
}
END
"$trapeze" cc busy.c -o busy
cat >busy.yaml <<'END'
vms: [{name: it, image: ./busy, console: it.txt}]
machine: {ram: 1MiB}
sweep: {machine.epoch: {from: 1, to: 12, step: 1}}
measure: {total: machine.cycles, output: vms.it.output, first: baseline(total)}
baseline: {machine.epoch: 1}
END
run "$trapeze" experiment --out whole busy.yaml
verdict "uninterrupted" "$([ "$status" -eq 0 ] || cat "$err")"

# What is there is whole, or is nothing: each result is that of the uninterrupted run.
half_written()
{
    [ -d "$1/points" ] || return
    for file in $(cd "$1" && find points -type f -name result.json); do
        cmp "$1/$file" "whole/$file"
    done
    [ "$2" = 9 ] || find "$1" -name '*.tmp' # a killed process cannot clean up
}

for signal in INT TERM 9; do
    wrong=
    for delay in 0.02 0.1 0.3; do
        rm -rf part
        for turn in "" --resume; do
            # shellcheck disable=SC2086 # an option or none
            "$trapeze" experiment --jobs 2 $turn --out part busy.yaml >"$out" 2>"$err" &
            parent=$!
            sleep $delay
            kill -$signal $parent 2>/dev/null
            wait $parent 2>/dev/null
            status=$?
            wrong=$wrong$(half_written part $signal)
            if [ $signal != 9 ] && [ $status -ne 0 ]; then
                [ $status -eq 1 ] || [ $status -gt 128 ] || wrong="$wrong status $status"
                [ $status -gt 128 ] || tail -1 "$err" |
                    grep -q '^trapeze: interrupted: .* of 12 points are done; .* --resume' ||
                    wrong="$wrong $(cat "$err")"
            fi
        done
        run "$trapeze" experiment --jobs 2 --resume --out part busy.yaml
        [ "$status" -eq 0 ] || wrong="$wrong $(cat "$err")"
        wrong=$wrong$(diff -r whole part | head -3)
    done
    verdict "interrupted by $signal" "$wrong"
done

# An interrupt while a guest is compiled is no fault of anybody's, and leaves nothing.
printf '#!/bin/sh\nkill -INT $$\n' >halted-gcc && chmod +x halted-gcc && mkdir scratch
sed 's|\./busy,|busy.c,|' busy.yaml >source.yaml
TMPDIR=scratch RISCV_PREFIX=./halted- run "$trapeze" experiment --out source source.yaml
verdict "interrupted while compiling" "$([ "$status" -eq 1 ] || echo "status $status;"
    grep -vx 'trapeze: \./halted-gcc: interrupted' "$err"; ls scratch; ls -d source 2>/dev/null)"

# Two at once, in one folder: each point is run by one of them, and both end well.
rm -rf both
"$trapeze" experiment --point 1 --out both busy.yaml >"$out" 2>&1
"$trapeze" experiment --jobs 2 --resume --out both busy.yaml >one.out 2>one.err &
one=$!
"$trapeze" experiment --jobs 2 --resume --out both busy.yaml >two.out 2>two.err
two=$?
wait $one
verdict "two at once" "$([ $? -eq 0 ] || cat one.err; [ $two -eq 0 ] || cat two.err
    diff -r whole both | head -3)"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
    "$trapeze" experiment --point $n --out apart busy.yaml >"log.$n" 2>&1 || echo "$n" >>failed &
done
wait
run "$trapeze" merge apart
verdict "twelve at once" "$([ "$status" -eq 0 ] || cat "$err"; cat failed 2>/dev/null
    diff -r whole apart | head -3)"
