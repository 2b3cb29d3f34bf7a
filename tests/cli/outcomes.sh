#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How guests end and what is said of it; what does not fit into memory; signatures.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# --- how a guest ends ---

# ends NAME STATUS TEXT: what a guest of the source on standard input comes to, bare and in a VM
ends()
{
    { echo '#include "pg32.inc"'; printf '.globl _start\n_start:\n'; cat; } >guest.S
    "$trapeze" cc -o guest guest.S || not_ok "$1" "does not compile"
    for kind in none vmm; do
        run "$trapeze" run --set monitor.kind=$kind --set limits.cycles=5M guest
        verdict "$1, monitor.kind=$kind" "$([ "$status" -eq "$2" ] || echo "status $status;"
            tail -1 "$out" | grep -q "^guest: $3\$" || tail -1 "$out")"
    done
}

ends "a reset" 0 "asked for a reset" <<'END'
    li t0, FINISHER_BASE
    li t1, FINISHER_RESET
    sw t1, 0(t0)
    j .
END
ends "exit 5" 1 "exit 5" <<'END'
    li t0, FINISHER_BASE
    li t1, 5 << 16 | FINISHER_FAIL
    sw t1, 0(t0)
    j .
END
ends "a host request" 1 "stopped: made a host request other than exit (0x54 to tohost)" <<'END'
    la t0, tohost
    li t1, 84
    sw t1, 0(t0)
    j .
    .data
    .balign 64
    .globl tohost
tohost:
    .dword 0
END
ends "traps in its own handler" 1 "stopped.*: traps in its own trap handler, for ever (breakpoint)" \
    <<'END'
    la t0, 1f
    csrw mtvec, t0
    .balign 4
1:  ebreak
END
ends "waits for ever" 1 "waits for an interrupt, and none can come" <<'END'
    csrw mie, x0
    wfi
    j .
END
ends "runs for ever" 1 "still running when the limit was reached" <<'END'
    j .
END
printf '#include "pg32.inc"\n.globl _start\n_start: li t0, FINISHER_BASE\nli t1, FINISHER_RESET\n' \
    >reset.S
printf 'sw t1, 0(t0)\nj .\n' >>reset.S
echo continue >script
run "$trapeze" repl -x script reset.S
verdict "a reset at the front panel" "$(echo 'reset: asked for a reset' | cmp - "$out" 2>&1)"

# --- what a monitor says of its VMs ---

cat >two.yaml <<END
monitor: {kind: vmm}
vms:
  - {name: a, image: hello, memory: 1MiB}
  - {name: b, image: hello, memory: 1MiB}
END
# stops REASON TEXT
stops()
{
    "$trapeze" cc -o stopper -D "REASON=$1" "$root/tests/cli/panel/stopper.S"
    run "$trapeze" run -q --set monitor.image=stopper two.yaml
    printf 'trapeze: %s: %s\n' a "$2" b "$2" >expected
    verdict "a monitor's reason $1" "$([ "$status" -eq 1 ] || echo "status $status;"
        diff expected "$err")"
}
stops 5 "stopped: the monitor could not start it as configured"
stops 77 "stopped by the monitor, for a reason that it does not explain (77)"

# The monitor that comes with Trapeze must not lose its VMs: if it does, the fault is ours.
mkdir -p home/guests
cp "$build/guests/hello" home/guests/
"$trapeze" cc -o home/vmm.elf reset.S
head -c 70000 /dev/zero >small
run env TRAPEZE_HOME="$work/in/home" "$trapeze" run -q two.yaml
verdict "our own monitor loses them" "$([ "$status" -eq 3 ] || echo "status $status;"
    grep -q '^trapeze: a: lost: the monitor itself ended first (asked for a reset)$' "$err" ||
        cat "$err")"

# --- what does not fit ---

head -c 2000000 /dev/zero >disk
bad "an initrd as large as memory" "--set vms\[0\].initrd=disk: vms.initrd: disk is 2000000 bytes" \
    "$trapeze" run --set machine.ram=1MiB --set 'vms[0].initrd=disk' "$build/guests/hello"
bad "no initrd" "--set vms\[0\].initrd=none: vms.initrd: none: No such file" \
    "$trapeze" run --set 'vms[0].initrd=none' "$build/guests/hello"
printf '.globl _start\n_start: j .\n.data\n.fill 0x100000, 1, 7\n' >fat.S
"$trapeze" cc -o fat fat.S
bad "an image larger than memory" "fat: .*segment at 0x80001000" \
    "$trapeze" run --set machine.ram=1MiB fat
bad "and than a VM's" "fat: .*segment at 0x80001000" \
    "$trapeze" run --set machine.ram=8MiB --set monitor.kind=vmm --set 'vms[0].memory=1MiB' fat
printf '.globl _start\n_start: j .\n.bss\n.skip 0x300000\n' >vast.S
"$trapeze" cc -o vast vast.S
bad "a monitor that machine.ram cannot take" "--set monitor.image=vast: monitor.image: segment at" \
    "$trapeze" run --set machine.ram=2MiB --set monitor.image=vast two.yaml

# What a VM gets is laid out in machine.ram beside the monitor, the monitor's device tree at last.
printf '.globl _start\n_start: j .\n.bss\n.skip 0x20010\n' >large.S
"$trapeze" cc -o large large.S
# lay_out SIZE: with an initrd of that size, to $said
lay_out()
{
    head -c "$1" disk >first
    run "$trapeze" run -q --set machine.ram=1MiB --set 'vms[0].memory=1MiB' --set monitor.kind=vmm \
        --set monitor.image=large --set limits.instructions=1 --set 'vms[0].initrd=first' \
        "$build/guests/hello"
    said=$(grep -o 'hand it over\|for the device tree\|VMs with less memory' "$err")
}

