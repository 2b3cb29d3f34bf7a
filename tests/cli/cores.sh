#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Both cores: whatever runs, bare or in virtual machines, ends with the same report, console and
# signature to the byte, and a snapshot made by one goes on in the other.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

guests=$build/test/guests
shipped=$build/guests
experiments=$root/examples/experiments

# same NAME ARGUMENT...: a run on each core
same()
{
    name=$1
    shift
    "$trapeze" run --core plain --json plain.json "$@" >plain 2>&1 </dev/null
    "$trapeze" run --core fast --json fast.json "$@" >fast 2>&1 </dev/null
    verdict "both cores: $name" "$(cmp plain fast 2>&1; cmp plain.json fast.json 2>&1)"
}

for guest in "$guests"/*; do
    case $guest in *.o | */support | */wild) continue ;; esac
    [ -f "$guest" ] && same "$(basename "$guest")" --set limits.instructions=3M "$guest"
done
for guest in ticker primes kernel; do
    same "$guest" --set limits.instructions=20M "$shipped/$guest"
    same "$guest in a VM, quantum 2000" --set monitor.kind=vmm --set monitor.quantum=2000 \
        --set limits.instructions=10M "$shipped/$guest"
done
same "kernel, TLB of 8" --set machine.tlb=8 --set limits.instructions=10M "$shipped/kernel"
same "kernel in a VM, TLB of 8, exact" --set monitor.kind=vmm --set machine.tlb=8 \
    --set monitor.soft_tlb=0 --set limits.instructions=10M "$shipped/kernel"
same "two kernels" --set limits.instructions=15M "$experiments/two-kernels.yaml"
same "misaligned accesses trap" --set machine.misaligned=trap "$guests/misaligned_traps"

# With time that instructions, caches and predictors take.
pipeline='--set machine.timing=pipeline'
small="$pipeline --set icache.size=1KiB --set dcache.size=512 --set icache.ways=4 --set dcache.line=64"
for guest in "$guests"/*; do
    case $guest in *.o | */support | */wild) continue ;; esac
    [ -f "$guest" ] || continue
    same "$(basename "$guest"), pipeline" --set limits.instructions=2M $pipeline "$guest"
    same "$(basename "$guest"), simple" --set limits.instructions=1M \
        --set machine.timing=simple "$guest"
done
for guest in ticker primes kernel; do
    same "$guest, pipeline" --set limits.instructions=10M $pipeline "$shipped/$guest"
    same "$guest, bimodal" --set limits.instructions=4M $small \
        --set pipeline.predictor=bimodal "$shipped/$guest"
    same "$guest, written through" --set limits.instructions=4M $small \
        --set pipeline.predictor=not_taken --set dcache.write=through "$shipped/$guest"
    same "$guest, random replacement" --set limits.instructions=4M $small \
        --set icache.replacement=random --set dcache.replacement=random \
        --set dcache.allocate=no "$shipped/$guest"
    same "$guest, no caches" --set limits.instructions=2M $pipeline --set icache.size=0 \
        --set dcache.size=0 "$shipped/$guest"
    same "$guest in a VM, pipeline, quantum 2000" --set monitor.kind=vmm $pipeline \
        --set monitor.quantum=2000 --set limits.instructions=6M "$shipped/$guest"
done
same "two kernels, pipeline" --set limits.instructions=10M $pipeline "$experiments/two-kernels.yaml"
same "two kernels, simple" --set limits.instructions=6M --set machine.timing=simple \
    "$experiments/two-kernels.yaml"

"$trapeze" run --core plain "$shipped/primes" >whole
for pair in "plain fast" "fast plain"; do
    set -- $pair
    "$trapeze" run --core "$1" --save snapshot --at 100k "$shipped/primes" >/dev/null
    run "$trapeze" run --core "$2" --restore snapshot
    verdict "saved by the $1 core, restored by the $2" "$(cmp whole "$out" 2>&1)"
done
"$trapeze" run --core plain $small "$shipped/primes" >whole
for pair in "plain fast" "fast plain"; do
    set -- $pair
    "$trapeze" run --core "$1" $small --save snapshot --at 100k "$shipped/primes" >/dev/null
    run "$trapeze" run --core "$2" --restore snapshot
    verdict "with caches: saved by the $1 core, restored by the $2" "$(cmp whole "$out" 2>&1)"
done

# More pages of code than the fast core keeps, each called, changed and called again.
cat >pages.S <<'END'
#include "pg32.inc"
    .globl _start
_start:
    li s1, 2
    li s2, 0x00140413 /* addi s0, s0, 1 */
again:
    li s3, 0x80100000
    li s4, 0x80100000 + 5000 * 0x1000
    li s5, 0x00008067 /* ret */
page:
    sw s2, 0(s3)
    sw s5, 4(s3)
    fence.i
    jalr s3
    li t0, 0x1000
    add s3, s3, t0
    bne s3, s4, page
    li s2, 0x00340413 /* addi s0, s0, 3 */
    addi s1, s1, -1
    bnez s1, again
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    li t2, 20000
    beq s0, t2, 1f
    li t1, 1 << 16 | FINISHER_FAIL
1:  sw t1, 0(t0)
    j .
END
good "5000 pages of code" "$trapeze" run -q --core fast --set machine.ram=64MiB pages.S
same "5000 pages of code" --set machine.ram=64MiB pages.S
same "5000 pages of code, pipeline" --set machine.timing=pipeline --set machine.ram=64MiB pages.S

# A timer set for the end of time, which comes at once to a machine that waits for it.
cat >late.S <<'EOF'
    .globl _start
_start:
    li t0, 0x02004000
    li t1, 0x99999998
    sw t1, 0(t0)
    li t1, 0x19999999
    sw t1, 4(t0)
    li t1, 0x80
    csrw mie, t1
    wfi
1:  addi a0, a0, 1
    j 1b
EOF
for core in plain fast; do
    run timeout 20 "$trapeze" run -q --core "$core" late.S
    verdict "the end of time, $core core" \
        "$(wrong_unless 1 'trapeze: late: still running when the limit was reached')"
done
