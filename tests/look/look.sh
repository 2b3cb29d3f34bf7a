#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   look.sh [N]
#
# What `tr` says of an access, and what is then done: N (400) accesses of guests at various moments,
# bare, under monitors of each kind and setting, and under two monitors. And 2 N inspection tables that lie.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
TEST_DIR=${TEST_DIR:-$BUILD/look}
. tests/common.sh
export TRAPEZE_HOME="$BUILD"
n=${1:-400}
kernel="$BUILD/guests/kernel"
args='vms[0].args=hello; primes 2000; spawner 3; grow 20'
mapped="$TEST_DIR/mapped"

"$BUILD/trapeze" cc -o "$mapped" tests/look/mapped.S || not_ok "mapped.S" "does not compile"
cat >"$TEST_DIR/nested.yaml" <<END
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    image: vmm
    memory: 32MiB
    vms:
      - {name: inner, image: kernel, memory: 4MiB, args: "hello; primes 2000; spawner 3"}
      - {name: mapped, image: $mapped, memory: 1MiB}
END

# agree NAME BOOT FILE [PATH=VALUE...], and each kind of outcome that there must have been
agree()
{
    name=$1 boot=$2
    shift 2
    check "$name" "$BUILD/test/tests/look/walk_agrees" "$boot" "$n" "$@"
    for kind in $kinds; do
        grep -q "[1-9][0-9]* $kind" "$TEST_DIR/check.out" || not_ok "$name" "none of $kind"
    done
}

kinds='done by faults'
agree "a kernel, bare" 200000 "$kernel"
agree "mappings of every kind, bare" 200 "$mapped" machine.ram=1MiB
kinds='done hidden emulated faults'
agree "a kernel in a VM" 300000 "$kernel" monitor.kind=vmm "$args"
agree "mappings of every kind in a VM" 200000 "$mapped" monitor.kind=vmm 'vms[0].memory=1MiB'
agree "in C, and without a software TLB" 300000 "$kernel" monitor.kind=vmm monitor.soft_tlb=0 \
    monitor.fast_paths=off machine.tlb=16 "$args"
agree "one real ASID" 300000 "$mapped" monitor.kind=vmm monitor.asids=flush 'vms[0].memory=1MiB'
agree "a special page" 300000 "$mapped" monitor.kind=vmm monitor.special_page=on \
    'vms[0].memory=1MiB'
agree "R from the mode, too" 300000 "$kernel" monitor.kind=vmm machine.isa=pg32-kseg \
    monitor.effective_r=mode "$args"
agree "in two monitors" 3300000 "$TEST_DIR/nested.yaml"
kinds='done hidden faults'
agree "user mode under the hybrid monitor" 300000 "$mapped" monitor.kind=hybrid 'vms[0].memory=1MiB'

# Tables that lie, under sanitizers.
check "forged inspection tables" "$BUILD/test/tests/look/forged" 1 "$((2 * n))" "$TEST_DIR/nested.yaml"
