#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Other ways to give turns: one each whatever the weights, and turns that are kept by those that wait.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >machine.yaml <<'END'
monitor: {kind: vmm, quantum: 20k}
limits: {cycles: 3M}
vms:
  - {name: one, image: spin, memory: 1MiB}
  - {name: three, image: spin, memory: 1MiB, weight: 3}
  - {name: other, image: OTHER, memory: 1MiB, weight: 2}
END
"$trapeze" cc -o spin "$root/tests/cli/shares/worker.S" &&
    "$trapeze" cc -o wakes -D SLEEP=20000 -D EVERY=5003 "$root/tests/cli/shares/worker.S" &&
    "$trapeze" cc -o idles -D IDLE=1 "$root/tests/cli/shares/worker.S" || not_ok "guests" "cc"

# machine OTHER OPTION...
machine()
{
    sed "s/OTHER/$1/" machine.yaml >now.yaml
    shift
    run "$trapeze" run -q --json json "$@" now.yaml
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

round_robin="--set monitor.scheduler=round_robin"
keep="--set monitor.idle=keep"

# shellcheck disable=SC2086
machine spin $round_robin
for vm in one three other; do
    between "a turn each: $vm" "vms.$vm.cycles.total" 900000 1000000
done

# --- one that has little to do ---

machine wakes
between "by shares, one that wakes goes at once" vms.other.wake_latency.max 0 20000
between "by shares, it gives its time away" monitor.cycles.idle 0 0
shared=$(get vms.other.wake_latency.mean)
# shellcheck disable=SC2086
machine wakes $round_robin
between "in line, it waits for its turn" vms.other.wake_latency.mean $((shared * 3)) 60000
between "in line, it gives its time away" monitor.cycles.idle 0 0
# shellcheck disable=SC2086
machine wakes $round_robin $keep
between "turns that are kept are waited in" monitor.cycles.idle 300000 1000000
between "the others have two turns of three" vms.one.cycles.total 800000 1050000

# A loop that changes nothing is not looked for: the one that polls has its turns, and uses them.
machine idles
between "one that polls gives its turns away" vms.other.cycles.total 0 400000
# shellcheck disable=SC2086
machine idles $keep
between "turns that are kept are polled in" vms.other.cycles.total 900000 1100000

# --- nobody ever wakes ---

cat >never.yaml <<'END'
monitor: {kind: vmm}
vms: [{name: a, image: echo, memory: 1MiB}, {name: b, image: echo, memory: 1MiB}]
END
for options in "" "$keep" "$round_robin $keep"; do
    # shellcheck disable=SC2086
    run timeout 20 "$trapeze" run -q $options never.yaml
    verdict "all wait for ever: ${options:-as usual}" "$([ "$status" -eq 1 ] || echo "status $status"
        grep -c 'waits for an interrupt, and none can come' "$err" | grep -v '^2$')"
done

# --- what guests say is the same, in VMs of VMs too ---

run "$trapeze" run -q "$root/examples/experiments/nested.yaml"
cp "$out" usual
# shellcheck disable=SC2086
run "$trapeze" run -q $round_robin $keep "$root/examples/experiments/nested.yaml"
verdict "nested" "$(cmp usual "$out" 2>&1)"

# --- a clock of its own is warped, not waited for ---

cat >own.yaml <<'END'
monitor: {kind: vmm, quantum: 20k, scheduler: round_robin, idle: keep}
vms: [{name: a, image: ticker, clock: virtual, memory: 1MiB}, {name: b, image: primes, memory: 1MiB}]
END
run "$trapeze" run -q --json json own.yaml
verdict "its own clock" "$([ "$status" -eq 0 ] || head -2 "$err")"
between "nothing is waited for" monitor.cycles.idle 0 20000
run "$trapeze" verify own.yaml
verdict "its own clock, verified" "$([ "$status" -eq 0 ] || head -2 "$out")"
