#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Snapshots, where they once went wrong: what is at the edge of a run, refusals, and devices whose
# state is not in any register.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
guests=$build/guests

# As wrong_unless, of a run that has printed something.
wrong_unless_said()
{
    [ "$status" -eq "$1" ] || echo "status $status, expected $1;"
    grep -q -e "$2" "$err" || cat "$err"
}

# the message contradicts itself: N is not more than N
n=$("$trapeze" run --json j "$guests/hello" >/dev/null; "$build/test/json_get" j machine.instructions)
run "$trapeze" run -q --save x --at "$n" "$guests/hello"
verdict "snapshot: --at the very end" "$(wrong_unless_said 2 "--at: the run ended after $n instructions: expected fewer")"

# --compare-bare with a --save that is still pending after the run never ends
cat >slow.S <<'EOF'
    .globl _start
_start: # ends soon where CSRs are slow: in a VM
    csrr s0, mcycle
    li t0, 2000
1:  csrw mscratch, t0
    addi t0, t0, -1
    bnez t0, 1b
    csrr s1, mcycle
    sub s1, s1, s0
    li t1, 20000
    bgtu s1, t1, 3f
    li t0, 5000000
2:  addi t0, t0, -1
    bnez t0, 2b
3:  li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
    j .
EOF
run timeout 10 "$trapeze" run -q --set monitor.kind=vmm --compare-bare --save x --at 2M slow.S
verdict "snapshot: --compare-bare and a pending --save" "$([ $status -eq 2 ] || echo "status $status (124: never ends)")"

# a complaint about a device ends the line on the screen; when restored it does not
cat >complaint.S <<'EOF'
    .globl _start
_start:
    li s0, 0x10000000
    li s1, 0x10001000
    li t0, 'a'
    sb t0, 0(s0)
    li t0, 3
    sw t0, 0x38(s1) # a queue's size is no power of two
    li t0, 'b'
    sb t0, 0(s0)
    li t0, '\n'
    sb t0, 0(s0)
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
    j .
EOF
head -c 4096 /dev/zero >disk
"$trapeze" run -q --set machine.disk=disk --save s --at 10 complaint.S >whole 2>/dev/null
run "$trapeze" run -q --restore s
verdict "snapshot: a complaint before the snapshot" "$(cmp whole "$out" 2>&1)"

# a VM that our own monitor lost: status 3, restored 1
mkdir home && cp "$guests/hello" home/vmm.elf # a monitor that ends first
TRAPEZE_HOME=$PWD/home "$trapeze" run -q --set monitor.kind=vmm --save s --at 10 "$guests/hello" >/dev/null 2>&1
whole=$?
TRAPEZE_HOME=$PWD/home run "$trapeze" run -q --restore s
verdict "snapshot: a lost VM's status" "$([ $status -eq $whole ] || echo "status $status, uninterrupted $whole")"

# an image's name that no key may have: saved, but cannot be restored
name=$(printf 'odd\tname')
cp "$guests/hello" "$name"
"$trapeze" run -q --save s --at 10 "$name" >whole
run "$trapeze" run -q --restore s
verdict "snapshot: an image with a strange name" "$([ $status -eq 0 ] || cat "$err")"

# input for the virtio console arrives when the machine is stopped, not when the guest asks
cat >polls.S <<'EOF'
    .globl _start
_start:
    li s1, 0x10002000
    la s2, desc
    la s3, avail
    la s4, used
    la t0, buf
    sw t0, 0(s2)
    sw zero, 4(s2)
    li t0, 16
    sw t0, 8(s2)
    li t0, 2
    sw t0, 12(s2)
    sw zero, 0x30(s1)
    li t0, 4
    sw t0, 0x38(s1)
    sw s2, 0x80(s1)
    sw s3, 0x90(s1)
    sw s4, 0xa0(s1)
    li t0, 1
    sw t0, 0x44(s1)
    li t0, 15
    sw t0, 0x70(s1)
    li t1, 6000000
0:  addi t1, t1, -1 # longer than a considerate sender waits
    bnez t1, 0b
    li t0, 1
    sh t0, 2(s3)   # a buffer is available; the driver is slow to say so
    li t1, 1000000
1:  lhu t0, 2(s4)  # looks at memory only
    bnez t0, 2f
    addi t1, t1, -1
    bnez t1, 1b
2:  li s0, 0x10000000
    li t3, 7
3:  andi t0, t1, 7
    addi t0, t0, '0'
    sb t0, 0(s0)
    srli t1, t1, 3
    addi t3, t3, -1
    bnez t3, 3b
    li t2, 10
    sb t2, 0(s0)
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
    j .
    .data
    .balign 16
desc: .zero 64
avail: .zero 32
    .balign 16
used: .zero 64
buf: .zero 32
EOF
printf 'hi there' >keys
set -- --input keys --set machine.console=virtio --set machine.virtio=modern polls.S
"$trapeze" run -q "$@" >whole
wrong=$(for n in 12001k 12100k 12345678; do
    run "$trapeze" run -q --save s --at $n "$@"
    cmp whole "$out" 2>&1
done)
verdict "snapshot: --save does not show" "$wrong"

# an instant that is past: it is saved later than --at says, silently
"$trapeze" run -q --save s --at 300 "$guests/hello" >/dev/null
run "$trapeze" run -q --restore s --save t --at 100
verdict "snapshot: --at before the restored instant" "$([ $status -eq 2 ] || echo "status $status; a snapshot of another instant")"

# what was printed before is printed again before the run is refused
mkdir away && cp "$guests/ticker" away/hello
run "$trapeze" run -q --restore s away/hello
verdict "snapshot: a refusal prints nothing else" "$(wrong_unless 2 '.*is not the image')"
"$trapeze" run -q --save v --at 300 "$guests/ticker" >/dev/null
run "$trapeze" run -q --restore s --signature x
verdict "snapshot: a refusal prints nothing else, signature" "$(wrong_unless 2 '--signature: ')"
