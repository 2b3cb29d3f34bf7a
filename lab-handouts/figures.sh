#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   figures.sh [FOLDER]    (make figures)
#
# The labs' figures, out of real runs, into figures/ of each lab in FOLDER, and into its handout. From
# the repository's root; TRAPEZE is the program, GUESTS where the guests' own programs are, for their
# symbols, MONITOR the monitor of the labs.

set -eu
trapeze=${TRAPEZE:-build/trapeze}
guests=${GUESTS:-build/guests}
monitor=${MONITOR:-build/labs/monitor/vmm.elf}
labs=${1:-lab-handouts}

# flow LAB NAME ARGUMENT...: who does what, as a table, which the handout quotes
flow()
{
    handout=$labs/$1/handout.md table=$labs/$1/figures/$2.txt
    mkdir -p "$labs/$1/figures"
    shift 2
    "$trapeze" trace --set monitor.image="$monitor" "$@" >"$table"
    awk -f lab-handouts/quote.awk "$table" "$handout" >"$labs/handout.new"
    mv "$labs/handout.new" "$handout"
}

# picture LAB NAME ARGUMENT...: who ran when
picture()
{
    mkdir -p "$labs/$1/figures"
    picture_file=$labs/$1/figures/$2.svg
    shift 2
    "$trapeze" trace --set monitor.image="$monitor" --svg "$picture_file" "$@" >/dev/null
}

kernel="--set monitor.kind=vmm --set monitor.soft_tlb=0 --set vms[0].args=hello \
    --program $guests/user/hello.elf --program $guests/user/init.elf kernel"

hybrid="--set monitor.kind=hybrid --set machine.isa=pg32-popf --set monitor.soft_tlb=0 --set vms[0].args=hello \
    --program $guests/user/hello.elf --program $guests/user/init.elf kernel"

# shellcheck disable=SC2086 # options are words
{
    flow lab2-deprivileged system-call --figure --episode syscall:5 $kernel
    picture lab2-deprivileged system-call --episode syscall:5 $kernel
    flow lab3-frames miss --figure --episode miss:3 $kernel
    picture lab3-frames miss --episode miss:3 $kernel
    flow lab3-frames pages --figure=pmap --set monitor.kind=vmm examples/figures/pages.S
    around=lab-handouts/lab4-softtlb/tests/around.yaml
    flow lab4-softtlb told --figure --episode miss:300 --set monitor.soft_tlb=0 $around
    picture lab4-softtlb told --episode miss:300 --set monitor.soft_tlb=0 $around
    flow lab4-softtlb hidden --figure --episode hidden:300 $around
    picture lab4-softtlb hidden --episode hidden:300 $around
    machines=lab-handouts/lab5-machines/tests
    flow lab5-machines switches --events trap,switch,return --window 480000,30000 $machines/two.yaml
    flow lab5-machines interrupt --figure --episode interrupt:2 --vm alice $machines/kernels.yaml
    picture lab5-machines weights --window 3000000,400000 $machines/weights.yaml
    picture lab5-machines woken --window 1090000,40000 $machines/woken.yaml
    flow lab6-hybrid system-call --figure --episode syscall:3 $hybrid
    picture lab6-hybrid system-call --episode syscall:3 $hybrid
    window="--vm thief --set vms.thief.image=lab-handouts/lab7-escape/figures/window.S \
        lab-handouts/lab7-escape/tests/global.yaml"
    flow lab7-escape window --figure --episode miss:1 $window
    picture lab7-escape window --episode miss:1 $window
    flow lab7-escape pages --figure=pmap --window 0,174000 $window
}

# Of lab 8, the example's plot, if there is gnuplot.
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
"$trapeze" experiment --overwrite --out "$results/turns" lab-handouts/lab8-figure/figures/turns.yaml >/dev/null 2>&1 ||
    [ $? -eq 1 ] # its prediction is wrong
for plot in "$results"/turns/plots/*.svg; do
    [ ! -f "$plot" ] || cp "$plot" "$labs/lab8-figure/figures/gain.svg"
done
