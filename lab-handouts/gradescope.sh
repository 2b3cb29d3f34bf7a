#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   gradescope.sh N OUT [SEED]    (make gradescope N=3 [OUT=FILE.zip] [SEED=FILE])
#
# The autograder of lab N as Gradescope takes it, a zip: setup.sh and run_autograder, the lab with its hidden tests,
# Trapeze's sources, and a submission to try it all with. Hidden tests are made from SEED; without it, they are
# those that lab-handouts has (make hidden), or none. The same inputs make the same bytes. Solutions and hidden
# tests are in it: it is for the instructor.

set -eu
root=$(cd "$(dirname "$0")/.." && pwd)

die()
{
    echo "make gradescope: $*" >&2
    exit 2
}

number=${1:-} out=${2:-} seed=${3:-}
case $number in
'' | *[!0-9]*) die "N=$number: expected the number of a lab, such as N=3" ;;
esac
lab=
for folder in "$root"/lab-handouts/lab"$number"-*/; do
    [ ! -d "$folder" ] || lab=${folder%/}
done
[ -n "$lab" ] || die "there is no lab $number"
[ -n "$out" ] || die "expected OUT=FILE.zip"
[ -z "$seed" ] || [ -s "$seed" ] || die "SEED=$seed: expected a file with a seed"
command -v zip >/dev/null || die "zip is missing (apt-get install zip)"
mkdir -p "$(dirname "$out")"
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
name=$(basename "$lab")

box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
trap 'exit 1' INT TERM
zip=$box/zip
mkdir -p "$zip/trapeze/lab-handouts/monitor" "$zip/trapeze/tests" "$zip/trapeze/examples" "$zip/lab"

# --- the lab ---

# What lab 1's machine of the term was built into stays: there is a link in it to the folder that it is in.
mkdir "$box/labs"
tar -ch --exclude='lab*/hidden/source/build' --exclude='lab*/hidden/trapeze' -C "$root/lab-handouts" -f "$box/labs.tar" .
tar -xf "$box/labs.tar" -C "$box/labs"
full=$box/labs/$name
[ -z "$seed" ] || SOURCE=$root "$root/lab-handouts/hidden.sh" "$seed" "$full" >&2
if [ ! -f "$full/hidden/tests.yaml" ]; then
    echo "make gradescope: without hidden tests: expected SEED=FILE, or make hidden before" >&2
fi
for entry in lab.yaml tests trusted faults hidden; do
    [ ! -e "$full/$entry" ] || cp -R "$full/$entry" "$zip/lab/"
done

# --- Trapeze, with the machine of the term if the lab has made one ---

from=$root
[ ! -d "$full/hidden/source" ] || from=$full/hidden/source
for folder in isa machine vmm hybrid panel; do
    cp -RL "$from/$folder" "$zip/trapeze/"
done
cp -RL "$from/examples/guests" "$from/examples/lib" "$zip/trapeze/examples/"
cp "$from/Makefile" "$root/LICENSE" "$zip/trapeze/"
cp "$root/lab-handouts/Makefile.inc" "$zip/trapeze/lab-handouts/"
cp "$root/lab-handouts/monitor/slow_paths.c" "$zip/trapeze/lab-handouts/monitor/"
: >"$zip/trapeze/tests/Makefile.inc"

# --- a submission that is right ---

if [ -d "$lab/solution" ]; then
    cp -RL "$lab/solution" "$zip/trial"
    [ ! -d "$full/hidden/solution" ] || cp -R "$full/hidden/solution/." "$zip/trial/"
elif [ -f "$lab/pack" ]; then
    for file in $(sed -n 's/^hand_in: \[\(.*\)\]$/\1/p' "$lab/lab.yaml" | tr -d ','); do
        mkdir -p "$zip/trial/$(dirname "$file")"
        cp "$root/$file" "$zip/trial/$file"
    done
fi
rm -rf "$zip/lab/hidden/solution" "$zip/lab/hidden/source" "$zip/lab/hidden/trapeze"

# --- together: in one order, with one date ---

cp "$root/lab-handouts/gradescope/setup.sh" "$root/lab-handouts/gradescope/run_autograder" "$zip/"
find "$zip" -type f ! -name '*.sh' ! -name run_autograder -exec chmod 644 {} +
chmod 755 "$zip/setup.sh" "$zip/run_autograder"
export TZ=UTC0 LC_ALL=C
find "$zip" -type f -exec touch -t 200001010000 {} +
(cd "$zip" && find . -type f ! -name '.*' ! -name '*~' | sed 's,^\./,,' | sort | zip -q -X -D "$box/made.zip" -@)
mv "$box/made.zip" "$out"
echo "$out"
