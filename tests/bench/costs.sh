#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   tests/bench/costs.sh           what the monitor costs, in simulated cycles, as Markdown
#   tests/bench/costs.sh traps     its first table alone
#
# Simulated time is the same in every run, so docs/costs.md (`make docs`) changes with the monitor, the
# cross compiler and the costs of the machine, and with nothing else.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
trapeze=$BUILD/trapeze
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
traps=$BUILD/bench/traps

# run SETTING... FILE: in a VM, with the default pipeline; its report to $work/json
run()
{
    "$trapeze" run -q --json "$work/json" --set monitor.kind=vmm --set machine.timing=pipeline \
        "$@" </dev/null >/dev/null 2>"$work/error" || cat "$work/error" >&2
}

get()
{
    "$BUILD/test/json_get" "$work/json" "$1" 2>/dev/null || echo 0
}

# per TOTAL COUNT: rounded to whole cycles
per()
{
    awk -v total="$(get "$1")" -v count="$(get "$2")" \
        'BEGIN { if (count > 0) printf "%.0f", total / count; else printf "-" }'
}

# each NAME: what is measured, in the state of the settings in $@
hidden() { run "$@" --set monitor.soft_tlb=0 "$traps/hidden" && per vms.hidden.cycles.hidden_miss vms.hidden.events.hidden_miss; }
csr() { run "$@" "$traps/csr" && per vms.csr.emulated_cycles.csrrw vms.csr.emulated.csrrw; }
csr_read() { run "$@" "$traps/syscall" && per vms.syscall.emulated_cycles.csrrs vms.syscall.emulated.csrrs; }
matp() { run "$@" "$traps/matp" && per vms.matp.emulated_cycles.csrrw vms.matp.emulated.csrrw; }
tlbwr() { run "$@" --set monitor.soft_tlb=0 "$traps/refill" && per vms.refill.emulated_cycles.tlbwr vms.refill.emulated.tlbwr; }
syscall()
{
    run "$@" "$traps/syscall"
    awk -v r="$(get vms.syscall.cycles.reflected)" -v n="$(get vms.syscall.events.reflected)" \
        -v m="$(get vms.syscall.emulated_cycles.mret)" -v k="$(get vms.syscall.emulated.mret)" \
        'BEGIN { printf "%.0f", r / n + m / k }'
}
# From the miss until user mode goes on, but for frames given and zeroed: those are the first time.
refill_of()
{
    guest=$1
    shift
    run "$@" --set monitor.soft_tlb=0 "$traps/$guest"
    awk -v c="$(get "vms.$guest.services.load_miss.cycles")" \
        -v f="$(get "vms.$guest.services.load_miss.spent.first_touch")" \
        -v n="$(get "vms.$guest.services.load_miss.count")" 'BEGIN { printf "%.0f", (c - f) / n }'
}
refill() { refill_of refill "$@"; }
refill_scratch() { refill_of refill_scratch "$@"; }
switch()
{
    cat >"$work/two.yaml" <<Y
monitor: {kind: vmm, quantum: 10k}
machine: {timing: pipeline}
vms: [{name: a, image: $PWD/$traps/spin}, {name: b, image: $PWD/$traps/spin}]
Y
    run "$@" "$work/two.yaml" && per vms.a.cycles.switch vms.a.events.switch
}
tick()
{
    switch "$@" >/dev/null && per vms.a.cycles.tick vms.a.events.tick
}

row()
{
    printf '| %s | %s | %s | %s |\n' "$2" "$3" "$($1)" "$($1 --set monitor.fast_paths=off)"
}

# ratio: cycles in the VM over those of the same guest bare
ratio()
{
    awk -v v="$(get "vms.$1.cycles.busy")" -v b="$(get "vms.$1.bare.busy_cycles")" \
        'BEGIN { printf "%.3f", v / b }'
}

compute()
{
    run --compare-bare --set "vms[0].args=$2" "$BUILD/bench/guest/$1"
    printf '| `%s` | %s | %s |\n' "$1" "$(ratio "$1")" \
        "$(awk -v h="$(get "vms.$1.cycles.hidden_miss")" -v b="$(get "vms.$1.bare.busy_cycles")" \
            'BEGIN { printf "%.3f", h / b }')"
}

pmake()
{
    run --compare-bare "$@" examples/experiments/pmake.yaml
    ratio pmake
}

# part CAUSE...: of the workload's cycles bare, in percent
part()
{
    sum=0
    for cause; do
        sum=$((sum + $(get "vms.pmake.cycles.$cause")))
    done
    awk -v s="$sum" -v b="$(get vms.pmake.bare.busy_cycles)" 'BEGIN { printf "%.1f", 100 * s / b }'
}

cat <<'END'
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Written by `make docs`, from tests/bench/costs.sh. -->
# What the monitor costs

In simulated cycles, with `machine.timing: pipeline` and its defaults, warm: averages over many of the
same. The guests are `tests/bench/traps/`. "In C" is with `monitor.fast_paths: off`.

| | at most | measured | in C |
|---|---|---|---|
END
row hidden "a TLB miss that the guest does not see" 60
row csr "\`csrrw\`" 130
row csr_read "\`csrr\`" 130
row matp "\`csrw matp\`: another address space" 200
row syscall "a system call to the guest's handler and the \`mret\` from it" 450
row tlbwr "\`tlbwr\`" ""
row refill "a TLB miss that the guest sees, its handler included; it has a register to itself" 1000
row refill_scratch "the same, with a handler that has to swap one with \`mscratch\`" ""
row tick "the monitor's timer interrupt, when a turn is over" ""
row switch "the machine switch after it" 600
[ "$1" != traps ] || exit 0

cat <<'END'

## The special page

A system call whose handler steps over it, in all, with `mepc` as a CSR and in the special page
(`monitor.special_page: on`):

END
run "$traps/syscall"
printf -- '- CSRs: %s cycles\n' "$(per vms.syscall.services.call_0.cycles vms.syscall.services.call_0.count)"
run --set monitor.special_page=on "$traps/syscall_page"
printf -- '- special page: %s cycles\n' \
    "$(per vms.syscall_page.services.call_0.cycles vms.syscall_page.services.call_0.count)"

cat <<'END'

## Computing

Cycles in a VM over those bare, and what of that is misses of the real TLB: bare, these programs run
without translation and never miss. All but `list`, which goes through 4 MiB, are within its reach.

| program | VM / bare | misses / bare |
|---|---|---|
END
compute crc 300
compute matrix 500
compute quicksort 1000
compute sieve 700
compute tokens 1500
compute list 30

cat <<'END'

## A process workload

`examples/experiments/pmake.yaml`: spawns, system calls, page faults, context switches. It was fixed, by
what it does on the bare machine, before the monitor was tuned.

END
printf 'Cycles in the VM over those bare: **%s**; in C %s; with `soft_tlb: 0` %s.\n' \
    "$(pmake)" "$(pmake --set monitor.fast_paths=off)" "$(pmake --set monitor.soft_tlb=0)"
pmake >/dev/null
cat <<END

| | % of the cycles bare |
|---|---|
| privileged instructions emulated | $(part emulated) |
| TLB writes emulated | $(part tlb_write) |
| TLB misses hidden | $(part hidden_miss) |
| TLB misses reflected | $(part reflected_miss) |
| system calls and other traps reflected, interrupts | $(part reflected interrupt) |
| device accesses emulated | $(part device) |
| frames given and zeroed | $(part first_touch) |
| the monitor's own interrupts, machine switches | $(part tick switch) |
| stopping the VM | $(part stop) |
END
