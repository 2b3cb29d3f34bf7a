#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze trace: what is told of whom, bare, in VMs, in VMs of VMs, interpreted, and of those who
# lie or never trap; the files that it writes; what it refuses.

. tests/cli/common.sh

kernel="--set vms[0].args=hello kernel"
vmm="--set monitor.kind=vmm $kernel"
hybrid="--set monitor.kind=hybrid $kernel"
nested=$root/examples/experiments/nested.yaml

# kinds FILE: how often there was each kind of event at level 0, in a line
kinds()
{
    awk 'NR > 1 && $3 == 0 { for (i = 5; i <= NF; i++)
            if ($i ~ /^(trap|reflect|interrupt|emulate|install|hidden|switch|return|stop)$/) {
                n[$i]++; break } }
        END { for (k in n) print k, n[k] }' "$1" | sort | tr '\n' ' '
}

# counter FILE NAME: of a report
counter()
{
    "$build/test/json_get" "$1" "$2"
}

# The lines agree with the accounts of the same run.
# shellcheck disable=SC2086 # options are words
agrees()
{
    name=$1
    shift
    good "$name" "$trapeze" trace "$@"
    mv "$out" lines
    "$trapeze" run -q --json report "$@" >/dev/null 2>&1
    for pair in $agree; do
        told=$(kinds lines | tr ' ' '\n' | grep -A1 "^${pair%%=*}\$" | tail -1)
        counted=0
        for what in $(echo "${pair#*=}" | tr + ' '); do
            counted=$((counted + $(counter report "$what")))
        done
        [ "${told:-0}" -eq "$counted" ] || echo "$pair: told ${told:-0}, counted $counted;"
    done >wrong
    verdict "$name: as counted" "$(cat wrong)"
}

v=vms.kernel
agree="trap=$v.entries reflect=$v.events.reflected+$v.events.reflected_miss hidden=$v.events.hidden_miss
    emulate=$v.events.emulated+$v.events.tlb_write"
# shellcheck disable=SC2086
agrees "in a VM" $vmm
verdict "as many returns as traps" "$(kinds lines | grep -q 'trap' && kinds lines |
    awk '{ for (i = 1; i < NF; i += 2) n[$i] = $(i + 1) }
        END { if (n["return"] - n["trap"] > 1 || n["trap"] > n["return"]) print n["trap"], n["return"] }')"
agree="reflect=$v.events.reflected+$v.events.reflected_miss emulate=$v.events.emulated+$v.events.tlb_write"
# shellcheck disable=SC2086
agrees "interpreted" $hybrid
verdict "interpreted: where, by claim" "$(
    grep ' emulate ' lines | grep -q '<trap_vector.*(claimed)' || grep -m1 ' emulate ' lines
    grep ' emulate .*tlbwr' lines | grep -qv 'PFN' && grep -m1 'emulate .*tlbwr' lines)"

# shellcheck disable=SC2086
{
    good "bare" "$trapeze" trace $kernel
    mv "$out" lines
    verdict "bare: traps, returns and TLB writes" "$(
        kinds lines | grep -q '^install [0-9]* return [0-9]* trap [0-9]* $' || kinds lines
        grep -q 'trap  *environment call from user mode: getpid$' lines || echo "no getpid;")"
    good "kinds of events" "$trapeze" trace --events install,switch $vmm
    verdict "only those" "$(kinds "$out" | grep -q '^install [0-9]* switch [0-9]* $' || kinds "$out")"
    good "programs" "$trapeze" trace --events trap --program "$build/guests/user/hello.elf" $vmm
    verdict "programs: names where memory is the same" "$(
        grep -q '<getpid+0x4> .*: getpid$' "$out" || echo "no getpid;"
        grep ': spawn$' "$out" | grep 'user .*<' | head -1)"
    good "plain core" "$trapeze" trace --core plain $vmm
    mv "$out" plain
    good "fast core" "$trapeze" trace --core fast $vmm
    verdict "the same on both cores" "$(cmp plain "$out" 2>&1)"
}

# --- several VMs, VMs in VMs ---

good "two VMs" "$trapeze" trace "$root/examples/experiments/two-kernels.yaml"
mv "$out" lines
verdict "two VMs: switches, stops" "$(
    [ "$(grep -c ' stop  *exited' lines)" -eq 2 ] || echo "$(grep -c ' stop ' lines) stops;"
    grep -q ' switch  *to bob$' lines || echo "no switch to bob;"
    grep -q 'alice .* reflect ' lines || echo "nothing of alice;")"

run "$trapeze" trace --events trap,return --set limits.instructions=12M "$nested"
mv "$out" lines
verdict "nested: each level tells" "$(
    for at in '0 one ' '0 deep ' '1 deep/two ' '1 deep/deeper ' '2 deep/deeper/three '; do
        grep -q " $at.* trap " lines || echo "no trap of $at;"
        grep -q " $at.* return " lines || echo "no return to $at;"
    done
    grep '^ *[0-9]* *[0-9]* 0 deep  *user' lines | grep ' trap ' | grep -v 'deep/[a-z/]*:' | head -1)"

