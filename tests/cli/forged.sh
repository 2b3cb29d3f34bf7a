#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Snapshots that were changed and have a checksum that is right: what does not make sense in them
# is refused, and nothing crashes.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

tools=${TOOLS:-$build/test/tests/tools}
case $tools in /*) ;; *) tools=$root/$tools ;; esac

good "a snapshot" "$trapeze" run -q --save good --at 3 --set machine.ram=1MiB "$build/guests/hello"

# forged OFFSET VALUE: what becomes of it is left as run() leaves it
forged()
{
    cp good forged
    "$tools/reseal" forged "$1" "$2" || not_ok "reseal" "failed"
    run timeout 10 "$trapeze" run -q --restore forged
}

header=$(head -1 good | wc -c)
forged "$header" 250
verdict "other tables" "$(wrong_unless 2 'forged: a snapshot made by another version of Trapeze')"
forged $((header + 20)) 255
verdict "another configuration" \
    "$(wrong_unless 2 'forged: a snapshot whose configuration makes no sense')"
wrong='' said=''
offset=220
while [ $offset -lt 4400 ]; do
    forged $offset 255
    case $status in [012]) ;; *) wrong="$wrong byte $offset: status $status;" ;; esac
    said="$said $(sed -n 's/.* a snapshot whose \(.*\) makes no sense/\1/p' "$err")"
    offset=$((offset + 7))
done
verdict "bytes here and there of what follows" "$wrong"
for what in configuration machine; do
    verdict "$what that makes no sense" "$(case $said in *$what*) ;; *) echo "$said" ;; esac)"
done

# Behind the memory: what has been counted.
good "a snapshot of a VM" "$trapeze" run -q --save good --at 500k --set machine.ram=4MiB \
    --set monitor.kind=vmm --set 'vms[0].memory=1MiB' --set 'vms[0].args=hello' \
    "$build/guests/kernel"
wrong=''
size=$(wc -c <good)
offset=$((size - 8))
while [ $offset -gt $((size - 12000)) ]; do
    offset=$((offset - 61))
    forged $offset 255
    case $status in [012]) ;; *) wrong="$wrong byte $offset: status $status;" ;; esac
done
verdict "bytes here and there at its end" "$wrong"
