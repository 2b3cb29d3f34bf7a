#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Snapshots: a run that goes on from one writes the bytes of a run that was never interrupted, and
# so does the run that saved it. What is no snapshot of this machine is refused.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

guests=$build/guests
json_get=$build/test/json_get
experiments=$root/examples/experiments

# --- whole and in pieces ---

# into FOLDER ARGUMENT...: run with them; all that it writes goes to FOLDER. Files have the same
# names in each run: json, con* (consoles), sig (a signature), disk.out.
into()
{
    folder=$1
    shift
    rm -rf "$folder"
    mkdir "$folder"
    "$trapeze" run "$@" >"$folder/out" 2>"$folder/err" </dev/null
    echo $? >"$folder/status"
    for file in json con* sig disk.out; do
        [ ! -f "$file" ] || mv "$file" "$folder"
    done
}

# same FOLDER FOLDER: says which files differ.
same()
{
    for file in "$1"/* "$2"/*; do
        cmp "$1/${file#*/}" "$2/${file#*/}" 2>&1
    done
}

# typed: options that type something, for runs that are not restored.
typed=

# whole ARGUMENT...: the run that the others are compared with; $total is its length.
whole()
{
    # shellcheck disable=SC2086 # several options
    into whole --json json $typed "$@"
    total=$("$json_get" whole/json machine.instructions)
}

# at NAME N ARGUMENT...: save there, go on from there, with the image named and without.
at()
{
    name=$1 n=$2
    shift 2
    # shellcheck disable=SC2086 # several options
    into saved --json json --save snap --at "$n" $typed "$@"
    into restored --json json --restore snap
    into named --json json --restore snap "$@"
    verdict "$name, saved at $n" "$(same whole saved)"
    verdict "$name, restored at $n" "$(same whole restored; same whole named)"
}

# sweep NAME ARGUMENT...: at all sorts of instants, the last one included.
sweep()
{
    name=$1
    shift
    whole "$@"
    for n in 0 1 $((total / 9)) $((total / 2)) $((total - 1)); do
        at "$name" "$n" "$@"
    done
}

# chain NAME ARGUMENT...: three snapshots, each saved by the run that went on from the one before.
chain()
{
    name=$1
    shift
    whole "$@"
    # shellcheck disable=SC2086 # several options
    into first --json json --save one --at $((total / 4)) $typed "$@"
    into second --json json --restore one --save two --at $((total / 2))
    into third --json json --restore two --save three --at $((total - 1)) "$@"
    into fourth --json json --restore three
    verdict "$name, a chain of three" \
        "$(for folder in first second third fourth; do same whole $folder; done)"
    into again --json json --restore two --save two --at $((total - 1)) # in place of itself
    into last --json json --restore two
    verdict "$name, in place of itself" "$(same whole again; same whole last; cmp two three 2>&1)"
}

sweep hello "$guests/hello"
sweep "hello with 1 MiB" --set machine.ram=1MiB --set machine.timing=none "$guests/hello"
sweep ticker --set 'vms[0].console=con' "$guests/ticker"
sweep primes "$guests/primes"
sweep "hello in a VM" --set monitor.kind=vmm --set 'vms[0].console=con' "$guests/hello"
sweep "ticker in a VM" --set monitor.kind=vmm --set monitor.soft_tlb=0 "$guests/ticker"
set -- --set machine.tlb=8 --set machine.misaligned=trap "$guests/kernel"
whole "$@"
for n in $((total / 2)) $((total - 1)); do
    at kernel $n "$@"
done
set -- --set monitor.kind=vmm --set machine.tlb=256 --set machine.epoch=1700000000 \
    --set vms.kernel.args='hello; primes 200; ps' "$guests/kernel"
whole "$@"
at "kernel in a VM" $((total / 3)) "$@"

{ echo some lines; awk 'BEGIN { for (i = 0; i < 60; i++) print "line", i }'; echo quit; } >keys
typed="--input keys"
sweep "echo with --input" --set 'vms[0].console=con' "$guests/echo"
chain "echo in a VM" --set monitor.kind=vmm "$guests/echo"
typed=
sweep "echo with the key input" --set "vms[0].input=$(cat keys)" "$guests/echo"
printf 'no end\n' >short
typed="--input short"
sweep "echo that waits for ever" "$guests/echo"
typed=
sweep "a limit of cycles" --set limits.cycles=700k "$guests/ticker"
chain "hello" "$guests/hello"

