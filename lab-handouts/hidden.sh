#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   hidden.sh SEEDFILE [LAB...]
#
# The hidden tests and the variants of a term, of all labs or of the folders named: each lab's
# generate.sh, with a seed that follows from the bytes of SEEDFILE and from the lab's name. What it makes git
# ignores, and `make lab` leaves out. Keep that file, and keep it to yourself: who has it has the tests.

set -eu
[ $# -ge 1 ] && [ -f "$1" ] && [ -s "$1" ] || {
    echo "hidden.sh: ${1:+$1 is missing or empty: }expected a file with a seed: head -c 16 /dev/urandom | od -An -tx1 >seed" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
words=$(od -An -v -tx1 "$1")
shift
[ $# -gt 0 ] || set -- "$here"/lab*-*/

for lab in "$@"; do
    lab=${lab%/}
    [ -x "$lab/generate.sh" ] || continue
    name=${lab##*/}
    first=$(printf '%s\n' "$words" "$name" | cksum | cut -d' ' -f1)
    second=$(printf '%s\n' "$name" "$words" | cksum | cut -d' ' -f1)
    "$lab/generate.sh" "s$first-$second"
    echo "$name: hidden tests: $(grep -c -E '^ *- *[{]?name:' "$lab/hidden/tests.yaml")"
done