# A trap of the innermost is told by the hardware first, then level by level.
verdict "nested: from the bottom up" "$(grep -A20 '0 deep .*deep/deeper/three.* trap .*environment call' lines |
    awk '{ print $3, $4 }' | uniq | head -3 | tr '\n' ';' |
    grep -v '^0 deep;1 deep/deeper;0 deep;')"

# --- liars, and those who never trap ---

"$trapeze" cc -o liar "$root/tests/cli/panel/liar.S"
# Its table makes no sense, and it says all that a monitor could say, in any order.
sed 's/FIRST/0/' "$root/tests/cli/nested/forger.S" >forger.S
"$trapeze" cc -o forger forger.S
for monitor in liar forger; do
    run "$trapeze" trace --set monitor.kind=vmm --set monitor.image=$monitor \
        --set limits.instructions=200k --json lies.json --chrome lies.slices.json kernel
    verdict "a monitor that lies: $monitor" "$([ $status -eq 1 ] || echo "status $status;"
        "$build/test/json_get" lies.json schema | grep -v 'trapeze-trace/1'
        "$build/test/chrome_check" lies.slices.json 2>&1 >/dev/null)"
    run "$trapeze" trace --figure --set monitor.kind=vmm --set monitor.image=$monitor \
        --set limits.instructions=200k kernel
    verdict "its figure: $monitor" "$([ $status -eq 2 ] || echo "status $status;")"
    run "$trapeze" trace --figure=pmap --set monitor.kind=vmm --set monitor.image=$monitor \
        --set limits.instructions=200k kernel
    verdict "its pmap: $monitor" "$([ $status -eq 0 ] || [ $status -eq 2 ] || echo "status $status;")"
done
printf '#include "pg32.inc"\n.globl _start\n_start: j _start\n' >never.S
run "$trapeze" trace --set limits.instructions=100k never.S
verdict "one that never traps" "$([ $status -eq 1 ] || echo "status $status;"
    [ "$(wc -l <"$out")" -eq 1 ] || head -3 "$out"
    grep -q 'still running when the limit was reached' "$err" || cat "$err")"
good "one that never traps, drawn" "$trapeze" trace --window 100,1000 --svg never.svg --chrome never.json never.S
verdict "one that never traps: a slice" "$("$build/test/chrome_check" never.json | grep -v '^1 slices, 0 flows, 0')"

# --- files ---

# shellcheck disable=SC2086
number=0
for what in "$kernel" "$vmm" "$hybrid" "$root/examples/experiments/two-kernels.yaml" \
    "--window 8M,500000 $nested" ticker "--window 500k,20k $vmm"; do
    number=$((number + 1))
    good "chrome $number" "$trapeze" trace --chrome chrome.json --json trace.json $what
    verdict "chrome $number is sound" "$(
        "$build/test/chrome_check" chrome.json 2>&1 >counts; grep '^0 slices' counts)"
    verdict "json $number" "$("$build/test/json_get" trace.json schema | grep -v 'trapeze-trace/1'
        "$trapeze" trace $what | sed 1d | wc -l >expected
        grep -c '^{"cycle"' trace.json | diff -b expected - | head -3)"
done
verdict "chrome: simulated microseconds" "$(grep -q '"ts":[0-9]*\.[0-9][0-9],' chrome.json || head -3 chrome.json)"

# shellcheck disable=SC2086
good "svg" "$trapeze" trace --svg window.svg --window 543k,2000 $vmm
verdict "svg: lanes, boxes, arrows" "$(
    grep -q '<svg xmlns="http://www.w3.org/2000/svg"' window.svg || echo "no svg;"
    grep -q '<script\|href' window.svg && echo "not self-contained;"
    for class in user supervisor monitor arrow trap; do
        grep -q "class=\"$class\"" window.svg || echo "no $class;"
    done
    tail -1 window.svg | grep -v '^</svg>$')"
# shellcheck disable=SC2086
{
    bad "svg: too many" "trapeze: --svg: the picture would have more than" "$trapeze" trace --svg all.svg --set monitor.kind=vmm kernel
    verdict "svg: and nothing is left" "$([ ! -e all.svg ] || echo "all.svg")"
    good "same bytes" "$trapeze" trace --svg again.svg --window 543k,2000 $vmm
    verdict "same bytes again" "$(cmp window.svg again.svg)"
}

# --- figures with cycles ---

# The rows' cycles go up, from before the trap to the number that the title says.
# shellcheck disable=SC2086
good "figure with cycles" "$trapeze" trace --figure --cycles --format markdown --episode miss $vmm
verdict "its cycles" "$(awk -F ' *[|] *' '
    / from cycle / { split($0, part, / on: /); length_said = part[2] + 0 }
    /^\| [0-9]/ { if (rows++ && $3 + 0 < last) print "row " $2 ": " $3 " after " last; last = $3 + 0
                 if (rows == 1 && last >= 0) print "the first row begins at " last
                 if (rows == 2 && last != 0) print "the second row begins at " last }
    END { if (rows < 5 || last != length_said) print rows " rows up to " last ", not " length_said }