# --- experiments ---

set -- --set 'vms[0].console=con0' --set 'vms[1].console=con1' "$experiments/two-kernels.yaml"
whole "$@"
for n in 900k $((total / 2)) $((total - 1)); do
    at "two kernels" $n "$@"
done

hexadecimal()
{
    od -An -v -tx1 | tr -d ' \n'
}

# line CYCLE VM TEXT: of recorded input
line()
{
    echo "$1 $1 $2 $(printf '%s\n' "$3" | hexadecimal)"
}

{ echo trapeze-input/1
    line 500000 bob 'too early'
    line 2000000 alice 'primes 300; hello'
    line 2000100 bob 'ps'
    line 2500000 bob 'spawner 3'
    line 9000000 alice 'exit'
    line 9000000 bob 'exit'; } >recorded
typed="--replay recorded"
set -- --set 'vms[0].console=con0' --set 'vms[1].console=con1' "$experiments/two-shells.yaml"
whole "$@"
verdict "the shells have been typed at" "$(grep -q 'primes: 62' whole/out || cat whole/err)"
for n in 0 1 400k 1100k $((total / 2)) $((total * 3 / 4)) $((total - 1)); do
    at "two shells" $n "$@"
done
chain "two shells" "$experiments/two-shells.yaml"
{ cat recorded; line 99000000 bob 'nobody reads this'; } >too-long
typed="--replay too-long"
whole "$experiments/two-shells.yaml"
at "input that is never due" $((total / 2)) "$experiments/two-shells.yaml"
typed=

# --- a source, compiled on the spot ---

cat >mine.c <<'EOF'
#include <stdio.h>

static unsigned buffer[3000];

int main(void)
{
    for (unsigned i = 0; i < 3000; i++) {
        buffer[i] = i * i + (i > 0 ? buffer[i - 1] : 0);
        if (i % 300 == 0) {
            printf("%u: %u", i, buffer[i]); /* lines that are not ended for long */
        }
        if (i % 900 == 0) {
            putchar('\n');
        }
    }
    return 3;
}
EOF
whole mine.c
at "a C source" $((total / 2)) mine.c
whole --set monitor.kind=vmm mine.c
at "a C source in a VM" $((total * 2 / 3)) --set monitor.kind=vmm mine.c

# Misaligned accesses: done by hardware, or by a handler that counts them.
cat >misaligned.S <<'EOF'
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    la s1, words
    li s0, 0
    li s2, 500
1:  lw t1, 1(s1)
    sh t1, 3(s1)
    addi s2, s2, -1
    bnez s2, 1b
    slli s0, s0, 16
    li t0, 0x3333
    or t0, t0, s0
    li t1, 0x100000
    sw t0, 0(t1)
    j .
    .balign 4
handler:
    addi s0, s0, 1
    csrr t2, mepc
    addi t2, t2, 4
    csrw mepc, t2
    mret
    .data
words: .word 1, 2, 3
EOF
"$trapeze" cc -o misaligned misaligned.S
sweep "misaligned accesses that trap" --set machine.misaligned=trap misaligned
verdict "and the handler counted them" "$(grep -q 'exit 1000' whole/out || tail -1 whole/out)"
whole misaligned
at "misaligned accesses in hardware" $((total / 2)) misaligned

# --- a disk, written before and after ---

cat >disk.c <<'EOF'
#include <stdint.h>
#include <stdio.h>

enum { SIZE = 4, SECTORS = 6 };
struct descriptor { uint64_t address; uint32_t length; uint16_t flags, next; };
static struct descriptor desc[SIZE] __attribute__((aligned(4096)));
static volatile struct { uint16_t flags, index, ring[SIZE]; } avail __attribute__((aligned(16)));
static volatile struct { uint16_t flags, index; uint32_t ring[2 * SIZE]; } used
    __attribute__((aligned(16)));
static struct { uint32_t type, zero; uint64_t sector; } header;
static uint8_t data[512];
static volatile uint8_t status;

static volatile uint32_t *reg(uint32_t offset)
{
    return (volatile uint32_t *)(0x10001000 + offset);
}

static uint32_t at(volatile void *p)
{
    return (uint32_t)(uintptr_t)p;
}

