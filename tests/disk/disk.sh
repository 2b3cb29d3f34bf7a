#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Guests with a disk or a virtio console: in both register layouts, bare, in VMs, and on QEMU where
# it is. What is refused, and how.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

guests=$build/test/disk

# SECTORS [FROM COUNT]: a disk's bytes; from sector FROM on, COUNT are those that are written
disk()
{
    awk -v sectors="$1" -v from="${2:-0}" -v count="${3:-0}" 'BEGIN {
        for (s = 0; s < sectors; s++)
            for (line = 0; line < 32; line++)
                if (s >= from && s < from + count) printf "written %07d\n", s
                else printf "sector %08d\n", s
    }'
}

disk 64 >disk.img
disk 64 >disk.orig
disk 64 10 8 >disk.expected

# NAME FILE EXPECTED
same()
{
    verdict "$1" "$(cmp "$2" "$3" 2>&1 | head -1)"
}

# --- reading and writing, here ---

for layout in legacy modern; do
    run "$trapeze" run -q --set machine.disk=disk.img --set machine.disk_save=saved-$layout \
        --set machine.virtio=$layout "$guests/sectors"
    cp "$out" "here-$layout"
    verdict "sectors, $layout" "$([ "$status" -eq 0 ] || echo "status $status"
        grep WRONG "$out" | head -3
        grep -qx "layout: $layout" "$out" || echo "another layout"
        grep -qx "as expected" "$out" || echo "no end")"
    same "sectors, $layout: what the disk holds" saved-$layout disk.expected
    same "sectors, $layout: the file that it was made from" disk.img disk.orig
done
run "$trapeze" run -q --set machine.disk=disk.img --set limits.instructions=3M "$guests/sectors"
verdict "legacy is the default" "$(grep -qx "layout: legacy" "$out" || head -1 "$out")"
same "without disk_save the file is as it was" disk.img disk.orig
run "$trapeze" run -q --set machine.disk=disk.img --set machine.disk_save=disk.img "$guests/sectors"
same "disk_save may be the same file" disk.img disk.expected
cp disk.orig disk.img
run "$trapeze" run -q --set machine.disk=disk.img --set machine.disk_save=again \
    --set machine.disk_save=once "$guests/sectors"
verdict "disk_save twice: the last holds" "$([ -f once ] && [ ! -f again ] || ls)"

# --- and on QEMU ---

# LAYOUT FORCE_LEGACY: the guest's output there
on_qemu()
{
    timeout 60 qemu-system-riscv32 -display none -serial stdio -monitor none -M virt -bios none \
        -drive file=qemu.img,format=raw,if=none,id=d \
        -device virtio-blk-device,drive=d,bus=virtio-mmio-bus.0 \
        -global virtio-mmio.force-legacy="$2" -kernel "$guests/sectors" </dev/null | tr -d '\r'
}

# LAYOUT FORCE_LEGACY
compare()
{
    cp disk.orig qemu.img
    on_qemu "$@" >"qemu-$1" 2>"$err"
    verdict "sectors, $1: on QEMU as here" "$(diff "here-$1" "qemu-$1" | head -4; head -2 "$err")"
    same "sectors, $1: on QEMU the disk holds the same" qemu.img disk.expected
}

if command -v qemu-system-riscv32 >/dev/null 2>&1; then
    compare legacy true
    compare modern false
else
    echo "skip sectors on QEMU: missing qemu-system-riscv32"
fi

# --- disks of other sizes, and none ---

head -c 512 disk.orig >one.img
run "$trapeze" run -q --set machine.disk=one.img --set machine.disk_save=one.saved "$guests/sectors"
verdict "a disk of one sector" "$(grep -q '^sectors: 0x1 WRONG' "$out" || head -3 "$out")"
same "a disk of one sector: it holds" one.saved one.img
run "$trapeze" run -q "$guests/sectors"
verdict "no disk" "$(grep -qx "no disk" "$out" || head -3 "$out")"
verdict "no disk: exit 1" "$([ "$status" -eq 1 ] || echo "status $status")"

