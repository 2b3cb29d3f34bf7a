#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   generate.sh SEED
#
# The hidden tests of this lab, into hidden/ beside this file: the same from the same seed, which is
# a word of letters and digits that students do not know. What a formula bounds follows from what was
# drawn; each bound leaves as much room as that of the public test that is like it.

cd "$(dirname "$0")" || exit 1
. ../monitor/generate.sh
begin "$1"

TURN=16            # instructions that work.c needs for one of its turns, in thousands
work=../tests/work.c

# weighted NAME: VMs of different weights, the first the lightest, and as much to do as those say
weighted()
{
    quantum=$(number "$1-quantum" 10 25) unit=$(number "$1-unit" 30 50)
    weights=$(draw "$1-weights" 'printf "%d ", 1 + random(2); n = 1 + random(3); for (i = 0; i < n; i++) printf "%d ", 3 + random(5)')
    sum=0
    for w in $weights; do sum=$((sum + w)); done
    : >"hidden/$1-vms"
    i=0
    for w in $weights; do
        i=$((i + 1))
        echo "{name: v$i, image: $work, memory: 1MiB, weight: $w, args: $((w * unit))}" >>"hidden/$1-vms"
        printf 'vms.v%s.hardware.instructions >= %sk\n' $i $((w * unit * TURN))
        printf 'vms.v%s.hardware.longest_wait < %sk\n' $i $(((sum / w + 3) * quantum * 3 / 2 + 30))
        printf 'within(vms.v%s.hardware.last, max(vms.*.hardware.last), 7%%)\n' $i
    done >"hidden/$1-that"
    weighted_name=$1
    set --
    while IFS= read -r line; do set -- "$@" "$line"; done <"hidden/$weighted_name-vms"
    experiment "$weighted_name" "monitor: {kind: vmm, soft_tlb: 0, quantum: ${quantum}k}" "$@"
    set --
    while IFS= read -r line; do set -- "$@" "$line"; done <"hidden/$weighted_name-that"
    judged "by other weights ${weighted_name#weights-}" 4 "$weighted_name" "the test of weights" "$@"
    rm "hidden/$weighted_name-vms" "hidden/$weighted_name-that"
}

weighted weights-1
weighted weights-2

# From some time on, a half is the sleeper's. Before that the monitor starts, in some 400 000 cycles.
until=$(number sleeper 120 260) computes=$(number computes 600 1200)
experiment sleeper "monitor: {kind: vmm, soft_tlb: 0, quantum: $(number sleeper-quantum 10 30)k}" \
    "{name: early, image: $work, memory: 1MiB, args: $(((until * 10 - 400 + computes * 2) / TURN))}" \
    "{name: late, image: ../tests/nap.c, memory: 1MiB, args: $until $computes}"
judged "another sleeper" 4 sleeper "the test of credit for sleeping" \
    "vms.late.hardware.instructions >= $((2 * computes))k" \
    "within(vms.late.hardware.last, vms.early.hardware.last, 7%)" \
    "vms.early.hardware.longest_wait < 140k"

period=$(number period 700 1600)
experiment woken "monitor: {kind: vmm, soft_tlb: 0, quantum: $(number woken-quantum 250 500)k}" \
    "{name: one, image: $work, memory: 1MiB, args: 150}" \
    "{name: clock, image: beat, memory: 1MiB, args: wfi $((4500 * 10 / period)) $period 100}" \
    "{name: two, image: $work, memory: 1MiB, weight: 2, args: 300}"
judged "another one woken" 4 woken "the test of one that is woken at once" \
    "vms.clock.hardware.instructions >= 9k" \
    "vms.clock.hardware.turns >= $((4500 * 10 / period - 6))" \
    "vms.clock.hardware.longest_wait < $((period / 10 + 16))k" \
    "vms.two.hardware.instructions >= 4.8M" \
    "within(vms.one.hardware.last, vms.two.hardware.last, 15%)"

# Each of 15 beats is of so many microseconds, a hundred cycles; in the meantime two that compute.
beat=$(number beat 1800 2600)
experiment waits "monitor: {kind: vmm, soft_tlb: 0, quantum: $(number waits-quantum 10 30)k}" \
    "{name: asks, image: beat, memory: 1MiB, args: wfi 15 $beat 50}" \
    "{name: polls, image: beat, memory: 1MiB, args: poll 15 $beat 50}" \
    "{name: one, image: $work, memory: 1MiB, args: $((beat * 15 / 10 / TURN / 3))}" \
    "{name: two, image: $work, memory: 1MiB, weight: 2, args: $((beat * 15 / 10 * 2 / TURN / 3))}"
judged "others that wait" 4 waits "the tests of one that waits, and of one that polls" \
    "vms.asks.hardware.longest_wait < $((beat / 10 + 40))k" \
    "vms.polls.hardware.longest_wait < $((beat / 10 + 60))k" \
    "vms.asks.hardware.last < $((beat * 15 / 10 + 900))k" \
    "min(vms.one.hardware.instructions, vms.two.hardware.instructions) >= $((beat * 15 / 10 / 3 - 20))k" \
    "max(vms.one.hardware.last, vms.two.hardware.last) < $((beat * 15 / 10 * 15 / 10 + 900))k"

experiment kernels "monitor: {kind: vmm, soft_tlb: 0, quantum: $(number kernels-quantum 8 30)k}" \
    "{name: one, image: kernel, memory: 4MiB, args: $(errands one 3)}" \
    "{name: counts, image: ../tests/counts.c, memory: 1MiB, args: $(number counts 100 300) $(number most 300 3000)}" \
    "{name: two, image: kernel, memory: 4MiB, weight: 2, args: primes -q $(number primes 3000 5000) & $(errands two 3)}" \
    "{name: lr, image: ../tests/reservation.S, memory: 1MiB}"
entry "kernels on another day" 4 verify kernels "the tests of kernels, counters, reservations"

experiment spaces "monitor: {kind: vmm, soft_tlb: 0, quantum: $(number spaces-quantum 5 30)k}" \
    "{name: one, image: ../tests/spaces.c, memory: 1MiB, args: $(number one 200 256) 2}" \
    "{name: two, image: ../tests/spaces.c, memory: 1MiB, args: $(number two 130 256) 3}" \
    "{name: three, image: ../tests/spaces.c, memory: 1MiB, args: $(number three 3 20) $(number rounds 10 30)}"
entry "other address spaces" 4 verify spaces "the test of address spaces"
