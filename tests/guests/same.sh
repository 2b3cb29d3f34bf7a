#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each small guest runs bare, and in a VM with several sizes of the software TLB and quanta: it
# must find what it expects, and print the same bytes and end with the same status everywhere.
#
#   tests/guests/same.sh [GUEST...]     all of them, or some by name

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
trapeze=$BUILD/trapeze
guests=$BUILD/test/guests
work=${TEST_DIR:-$(mktemp -d)}
mkdir -p "$work" || exit 1
limit=50M

# run GUEST OUT SETTING...: its console goes to OUT.console, how it ended to OUT.end
run()
{
    guest=$1 out=$2
    shift 2
    for setting in "$@"; do
        set -- "$@" --set "$setting"
        shift
    done
    [ "$guest" = misaligned_traps ] && set -- "$@" --set machine.misaligned=trap
    [ -f "tests/guests/$guest.input" ] && set -- "$@" --input "tests/guests/$guest.input"
    "$trapeze" run -q --color=never --set limits.instructions=$limit "$@" \
        --set "vms[0].console=$out.console" "$guests/$guest" </dev/null >"$out.out" 2>"$out.end"
    echo "status $?" >>"$out.end"
}

# What the guest's own status is meant to be, when it is not 0.
expected_end()
{
    case $1 in
    exit_code) echo "trapeze: exit_code: exit 42" ;;
    tohost_fail) echo "trapeze: tohost_fail: exit 1337" ;;
    tohost_large) echo "trapeze: tohost_large: exit 65536" ;;
    esac
    case $1 in
    exit_code | tohost_fail | tohost_large) echo "status 1" ;;
    *) echo "status 0" ;;
    esac
}

# GUEST SETTING...: runs it so, and compares with the bare run
virtual()
{
    name=$1
    shift
    run "$name" "$work/$name.vm" monitor.kind=vmm "$@"
    if ! cmp -s "$work/$name.bare.console" "$work/$name.vm.console"; then
        echo "not ok $name $*: the console is another than bare"
        diff "$work/$name.bare.console" "$work/$name.vm.console" | head -8
        cat "$work/$name.vm.end"
    elif ! cmp -s "$work/$name.bare.end" "$work/$name.vm.end"; then
        echo "not ok $name $*: it ended otherwise than bare: $(tr '\n' ' ' <"$work/$name.vm.end")"
    else
        echo "ok $name $*"
    fi
}

one()
{
    run "$1" "$work/$1.bare"
    if ! expected_end "$1" | cmp -s - "$work/$1.bare.end"; then
        echo "not ok $1 bare: $(tr '\n' ' ' <"$work/$1.bare.end")"
        grep WRONG "$work/$1.bare.console" | head -8 || tail -3 "$work/$1.bare.console"
    else
        echo "ok $1 bare"
    fi
    virtual "$1" monitor.soft_tlb=0
    virtual "$1" monitor.soft_tlb=0 monitor.quantum=1000
    virtual "$1" monitor.soft_tlb=0 monitor.asids=flush
    virtual "$1" monitor.soft_tlb=0 monitor.fast_paths=off
    virtual "$1" monitor.soft_tlb=0 monitor.kind=hybrid
    virtual "$1" monitor.soft_tlb=0 monitor.kind=hybrid monitor.quantum=1000
    case $1 in
    *_exact) ;; # counts misses, which a software TLB hides
    *)
        virtual "$1" monitor.soft_tlb=64
        virtual "$1" monitor.soft_tlb=512 monitor.quantum=1000
        ;;
    esac
}

# NAME ENTRIES: the same with a hardware TLB of another size, the guest's too
sized()
{
    run "$1" "$work/$1.bare" machine.tlb="$2"
    if ! grep -q '^status 0$' "$work/$1.bare.end"; then
        echo "not ok $1 bare, tlb $2: $(tr '\n' ' ' <"$work/$1.bare.end")"
    fi
    virtual "$1" machine.tlb="$2" monitor.soft_tlb=0
    case $1 in *_exact) ;; *) virtual "$1" machine.tlb="$2" monitor.soft_tlb=100 ;; esac
}

if [ $# -eq 0 ]; then
    set -- $(ls tests/guests/*.[cS] | sed 's,.*/\(.*\)\..,\1,')
fi
for name in "$@"; do
    one "$name"
    case $name in # those that do not say how many entries there are
    tlb_refill | tlb_exact | tlb_invalidate_used | many_asids | mapped_supervisor | arithmetic | \
        straddle | three_pages)
        sized "$name" 8
        sized "$name" 9
        sized "$name" 256
        ;;
    esac
done
