#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   package.sh OUT KIT
#
# What is made for students of this lab: the term's machine, in words, of hidden/, where generate.sh has put
# it (`make lab N=1 SEED=FILE` calls that), and a term.yaml with its names. The program that
# knows that machine is not given away: it would answer.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
[ -f "$out/handout.md" ] || exit 0 # what is installed has the questions alone
mkdir "$out/docs"
for page in theory pg32 pg32-tables; do
    cp "$here/../../docs/$page.md" "$out/docs/"
done
if [ ! -f "$here/hidden/machine.md" ]; then
    echo "make lab: lab 1 without the term's machine: expected SEED=FILE, or hidden.sh before" >&2
    exit 0
fi
{
    printf '%s\n' '<!-- SPDX-License-Identifier: GPL-3.0-or-later -->' '# The machine of the term, pg32-term' '' \
        'PG-32, and these instructions, which are in no other machine. In a word, rd and rs1 are numbers of' \
        'registers (of a1: 11); in what it does, they are what those registers hold. Each goes on with the next' \
        'instruction, and changes nothing else, unless said otherwise.' ''
    cat "$here/hidden/machine.md"
} >"$out/machine.md"
# shellcheck disable=SC2016 # the machine's page has names in backquotes
sed -n 's/^| `\([a-z]*\).*/\1:/p' "$here/hidden/machine.md" >>"$out/term.yaml"
