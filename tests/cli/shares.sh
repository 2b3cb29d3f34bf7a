#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who gets how much of the machine: by weight, under a cap, after sleeping, and how soon.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# guest NAME OPTION...: see worker.S
guest()
{
    guest_name=$1
    shift
    "$trapeze" cc -o "$guest_name" "$@" "$root/tests/cli/shares/worker.S" || not_ok "guest $1" "cc"
}

# machine QUANTUM CYCLES NAME:IMAGE[:KEYS]...: runs these; what became of it is in the file json
machine()
{
    {
        printf 'monitor: {kind: vmm, quantum: %s}\nlimits: {cycles: %s}\nvms:\n' "$1" "$2"
        shift 2
        for vm in "$@"; do
            echo "$vm" | sed 's/^\([^:]*\):\([^:]*\):*\(.*\)$/- {name: \1, image: \2, memory: 1MiB, \3}/'
        done
    } >machine.yaml
    run "$trapeze" run -q --json json machine.yaml
    [ "$status" -eq 1 ] || not_ok "run" "$(head -2 "$err")" # the limit has been reached
}

get()
{
    "$build/test/json_get" json "$1"
}

# between NAME KEY LEAST MOST
between()
{
    got=$(get "$2")
    verdict "$1" "$([ "$got" -ge "$3" ] && [ "$got" -le "$4" ] || echo "$2 is $got, not $3 to $4")"
}

guest spin
guest sleep -D SLEEP=300000  # wakes when 3M cycles have gone by
guest wakes -D SLEEP=20000 -D EVERY=5003
guest idles -D IDLE=1

machine 20k 6M one:spin 'three:spin:weight: 3' 'two:spin:weight: 2'
between "weight 1 of 6" vms.one.cycles.total 950000 1050000
between "weight 3 of 6" vms.three.cycles.total 2850000 3150000
between "weight 2 of 6" vms.two.cycles.total 1900000 2100000

machine 20k 14M 'v1:spin:weight: 1' 'v2:spin:weight: 5' 'v3:spin:weight: 2' 'v4:spin:weight: 4' \
    'v5:spin:weight: 1' 'v6:spin:weight: 1'
for share in 1:1 2:5 3:2 4:4 5:1 6:1; do
    part=$((${share#*:} * 1000000))
    between "weight ${share#*:} of 14, VM ${share%:*}" "vms.v${share%:*}.cycles.total" \
        $((part * 9 / 10)) $((part * 11 / 10))
done

machine 100k 10M 'a:spin:cap: 20'
between "a cap of 20 percent, alone" vms.a.cycles.busy 1900000 2200000
machine 100k 10M 'a:spin:cap: 20' b:spin
between "a cap of 20 percent, beside another" vms.a.cycles.total 1900000 2200000
machine 10k 10M 'a:spin:cap: 1' b:spin
between "a cap of 1 percent, with short turns" vms.a.cycles.total 80000 120000
machine 2k 10M 'a:spin:cap: 1' b:spin # less than a visit to the monitor
between "a cap of 1 percent, with turns of nothing" vms.a.cycles.total 80000 120000

machine 100k 5M s:sleep w:spin
between "who slept has a half from then on" vms.s.cycles.total 900000 1100000
machine 100k 5M s:sleep t:sleep
between "nobody pays for time that nobody used" vms.s.cycles.total 900000 1100000

machine 1M 5M w:wakes b:spin
between "who wakes need not wait for a turn" vms.w.wake_latency.max 1 5000
between "and does so each time" vms.w.wakes 90 100

machine 100k 5M i:idles b:spin
between "who does nothing gives way" vms.i.cycles.total 1 500000
