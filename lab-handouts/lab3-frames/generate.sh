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
    script "pages-$n" 160
    experiment "pages-$n" "monitor: {kind: vmm, soft_tlb: 0}" \
        "{name: pages, image: pages-$n.c, memory: $(number pages 2 4)MiB}"
    entry "pages at random $n" 4 verify "pages-$n" "tests of rights, address spaces, what is gone"
done

guest memory "#define STRIDE $(word memory-stride "11 13 17 19 23 29 31 41 43 47 53 59 61 67 71 73")" \
    "#define WORD $(number memory-word 1 1000)" '#include "../tests/memory.c"'
experiment memory "monitor: {kind: vmm, soft_tlb: 0}" \
    "{name: memory, image: memory.c, memory: $((4 * $(number memory-size 400 900)))KiB}"
entry "RAM of another size" 3 verify memory "the test of RAM from end to end"

experiment kernel "monitor: {kind: vmm, soft_tlb: 0}" \
    "{name: kernel, image: kernel, memory: $(number kernel-size 6 9)MiB, args: $(errands kernel 7)}"
entry "kernel on another day" 5 verify kernel "the test of the kernel"

guest late "#define WHILE $(number late 300000 600000)" '#include "../tests/late.c"'
experiment apart "monitor: {kind: vmm, soft_tlb: 0, quantum: $(number quantum 10 40)k}" \
    "{name: one, image: kernel, memory: 4MiB, args: $(errands one 3)}" \
    "{name: pages, image: pages-1.c, memory: 2MiB}" \
    "{name: early, image: memory.c, memory: 1MiB}" \
    "{name: late, image: late.c, memory: 4MiB}"
entry "others kept apart" 5 isolated apart "the tests of what is kept apart"