static void request(uint32_t type, uint32_t sector)
{
    header.type = type;
    header.sector = sector;
    desc[0] = (struct descriptor){at(&header), 16, 1, 1};
    desc[1] = (struct descriptor){at(data), 512, type ? 1 : 3, 2};
    desc[2] = (struct descriptor){at(&status), 1, 2, 0};
    uint16_t before = used.index;
    avail.index++;
    __asm__ volatile("fence" ::: "memory");
    *reg(0x50) = 0;
    while (used.index == before) {
    }
    __asm__ volatile("fence" ::: "memory");
}

int main(void)
{
    *reg(0x24) = 1;
    *reg(0x20) = 1;
    *reg(0x30) = 0;
    *reg(0x38) = SIZE;
    *reg(0x80) = at(desc);
    *reg(0x90) = at(&avail);
    *reg(0xa0) = at(&used);
    *reg(0x44) = 1;
    *reg(0x70) = 15;
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t sector = 0; sector < SECTORS; sector++) {
            request(0, sector);
            uint32_t sum = 0;
            for (uint32_t i = 0; i < 512; i++) {
                sum += data[i];
                data[i] = (uint8_t)(data[i] * 5 + sector + round);
            }
            request(1, (sector + 1) % SECTORS);
            printf("%u: %u, %u\n", (unsigned)sector, (unsigned)sum, status);
        }
    }
    return 0;
}
EOF
head -c 3072 "$guests/hello" >disk.img
"$trapeze" cc -o disk disk.c
set -- --set machine.virtio=modern --set machine.disk=disk.img --set machine.disk_save=disk.out disk
sweep "a disk" "$@"
verdict "the disk was written" "$(! cmp -s disk.img whole/disk.out || echo it was not
    [ "$(grep -c ': [0-9]*, 0$' whole/out)" -eq 18 ] || head -3 whole/out)"
chain "a disk" "$@"
into saved --json json --save snap --at $((total / 2)) "$@"
mv disk.img disk.away
into restored --json json --restore snap
verdict "a disk whose file is gone" "$(same whole restored)"
mv disk.away disk.img

# --- signatures ---

cat >signed.S <<'EOF'
    .globl _start, begin_signature, end_signature
_start:
    la s0, begin_signature
    li s1, 0
1:  mul t0, s1, s1
    sw t0, 0(s0)
    addi s0, s0, 4
    addi s1, s1, 1
    li t1, 40
    bne s1, t1, 1b
    li t0, 0x5555
    li t1, 0x100000
    sw t0, 0(t1)
    j .
    .data
    .balign 16
begin_signature: .zero 160
end_signature:
EOF
"$trapeze" cc -o signed signed.S
for monitor in none vmm; do
    set -- --set monitor.kind=$monitor --signature sig signed
    sweep "a signature, monitor $monitor" "$@"
    verdict "it has its words, monitor $monitor" \
        "$([ "$(wc -l <whole/sig)" -eq 40 ] || wc -l whole/sig
            tail -1 whole/sig | grep -x 000005f1 >/dev/null || tail -1 whole/sig)"
    chain "a signature, monitor $monitor" "$@"
    n=$((total / 2))
    into saved --json json --save snap --at $n --set monitor.kind=$monitor signed
    into named --json json --restore snap --set monitor.kind=$monitor --signature sig signed
    verdict "a signature that is asked for later, monitor $monitor" "$(same whole named)"
    bad "a signature that is asked for later, without the image, monitor $monitor" \
        "--signature: snap was made without a signature: expected the image" \
        "$trapeze" run --restore snap --signature sig
done
cat >signed.yaml <<'EOF'
vms:
- {name: short, image: ./signed, signature: con.short}
- {name: long, image: ticker}
EOF
whole signed.yaml
at "a VM that has ended, with its signature" $((total - 1)) signed.yaml
into saved --save snap --at $((total - 1)) --set vms.short.signature=sig signed.yaml
sed '/signature/s/, signature: [a-z.]*//' signed.yaml >unsigned.yaml
into saved --save snap --at $((total - 1)) unsigned.yaml
run "$trapeze" run --restore snap signed.yaml
: >"$out"
verdict "a signature of a VM that has ended" \
    "$(wrong_unless 2 'signed.yaml:2:.*made before this VM ended')"

# --- when not to save ---

