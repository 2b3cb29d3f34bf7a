#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   generate.sh SEED
#
# The hidden tests of this lab, into hidden/ beside this file: the same from the same seed, which is
# a word of letters and digits that students do not know.

cd "$(dirname "$0")" || exit 1
. ../monitor/generate.sh
begin "$1"

for n in 1 2 3; do
    program "privileged-$n" 400
    experiment "privileged-$n" "monitor: {kind: vmm, soft_tlb: 0}" \
        "{name: privileged, image: privileged-$n.S, memory: 1MiB}"
    entry "instructions at random $n" 4 verify "privileged-$n" "tests of CSRs, traps, modes, counters"
done

script pages 100
experiment pages "monitor: {kind: vmm, soft_tlb: 0}" "{name: pages, image: pages.c, memory: 2MiB}"
entry "pages at random" 3 verify pages "the test of translation on and off"

guest interrupts "#define PERIOD $(number period 300 1500)" "#define TICKS $(number ticks 10 60)" \
    '#include "../tests/interrupts.c"'
experiment interrupts "monitor: {kind: vmm, soft_tlb: 0}" "{name: interrupts, image: interrupts.c, memory: 2MiB}"
entry "interrupts in another rhythm" 5 verify interrupts "the test of interrupts"

experiment kernel "monitor: {kind: vmm, soft_tlb: 0}" \
    "{name: kernel, image: kernel, memory: $(number kernel-size 6 9)MiB, args: primes -q $(number primes 6000 9000) & primes -q $(number more 6000 9000) & $(errands kernel 5)}"
entry "kernel on another day" 5 verify kernel "the test of the kernel"
