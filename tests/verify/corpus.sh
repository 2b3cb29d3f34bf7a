# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What is verified: read with `. tests/verify/corpus.sh` from the repository's root. A case is a line
# `NAME|ARGUMENTS` of `trapeze verify`; $work is a folder for what they need, $build the build tree.

guests=$build/test/guests
random=$build/test/tests/random

# Guests that never end, or not soon, when their VM's clock is its own.
endless='rtc interrupt_storm handler_storm spins'

# Names of the small guests, and of those that misbehave.
small_guests()
{
    for source in tests/guests/*.[cS] tests/guests/wild/*.[cS]; do
        guest=${source#tests/guests/}
        guest=${guest%.*}
        case " $endless " in *" ${guest#wild/} "*) ;; *) echo "$guest" ;; esac
    done
}

# small [ARGUMENT...]: a case for each of them
small()
{
    for guest in $(small_guests); do
        needs=''
        [ "$guest" != misaligned_traps ] || needs='--set machine.misaligned=trap'
        [ ! -f "tests/guests/$guest.input" ] || needs="--input tests/guests/$guest.input"
        echo "$guest${*:+ $*}|$needs $* $guests/$guest"
    done
}

# Guests that show what the small ones do not.
special()
{
    for guest in signed alarm; do
        for paths in on off; do
            echo "$guest, fast_paths $paths|--set monitor.fast_paths=$paths $build/test/verify/$guest"
        done
    done
    for soft in 0 64 128 512; do
        for guest in displaced lent; do
            echo "$guest, soft_tlb $soft|--set monitor.soft_tlb=$soft $build/test/verify/$guest"
        done
    done
    disk "$work/disk.img"
    echo "outside|--set vms[0].disk=$work/disk.img $build/test/verify/outside"
}

# disk FILE [WORD]: 64 sectors
disk()
{
    awk -v word="${2:-sector}" 'BEGIN {
        for (i = 0; i < 2048; i++) printf "%s %08d\n", word, i / 32 }' >"$1"
}

# Where a software TLB hides what the guest misses on a bare machine.
hidden()
{
    for soft in 16 64 512; do
        for guest in exact displaced random refill; do
            echo "tlb_$guest, soft_tlb $soft|--set machine.tlb=16 --set monitor.soft_tlb=$soft $guests/tlb_$guest"
        done
        echo "kernel, soft_tlb $soft|--set monitor.soft_tlb=$soft $build/guests/kernel"
        echo "lent, hybrid, soft_tlb $soft|--monitor hybrid --set monitor.soft_tlb=$soft $build/test/verify/lent"
    done
    echo "kernel, hybrid, soft_tlb 64|--monitor hybrid --set monitor.soft_tlb=64 $build/guests/kernel"
    echo "kernel, tlb 253|--set machine.tlb=253 --set monitor.soft_tlb=64 $build/guests/kernel"
    echo "two kernels, soft_tlb 64|--set monitor.soft_tlb=64 examples/experiments/two-kernels.yaml"
    echo "three levels, soft_tlb 64|--set monitor.soft_tlb=64 examples/experiments/nested.yaml"
}

# Guests with virtio devices.
devices()
{
    disk "$work/disk.img"
    printf 'one\ntwo\nend\n' >"$work/typed"
    for layout in legacy modern; do
        for guest in sectors wrong; do
            echo "$guest, $layout|--set vms[0].disk=$work/disk.img --set machine.virtio=$layout $build/test/disk/$guest"
        done
        echo "echo, $layout|--set machine.console=virtio --set machine.virtio=$layout --input $work/typed $build/test/disk/echo"
    done
}

# lines GUEST: what is typed at it, as YAML
lines()
{
    awk '{ printf "%s\\n", $0 }' "tests/guests/$1.input"
}

# Several VMs at once, with short turns.
together()
{
    cat >"$work/together.yaml" <<END
machine: {ram: 64MiB}
monitor: {kind: vmm, quantum: 2000}
vms:
  - {name: kernel, image: kernel, args: hello, memory: 4MiB}
  - {name: ticker, image: ticker, memory: 1MiB}
  - {name: sectors, image: $build/test/disk/sectors, memory: 2MiB, disk: $work/disk.img}
  - {name: other, image: $build/test/disk/sectors, memory: 2MiB, disk: $work/other.img}
  - {name: typed, image: $guests/uart_input, memory: 1MiB, input: "$(lines uart_input)"}
  - {name: refill, image: $guests/tlb_refill, memory: 1MiB}
  - {name: locks, image: $guests/lr_sc, memory: 1MiB}
  - {name: wakes, image: $guests/wfi_wakes, memory: 1MiB}
  - {name: lines, image: $guests/external_interrupt, memory: 1MiB, input: "$(lines external_interrupt)"}
END
    disk "$work/disk.img"
    disk "$work/other.img" others
    echo "together|$work/together.yaml"
    echo "together, fast_paths off|--set monitor.fast_paths=off $work/together.yaml"
    echo "together, asids flush|--set monitor.asids=flush $work/together.yaml"
}

# Guests that are interpreted, as far as the hybrid monitor does, and machines that need it.
interpreted()
{
    small --monitor hybrid
    for guest in signed alarm displaced; do
        echo "$guest, hybrid|--monitor hybrid $build/test/verify/$guest"
    done
    echo "lra, hybrid|--unsound --monitor hybrid --set machine.isa=pg32-lra $build/test/verify/lra"
    for isa in jrst popf cpl nop kseg; do
        echo "pg32-$isa, hybrid|--monitor hybrid --set machine.isa=pg32-$isa $build/guests/zoo"
    done
    echo "pg32-kseg, effective_r mode|--set machine.isa=pg32-kseg --set monitor.effective_r=mode $build/guests/zoo"
    cat >"$work/crowd.yaml" <<END
machine: {ram: 64MiB}
monitor: {kind: hybrid, quantum: 5000}
vms:
  - {name: kernel, image: kernel, args: hello, memory: 4MiB}
  - {name: plain, image: $guests/three_pages, memory: 1MiB, monitor: vmm}
  - {name: pages, image: $guests/three_pages, memory: 1MiB}
  - {name: locks, image: $guests/lr_sc, memory: 1MiB}
  - {name: typed, image: $guests/uart_input, memory: 1MiB, input: "$(lines uart_input)"}
END
    echo "crowd, hybrid|$work/crowd.yaml"
    echo "kernel, hybrid|--monitor hybrid $build/guests/kernel"
}

# VMs beside one that only traps, in turns of a few of its traps; and one that may use little time.
beside()
{
    for guest in calls_in_handler jumps_nowhere traps_in_handler; do
        cat >"$work/$guest.yaml" <<END
machine: {ram: 64MiB}
monitor: {kind: vmm, quantum: 1000}
vms:
  - {name: traps, image: $guests/wild/$guest, memory: 1MiB}
  - {name: hello, image: hello, memory: 1MiB}
  - {name: locks, image: $guests/lr_sc, memory: 1MiB}
END
        echo "beside $guest|$work/$guest.yaml"
    done
    echo "ticker, cap 5|--set vms[0].cap=5 --set monitor.quantum=10k $build/guests/ticker"
}

# The example guests, and the small operating system on TLBs of several sizes.
examples()
{
    for guest in hello primes ticker kernel zoo; do
        echo "$guest|$build/guests/$guest"
    done
    printf 'one\ntwo\n\004' >"$work/input"
    echo "echo|--input $work/input $build/guests/echo"
    awk 'BEGIN { for (i = 0; i < 100; i++) print "more than the monitor takes at once"; printf "\004" }' >"$work/long"
    echo "echo, long|--input $work/long $build/guests/echo"
    echo "kernel, tlb 16|--set machine.tlb=16 $build/guests/kernel"
    echo "kernel, fast_paths off|--set monitor.fast_paths=off $build/guests/kernel"
    echo "kernel, asids flush|--set monitor.asids=flush $build/guests/kernel"
    echo "kernel, timing pipeline|--set machine.timing=pipeline $build/guests/kernel"
}

# images SEED COUNT: random programs, in the modes and with the TLBs that the fuzzer uses
images()
{
    for mode in plain tlb refill; do
        file=$work/$mode-$1.elf
        "$random/random_image" "$random/runtime.bin" "$mode" pg32 "$1" "$2" "$file" >/dev/null
        for tlb in 64 8; do
            for paths in on off; do
                echo "random, $mode, tlb $tlb, fast_paths $paths, seed $1|--set machine.tlb=$tlb --set monitor.fast_paths=$paths $file"
            done
        done
    done
}