whole "$guests/hello"
into beyond --json json --save none --at $((total + 1)) "$guests/hello"
verdict "beyond the end" "$(cmp whole/out beyond/out 2>&1; cmp whole/json beyond/json 2>&1
    [ "$(cat beyond/status)" -eq 2 ] || echo "status $(cat beyond/status)"
    [ "$(wc -l <beyond/err)" -eq 1 ] || echo "$(wc -l <beyond/err) lines"
    grep -q "^trapeze: --at: the run ended after $total instructions: expected" beyond/err ||
        cat beyond/err
    [ ! -e none ] || echo "there is a file"; leftovers)"
echo old >kept
into beyond --save kept --at 1G "$guests/hello"
verdict "beyond the end, in place of a file" "$(echo old | cmp - kept 2>&1; leftovers)"
bad "--save to a folder that is not there" "trapeze: cannot write none/x: No such file" \
    "$trapeze" run --save none/x --at 1 "$guests/hello"
bad "--save to a directory" "trapeze: cannot write \.: Is a directory" \
    "$trapeze" run --save . --at 1 "$guests/hello"
if [ -c /dev/full ]; then
    run "$trapeze" run -q --save /dev/full --at 1 "$guests/hello"
    : >"$out"
    verdict "--save to a full device" "$(wrong_unless 2 'trapeze: cannot write /dev/full')"
fi

bad "--save alone" "trapeze: --save: expected --at" "$trapeze" run --save x "$guests/hello"
bad "--at alone" "trapeze: --at: expected --save" "$trapeze" run --at 5 "$guests/hello"
for n in x -1 '' 1.5 5Q; do
    bad "--at '$n'" "trapeze: --at" "$trapeze" run --save x --at "$n" "$guests/hello"
done
bad "--save without a name" "trapeze: " "$trapeze" run --save '' --at 1 "$guests/hello"
"$trapeze" run -q --save good --at $((total / 2)) --set machine.ram=1MiB "$guests/hello" >expected
for option in --replay --input --record; do
    bad "--restore with $option" "trapeze: --restore and $option exclude each other" \
        "$trapeze" run --restore good $option keys
done
bad "--restore with --compare-bare" "trapeze: --restore and --compare-bare exclude each other" \
    "$trapeze" run --restore good --compare-bare
bad "neither an image nor --restore" "trapeze: run: expected FILE" "$trapeze" run
bad "--restore with two images" "trapeze: run: .* too much" \
    "$trapeze" run --restore good "$guests/hello" "$guests/hello"

# --- where files are ---

mkdir -p where/one where/two
cp "$guests/hello" where/one/mine
cd where/one || exit 1
"$trapeze" run -q --save "$work/in/absolute" --at 100 --set 'vms[0].console=con' mine >/dev/null
"$trapeze" run -q --save ../../relative --at 100 --set 'vms[0].console=con' ./mine >/dev/null
mv con ../../console
cd ../two || exit 1
rm ../one/mine
for snapshot in ../../absolute "$work/in/relative"; do
    run "$trapeze" run -q --restore "$snapshot"
    verdict "from elsewhere, its image deleted: ${snapshot##*/}" "$(cmp "$out" ../../expected 2>&1
        [ $status -eq 0 ] || echo "status $status"; cat "$err"; cmp con ../../console 2>&1)"
    rm -f con
done
cp "$guests/hello" mine
good "from elsewhere, with the image there" \
    "$trapeze" run -q --restore ../../relative --set 'vms[0].console=other' mine
verdict "the console went to where it was said" "$(cmp other ../../console 2>&1
    [ ! -e con ] || echo "and to the other one")"
cd ../..
cp good 'a name with blanks, ünd more'
good "a snapshot with a strange name" "$trapeze" run -q --restore 'a name with blanks, ünd more'

# --- another machine ---

# other NAME PATTERN ARGUMENT...: not the machine that was saved
other()
{
    name=$1 pattern=$2
    shift 2
    bad "$name" "$pattern" "$trapeze" run --json kept --restore good "$@"
    verdict "$name: the report stays" "$(echo old | cmp - kept 2>&1; leftovers)"
}

ram="--set machine.ram=1MiB"
other "other RAM" "--set machine.ram=2MiB: machine.ram: 2MiB here, and 1MiB in the snapshot" \
    --set machine.ram=2MiB
