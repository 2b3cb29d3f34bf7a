#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every guest bare and in a VM, timed by the product's model and by the walked pipeline: the first
# MOST (150000) instructions of each, under one of the settings below in turn; all of them if
# EVERY is set.
#
#   tests/timing/guests.sh [GUEST...]     all of them, or some by name

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
most=${MOST:-150000}
turn=0
export TRAPEZE_HOME="$BUILD"

# The settings of number $1; as it comes, and the unusual.
settings()
{
    case $1 in
    0) echo machine.timing=pipeline ;;
    1) echo machine.timing=pipeline pipeline.predictor=bimodal pipeline.counters=16 \
        pipeline.targets=4 icache.size=1KiB icache.ways=4 icache.replacement=fifo \
        dcache.size=512 dcache.line=16 dcache.ways=8 dcache.replacement=random ;;
    2) echo machine.timing=pipeline pipeline.predictor=not_taken pipeline.load_use=3 \
        pipeline.mispredict=5 icache.size=256 icache.line=4 icache.ways=64 \
        icache.replacement=random icache.fence_i=keep dcache.size=0 pipeline.trap=1 \
        pipeline.mret=1 ;;
    3) echo machine.timing=pipeline pipeline.predictor=bimodal icache.size=0 icache.miss=3 \
        dcache.size=64 dcache.line=64 dcache.ways=1 dcache.write=through dcache.allocate=no ;;
    4) echo machine.timing=pipeline dcache.size=2KiB dcache.replacement=fifo dcache.allocate=no \
        pipeline.csr=1 pipeline.misaligned=0 pipeline.device=0 ;;
    5) echo machine.timing=pipeline dcache.size=1KiB dcache.ways=16 dcache.write=through \
        pipeline.mul=40 pipeline.load_use=0 ;;
    6) echo machine.timing=simple ;;
    esac
}
count=7

# The next settings in turn, or all of them, each after a "--".
next_settings()
{
    if [ -n "$EVERY" ]; then
        for i in $(seq 0 $((count - 1))); do
            echo "-- $(settings "$i")"
        done
    else
        echo "-- $(settings $((turn % count)))"
    fi
}

# follow NAME FILE SETTING...
follow()
{
    name=$1 file=$2
    shift 2
    turn=$((turn + 1))
    # shellcheck disable=SC2046 # words are meant
    "$BUILD/test/tests/timing/follow_image" "$most" "$name" "$file" machine.core=plain \
        machine.ram=32MiB "$@" $(next_settings)
}

# both NAME FILE: bare, then in a VM
both()
{
    name=$1 file=$2
    shift 2
    case $name in misaligned_traps) set -- machine.misaligned=trap ;; esac
    if [ -f "tests/guests/$name.input" ]; then
        set -- "$@" "vms[0].input=$(cat "tests/guests/$name.input")
"
    fi
    follow "$name bare" "$file" "$@"
    follow "$name in a VM" "$file" monitor.kind=vmm vms[0].memory=16MiB monitor.quantum=5000 "$@"
}

files()
{
    printf '%s\n' tests/guests/*.[cS] tests/guests/wild/*.S |
        sed "s,tests/guests/\(.*\)\..*,$BUILD/test/guests/\1,"
    for name in hello ticker primes echo kernel; do
        echo "$BUILD/guests/$name"
    done
}

for file in $(files); do
    name=$(basename "$file")
    case " $* " in "  " | *" $name "*) both "$name" "$file" ;; esac
done
if [ $# -eq 0 ]; then
    follow "two kernels" examples/experiments/two-kernels.yaml machine.ram=64MiB
fi
