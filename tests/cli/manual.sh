#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the program says of itself: help, the manual page, the shell's completion. They come out of
# the same tables as the program, and have to agree with it.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

rows=$root/panel/command.def
option_names=$(sed -n 's/^OPTION([a-z_]*, [A-Z]*, "\([a-z-]*\)".*/\1/p' "$rows")
keys=$(sed -n 's/^KEY(\([a-z]*\), \([a-z_]*\),.*/\1.\2/p' "$root/panel/schema.def" | sed 's/^vm\./vms./')
verdict "tables" "$([ "$(echo "$option_names" | wc -l)" -gt 10 ] || echo "few options"
    [ "$(echo "$keys" | wc -l)" -gt 20 ] || echo "few keys")"

# --- help ---

good "help" "$trapeze" help
cp "$out" help
run "$trapeze" --help
verdict "help is --help" "$(cmp help "$out" 2>&1)"
run "$trapeze" -h
verdict "help is -h" "$(cmp help "$out" 2>&1)"
for command in run repl gdb trace verify experiment merge cc disasm classify schema help version manual tables completion; do
    good "help $command" "$trapeze" help "$command"
    mv "$out" help
    run "$trapeze" "$command" --help
    [ $command = help ] || verdict "help $command is $command --help" "$(cmp help "$out" 2>&1
        grep -q "^Usage: trapeze $command \[OPTION\]\.\.\." help || head -1 help
        grep -q "^  -h, --help  *show this" help || echo "no --help")"
done
run "$trapeze" help cc
verdict "options without a long name" "$(grep -q '^  -O LEVEL  *the compiler' "$out" || cat "$out")"
verdict "a long term has a line of its own" "$("$trapeze" help run | grep -A 1 '^      --restore FILE' |
    tail -1 | grep -v '^                          [a-z]')"
run "$trapeze" help run
verdict "help run has all keys" "$(for key in $keys; do
    grep -q "^  ${key%.*}\(\[\]\)\?\.${key#*.} " "$out" || echo "$key"
done)"
verdict "help run has the exit status" "$(sed -n '/^Exit status/,$p' "$out" | grep -c '^  [0-3] ' |
    grep -v '^4$')"
bad "help of two" 'trapeze: help: `cc` is too much: expected \[COMMAND\]' "$trapeze" help run cc

# --- version ---

good "version" "$trapeze" version
cp "$out" version
run "$trapeze" --version
verdict "version is --version" "$(cmp version "$out" 2>&1)"
verdict "version and licence" "$(head -1 version | grep -v '^trapeze [0-9.]*$'
    tail -1 version | grep -v '^License GPL-3.0-or-later')"
bad "version of something" 'trapeze: version: `run` is too much: expected nothing after it' \
    "$trapeze" version run

# --- manual ---

good "manual" "$trapeze" manual
cp "$out" trapeze.1
verdict "sections" "$(sed -n 's/^\.SH //p' trapeze.1 | tr '\n' , |
    grep -v '^NAME,SYNOPSIS,DESCRIPTION,COMMANDS,EXPERIMENTS,ENVIRONMENT,EXIT STATUS,$')"
verdict "commands" "$(for command in run repl gdb trace verify experiment merge cc disasm classify schema help; do
    grep -q "^.SS .fBtrapeze .fR.fB$command" trapeze.1 ||
        grep -q "^\.SS .fBtrapeze $command.fR \[.fIOPTION.fR\]" trapeze.1 || echo "no $command"
done)"
verdict "nothing hidden" "$(grep '^\.SS .fBtrapeze \(tables\|completion\|manual\|version\)' trapeze.1)"
verdict "options" "$(for option in $option_names; do
    name=$(printf '%s' "$option" | sed 's/-/\\\\-/g')
    grep -q "^\(.fB.-[a-zA-Z].fR, \)\?.fB.-.-$name.fR" trapeze.1 || echo "no $option"
done)"
verdict "an option with a letter alone" "$(grep -q '^.fB.-O.fR .fILEVEL.fR$' trapeze.1 || echo no)"
verdict "keys" "$(for key in $keys; do
    grep -q "^.fB${key%.*}\(\[\]\|.&\)\..fR.fB${key#*.}.fR\$" trapeze.1 || echo "no $key"
done)"
verdict "defaults" "$(grep -q '(default [^ ]*)$' trapeze.1 || echo none)"
verdict "no dash that cannot be copied" "$(grep -v '^\.' trapeze.1 | sed 's/\\-//g' | grep -e -)"
verdict "no request by chance" "$(grep '^[.'"']" trapeze.1 | grep -v '^\.\(TH\|SH\|SS\|TP\)')"
if command -v man >/dev/null 2>&1 && command -v groff >/dev/null 2>&1; then
    run man --warnings -E UTF-8 -l -Tutf8 ./trapeze.1
    verdict "man(1) has nothing to say against it" "$([ "$status" -eq 0 ] || echo "status $status"
        cat "$err")"
else
    echo "skip man(1): it is not installed"
fi

# --- completion ---

bad "completion of another shell" "trapeze: completion zsh: expected bash" \
    "$trapeze" completion zsh
bad "completion of none" 'trapeze: completion: expected SHELL after it' "$trapeze" completion
good "completion" "$trapeze" completion bash
cp "$out" completion
if ! command -v bash >/dev/null 2>&1; then
    echo "skip completion: no bash"
    exit 0
fi

# completes WORD...: what bash offers for the last one, in one line
completes()
{
    bash -c '. ./completion; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _trapeze 2>/dev/null
        echo "${COMPREPLY[*]}"' bash "$@"
}

# offers EXPECTED WORD...
offers()
{
    offered=$1
    shift
    got=$(completes "$@")
    verdict "completion of: $*" "$([ "$got" = "$offered" ] || echo "$got")"
}

offers "--help --version run repl gdb trace verify experiment merge cc disasm classify schema help" trapeze ""
offers "run repl" trapeze r
offers "--version" trapeze --v
offers "--script" trapeze repl --sc
offers "--set --signature --save" trapeze run --s
offers "-O" trapeze cc -O
offers "machine.ram=" trapeze run --set machine.r
offers "vms[0].name=" trapeze run --set "vms[0].n"
offers "auto always" trapeze run --color a
offers "" trapeze run hel
verdict "all options complete" "$(for command in run repl gdb trace verify cc disasm classify schema; do
    "$trapeze" help $command | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p' | sort -u >one
    completes trapeze $command -- | tr ' ' '\n' | sort -u >other
    grep -vxF -f other one
done)"
