#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The small guests in VMs side by side, six to a machine, with short turns: each must print what it
# prints alone on a bare machine, and end as it does there, whoever its neighbours are.
# (Those called _alone do not mind, but would notice.) Then 200 VMs at once, of a few kinds.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
trapeze=$BUILD/trapeze
guests=$BUILD/test/guests
work=${TEST_DIR:-$(mktemp -d)}
case $work in /*) ;; *) work=$PWD/$work ;; esac
mkdir -p "$work" || exit 1
size=6

# One guest bare: its console to NAME.bare, how it ended to NAME.end
bare()
{
    input=tests/guests/$1.input
    set -- "$1" --set "vms[0].console=$work/$1.bare" --set limits.instructions=100M
    [ ! -f "$input" ] || set -- "$@" --input "$input"
    name=$1
    shift
    "$trapeze" run -q --set machine.ram=16MiB "$@" "$guests/$name" </dev/null \
        >/dev/null 2>"$work/$name.end"
}

# QUANTUM SOFT_TLB NAME...: the experiment with these guests
experiment()
{
    printf 'machine: {ram: 128MiB}\n'
    printf 'monitor: {kind: vmm, quantum: %s, soft_tlb: %s}\n' "$1" "$2"
    printf 'limits: {instructions: 600M}\nvms:\n'
    shift 2
    for name in "$@"; do
        printf -- '- name: %s\n  image: %s\n  console: %s\n' \
            "$name" "$guests/$name" "$work/$name.crowd"
        if [ -f "tests/guests/$name.input" ]; then
            printf '  input: |\n'
            sed 's/^/    /' "tests/guests/$name.input"
        fi
    done
}

# QUANTUM SOFT_TLB NAME...: runs them in one machine and looks at each
together()
{
    settings="quantum $1, soft_tlb $2"
    experiment "$@" >"$work/crowd.yaml"
    shift 2
    for name in "$@"; do
        rm -f "$work/$name.crowd"
    done
    "$trapeze" run -q "$work/crowd.yaml" </dev/null >"$work/out" 2>"$work/err"
    for name in "$@"; do
        grep "^trapeze: $name: \|yaml:" "$work/err" >"$work/end"
        if ! cmp -s "$work/$name.bare" "$work/$name.crowd"; then
            echo "not ok $name in a crowd, $settings: the console is another than bare"
            diff "$work/$name.bare" "$work/$name.crowd" 2>&1 | head -6
            head -3 "$work/end"
        elif ! cmp -s "$work/$name.end" "$work/end"; then
            echo "not ok $name in a crowd, $settings: $(cat "$work/end")"
        else
            echo "ok $name in a crowd, $settings"
        fi
    done
}

# QUANTUM SOFT_TLB: every guest, `size` at a time
everyone()
{
    quantum=$1 soft=$2
    set --
    for guest in $names; do
        set -- "$@" "$guest"
        if [ $# -eq $size ]; then
            together "$quantum" "$soft" "$@"
            set --
        fi
    done
    [ $# -eq 0 ] || together "$quantum" "$soft" "$@"
}

names=
for file in tests/guests/*.[cS]; do
    name=$(basename "$file")
    name=${name%.*}
    bare "$name"
    case $name in
    *_alone) ;;
    *_exact) exact="$exact $name" ;;
    *) names="$names $name" ;;
    esac
done
everyone 20k 512
names="$names $exact" # they count misses, which a software TLB would hide
everyone 2000 0

# COUNT SETTING...: so many VMs with the guests named in $kinds, one after the other; all complete
many()
{
    count=$1 settings=$2
    {
        printf 'machine: {ram: 512MiB}\nmonitor: {kind: vmm, %s}\n' "$settings"
        printf 'limits: {instructions: 2G}\nvms:\n'
        set -- $kinds
        for i in $(seq "$count"); do
            printf -- '- {name: vm%u, image: %s, memory: 512KiB, console: %s}\n' \
                "$i" "$guests/$1" "$work/$i.many"
            echo "$1" >"$work/$i.kind"
            shift
            [ $# -gt 0 ] || set -- $kinds
        done
    } >"$work/many.yaml"
    rm -f "$work"/*.many
    "$trapeze" run -q "$work/many.yaml" </dev/null >"$work/out" 2>"$work/err"
    status=$?
    wrong=
    for i in $(seq "$count"); do
        cmp -s "$work/$(cat "$work/$i.kind").bare" "$work/$i.many" || wrong="$wrong vm$i"
    done
    if [ -n "$wrong" ]; then
        echo "not ok $count VMs, $settings: the console is another than bare:$wrong"
    elif [ $status -ne 0 ]; then
        echo "not ok $count VMs, $settings: status $status, $(head -3 "$work/err")"
    else
        echo "ok $count VMs, $settings"
    fi
}

kinds="arithmetic tlb_refill timer_one_store lr_sc counters_exact wfi_wakes many_asids"
many 16 "soft_tlb: 512"
many 200 "soft_tlb: 64, quantum: 20k"
many 200 "soft_tlb: 0, fast_paths: off"

# Turns that the monitor's own misses take all of: each begins with an empty TLB, and an access
# needs three pages.
kinds="three_pages"
many 4 "soft_tlb: 0, asids: flush, quantum: 1000"
many 4 "soft_tlb: 0, asids: flush, quantum: 1000, fast_paths: off"
