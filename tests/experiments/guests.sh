#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The guests to measure with (examples/guests/small): they print the same bytes bare and under every
# monitor and option, do as often what they are told to do, and `detect` finds what it can.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
guests=$build/guests

# say GUEST ARGS SETTING...: what it prints and how it ends, without the VM's name
say()
{
    guest=$1 args=$2
    shift 2
    for setting; do
        set -- "$@" --set "$setting"
        shift
    done
    "$trapeze" run -q --color=never --set limits.instructions=200M --set "vms[0].args=$args" "$@" \
        "$guests/$guest" </dev/null 2>&1 | sed "s/^$guest| //; /^trapeze:/!s/\r//"
}

# same GUEST ARGS: bare, and under each monitor
same()
{
    bare=$(say "$1" "$2" monitor.kind=none)
    wrong=
    for settings in kind=vmm "kind=vmm fast_paths=off" "kind=vmm soft_tlb=0" "kind=vmm special_page=on" \
        "kind=vmm asids=flush" "kind=vmm special_page=on fast_paths=off" kind=hybrid; do
        # shellcheck disable=SC2046,SC2086 # settings are words
        there=$(say "$1" "$2" $(printf ' monitor.%s' $settings))
        [ "$there" = "$bare" ] || wrong="$wrong $settings: $there"
    done
    verdict "$1 $2" "$(echo "$bare" | grep "trapeze:")$wrong"
}

for operation in none system_call page_fault breakpoint device_read register_write call_return \
    tlb_write; do
    same nano "$operation 20"
done
same pages "8 1000 around"
same pages "100 3000 random"
for percent in 0 37 100; do
    same share "$percent 10"
done
for way in wfi poll clock compute; do
    same beat "$way 3 200 10"
done

# The same work, wherever it is done.
verdict "share: as much in either mode" "$(for percent in 0 37 100; do
    say share "$percent 10" monitor.kind=none | sed 's/.*: //'
done | sort -u | sed 1d)"

# Traps of a bare run with 100 more of an operation, by name.
traps()
{
    for n in 50 150; do
        run "$trapeze" run -q --json json --set "vms[0].args=$1 $n" "$guests/nano"
        "$build/test/json_get" json "vms.nano.traps.$2" 2>/dev/null || echo 0
    done | paste -sd ' ' - | awk '{ print $2 - $1 }'
}
for operation in "system_call ecall_user" "page_fault store_forbidden" "breakpoint breakpoint"; do
    # shellcheck disable=SC2086
    verdict "nano: a trap each, $operation" "$([ "$(traps $operation)" = 100 ] || traps $operation)"
done

# privileged OPERATION COUNTER: as many emulated instructions more
emulated()
{
    for n in 50 150; do
        run "$trapeze" run -q --json json --set monitor.kind=vmm --set "vms[0].args=$1 $n" "$guests/nano"
        "$build/test/json_get" json "vms.nano.$2" 2>/dev/null || echo 0
    done | paste -sd ' ' - | awk '{ print $2 - $1 }'
}
for operation in "register_write emulated.csrrw" "tlb_write emulated.tlbwi" "device_read events.device"; do
    # shellcheck disable=SC2086
    verdict "nano: emulated each, $operation" "$([ "$(emulated $operation)" = 100 ] || emulated $operation)"
done

# Misses are as many as pages, as long as the TLB holds them; with more, each round has some.
misses()
{
    run "$trapeze" run -q --json json --set "vms[0].args=$1" "$guests/pages"
    "$build/test/json_get" json vms.pages.traps.load_miss
}
few=$(misses "40 4000 around") many=$(misses "128 4000 around")
verdict "pages: misses" "$([ "$few" -lt 100 ] && [ "$many" -gt 2000 ] || echo "$few, $many")"

for case in "0 monitor.kind=none" "3 monitor.kind=vmm" "2 monitor.kind=vmm monitor.soft_tlb=0" \
    "1 monitor.kind=vmm vms[0].clock=virtual" "0 monitor.kind=vmm monitor.soft_tlb=0 vms[0].clock=virtual" \
    "0 monitor.kind=none machine.timing=pipeline machine.tlb=256" "3 monitor.kind=hybrid machine.tlb=8"; do
    # shellcheck disable=SC2046,SC2086
    run "$trapeze" run -q $(printf ' --set %s' ${case#* }) "$guests/detect"
    found=$(sed -n 's/.*: exit //p' "$err")
    verdict "detect: $case" "$([ "${found:-0}" = "${case%% *}" ] || echo "${found:-0}")"
done

verdict "nano: no such operation" "$(say nano "fly 3" monitor.kind=none | tail -1 | grep -v "exit 1")"
verdict "pages: too many" "$(say pages 5000 monitor.kind=none | tail -1 | grep -v "exit 1")"
verdict "pages: too many for this memory" \
    "$(say pages 1000 monitor.kind=vmm "vms[0].memory=2MiB" | tail -1 | grep -v "exit 1")"