room='' most=0
size=970752 # whole pages
while [ $size -gt 700000 ]; do
    lay_out $size
    room="$room$said."
    [ $most -ne 0 ] || [ "$said" = "hand it over" ] || most=$size
    size=$((size - 4096))
done
lay_out $((most + 1))
verdict "a byte too much" "$([ "$said" = "hand it over" ] || echo "$most and 1: $said")"
verdict "less and less to lay out" "$(echo "$room" | grep -v \
    '^\(hand it over\.\)*hand it over\.\(for the device tree\.\)\(for the device tree\.\)*VMs')"

bad "a monitor that is no image" "--set monitor.image=disk: monitor.image: disk: " \
    "$trapeze" run --set monitor.image=disk two.yaml
bad "no monitor" "--set monitor.image=none: monitor.image: none: No such file" \
    "$trapeze" run --set monitor.image=none two.yaml

# The host, too, may have no room.
vm=1000000 # KiB
"$trapeze" run -q --save saved --at 1 --set machine.ram=1GiB --set limits.instructions=2 \
    "$build/guests/hello" >"$out" 2>&1
if (ulimit -v $vm && "$trapeze" --version) >"$out" 2>&1; then
    # limited ARGUMENT...: run with less memory than the machine has
    limited()
    {
        (ulimit -v $vm && exec "$trapeze" "$@")
    }
    run limited run --set machine.ram=1GiB "$build/guests/hello"
    verdict "no memory for a machine" \
        "$(wrong_unless 3 'trapeze: no memory for a machine with 1024 MiB')"
    run limited run --restore saved
    verdict "no memory for a machine that was saved" \
        "$(wrong_unless 3 'trapeze: no memory for the machine that was saved')"
else
    echo "skip no memory for a machine: this program needs much itself, or ulimit has no -v"
fi

# --- signatures ---

printf '#include "pg32.inc"\n.globl _start, begin_signature, end_signature\n_start:\n' >sign.S
cat >>sign.S <<'END'
#ifndef EMPTY
    la t0, begin_signature
    li t1, 0xcafe
    sw t1, 4(t0)
#endif
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .
    .data
    .balign 16
#ifndef EMPTY
begin_signature:
    .word 1, 2, 3, 4
end_signature:
#elif EMPTY == 1
end_signature:
    .word 1
begin_signature:
#elif EMPTY == 2
begin_signature:
    .byte 1, 2
end_signature:
#elif EMPTY == 3
    .set begin_signature, end + 0x1000000
    .set end_signature, end + 0x1000010
#else
    .set begin_signature, end + 0x100000
    .set end_signature, end + 0x100010
#endif
    .balign 4
end:
    .word 0
END
"$trapeze" cc -o sign sign.S
for kind in none vmm; do
    good "a signature, monitor.kind=$kind" "$trapeze" run -q --signature words \
        --set monitor.kind=$kind sign
    verdict "its words, monitor.kind=$kind" \
        "$(printf '%08x\n' 1 51966 3 4 | diff - words | head -3)"
done
for empty in 1 2; do
    "$trapeze" cc -D EMPTY=$empty -o empty sign.S
    bad "begin and end, form $empty" \
        "--signature: begin_signature is 0x8.* expected words between them" \
        "$trapeze" run --signature words empty
done
for empty in 3 4; do
    "$trapeze" cc -D EMPTY=$empty -o empty sign.S
    for kind in none vmm; do
        run "$trapeze" run -q --set machine.ram=4MiB --set monitor.kind=$kind --signature words \
            --set 'vms[0].memory=1MiB' empty
        verdict "what is not memory is 0, $empty, $kind" "$([ "$status" -eq 0 ] || cat "$err"
            sed -n '$p' words | grep -v '^00000000$'
            [ "$(wc -l <words)" -eq 4 ] || cat words)"
    done
done
bad "no such symbols" "--signature: the image has no symbol begin_signature" \
    "$trapeze" run --signature words "$build/guests/hello"
bad "a signature of two" "trapeze: --signature: there are 2 VMs, expected one" \
    "$trapeze" run --signature words two.yaml
bad "a signature that cannot be written" ".*none/words: No such file" \
    "$trapeze" run --signature none/words sign
bad "an input for two" "trapeze: --input: there are 2 VMs, expected one" \
    "$trapeze" run --input two.yaml two.yaml

# --- as little memory as is said to be enough is enough for the monitor ---

# enough NAME ARGUMENT...: runs with the memory that a run with too little asks for
enough()
{
    name=$1
    shift
    run "$trapeze" run -q --set machine.ram=16MiB "$@"
    more=$(sed -n 's/.* need \([0-9]*\) KiB more: .*/\1/p' "$err")
    run "$trapeze" run -q --set "machine.ram=$((16384 + (${more:-0} + 3) / 4 * 4))KiB" "$@"
    verdict "$name" "$([ -n "$more" ] && [ "$status" -eq 0 ] || head -1 "$err")"
}

for tlb in 8 256; do
    for soft in 0 65024; do
        enough "enough memory, tlb $tlb, soft_tlb $soft" --set monitor.kind=vmm \
            --set machine.tlb=$tlb --set monitor.soft_tlb=$soft hello
    done
done
