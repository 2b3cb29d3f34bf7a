#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the front panel refuses, and what it understands: commands' names, arguments, scripts.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"

# --- refused: a command, and what is said of it ---

while IFS='|' read -r command message; do
    printf 'step\n\n# a comment\n%s\nquit\n' "$command" | "$trapeze" repl steps >"$out" 2>"$err"
    status=$?
    verdict "refused: $command" "$([ "$status" -eq 1 ] || echo "status $status;"
        [ "$(cat "$err")" = "standard input:4: $message" ] || cat "$err")"
done <<'END'
4|expected a command at `4`; `help` lists them
!step|expected a command at `!step`; `help` lists them
stpe|no command `stpe`; did you mean `step`?
frobnicate|no command `frobnicate`; `help` lists them
co|`co` could be more than one command; `help` lists them
s 0|`0` is out of range: expected 1 to 2147483647
s 2147483648|`2147483648` is out of range: expected 1 to 2147483647
s -1|`-1` is out of range: expected 1 to 2147483647
s 1 2|`2` is too much
s q|no symbol `q` in any image
continue now|`now` is too much
break nowhere|no symbol `nowhere` in any image
break laef|no symbol `laef` in any image; did you mean `leaf`?
break steps:zzzzzzz|no symbol `zzzzzzz` in steps
break words|`words` is data
break 0x80000002|0x80000002 is not aligned: instructions are at multiples of 4
break alice:loop|nobody here is called `alice`: expected one of steps
break step:loop|nobody here is called `step`: did you mean `steps`?
break 1 2|expected an operator at `2`
break 0x100000000|`0x100000000` does not fit in 32 bits
break 12ab|`12ab` is not a number
break 0x80000000*|expected a number, a symbol or a $register at ``
break 0x80000000/0|division by zero
break 0x80000000<<32|a shift by 32: expected 0 to 31
break (0x80000000|expected ) at ``
break 0x80000000)|expected an operator at `)`
break 1?2|expected : at ``
break 0x|`0x` is not a number
break 'ab'|`'ab'` is no character: expected one such as 'a' or '\n'
break &1|`&` needs a symbol or *ADDRESS behind it
break steps/x:loop|`x:loop`: expected p (physical) or an ASID, 0 to 255, of a VM
break steps/256:loop|`256:loop`: expected p (physical) or an ASID, 0 to 255, of a VM
break machine/1:0|`1:0`: expected p (physical) or an ASID, 0 to 255, of a VM
break $|`$`: 0 values have been printed so far
break $1|`$1`: 0 values have been printed so far
break $mstatus.MMP|mstatus has no field `MMP`: did you mean `MPP`?
break $mscratch.MPP|mscratch has no field `MPP`
break $q|no register or CSR `q`
break ,|expected a number, a symbol or a $register at `,`
break loop+|expected a number, a symbol or a $register at ``
delete 0|`0` is out of range: expected 1 to 4294967295
delete 1|there is no breakpoint, watchpoint or catchpoint 1
delete 1 2|there is no breakpoint, watchpoint or catchpoint 1
registers alice|nobody here is called `alice`: expected one of steps
registers machine|machine is no VM
registers steps x|`x` is too much
csr msttaus|no CSR `msttaus`; did you mean `mstatus`?
csr xyzzy|no CSR `xyzzy`
csr alice:|nobody here is called `alice`: expected one of steps
csr machine:|machine is no VM
csr a b|`b` is too much
tlb alice|nobody here is called `alice`: expected one of steps
tlb 1 2|`2` is too much
mem|expected an address: a number, a symbol or a $register
mem /w|expected an address: a number, a symbol or a $register
x/0x words|`0x` is out of range: expected 1 to 65536
x/65537 words|`65537` is out of range: expected 1 to 65536
x/99999999999999999999 words|`99999999999999999999` is out of range: expected 1 to 65536
x/5q words|`q`: expected x, d, u, c, s or i, and b, h or w
x words 1 words|`words` is too much
x words 0|`0` is out of range: expected 1 to 65536
x words 65537|`65537` is out of range: expected 1 to 65536
x/i words+2|0x80001002 is not aligned: instructions are at multiples of 4
x machine:zzzzzzz|no symbol `zzzzzzz` in machine
disas words+1|0x80001001 is not aligned: instructions are at multiples of 4
disas words 4097|`4097` is out of range: expected 1 to 4096
disas zzzzzzz|no symbol `zzzzzzz` in any image
disas 5 x y|`y` is too much
where now|`now` is too much
vms x|`x` is too much
counters x|`x` is too much
info regsters|no topic `regsters`: did you mean `registers`?
info symbols a b|`b` is too much
info breakpoints now|`now` is too much
input|expected the text to type
input \q|`\q`: expected \n \r \t \e \\ \" or \xNN
input \xg1|`\xg1`: expected \n \r \t \e \\ \" or \xNN
input \x1|`\x1`: expected \n \r \t \e \\ \" or \xNN
input abc\|`\`: expected \n \r \t \e \\ \" or \xNN
select alice|nobody here is called `alice`: expected one of steps
select machine|machine is no VM
select steps x|`x` is too much
help frob|no command `frob`; `help` lists them
help step continue|`continue` is too much
quit x|`x` is too much
END
for one in '(' '-' '1?' '*' '(int)' '1+(' 'steps:' '[' '1&&' '!('; do
    awk -v one="$one" 'BEGIN { printf "break "; for (i = 0; i < 300000; i++) printf "%s", one
        print "" }' >deep
    run "$trapeze" repl -x deep steps
    verdict "nested a hundred thousand deep: $one" "$([ "$status" -eq 1 ] || echo "status $status"
        [ "$(wc -l <"$err")" -eq 1 ] || head -c 300 "$err")"
done
for about in 'info|about what' 'info x|no topic `x`'; do
    printf '%s\n' "${about%%|*}" >script
    run "$trapeze" repl -x script steps
    verdict "refused: ${about%%|*}" "$(grep -q "^script:1: ${about#*|}[?:] expected one of breakpoints, " "$err" ||
        cat "$err")"
done
long=$(printf '%090d' 0 | tr 0 z)
printf '%s\n' "$long" | "$trapeze" repl steps >"$out" 2>"$err"
verdict "a long word is cut short" "$(grep -q 'no command `zz*`; ' "$err" || cat "$err")"

# --- understood: every name of every command ---

run "$trapeze" repl steps
printf 'help\n' | "$trapeze" repl steps >"$out"
commands=$(sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' "$out")
verdict "help lists the commands" "$(sed -n 's/^PANEL_COMMAND(\([a-z]*\),.*/\1/p' \
    "$root/panel/commands.def" >rows; printf '%s\n' "$commands" | diff rows - | head -5)"
verdict "docs/commands.md is up to date (make docs)" "$(cd "$root" &&
    awk -f docs/commands.awk panel/commands.def | diff docs/commands.md - | head -3)"
verdict "help tells of addresses" "$(tail -3 "$out" | grep -q 'monitor:vmm_dispatch' || echo no)"
for command in $commands; do
    printf 'help %s\n' "$command" | "$trapeze" repl steps >"$out" 2>"$err"
    names=$(sed -n 's/  *mean the same$//p' "$out")
    wrong=$(head -1 "$out" | grep "^  $command " >/dev/null || head -1 "$out")
    for name in $names; do
        printf '? %s\n' "$name" | "$trapeze" repl steps 2>&1 | cmp - "$out" >/dev/null ||
            wrong="$wrong $name means something else;"
    done
    verdict "help $command" "$wrong$(cat "$err"; grep '^ *$' "$out")"
done
while read -r short command; do
    printf 'help %s\n' "$short" | "$trapeze" repl steps >"$out" 2>&1
    verdict "$short is $command" "$(head -1 "$out" | grep "^  $command " >/dev/null || cat "$out")"
done <<'END'
st stept
con continue
del delete
disas disas
und undisplay
re registers
m mem
whe where
cou counters
inf info
inp input
sel select
v vms
tl tlb
he help
END

# --- scripts ---

printf 'where\nquit\nnonsense\n' >script
good "a script that leaves" "$trapeze" repl -x script steps
verdict "has done what was before" "$(grep -q '^steps, supervisor' "$out" || cat "$out")"
printf '   \n\twhere  \r\n' >script
good "blanks, and a carriage return" "$trapeze" repl --script=script steps
printf 'where' >script
good "no newline at the end" "$trapeze" repl -x script steps
printf '\nstep\n\nbogus\n' >script
run "$trapeze" repl -x script steps
verdict "a script's error has its line" "$([ "$status" -eq 1 ] || echo "status $status"
    grep -q '^script:4: no command `bogus`' "$err" || cat "$err")"
verdict "an empty line of a script repeats nothing" "$([ "$(grep -c '^steps,' "$out")" -eq 1 ] ||
    cat "$out")"
printf 'step\0\n' >script
run "$trapeze" repl -x script steps
verdict "a zero byte" "$([ "$status" -eq 1 ] && grep -q '^script:1: a zero byte' "$err" ||
    cat "$err")"
bad "no script" "none: No such file" "$trapeze" repl -x none steps
bad "a directory as script" "\.: Is a directory" "$trapeze" repl -x . steps
bad "no image" "none: No such file" "$trapeze" repl none
bad "an option of run" "trapeze: repl: unknown option --json" "$trapeze" repl --json=x steps
bad "a console that cannot be written" "--set .*cannot write none/x: No such file" \
    "$trapeze" repl --set 'vms[0].console=none/x' steps
printf 'input \\x04\ncontinue\n' >script
good "a console that can" "$trapeze" repl -x script --set 'vms[0].console=said' "$build/guests/echo"
verdict "has what was said" "$(grep -q "^echo: 0 lines" said || cat said)"
if [ -c /dev/full ]; then
    run "$trapeze" repl -x script --set 'vms[0].console=/dev/full' "$build/guests/echo"
    : >"$out"
    verdict "a console that is full" "$(wrong_unless 2 'trapeze: cannot write /dev/full')"
fi