# --- the console ---

# What is typed, larger than all of the guest's buffers, and cut anywhere.
awk 'BEGIN { for (i = 0; i < 100; i++) print "line", i, "of what is typed"; printf "end." }' >typed
for layout in legacy modern; do
    run "$trapeze" run -q --input typed --set machine.console=virtio --set machine.virtio=$layout \
        "$guests/echo"
    { tr a-z A-Z <typed
        echo "$(wc -c <typed | tr -d ' ') bytes"
        echo "as expected"; } >expected
    verdict "echo, $layout" "$([ "$status" -eq 0 ] || echo "status $status"
        diff expected "$out" | head -4)"
done
run "$trapeze" run -q --input typed "$guests/echo"
verdict "no console" "$(grep -qx "no console" "$out" || head -3 "$out")"
run "$trapeze" run -q --set machine.disk=disk.img --input typed --set machine.console=virtio \
    "$guests/echo"
verdict "echo, beside a disk" "$(diff expected "$out" | head -4)"

# --- a driver that goes wrong ---

for layout in legacy modern; do
    run "$trapeze" run -q --set machine.disk=disk.img --set machine.virtio=$layout "$guests/wrong"
    verdict "a wrong request, $layout" "$([ "$status" -eq 0 ] || echo "status $status"
        grep -qx "as expected" "$out" || head -3 "$out")"
    verdict "it is said where, once, $layout" "$(
        grep -c 'virtio block device at 0x10001000: .*no status byte.* needs a reset (pc 0x' \
            "$err" | grep -vx 1
        [ "$(grep -c virtio "$err")" -eq 1 ] || head -3 "$err")"
done

# --- in VMs ---

# Four VMs with disks of different sizes, so that extents are not aligned to anything but sectors.
# The hog's pieces are of all sizes.
disk 13 >hog.img
disk 1 >wrong.img
for layout in legacy modern; do
    cat >four.yaml <<EOF
machine: {virtio: $layout}
monitor: {quantum: 20k}
vms:
  - {name: hog, image: "$guests/hog", disk: hog.img, disk_save: hog.saved, console: hog.con,
     terminal: virtio, input: abc}
  - {name: sectors, image: "$guests/sectors", disk: disk.img, disk_save: sectors.saved,
     console: sectors.con}
  - {name: echo, image: "$guests/echo", console: echo.con, terminal: virtio, input: "some words."}
  - {name: wrong, image: "$guests/wrong", disk: wrong.img, disk_save: wrong.saved,
     console: wrong.con}
