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

# on ISA NAME: the machine of the experiment that was written last
on()
{
    sed "s/^machine: .*/machine: {ram: 64MiB, isa: $1}/" "hidden/$2.yaml" >hidden/machine.yaml
    mv hidden/machine.yaml "hidden/$2.yaml"
}

first=$(number first 0 3)
for n in 1 2 3; do
    isa=$(echo "pg32-jrst pg32-popf pg32-cpl pg32-nop" | cut -d' ' -f$(((first + n) % 4 + 1)))
    program "plain-$n" 200
    awk -v seed="$seed" -v part="zoo-$n" -v isa="$isa" -f ../monitor/random.awk -f mix.awk "hidden/plain-$n.S" \
        >"hidden/zoo-$n.S" || exit 1
    rm "hidden/plain-$n.S"
    experiment "zoo-$n" "monitor: {kind: hybrid, soft_tlb: 0}" "{name: zoo, image: zoo-$n.S, memory: 1MiB}"
    on "$isa" "zoo-$n"
    entry "instructions at random $n" 4 verify "zoo-$n" "tests of one at a time, memory, traps, both modes"
done

guest mapped "#define SEED $(number mapped 1 900000)" "#define STEPS 800" '#include "../tests/mapped.c"'
experiment mapped "monitor: {kind: hybrid, soft_tlb: 0}" "{name: mapped, image: mapped.c, memory: 2MiB}"
on "$(word mapped-isa "pg32-jrst pg32-popf pg32-nop")" mapped
entry "a translated kernel at random" 3 verify mapped "the test of a translated kernel"

guest interrupts "#define PERIOD $(number period 300 1500)" "#define TICKS $(number ticks 10 60)" \
    '#include "../tests/interrupts.c"'
experiment interrupts "monitor: {kind: hybrid, soft_tlb: 0}" "{name: interrupts, image: interrupts.c, memory: 2MiB}"
on pg32-popf interrupts
entry "interrupts in another rhythm" 3 verify interrupts "the test of interrupts"

experiment kernel "monitor: {kind: hybrid, soft_tlb: 0}" \
    "{name: kernel, image: kernel, memory: $(number kernel-size 6 9)MiB, args: $(errands kernel 6)}"
on "$(word kernel-isa "pg32-jrst pg32-popf pg32-cpl pg32-nop pg32-kseg")" kernel
entry "kernel on another day" 3 verify kernel "the test of the kernel"

# Of one image each, so that their addresses are the same ones; and one that runs directly between them.
guest other "#define SEED $(number other 1 900000)" '#include "../tests/mapped.c"'
experiment beside "monitor: {kind: hybrid, soft_tlb: 0, quantum: $(number quantum 8 30)k}" \
    "{name: mapped, image: mapped.c, memory: 2MiB}" \
    "{name: other, image: other.c, memory: 2MiB}" \
    "{name: direct, image: mapped.c, memory: 2MiB, monitor: vmm}" \
    "{name: kernel, image: kernel, memory: 4MiB, args: $(errands beside 2)}"
entry "machines side by side" 4 verify beside "the test of two kernels"
