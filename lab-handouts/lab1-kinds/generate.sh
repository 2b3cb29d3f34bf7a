#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   generate.sh SEED
#
# The term's machine, pg32-term, from a seed: a word of letters and digits that students do not know.
# Into hidden/ beside this file:
#
#   machine.md      what students get of it: the page of the manual, in words
#   trapeze         the program with that machine in it, which alone can grade this lab this term: a link to
#                   what is built below source/
#   tests.yaml      and the questions
#   solution/       our own answers, and witnesses for them
#
# SOURCE is the repository, if this folder is not in it any more.

set -eu
cd "$(dirname "$0")"
source=${SOURCE:-$PWD/../..}
rm -rf hidden
mkdir -p hidden/solution hidden/source/tests
awk -v seed="$1" -v part=kinds -f ../monitor/random.awk -f ../draw.awk -f hidden.awk

cat >hidden/tests.yaml <<END
# SPDX-License-Identifier: GPL-3.0-or-later
tests:
  - {name: "the term's machine: answers", points: 35, judge: classes, file: term.yaml}
  - {name: "the term's machine: pairs", points: 25, judge: classes, file: term-pairs.yaml}
END
for kind in answers witnesses; do
    name=term$([ $kind = answers ] || echo -pairs)
    printf '%s\n' "# SPDX-License-Identifier: GPL-3.0-or-later" "isa: pg32-term" "$kind: $name.yaml" \
        "questions: {$(cat hidden/questions)}" >"hidden/$name.yaml"
done

# --- the program with that machine in it ---

for folder in isa machine vmm hybrid panel examples; do
    cp -R "$source/$folder" hidden/source/
done
cp "$source/Makefile" hidden/source/
mkdir hidden/source/lab-handouts
cp "$source/lab-handouts/Makefile.inc" hidden/source/lab-handouts/
: >hidden/source/tests/Makefile.inc

# before PATTERN FILE: what is on standard input goes before the first line that matches
before()
{
    cat >hidden/lines
    awk -v pattern="$1" -v lines=hidden/lines '
        $0 ~ pattern && !done { while ((getline line <lines) > 0) print line; done = 1 }
        { print }
        END { exit !done }' "$source/$2" >"hidden/source/$2"
}

theorem3=$(grep -q USER_SENSITIVE hidden/rows && echo FAILS || echo HOLDS)
echo "VARIANT(TERM, \"pg32-term\", \"the machine of the term\", \"nothing\", FAILS, $theorem3)" |
    before '^#undef VARIANT' isa/variant.def
before '^#undef OPCODE' isa/insn.def <hidden/rows
before 'SYS_FENCE,' isa/insn.h <hidden/names
before 'case SYS_CPL:' machine/core.c <hidden/cases
env -u MAKEFLAGS -u MFLAGS make -s -C hidden/source BUILD=build build/trapeze >hidden/log 2>&1 || {
    tail -5 hidden/log >&2
    exit 1
}
ln -s source/build/trapeze hidden/trapeze

# --- our witnesses ---

# shellcheck disable=SC2046 # a list of names
hidden/trapeze classify --isa pg32-term --witness hidden/solution/term-pairs.yaml \
    $(sed 's/:.*//' hidden/solution/term.yaml) >hidden/found
rm hidden/lines hidden/names hidden/cases hidden/rows hidden/questions hidden/log