EOF
    for vm in hog sectors echo wrong; do
        devices="--set machine.disk=$vm.img"
        [ $vm != sectors ] || devices="--set machine.disk=disk.img"
        [ $vm != echo ] || devices="--set machine.console=virtio"
        [ $vm != hog ] || devices="$devices --set machine.console=virtio"
        input="$([ $vm != hog ] || echo abc; [ $vm != echo ] || echo some words.)"
        # shellcheck disable=SC2086 # several options
        run "$trapeze" run -q $devices --set "machine.virtio=$layout" --set "vms[0].input=$input" \
            --set vms[0].console="$vm.bare" "$guests/$vm"
        verdict "$vm, $layout, bare" "$([ "$status" -eq 0 ] || echo "status $status"
            grep -qx "as expected" "$vm.bare" || tail -2 "$vm.bare")"
    done
    for how in fast,none plain,none fast,pipeline plain,pipeline; do
        rm -f ./*.con ./*.saved
        run "$trapeze" run -q --set "machine.core=${how%,*}" --set "machine.timing=${how#*,}" four.yaml
        name="four VMs, $layout, $how"
        verdict "$name" "$([ "$status" -eq 0 ] || echo "status $status")"
        for vm in hog sectors echo wrong; do
            same "$name: output of $vm" $vm.con $vm.bare
        done
        same "$name: disk of hog" hog.saved hog.img
        same "$name: disk of wrong" wrong.saved wrong.img
        same "$name: disk of sectors" sectors.saved disk.expected
        same "$name: the file that it was made from" disk.img disk.orig
        verdict "$name: it is said which VM was wrong, and once" "$(
            grep -c '^monitor| vm wrong: virtio block device at 0x10001000: .*no status byte.* (pc 0x' \
                "$out" | grep -vx 1; grep 'monitor|' "$out" | grep -v 'vm wrong')"
        cp "$out" "out.${how#*,}.${how%,*}"
    done
    for timing in none pipeline; do
        same "four VMs, $layout, $timing: fast and plain core" out.$timing.fast out.$timing.plain
    done
    rm -f snap ./*.con ./*.saved
    for n in 1M 2M 4M 7M 12M; do
        run "$trapeze" run -q --save snap --at $n four.yaml
        rm -f ./*.con ./*.saved
        run "$trapeze" run -q --restore snap
        name="four VMs, $layout, restored at $n"
        same "$name" "$out" out.none.fast
        same "$name: disk of sectors" sectors.saved disk.expected
        same "$name: disk of hog" hog.saved hog.img
    done
    run "$trapeze" run --compare-bare four.yaml
    verdict "four VMs, $layout: compared with bare" "$(
        grep -q 'console output *the same *the same *the same *the same$' "$out" ||
            grep "console output" "$out")"
done
# Requests so long that both VMs are seen to loop, waiting for what nobody will interrupt them for.
disk 2048 >large.img
cat >loops.yaml <<EOF
monitor: {quantum: 2k}
vms:
  - {name: a, image: "$guests/hog", disk: large.img, disk_save: a.saved}
  - {name: b, image: "$guests/hog", disk: large.img, disk_save: b.saved}
EOF
run "$trapeze" run -q loops.yaml
verdict "two VMs that look for the end of long requests" "$([ "$status" -eq 0 ] || tail -2 "$err")"
same "two VMs that look: disk of a" a.saved large.img
same "two VMs that look: disk of b" b.saved large.img

# A monitor in a VM has one disk, of which its VMs have theirs; so has one in a VM of it.
cat >nested.yaml <<EOF
machine: {ram: 128MiB, virtio: $layout}
vms:
  - {name: first, image: "$guests/wrong", disk: wrong.img}
  - name: outer
    image: vmm
    memory: 64MiB
    vms:
      - {name: x, image: "$guests/sectors", disk: disk.img, disk_save: x.saved, console: x.con}
      - name: mid
        image: vmm
        memory: 16MiB
        vms:
          - {name: y, image: "$guests/wrong", memory: 1MiB, disk: wrong.img, console: y.con}
          - {name: z, image: "$guests/echo", memory: 1MiB, console: z.con, terminal: virtio,
             input: "some words."}
limits: {instructions: 3G}
EOF
run "$trapeze" run -q nested.yaml
verdict "disks in VMs in VMs" "$([ "$status" -eq 0 ] || echo "status $status"; head -3 "$err")"
same "disks in VMs in VMs: sectors" x.con sectors.bare
same "disks in VMs in VMs: what the disk holds" x.saved disk.expected
same "disks in VMs in VMs: wrong" y.con wrong.bare
same "disks in VMs in VMs: echo" z.con echo.bare
run "$trapeze" run -q --set "vms[0].disk=disk.img" --set "vms[0].disk_save=saved-vm" "$guests/sectors"
same "vms.disk without a monitor" saved-vm disk.expected
same "vms.disk without a monitor: the same output" "$out" here-legacy
run "$trapeze" run -q --set machine.console=virtio --set "vms[0].terminal=uart" --set monitor.kind=vmm \
    "$guests/echo"
verdict "vms.terminal before machine.console" "$(grep -q "no console" "$out" || head -3 "$out")"

# --- slots without devices ---

for layout in legacy modern; do
    for monitor in none vmm; do
        run "$trapeze" run -q --set machine.virtio=$layout --set monitor.kind=$monitor \
            --set "vms[0].console=slots.$monitor" "$build/test/guests/virtio_slots"
        verdict "empty slots, $layout, $monitor" "$([ "$status" -eq 0 ] || head -3 "$out")"
    done
    same "empty slots, $layout: in a VM as bare" slots.vmm slots.none
    verdict "empty slots, $layout: version" "$(
        case $layout in legacy) version=1 ;; *) version=2 ;; esac
        [ "$(grep -c "^slot .* 4=$version " slots.none)" -eq 16 ] || head -1 slots.none)"
done

# --- what is refused ---

# NAME PATTERN SETTING...
refused()
{
    refused_name=$1 refused_pattern=$2
    shift 2
    for setting in "$@"; do
        set -- "$@" --set "$setting"
        shift
    done
    bad "$refused_name" "$refused_pattern" "$trapeze" run -q "$@" "$guests/sectors"
    verdict "$refused_name: nothing is saved" "$(ls saved 2>/dev/null)"
}

: >empty.img
head -c 513 disk.orig >odd.img
head -c 511 disk.orig >short.img
refused "a disk that is missing" '.*machine\.disk.*nowhere\.img' \
    machine.disk=nowhere.img machine.disk_save=saved
refused "a disk of an odd size" '.*machine\.disk: .*odd\.img.* is 513 bytes long: expected .*512' \
    machine.disk=odd.img machine.disk_save=saved
refused "a disk that is too small" '.*machine\.disk: .* is 511 bytes long' machine.disk=short.img
refused "an empty disk" '.*machine\.disk: .* is 0 bytes long' \
    machine.disk=empty.img machine.disk_save=saved
refused "a folder as a disk" '.*machine\.disk' machine.disk=.
refused "the machine's disk under a monitor" '.*machine\.disk: .*vms\.disk.*monitor\.kind none' \
    machine.disk=disk.img monitor.kind=vmm machine.disk_save=saved
refused "disk_save without a disk" '.*machine\.disk_save: .*expected machine\.disk' \
    machine.disk_save=saved
refused "disk_save where there is no folder" '.*nowhere/saved' \
    machine.disk=disk.img machine.disk_save=nowhere/saved
for monitor in none vmm; do
    refused "a VM's disk of an odd size, $monitor" '.*vms\.disk: .*odd\.img.* is 513 bytes long: ' \
        "vms[0].disk=odd.img" monitor.kind=$monitor "vms[0].disk_save=saved"
    refused "a VM's disk that is missing, $monitor" '.*vms\.disk: .*nowhere\.img' \
        "vms[0].disk=nowhere.img" monitor.kind=$monitor
    refused "a VM's disk_save without a disk, $monitor" '.*vms\.disk_save: .*expected vms\.disk' \
        "vms[0].disk_save=saved" monitor.kind=$monitor
    refused "another terminal, $monitor" '.*terminal: .*uart' \
        "vms[0].terminal=teletype" monitor.kind=$monitor
done
refused "two disks for one guest" '.*machine\.disk: VM `sectors` has vms\.disk: expected one' \
    machine.disk=disk.img "vms[0].disk=disk.img" "vms[0].disk_save=saved"
dd if=/dev/null of=huge.img bs=1 seek=1073741824 2>/dev/null # a hole
bad_yaml "disks that are too large together" \
    "3:.*vms\.disk: .*huge\.img.* is 1073741824 bytes long, and the disks before it 512: expected " <<EOF
vms:
  - {name: a, image: "$guests/sectors", disk: one.img}
  - {name: b, image: "$guests/sectors", disk: huge.img}
EOF
rm huge.img
bad_yaml "two disks saved to one file" "3:.*vms\.disk_save: VM .a. writes to that file too" <<EOF
vms:
  - {name: a, image: "$guests/sectors", disk: one.img, disk_save: saved}
  - {name: b, image: "$guests/sectors", disk: one.img, disk_save: saved}
EOF
refused "another layout" '.*machine\.virtio: .*legacy' machine.virtio=ancient
refused "another console" '.*machine\.console: .*uart' machine.console=teletype
same "and nothing has touched the disk" disk.img disk.orig
