#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Images that are wrong, made from a good one: refused with one line, bare and in a VM.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

good_image=$build/guests/primes
header=52 # of the first segment that is loaded; 32 bytes each
[ "$(od -An -tu4 -j $header -N 4 "$good_image")" -eq 1 ] || header=84

# patch FILE OFFSET OCTAL_BYTES: overwrites bytes.
patch()
{
    printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# damaged NAME PATTERN OFFSET BYTES...: the image with these bytes changed is refused.
damaged()
{
    what=$1 why=$2
    shift 2
    cp "$good_image" image
    while [ $# -gt 0 ]; do
        patch image "$1" "$2"
        shift 2
    done
    bad "$what" "image: .*$why" "$trapeze" run image
    bad "$what, in a VM" "image: .*$why" \
        "$trapeze" run --set monitor.kind=vmm image
}

damaged "a 64-bit ELF" "64-bit ELF" 4 '\002'
damaged "class 7" "ELF" 4 '\007'
damaged "a big-endian ELF" "big-endian" 5 '\002'
damaged "an x86-64 ELF" "machine 62" 18 '\076'
damaged "an ARM ELF" "machine 40" 18 '\050'
damaged "a relocatable ELF" "type 1" 16 '\001'
damaged "a shared ELF" "type 3" 16 '\003'
damaged "no program headers" "program headers" 44 '\000\000'
damaged "65535 program headers" "program headers" 44 '\377\377'
damaged "program headers of another size" "program headers" 42 '\050'
damaged "program headers beyond the end" "truncated" 28 '\377\377\377\177'
damaged "program headers at -1" "truncated" 28 '\377\377\377\377'
damaged "section headers beyond the end" "truncated" 32 '\377\377\377\177'
damaged "an entry that is not aligned" "entry point" 24 '\002'
damaged "a segment beyond the end of the file" "truncated" $((header + 4)) '\000\000\000\100'
damaged "a segment larger in the file than in memory" "file size" \
    $((header + 20)) '\001\000\000\000'
damaged "a segment below RAM" "RAM" $((header + 12)) '\000\000\000\020'
damaged "a segment beyond RAM" "RAM" $((header + 12)) '\000\000\000\300'
damaged "a segment of 4 GiB" "\(wraps\|RAM\)" $((header + 20)) '\377\377\377\377'
damaged "a segment that wraps around" "wraps" $((header + 12)) '\000\360\377\377'
damaged "a segment over another" "overlap" $((header + 32 + 12)) '\000\000\000\200'

for size in 0 4 15 16 51 52 60 84 116 500 5000; do
    head -c $size "$good_image" >image
    bad "cut after $size bytes" "image: " "$trapeze" run image
done
cp "$good_image" image
patch image $((header + 32 + 20)) '\000\000\040\000'
bad "an image larger than the machine" "image: .*RAM" "$trapeze" run --set machine.ram=1MiB image

cp "$good_image" image
bad "an image larger than the VM" "image: .*RAM" \
    "$trapeze" run --set monitor.kind=vmm --set "vms[0].memory=64KiB" image
cat >two.yaml <<EOF
vms:
- {name: good, image: hello}
- {name: small, image: image, memory: 64KiB}
EOF
bad "the place of an image that does not fit" "two.yaml:3:24: image: .*RAM" "$trapeze" run two.yaml
head -c 100 "$good_image" >image
bad "the place of a damaged image" "two.yaml:3:24: image: .*truncated" "$trapeze" run two.yaml
rm image
bad "the place of an image that is not there" "two.yaml:3:24: .*image.*No such file" \
    "$trapeze" run two.yaml
mkdir image
bad "the place of an image that is a directory" "two.yaml:3:24: .*directory" \
    "$trapeze" run two.yaml
rmdir image

# --- the monitor's own image ---

cp "$build/guests/hello" not_elf && patch not_elf 0 'xxxx'
cat >monitor.yaml <<EOF
monitor: {kind: vmm, image: not_elf}
vms: [{image: hello}]
EOF
bad "a monitor that is no ELF" "monitor.yaml:1:29: .*not an ELF" "$trapeze" run monitor.yaml
bad "a monitor that is not there" "--set monitor.image=/nonesuch: monitor.image: .*No such file" \
    "$trapeze" run --set monitor.image=/nonesuch monitor.yaml

# --- flat images ---

bad "an image that is neither" "not_elf:1:5: .*--flat" "$trapeze" run not_elf
: >empty
bad "an empty flat image" "empty: .*empty" "$trapeze" run --flat 0x80000000 empty
bad "an empty file" "empty: nothing" "$trapeze" run empty
bad "a flat image outside RAM" "not_elf: .*RAM" "$trapeze" run --flat 0x1000 not_elf
bad "a flat image at no address" "trapeze: --flat here" "$trapeze" run --flat here not_elf
bad "a flat image at 33 bits" "trapeze: --flat 0x100000000" \
    "$trapeze" run --flat 0x100000000 not_elf
bad "a flat image at -1" "trapeze: --flat -1" "$trapeze" run --flat -1 not_elf
objcopy=${RISCV_PREFIX:-riscv64-unknown-elf-}objcopy
if command -v "$objcopy" >/dev/null; then
    "$objcopy" -O binary "$build/guests/hello" flat
    good "a flat image that is right" "$trapeze" run -q --flat 0x80000000 flat
    verdict "what it prints" "$(grep -q '^hello, world' "$out" || head -1 "$out")"
    good "a flat image in a VM" "$trapeze" run -q --set monitor.kind=vmm --flat 2147483648 flat
else
    echo "skip flat images: no $objcopy"
fi

# --- any byte of the headers ---

# Whatever a byte of the header becomes: refused, or run to an end; never a crash or a fault of
# Trapeze itself.
broken=
i=0
while [ $i -lt 148 ]; do
    cp "$good_image" image
    patch image $i '\377'
    run timeout 20 "$trapeze" run -q --set limits.instructions=100000 image
    [ "$status" -le 2 ] || broken="$broken $i"
    i=$((i + 1))
done
verdict "each byte of the headers set to 255" "$broken"
