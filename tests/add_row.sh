#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# "To add an instruction is to add one row": CONTRIBUTING.md's example, added to a copy of the
# sources, is there in the disassembler, on the bare machine and in a VM, and in the manual.
. tests/common.sh

row=$(sed -n 's/^    \(ROW(bclr,.*)\)$/\1/p' CONTRIBUTING.md)
copy=$TEST_DIR/copy
rm -rf "$copy" && mkdir "$copy"
cp -r Makefile isa machine vmm hybrid panel examples "$copy"
mkdir "$copy/tests" "$copy/lab-handouts" && : >"$copy/tests/Makefile.inc" && : >"$copy/lab-handouts/Makefile.inc"
awk -v row="$row" '{ print } /^OPCODE\(OP, 0x33\)/ { print row }' isa/insn.def >"$copy/isa/insn.def"

cat >"$copy/bclr.S" <<'END'
    .globl _start
_start:
    li a0, 0xff
    li a1, 35                       /* bit 35 & 31 = 3 */
    .insn r 0x33, 1, 0x24, a2, a0, a1
    li a3, 0xf7
    sub a2, a2, a3
    slli a2, a2, 16
    li a3, 0x3333
    beqz a2, 1f
    or a2, a2, a3
    j 2f
1:  li a2, 0x5555
2:  li a4, 0x100000
    sw a2, 0(a4)
3:  j 3b
END

if [ -z "$row" ]; then
    not_ok "the row" "CONTRIBUTING.md has no ROW(bclr, ...)"
    exit
fi
# In a hurry: what is built is only tried.
check "the row builds" make -s -C "$copy" BUILD=build CFLAGS=-O0 build/trapeze build/vmm.elf build/guests/libpg32.a

trapeze=$copy/build/trapeze
check "the new instruction runs bare" "$trapeze" run -q "$copy/bclr.S"
check "the new instruction runs in a VM" "$trapeze" run -q --set monitor.kind=vmm "$copy/bclr.S"
"$trapeze" disasm "$copy/bclr.S" >"$copy/disasm"
check "the disassembler knows it" grep -q 'bclr a2, a0, a1' "$copy/disasm"
"$trapeze" tables >"$copy/tables"
check "the manual has it" grep -q '^| `bclr` .*clear a bit' "$copy/tables"

# While tables are being looked at: the ones in docs/ are those of the sources as they are.
"$BUILD"/trapeze tables >"$copy/tables"
check "docs/pg32-tables.md is up to date (make docs)" cmp "$copy/tables" docs/pg32-tables.md
