#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What `make lab` gives to students, of the labs about the monitor: it builds without a warning, its
# starter runs and says what is not there yet, and it holds nothing that it must not.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

flags=$BUILD/labs/monitor/flags

# Lines of the parts that are cut, but for what functions are called, and what stands elsewhere, too.
secrets()
{
    cat vmm/*.[ch] hybrid/*.[ch] | awk -v labs="$1" '
        { line = $0; gsub(/^ +| +$/, "", line) }
        !inside && line ~ /LAB [0-9]+: / {
            number = line
            sub(/.*LAB /, "", number)
            number += 0
            inside = index(" " labs " ", " " number " ")
            comment = 1
        }
        !inside { open[line] }
        inside && comment { # what is given may be what was there
            comment = line !~ /\*\/$/
            sub(/^\* */, "", line)
            open[line]
            next
        }
        inside && line ~ "LAB " number " END" { inside = 0 }
        inside && length(line) >= 20 && $0 !~ /^[A-Za-z].*\(/ { secret[line] }
        END { for (line in secret) if (!(line in open)) print line }'
}

# Which of these lines the sources in a folder have.
given_away()
{
    cat "$2"/vmm/* "$2"/isa/* "$2"/hybrid/* 2>/dev/null | awk '
        FILENAME != "-" { secret[$0]; next }
        { line = $0; gsub(/^ +| +$/, "", line) }
        line in secret { print line }' "$1" -
}

forbidden()
{
    find "$1" -name hidden -o -name wrong -o -name other -o -name 'generate*' -o -name pack -o -name '*.elf' \
        -o -name '*.o' -o -name fast_paths.S -o -name refill.c -o -type l
}

for lab in lab-handouts/lab*-*/; do
    [ -f "$lab/pack" ] || continue
    name=$(basename "$lab")
    number=${name#lab} number=${number%%-*}
    out=$TEST_DIR/$name
    rm -rf "$out"
    check "$name: made" lab-handouts/pack.sh "$number" "$out" "$flags"
    check "$name: builds without a warning" sh -c "make -C '$out' RISCV_PREFIX='$RISCV_PREFIX' >'$out.log' 2>&1 &&
        ! grep -n 'warning\|error' '$out.log'"
    cut='' && . "./$lab/pack"
    secrets "$cut" >"$out.secrets"
    lines=$(wc -l <"$out.secrets")
    if [ "$lines" -lt 10 ]; then
        not_ok "$name: no solution" "only $lines lines to look for"
    else
        given_away "$out.secrets" "$out" >"$out.given"
        check "$name: no solution" diff /dev/null "$out.given"
    fi
    forbidden "$out" | grep -v '/vmm.elf$\|/build/' >"$out.forbidden"
    check "$name: nothing else" cmp /dev/null "$out.forbidden"
done

refuses "no lab" lab-handouts/pack.sh "" "$TEST_DIR/x" "$flags"
refuses "a lab that there is not" lab-handouts/pack.sh 77 "$TEST_DIR/x" "$flags"
refuses "nowhere" lab-handouts/pack.sh 3 "" "$flags"
refuses "a folder that is there" lab-handouts/pack.sh 3 "$TEST_DIR" "$flags"

# All of it, or nothing.
check "a name with spaces, in a folder that is not there yet" lab-handouts/pack.sh 3 "$TEST_DIR/some where/lab 3/" "$flags"
check "is whole" diff -r "$TEST_DIR/lab3-frames/vmm" "$TEST_DIR/some where/lab 3/vmm"
refuses "one that breaks off" lab-handouts/pack.sh 3 "$TEST_DIR/half" "$TEST_DIR/no-such-flags"
check "leaves nothing" [ -z "$(find "$TEST_DIR" -maxdepth 1 -name 'half*')" ]
