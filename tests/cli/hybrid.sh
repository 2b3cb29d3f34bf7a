#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The hybrid monitor: VMs that it runs and VMs that run directly, side by side; what it is refused
# with; that its cost is for the supervisor alone.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

kernels()
{
    cat >two.yaml <<Y
machine: {ram: 64MiB}
monitor: {kind: vmm, quantum: ${3:-100k}}
vms:
  - {name: a, image: kernel, memory: 16MiB, monitor: $1, console: a.console}
  - {name: b, image: kernel, memory: 16MiB, monitor: $2, console: b.console, clock: virtual}
limits: {instructions: 1G}
Y
    rm -f a.console b.console
    "$trapeze" run -q --check-isolation two.yaml </dev/null >out 2>err || cat err
    cmp bare.console a.console
    cmp bare.console b.console
}

"$trapeze" run -q --set "vms[0].console=bare.console" --set machine.ram=16MiB kernel </dev/null >out
verdict "a kernel beside one that is interpreted" "$(kernels vmm hybrid 2>&1)"
verdict "both interpreted" "$(kernels hybrid hybrid 2>&1)"
verdict "both interpreted, short turns" "$(kernels hybrid hybrid 5000 2>&1)"
verdict "the other way round" "$(kernels hybrid vmm 20k 2>&1)"

# NAME: cycles of the run of primes, which stays in user mode but for its output
cycles_of()
{
    "$trapeze" run --color=never --set monitor.kind="$1" primes </dev/null | tr -d , |
        awk '/^  total/ { total = $NF } END { print total }'
}
plain=$(cycles_of vmm) hybrid=$(cycles_of hybrid)
verdict "a guest that has supervisor mode alone takes many times as long" \
    "$([ "$hybrid" -gt $((plain * 4)) ] || echo "$plain, $hybrid")"

bad "no special page" "--set monitor.special_page=on: monitor.special_page: VM \`kernel\` is under the hybrid monitor" \
    "$trapeze" run --set monitor.kind=hybrid --set monitor.special_page=on kernel