' "$out")"
# shellcheck disable=SC2086
good "figure with cycles as text" "$trapeze" trace --figure --cycles --episode miss $vmm
verdict "heads and width" "$(grep -q '^ *Cycle  Process ' "$out" || echo "no head;"
    awk 'length > 80 { print FILENAME ": " $0 }' "$out" | head -3)"

# --- refusals ---

bad "no such kind" "trapeze: --events: .traps. is no kind of event: did you mean .trap.?" \
    "$trapeze" trace --events trap,traps kernel
bad "empty list" "trapeze: --events" "$trapeze" trace --events , kernel
bad "window beyond the end" "trapeze: --window: the run ended after" "$trapeze" trace --window 900M kernel
bad "figure" "trapeze: --figure table: expected flow or pmap" "$trapeze" trace --figure=table kernel
bad "format" "trapeze: --format html: expected text or markdown" "$trapeze" trace --figure --format html kernel
bad "cycles alone" "trapeze: --cycles: expected --figure" "$trapeze" trace --cycles kernel
bad "format alone" "trapeze: --format: expected --figure" "$trapeze" trace --format text kernel
bad "episode" "trapeze: --episode call: expected syscall" "$trapeze" trace --figure --episode call kernel
bad "episode 0" "trapeze: --episode miss:0: expected" "$trapeze" trace --figure --episode miss:0 kernel
bad "episode alone" "trapeze: --episode: expected --figure or --svg" "$trapeze" trace --episode miss kernel
bad "no such episode" "trapeze: --episode: there were [0-9]* such episodes until instruction [0-9]*, expected 100000" \
    "$trapeze" trace --figure --episode syscall:100000 kernel
bad "columns" "trapeze: --columns all: expected" "$trapeze" trace --figure --columns all kernel
bad "no monitor" "trapeze: --columns monitor: monitor.kind is none" "$trapeze" trace --figure --columns monitor kernel
# shellcheck disable=SC2086
bad "a monitor" "trapeze: --columns hardware: the guest has a monitor" "$trapeze" trace --figure --columns hardware $vmm
bad "no such VM" "trapeze: --vm: there is no VM .bert." "$trapeze" trace --figure --vm bert kernel
bad "program" "trapeze: --program none.elf: " "$trapeze" trace --program none.elf kernel
bad "pmap bare" "trapeze: --figure=pmap: there is no monitor" "$trapeze" trace --figure=pmap hello
bad "where to" "--chrome: cannot write" "$trapeze" trace --chrome no/such.json kernel

# --- at the front panel ---

mask='s/  */ /g; s/^ //'
session "trace at the front panel" --set "vms[0].args=hello" kernel <<'EOF'
> trace
! standard input:1: it is off: `trace on` begins
EOF
session "trace on" "$root/examples/guests/hello.S" <<'EOF'
> trace on
cycle instructions l VM mode pc event what
> trace on
! standard input:2: it is on already; `trace off` ends it
EOF
# What is told is what the command tells, and going back and on again tells the same.
# shellcheck disable=SC2086
panel()
{
    printf '%s\n' "$@" | "$trapeze" repl $vmm >"$out" 2>"$err"
    status=$?
}
# shellcheck disable=SC2086
"$trapeze" trace --window 0,600k $vmm | sed 1d >all
# somewhere in the VM's own instructions, behind 500000
from=$(awk '$2 > 500000 && was && $2 > was + 9 { print was + 5; exit } { was = / return / ? $2 : 0 }' all)
middle=$(awk '$2 > 550000 && was && $2 > was + 9 { print was + 5; exit } { was = / return / ? $2 : 0 }' all)
panel "goto $from" "trace on" "goto 600000" "goto $from" "goto 600000"
grep '^ *[0-9]* *[0-9]* [0-9] ' "$out" >told
awk -v from="$from" '$2 > from' all >wanted
cat wanted wanted >twice
verdict "told going forward, and again, and not going back" "$([ $status -eq 0 ] || cat "$err"
    [ -s wanted ] || echo "nothing to tell;"
    diff told twice | head -5)"
panel "trace on there" "goto 600000" "goto $middle" "trace 5" "goto 600000" "trace 7"
grep '^ *[0-9]* *[0-9]* [0-9] ' "$out" >told
awk -v from="$middle" '$2 > from' all >second
{ awk -v to="$middle" '$2 <= to' all | tail -5; tail -7 all; } >wanted
verdict "the last events, before where the machine stands" "$(diff told wanted | head -5)"
verdict "into a file" "$(cat all second >wanted; sed 1d there | diff - wanted | head -5)"
