#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The zoo: on each variant its kernel is right bare, and in a virtual machine exactly where the
# theorems, as isa/variant.def predicts them, allow the monitor; where they do not, a run is
# refused unless the user insists, and then it goes wrong, each time at the same instruction.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# zoo STATUS NAME ARGUMENT...: a run of the kernel, that must end so; it says how many were wrong.
zoo()
{
    wanted=$1 name=$2
    shift 2
    run timeout 60 "$trapeze" run -q --set limits.cycles=300M "$@" zoo
    sed 's/^zoo| //' "$out" >said
    wrong=$(grep -c ': wrong$' said)
    verdict "$name" "$([ "$status" -eq "$wanted" ] || echo "status $status: $(cat said "$err")"
        [ "$wanted" -eq 0 ] && [ "$wrong" -ne 0 ] && cat said
        [ "$wanted" -eq 1 ] && { [ "$wrong" -gt 0 ] || cat said "$err"; }
        tail -1 said | grep -q "^zoo: $machine: [0-9]* right, $wrong wrong\$" || tail -1 said)"
}

# What is said first to be wrong on a machine under the plain monitor, and which instruction is named.
first_wrong()
{
    case $1 in
    pg32-jrst) echo "jrst|cause of ecall after jrst: 11, expected 8" ;;
    pg32-popf) echo "popf|a due tick taken after popf of MIE: 0, expected 1" ;;
    pg32-cpl) echo "cpl|cpl in supervisor mode: 0, expected 3" ;;
    pg32-nop) echo "mret|mscratch read back in supervisor mode: 0x5678, expected 0x1234" ;;
    pg32-sidt) echo "csrr mstatus|csrr mstatus in supervisor mode: 0x[0-9a-f]*, expected 0x80" ;;
    pg32-lra) echo "lra|lra of the trap vector in supervisor mode: 0x[0-9a-f]*, expected 0x80000" ;;
    pg32-kseg) echo "fetch|cause of a trap at a fetch in supervisor mode with TE set: 24, expected 0" ;;
    *) echo "none|none is known" ;;
    esac
}

# refused KIND THEOREM: the run must be refused with the instruction's name
refused()
{
    bad "$machine: $1 is refused" "--set monitor.kind=$1: monitor.kind: $1 is unsound on $machine: \
\`$offender\` is .*sensitive and not privileged (Theorem $2): expected .*, or --unsound\$" \
        "$trapeze" run --set machine.isa="$machine" --set monitor.kind="$1" zoo
}

# Under a monitor it does not suit: wrong where it was wrong before, to the byte.
goes_wrong()
{
    zoo 1 "$machine: wrong under $1" --unsound --set machine.isa="$machine" --set monitor.kind="$1"
    cp said before
    zoo 1 "$machine: wrong under $1, again" --unsound --set machine.isa="$machine" \
        --set monitor.kind="$1" --core plain
    verdict "$machine: the same both times" "$(cmp said before 2>&1)"
}

# sound_under KIND ARGUMENT...: as on the bare machine, whatever the monitor is like
sound_under()
{
    kind=$1
    shift
    for setting in monitor.soft_tlb=0 machine.tlb=8 monitor.fast_paths=off monitor.quantum=2000 \
        machine.timing=pipeline monitor.asids=flush; do
        zoo 0 "$machine: right under $kind, $setting${1:+, $2}" --set machine.isa="$machine" \
            --set monitor.kind="$kind" --set "$setting" "$@"
        verdict "$machine: the same as bare, under $kind, $setting${1:+, $2}" "$(diff bare said)"
    done
}

# theorem HOLDS|FAILS KIND NUMBER
theorem()
{
    if [ "$1" = HOLDS ]; then
        sound_under "$2"
        return
    fi
    refused "$2" "$3"
    goes_wrong "$2"
}

machines=$(sed -n 's/^VARIANT(\([A-Z0-9]*\), "\([^"]*\)".*, \([A-Z]*\), \([A-Z]*\))$/\2:\3:\4/p' \
    "$root/isa/variant.def")
verdict "at least eight machines" "$([ "$(echo "$machines" | wc -l)" -ge 8 ] || echo "$machines")"
for each in $machines; do
    IFS=: read -r machine first third <<EOF
$each
EOF
    offender=$(first_wrong "$machine" | cut -d '|' -f 1)
    zoo 0 "$machine: right on the bare machine" --set machine.isa="$machine"
    cp said bare
    zoo 0 "$machine: right on the plain core" --set machine.isa="$machine" --core plain
    verdict "$machine: the same on both cores" "$(cmp bare said 2>&1)"
    theorem "$first" vmm 1
    if [ "$first" = FAILS ]; then
        grep ': wrong$' before >>wrong
        verdict "$machine: what goes wrong first" "$(grep -m 1 ': wrong$' before |
            grep -q "^zoo: $machine: $(first_wrong "$machine" | cut -d '|' -f 2): wrong\$" ||
            cat before)"
    fi
    theorem "$third" hybrid 3
    if [ "$third" = FAILS ]; then # what is interpreted is right
        verdict "$machine: wrong in user mode only" \
            "$(grep ': wrong$' before | grep -v 'in user mode')"
    fi
done

# The manual quotes what goes wrong; only the addresses may have moved.
addresses='s/0x8[0-9a-f]*/0x8.../g'
sed -n 's/^    \(zoo: pg32-.*: wrong\)$/\1/p' "$root/docs/pg32.md" | sed "$addresses" >quoted
verdict "the manual's quotations" "$(sed "$addresses" wrong | diff - quoted)"

# The condition of Theorem 1 is sufficient, and not necessary.
machine=pg32-kseg
zoo 0 "$machine: right bare" --set machine.isa=$machine
cp said bare
sound_under vmm --set monitor.effective_r=mode

# Elsewhere the address space does not depend on the mode.
machine=pg32
zoo 0 "$machine: right bare" --set machine.isa=$machine
cp said bare
sound_under vmm --set monitor.effective_r=mode

# Who is named, and where: the VM's own key, or what chose the machine.
bad_yaml "a VM's monitor" '6:14: vms.monitor: vmm is unsound on pg32-cpl: `cpl` ' <<'END'
machine: { isa: pg32-cpl }
monitor: { kind: hybrid }
vms:
  - image: hello
  - name: two
    monitor: vmm
    image: hello
END
bad_yaml "several VMs" '1:17: machine.isa: vmm is unsound on pg32-lra: .*expected monitor.kind none' <<'END'
machine: { isa: pg32-lra }
vms: [ { image: hello }, { name: two, image: hello } ]
END
bad "the front panel" '--set monitor.kind=vmm: .*`jrst`' "$trapeze" repl \
    --set machine.isa=pg32-jrst --set monitor.kind=vmm hello
echo quit >script
good "the front panel, if the user insists" "$trapeze" repl -x script --unsound \
    --set machine.isa=pg32-jrst --set monitor.kind=vmm hello
"$trapeze" run -q --unsound --set machine.isa=pg32-cpl --set monitor.kind=vmm --save snapshot \
    --at 20k zoo >"$work/log/whole" 2>/dev/null
bad "a snapshot" '.*unsound on pg32-cpl' "$trapeze" run --restore snapshot
run "$trapeze" run -q --unsound --restore snapshot
verdict "a snapshot, if the user insists" "$(cmp "$out" "$work/log/whole" 2>&1)"
