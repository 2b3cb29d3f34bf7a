#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lab-handouts/starter.awk: what it cuts out of a source, what it leaves, and what it refuses.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

# cut LABS <SOURCE: what remains
cut_out()
{
    cat >"$TEST_DIR/in.c"
    awk -v cut="$1" -f lab-handouts/starter.awk "$TEST_DIR/in.c" >"$TEST_DIR/out.c" 2>"$TEST_DIR/err"
}

# gives NAME LABS: the source is standard input up to a line of =, what is expected what follows
gives()
{
    awk -v first="$TEST_DIR/source" -v rest="$TEST_DIR/expected" '
        BEGIN { printf "" >first; printf "" >rest; to = first }
        /^=$/ { to = rest; next }
        { print >to }'
    cut_out "$2" <"$TEST_DIR/source"
    check "$1" diff "$TEST_DIR/expected" "$TEST_DIR/out.c"
}

# refused NAME LINE: what is refused, the source on standard input
refused()
{
    if cut_out 3; then
        not_ok "$1" "accepted"
    else
        check "$1" grep -q "in.c:$2: " "$TEST_DIR/err"
    fi
}

gives "markers of other labs go, their code stays" 4 <<'END'
int a;
/* LAB 3: write it */
int b;
/* LAB 3 END */
int c;
=
int a;
int b;
int c;
END

gives "functions that others call remain as ones that stop" 3 <<'END'
/* LAB 3: write it */
static int helper(int x)
{
    return x;
}

RARE static uint32_t used(struct vm *vm, const uint8_t *bytes,
                          uint32_t va)
{
    return helper(1);
}

void shown(void)
{
}
/* LAB 3 END */
int x = used(0, 0, 1);
=
/* LAB 3: write it */
RARE static uint32_t used(struct vm *vm, const uint8_t *bytes,
                          uint32_t va)
{
    (void)vm, (void)bytes, (void)va;
    vmm_panic("LAB 3: used is not there yet;", va);
}

void shown(void)
{
    vmm_panic("LAB 3: shown is not there yet;", 0);
}
int x = used(0, 0, 1);
END

gives "one that is called only from what is cut too goes" 3 <<'END'
/* LAB 3: write it */
static int helper(int x)
{
    return x;
}
/* LAB 3 END */
void f(void)
{
    /* LAB 3: and this */
    helper(1);
    /* LAB 3 END */
}
=
/* LAB 3: write it */
void f(void)
{
    /* LAB 3: and this */
}
END

gives "a comment, or a header's name, is no call" 3 <<'END'
#include "helper.h"
/* LAB 3: write it */
static int helper(int x)
{
    return x;
}
/* LAB 3 END */
/*
 * A helper is of use.
 */
=
#include "helper.h"
/* LAB 3: write it */
/*
 * A helper is of use.
 */
END

gives "code that is given stands in for what is cut" "2 3" <<'END'
    /*
     * LAB 3: write it
     * GIVEN:
     * if (x) {
     *     return 0;
     * }
     */
    return 1;
    /* LAB 3 END */
=
    /*
     * LAB 3: write it
     */
    if (x) {
        return 0;
    }
END

refused "no end" 1 <<'END'
/* LAB 3: write it */
int a;
END
refused "an end alone" 2 <<'END'
int a;
/* LAB 3 END */
END
refused "one in the other" 2 <<'END'
/* LAB 3: write it */
/* LAB 4: write it */
/* LAB 4 END */
/* LAB 3 END */
END
refused "code on the line of GIVEN" 2 <<'END'
/*
 * LAB 3: write it. GIVEN: return 0;
 */
/* LAB 3 END */
END

# Every source of the monitor: nothing is said of markers when none is cut, and code is as it was.
for file in vmm/*.[ch] hybrid/*.[ch]; do
    cut_out "" <"$file" || echo "$file: $(cat "$TEST_DIR/err")"
    grep -n 'LAB [0-9]' "$TEST_DIR/out.c"
    awk '/^ *\/\*$/ { getline next_line; if (next_line ~ /LAB [0-9]+: /) { while (next_line !~ /\*\//) getline next_line; next }
            print; print next_line; next }
        /^ *\/\* LAB [0-9]/ { while ($0 !~ /\*\//) getline; next }
        { print }' "$file" | diff - "$TEST_DIR/out.c"
done >"$TEST_DIR/all"
check "the monitor's sources" cmp /dev/null "$TEST_DIR/all"
