#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   package.sh OUT KIT
#
# What is made for students of this lab: each faulty monitor of faults/, as the image that the grader makes of
# it, and a lab.yaml that names images. KIT has the monitor's objects; RISCV_CC is the compiler. No line
# of a patch is given away, and no debugging information: what the fault is, has to be seen in the machine.
# Names of functions stay; they are those of the monitor that everybody has.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$(cd "$1" && pwd)
kit=$(cd "$2" && pwd)
compiler=${RISCV_CC:-riscv64-unknown-elf-gcc}
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
trap 'exit 1' INT TERM

# Flags are words without spaces, a line each.
flags=$(cat "$kit/flags")
mkdir "$out/faults"
for patch in "$here"/faults/*.patch; do
    name=${patch##*/}
    name=${name%.patch}
    rm -rf "$box/$name"
    mkdir "$box/$name"
    cp -R "$kit/objects" "$kit/include/." "$box/$name/"
    sed -n 's,^+++ b/,,p' "$patch" >"$box/changed"
    while read -r file; do
        cp "$root/$file" "$box/$name/$file"
    done <"$box/changed"
    (cd "$box/$name" && patch -s -f -p1) <"$patch"
    while read -r file; do
        # shellcheck disable=SC2086 # words
        (cd "$box/$name" && "$compiler" $flags -I. -c "$file" -o "objects/${file%.*}.o")
    done <"$box/changed"
    # shellcheck disable=SC2086,SC2046
    (cd "$box/$name" && "$compiler" $flags -static -Wl,--gc-sections -Wl,--build-id=none -Wl,--strip-debug \
        -T "$kit/vmm.ld" $(find objects -name '*.o' | LC_ALL=C sort) -lgcc -o "$out/faults/$name.elf")
done
sed 's,\(fault: faults/.*\)\.patch,\1.elf,' "$here/lab.yaml" >"$out/lab.yaml"
[ -f "$out/handout.md" ] || exit 0 # what is installed needs no more

# What the monitor's parts say of themselves, and what of the documentation is about them.
mkdir "$out/vmm" "$out/docs"
cp "$root"/vmm/*.h "$out/vmm/"
for page in monitor pg32 pg32-tables commands verify; do
    cp "$root/docs/$page.md" "$out/docs/"
done
