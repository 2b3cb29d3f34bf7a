#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   hidden.sh SEEDFILE [FOLDER...]
#
# Makes the hidden tests and the variants of a term, for all labs that have any, or for those in the
# folders named: in each, hidden/ and trusted/hidden/, which git ignores and students do not get. They follow
# from the bytes of SEEDFILE and the lab's name, and from nothing else. Keep that file, and keep it to
# yourself: who has it has the hidden tests.

set -eu
[ $# -ge 1 ] && [ -s "$1" ] || {
    echo "hidden.sh: expected a file with a seed: head -c 16 /dev/urandom | od -An -tx1 >seed" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
words=$(cksum <"$1" && od -An -tx1 "$1")
shift
[ $# -gt 0 ] || set -- "$here"/lab*-*/

for lab in "$@"; do
    lab=${lab%/}
    [ -f "$lab/hidden.awk" ] || [ -x "$lab/hidden.sh" ] || continue
    rm -rf "$lab/hidden" "$lab/trusted/hidden"
    mkdir -p "$lab/hidden"
    seed=$(printf '%s\n%s\n' "$words" "${lab##*/}" | cksum | cut -d' ' -f1)
    if [ -f "$lab/hidden.awk" ]; then
        [ ! -d "$lab/trusted" ] || mkdir -p "$lab/trusted/hidden"
        (cd "$lab" && LC_ALL=C awk -v seed="$seed" -f "$here/draw.awk" -f hidden.awk)
    fi
    [ ! -x "$lab/hidden.sh" ] || "$lab/hidden.sh" "$seed"
    echo "${lab##*/}: $(grep -c '^ *- *name:' "$lab/hidden/tests.yaml") hidden tests"
done
