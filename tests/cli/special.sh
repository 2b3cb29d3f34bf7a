#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The special page: registers of a VM in memory, where the guest looks for them if it is told to.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

guest=$root/tests/cli/panel/special.S

# run SETTING...: the guest in a VM; its verdict
run()
{
    "$trapeze" run -q --check-isolation --set monitor.kind=vmm "$@" "$guest" 2>&1 </dev/null
}

for paths in on off; do
    for timing in none pipeline; do
        verdict "fast_paths $paths, timing $timing" "$(run --set monitor.special_page=on \
            --set monitor.fast_paths=$paths --set machine.timing=$timing)"
    done
done
verdict "not there unless asked for" "$(run | grep -q 'exit 99' || echo "no fault")"

# The device tree tells of it, and only then.
tree=$root/examples/guests/hello.S
told()
{
    "$trapeze" run -q --set monitor.kind=vmm "$@" --save tree --at 1 "$tree" >/dev/null 2>&1
    grep -c "trapeze,special-page" tree
}
verdict "in the device tree" "$([ "$(told --set monitor.special_page=on)" -gt 0 ] || echo "no")"
verdict "not in the device tree" "$([ "$(told)" -eq 0 ] || echo "it is")"
