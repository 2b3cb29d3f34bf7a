#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# --check-isolation: our monitor keeps VMs apart, whatever it is told to; a monitor that does not,
# in each way that there is, is found out at the instruction that does it, by either core.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >two.yaml <<END
machine: {ram: 8MiB}
monitor: {kind: vmm}
vms:
  - {name: a, image: hello, memory: 1MiB}
  - {name: b, image: hello, memory: 1MiB}
END

# --- our own ---

"$trapeze" cc -o globals "$root/tests/cli/panel/globals.S"
for core in fast plain; do
    for asids in tagged flush; do
        for paths in on off; do
            good "kept apart, $asids, fast_paths $paths, $core" \
                "$trapeze" run -q --check-isolation --core $core --set monitor.asids=$asids \
                --set monitor.fast_paths=$paths --set monitor.quantum=2000 two.yaml
            good "and when ASIDs run out, $asids, fast_paths $paths, $core" \
                "$trapeze" run -q --check-isolation --core $core --set monitor.asids=$asids \
                --set monitor.fast_paths=$paths --set vms.a.image=globals two.yaml
        done
    done
done
run "$trapeze" run two.yaml
cp "$out" unwatched
good "a table" "$trapeze" run --check-isolation two.yaml
verdict "the same, watched" "$(diff unwatched "$out")"
"$trapeze" run -q --save saved --at 1000 --check-isolation two.yaml >"$out" 2>&1
bad "a run that goes on" "trapeze: --restore and --check-isolation exclude each other" \
    "$trapeze" run --check-isolation --restore saved
bad "no monitor" "trapeze: --check-isolation: monitor.kind is none: expected vmm" \
    "$trapeze" run --check-isolation "$build/guests/hello"

# --- others ---

"$trapeze" cc -o keeper "$root/tests/cli/panel/breaker.S"
good "a small monitor" "$trapeze" run -q --check-isolation --set monitor.image=keeper two.yaml

# breaks NAME WRONG TEXT: what is said of the small monitor that does this wrong
breaks()
{
    "$trapeze" cc -o breaker -D "$2" "$root/tests/cli/panel/breaker.S"
    for core in fast plain; do
        run "$trapeze" run -q --check-isolation --core $core --set monitor.image=breaker two.yaml
        verdict "$1, $core" "$(wrong_unless 3 \
            "trapeze: isolation: $3; at pc 0x8000[0-9a-f]*, instruction [0-9]*\$")"
        [ $core = plain ] || mv "$err" fast.said
    done
    verdict "$1, seen at the same instruction" "$(diff fast.said "$err")"
    run "$trapeze" run -q --set monitor.image=breaker two.yaml
    verdict "$1, unwatched" "$(! grep isolation "$err")"
}

breaks "a frame given twice" TWICE "frame 0x80200000 given to b: it is a's already"
breaks "a frame that is not zero" DIRTY "frame 0x80200000 given to a: it is not all zeros"
breaks "a frame of the monitor" ITSELF "frame 0x80000000 given to b: it is the monitor's own"
breaks "a frame that is a device" NO_FRAME "frame 0x10000000 given to b: it is not RAM"
breaks "a frame for nobody" NO_VM "a frame given for VM 2: there are 2"
breaks "another's frame returned" NOT_ITS_OWN "frame 0x80200000 returned by b: it is a's"
breaks "an ASID bound twice" BOUND_TWICE "ASID 1 bound to b: it is a's already"
breaks "ASIDs freed, the TLB not empty" NOT_FLUSHED \
    "all ASIDs freed: entry 0 of the TLB (0x00400001 0x8020000f) is still valid"
entry="VM b, ASID 2: entry 2 of the TLB"
breaks "a frame never given" NEVER_GIVEN \
    "$entry (0x00401002 0x8020200f) leads to a frame that nobody was given"
breaks "another's frame" ANOTHERS "$entry (0x00401002 0x80200003) leads to a frame of a"
breaks "a device" A_DEVICE "$entry (0x00401002 0x10000003) leads to no RAM"
breaks "the monitor's code" ITS_CODE "$entry (0x00401002 0x80000009) leads to the monitor itself"
breaks "a global entry" GLOBAL "$entry (0x00401102 0x8020100f) is global"
breaks "an ASID that is not bound" NOT_BOUND \
    "VM nobody, ASID 3: entry 2 of the TLB (0x00401003 0x8020100f) is of an ASID that is not bound"
breaks "translation off" PHYSICAL "VM a, ASID 1: entered, and translation is off"
breaks "another's ASID" WRONG_ASID "VM a, ASID 2: entered under an ASID that is b's"
breaks "nobody entered" NOBODY "user mode entered, ASID 1: of no VM"
breaks "wfi" NO_TW "VM a, ASID 1: entered, and wfi does not trap (mstatus.TW)"
breaks "counters" COUNTERS "VM a, ASID 1: entered, and counters can be read (mcounteren)"
breaks "a VM that has stopped" STOPPED_ENTERED "VM a, ASID 1: entered, and has stopped"
breaks "a frame that was taken away" ALTERED \
    "VM b, ASID 2: entry 1 of the TLB (0x00400002 0x8020100f) leads to a frame that nobody was given"
