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

# timed NAME POINTS JUDGED-NAME HINT CYCLES: an entry of judge cycles
timed()
{
    printf '  - {name: "%s", points: %s, judge: cycles, file: %s.yaml, visibility: hidden, hint: "%s", bounds: [{cycles: %s, points: %s}]}\n' \
        "$3" "$2" "$1" "$4" "$5" "$2" >>hidden/tests.yaml
}

# mapped NAME POINTS TITLE HINT FORGET
mapped()
{
    awk -v seed="$seed" -v part="$1" -v forget="$5" -f ../monitor/random.awk -f hidden.awk \
        >"hidden/$1.c" || exit 1
    experiment "$1" "monitor: {kind: vmm, soft_tlb: 512}" "{name: pages, image: $1.c, memory: 2MiB}"
    timed "$1" "$2" "$3" "$4" "$(tail -1 "hidden/$1.c" | tr -cd 0-9)k"
}

for n in 1 2 3; do
    script "random-$n" 200
    experiment "random-$n" "monitor: {kind: vmm, soft_tlb: $(word "soft-$n" "64 128 512 2048")}" \
        "{name: random, image: random-$n.c, memory: 2MiB}"
    entry "pages at random $n" 2 verify "random-$n" "tests of what is displaced and forgotten, all at once"
done
mapped hides 5 "other pages displaced" "the test of what is displaced and found" 0
mapped forgets 5 "other pages forgotten" "the test of what tlbinv forgets" 5

rounds=$(number rounds 800 1600) each=$(number each 2 4)
guest asids "#define ROUNDS $rounds" "#define SPACES $(number spaces 60 220)" "#define EACH $each" \
    '#include "../tests/asids.c"'
experiment asids "monitor: {kind: vmm, soft_tlb: 4096}" "{name: asids, image: asids.c, memory: 2MiB}"
timed asids 4 "other address spaces" "the test of what is forgotten in few steps" \
    "$((500 + rounds * (each * 1000 + 900) / 1000))k"

experiment kernel "monitor: {kind: vmm, soft_tlb: $(word kernel-soft "64 256 512")}" \
    "{name: kernel, image: kernel, memory: $(number kernel-size 6 9)MiB, args: $(errands kernel 7)}"
entry "kernel on another day" 3 verify kernel "the test of the kernel"
