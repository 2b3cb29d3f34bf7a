#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every row of insn.def with random operands: what it encodes to is what GNU as makes of it, and
# what we print is what objdump prints, pseudo-instructions included.
. tests/common.sh

rows=$TOOLS/asm_rows
source=$TEST_DIR/rows.S
elf=$TEST_DIR/rows.elf
flat=$TEST_DIR/rows.bin
objdump=${RISCV_PREFIX}objdump

# PG-32's own CSRs, and standard ones that an objdump may be too old to know: it prints numbers.
numbers='matp=0x7c0 mtlbidx=0x7c1 mtlbwired=0x7c2 mtlbrand=0x7c3 mtlbcfg=0xfc0
    mcyclecfg=0x321 minstretcfg=0x322 mcyclecfgh=0x721 minstretcfgh=0x722
    mstatush=0x310 menvcfg=0x30a menvcfgh=0x31a mconfigptr=0xf15'

names_to_numbers()
{
    awk -v numbers="$numbers" '
        BEGIN {
            n = split(numbers, pair, /[ \n]+/)
            for (i = 1; i <= n; i++) { split(pair[i], p, "="); number[p[1]] = p[2] }
        }
        {
            n = split($2, operand, ",")
            text = $1
            for (i = 1; i <= n; i++) {
                text = text (i == 1 ? " " : ",")
                text = text (operand[i] in number ? number[operand[i]] : operand[i])
            }
            print text
        }'
}

# One blank after the mnemonic and none among the operands; no 0x before a jump's target. Some
# objdumps (2.40) write "add" for addi, "csrw" for csrwi: there the operands tell them apart.
squeeze()
{
    sed -E -e 's/[ 	]+$//' -e 's/, */,/g' -e 's/^([^ 	]+)[ 	]+/\1 /' -e '/^[bj]/s/0x//' \
        -e 's/^(add|xor|or|and|sll|srl|sra)i /\1 /' -e 's/^(csrr?[wsc])i /\1 /'
}

# objdump's text alone: no address, no word, no <symbol>, no # comment.
objdump_text()
{
    "$objdump" -d "$elf" | sed -n 's/^ *[0-9a-f]*:	[0-9a-f]* *	//p' |
        sed -e 's/ *#.*//' -e 's/ *<.*>//' | squeeze | names_to_numbers
}

our_text()
{
    cut -f 2 "$TEST_DIR/text" | squeeze | names_to_numbers
}

# A line for each row: whether each of its instructions has the same text in both files. Of
# PG-32's own instructions objdump knows the words only; test_disasm.c has their texts.
compare()
{
    cut -f 1 "$TEST_DIR/text" >"$TEST_DIR/names"
    paste "$TEST_DIR/names" "$TEST_DIR/ours" "$TEST_DIR/theirs" | awk -F '	' '
        { same = $1 ~ /^(tlb.*|jrst|popf|cpl|lra)$/ ? $3 ~ /^\.(4byte|word|insn)/ : $2 == $3 }
        !($1 in bad) { order[n++] = $1; bad[$1] = "" }
        !same { bad[$1] = "\"" $2 "\", objdump has \"" $3 "\"" }
        END {
            for (i = 0; i < n; i++) {
                row = order[i]
                print bad[row] == "" ? "ok text " row : "not ok text " row ": " bad[row]
            }
        }'
}

set -e
"$rows" source >"$source"
# shellcheck disable=SC2086 # several options
"$RISCV_CC" $RISCV_ARCH -mno-relax -nostdlib -Wl,-Ttext=0x80000000 -Wl,-e,0 -Wl,--no-relax \
    -o "$elf" "$source"
"${RISCV_PREFIX}objcopy" -O binary -j .text "$elf" "$flat"
"$rows" encoded "$flat"
"$rows" text "$flat" >"$TEST_DIR/text"
our_text >"$TEST_DIR/ours"
objdump_text >"$TEST_DIR/theirs"
ours=$(wc -l <"$TEST_DIR/ours")
theirs=$(wc -l <"$TEST_DIR/theirs")
check "objdump has as many instructions" [ "$ours" -eq "$theirs" ]
check "at least 2000 instructions" [ "$ours" -ge 2000 ]
compare
