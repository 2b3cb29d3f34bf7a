#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The textbook's figures out of real runs (examples/figures): that they come out as they are kept,
# byte for byte, and that in each the right ones act in the right order. Addresses and counts depend
# on the cross compiler: with another one than tests/golden/compiler.txt names, only the order is
# looked at.

. tests/cli/common.sh

figures=$root/examples/figures
compiler=$("${RISCV_CC:-riscv64-unknown-elf-gcc}" -dumpfullversion 2>/dev/null)
mkdir new
(cd "$root" && TRAPEZE=$trapeze GUESTS=$build/guests "$figures/figures.sh" "$work/in/new") >"$out" 2>"$err"
verdict "figures come out" "$([ $? -eq 0 ] || cat "$err")"

for file in "$figures"/b*; do
    name=$(basename "$file")
    if [ "$compiler" = "$(cat "$root/tests/golden/compiler.txt")" ]; then
        verdict "$name" "$(diff "$file" "new/$name" | head -6)"
    else
        verdict "$name" "$([ -s "new/$name" ] || echo "is not there")"
        echo "skip bytes of $name: compiler $compiler, the file is another's"
    fi
done

# actors FILE: who acts in each numbered row of a figure in Markdown, as letters of their columns
actors()
{
    awk -F ' *[|] *' '
        /^\| \|/ { for (i = 3; i < NF; i++) letter[i] = substr($i, 1, 1) }
        /^\| [0-9]/ { for (i = 3; i < NF; i++) if ($i != "") printf "%s", letter[i]; printf " " }' "$1"
}

# order NAME ACTORS: of the figure that begins with NAME
order()
{
    verdict "$1: who acts when" "$(actors new/"$1"-*.md | grep -vx "$2 ")"
}

order b1 "P H O H P"
order b2 "P O P"
order b3 "P M OM M P"
order b5 "P O P"
order b6 "P M OM M OM M P"

# says NAME ROW PATTERN: what a row of a figure says
says()
{
    verdict "$1: row $2" "$(grep "^| $2 " new/"$1"-*.md | grep -qe "$3" ||
        grep "^| $2 " new/"$1"-*.md)"
}

says b1 1 '`ecall` at .*getpid.*: system call 5 (getpid), trap'
says b1 2 'Mode: user -&gt; supervisor.*matp.TE: 1 -&gt; 0.*mepc &lt;- .*mcause &lt;- 8 .*pc &lt;- mtvec.*trap\\_vector'
says b1 3 'trap\\_vector.*`mret` at .*trap\\_return'
says b1 4 'Mode: supervisor -&gt; user.*0 -&gt; 1.*pc &lt;- mepc'
says b3 2 'Reflects cause 8 .*virtual supervisor mode.*mtvec, in the hardware.s user mode: .*trap\\_vector'
says b3 3 '`mret` at .* is privileged: trap'
says b3 4 'Emulates `mret`.*virtual user mode'
says b5 1 '`lbu .*: no TLB entry for a load, '
says b5 2 'TLB write at .*VPN 0x00012 -&gt; PFN 0x.*`mret`'
says b5 3 'The same instruction again: now it completes'
says b6 2 'Reflects cause 25 '
says b6 3 '`tlbwr t0, t1` at .* is privileged: trap'
says b6 4 'Emulates `tlbwr t0, t1`: VPN 0x00012 -&gt; PFN 0x.* is asked for<br>Installs VPN 0x00012 -&gt; MFN 0x'
says b6 6 'Emulates `mret`.*virtual user mode'
says b6 7 'The same instruction again: now it completes'

# What is asked for is not what is installed; but it is for the same page.
verdict "b6: another frame" "$(grep '^| 4 ' new/b6-*.md |
    sed 's/.*PFN \(0x[0-9a-f]*\).*MFN \(0x[0-9a-f]*\).*/\1 \2/' | awk '$1 == $2 || NF != 2')"
verdict "b4: 0, 2, 3 to 10, 3, 8 to 5, 6, 10" "$(
    sed -n 's/^| \([0-9]*\): [^|]*| \([0-9]*\): [^|]*| \([0-9]*\): .*/\1 \2 \3/p' new/b4-*.md >map
    printf '0 10 5\n2 3 6\n3 8 10\n' | diff - map
    grep -q '^| 1: .*| not mapped |' new/b4-*.md || echo "page 1")"
verdict "within a terminal's width" "$(awk 'length > 80 { print FILENAME ": " $0 }' new/b*.txt | head -3)"