other "RAM that is not said" ".*machine.ram: 128MiB here, and 1MiB in the snapshot" "$guests/hello"
other "another TLB" "--set machine.tlb=65: machine.tlb" --set machine.tlb=65
other "other misalignment" "--set machine.misaligned=trap: machine" --set machine.misaligned=trap
other "another clock" "--set machine.epoch=1: machine.epoch" --set machine.epoch=1
other "other slots" "--set machine.virtio=modern: machine.virtio" --set machine.virtio=modern
other "a virtio console" "--set machine.console=virtio: machine" --set machine.console=virtio
other "a monitor" "--set monitor.kind=vmm: monitor.kind" --set monitor.kind=vmm
other "other arguments" "--set vms\[0\].args=x: vms.args" --set 'vms[0].args=x'
other "other input" "--set vms\[0\].input=x: vms.input" --set 'vms[0].input=x'
other "another name" "--set vms\[0\].name=x: vms.name" --set 'vms[0].name=x'
other "a key that is none" "--set machine.rom=1: unknown key" --set machine.rom=1
# shellcheck disable=SC2086 # two words
other "another image" ".*vms.name: ticker here, and hello in the snapshot" $ram "$guests/ticker"
mkdir away same
cp "$guests/ticker" away/hello
# shellcheck disable=SC2086 # two words
run "$trapeze" run --json kept --restore good $ram away/hello
: >"$out"
verdict "another image of that name" \
    "$(wrong_unless 2 '.*away/hello is not the image that good was made with'
        echo old | cmp - kept 2>&1)"
other "an experiment" ".*two-kernels.yaml: 2 VMs here, and 1 in the snapshot" \
    "$experiments/two-kernels.yaml"
run "$trapeze" run -q --restore good --set limits.instructions=$((total - 1))
verdict "another limit is not another machine" "$([ $status -eq 1 ] || echo "status $status")"
cp "$guests/hello" same/hello
# shellcheck disable=SC2086 # two words
good "the same image elsewhere" "$trapeze" run -q --restore good $ram same/hello

# --- no snapshot ---

# refused NAME PATTERN FILE: as a snapshot; what the run would write is left alone
refused()
{
    bad "$1" "$3: $2" "$trapeze" run -q --json kept --signature kept --restore "$3"
    echo old | cmp -s - kept || not_ok "$1" "kept is not what it was"
}

: >empty
head -c 100 "$guests/hello" >image
cp "$experiments/two-kernels.yaml" yaml
echo 'trapeze-input/1' >input
sed '1s/.*/trapeze-snapshot\/3/' good >version
{ printf ' '; cat good; } >shifted
cp good longer
printf 'x' >>longer
refused "a file that is not there" "No such file" nothing
refused "an empty file" "not a snapshot" empty
refused "an image" "not a snapshot" image
refused "YAML" "not a snapshot" yaml
refused "recorded input" "not a snapshot" input
refused "another version" "a snapshot of another version: expected trapeze-snapshot/2" version
refused "a blank at its beginning" "not a snapshot" shifted
refused "a byte at its end" ".*checksum" longer
refused "a directory" "is a directory" away
refused "a device" "is not a regular file" /dev/null
bad "a name that is empty" "trapeze: --restore: expected FILE" "$trapeze" run --restore ''

size=$(wc -c <good)
wrong=$(for n in 1 5 16 17 18 19 20 26 27 28 40 100 $((size / 3)) $((size / 2)) \
    $((size - 4096)) $((size - 9)) $((size - 8)) $((size - 1)); do
    head -c "$n" good >cut
    run "$trapeze" run -q --json kept --restore cut
    found=$(wrong_unless 2 'cut: .*snapshot')
    [ -z "$found" ] || echo "at $n: $found"
    echo old | cmp - kept 2>&1
done)
verdict "cut off anywhere" "$wrong"

# flip OFFSET BIT: of `good`, into `flipped`
flip()
{
    byte=$(od -An -v -tu1 -j "$1" -N 1 good | tr -d ' ')
    cp good flipped
    # shellcheck disable=SC2059 # the octal number is the format
    printf "\\$(printf %03o $((byte ^ (1 << $2))))" |
        dd of=flipped bs=1 seek="$1" conv=notrunc 2>/dev/null
}

wrong=$(n=0 step=1
    while [ $n -lt "$size" ]; do
        flip $n $((n % 8))
        run "$trapeze" run -q --json kept --restore flipped
        found=$(wrong_unless 2 'flipped: .*snapshot')
        [ -z "$found" ] || echo "at $n: $found"
        n=$((n + step)) step=$((step * 5 / 4 + 1))
    done
    echo old | cmp - kept 2>&1)
verdict "one bit flipped" "$wrong"
