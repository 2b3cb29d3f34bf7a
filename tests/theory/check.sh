#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A part of the zoo's table: it agrees with theory. And it would not, were a program of ours wrong:
# each of some that lie makes theory.sh fail.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
. tests/common.sh

# table VARIANT...: a part of it, in TEST_DIR/table, complaints in TEST_DIR/said
table()
{
    TEST_DIR="$TEST_DIR/work" TRAPEZE=${liar:-$BUILD/trapeze} tests/theory/theory.sh "$@" \
        >"$TEST_DIR/table" 2>"$TEST_DIR/said"
}

# row PATTERN...: whether the table has a row of these cells
row()
{
    sed 's/  */ /g' "$TEST_DIR/table" | grep -q "^| $1 |"
}

check "three machines, as theory has them" table pg32 pg32-cpl pg32-kseg
check "the machine of the manual" row 'pg32 |.*| 0 | 0 | holds | holds | right | right |'
check "cpl" row 'pg32-cpl |.*| 1 | 0 | fails | holds | wrong | right | plain: `cpl [a-z0-9]*`'
check "kseg" row 'pg32-kseg |.*| fails | holds | wrong | right | plain: `fetch of csrc matp, .*'
check "kseg, by mode" row 'pg32-kseg, `effective_r: mode` |.*| right | |'

# lies NAME COMPLAINT SCRIPT: a program that changes its arguments, then does what it is asked
lies()
{
    liar=$TEST_DIR/liar
    {
        echo '#!/bin/sh'
        echo "$3"
        echo "exec '$BUILD/trapeze' \"\$@\""
    } >"$liar"
    chmod +x "$liar"
    refuses "$1" table pg32-cpl
    check "$1: complaint" grep -q "^theory: pg32-cpl: $2" "$TEST_DIR/said"
    liar=
}

replace='for a in "$@"; do shift; [ "$a" != FROM ] || a=TO; set -- "$@" "$a"; done'
instead()
{
    echo "$replace" | sed "s/FROM/$1/; s/TO/$2/"
}
lies "no classifier" "trapeze classify: .*unknown command" "$(instead classify clasify)"
lies "no verifier" "trapeze verify .*unknown command" "$(instead verify verrify)"
lies "a classifier of another machine" "the plain monitor is wrong, by theory it is right" \
    '[ "$1" != classify ] || set -- classify --isa pg32 --json'
lies "a verifier of another machine" "the plain monitor is right, by theory it is wrong" \
    '[ "$1" != verify ] || '"{ $(instead machine.isa=pg32-cpl machine.isa=pg32); }"
lies "a verifier of yet another" "the classifier does not name popf" \
    '[ "$1" != verify ] || '"{ $(instead machine.isa=pg32-cpl machine.isa=pg32-popf); }"
lies "unsound pairs that run" "a run under the plain monitor" \
    '[ "$1" != run ] || { shift; set -- run --unsound "$@"; }'
