#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command line: unknown commands and options, --set, help, colours, closed and full outputs.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

good_image=$build/guests/hello

# --- commands and options ---

bad "no command" "trapeze: no command" "$trapeze"
bad "an unknown command" 'trapeze: .*`rum`.*did you mean `run`' "$trapeze" rum x
bad "a command like no other" 'trapeze: .*`fly`.*expected one of ' "$trapeze" fly
: >image.elf
bad "a file as a command" 'trapeze: .*`trapeze run ./image.elf`' "$trapeze" ./image.elf
bad "an unknown option" 'trapeze: run: unknown option --jsn: did you mean `--json`' \
    "$trapeze" run --jsn=x hello
bad "an unknown letter" "trapeze: run: unknown option -z" "$trapeze" run -z hello
bad "an option of another command" "trapeze: cc: unknown option --json" "$trapeze" cc --json x y.c
bad "an option before the command" "trapeze: unknown option --jason" "$trapeze" --jason run
bad "no file" "trapeze: run: expected FILE" "$trapeze" run
bad "two files" 'trapeze: run: `b` is too much' "$trapeze" run a b
bad "no argument" "trapeze: --json: expected FILE" "$trapeze" run hello --json
bad "an empty argument" "trapeze: --json: expected FILE" "$trapeze" run --json= hello
bad "an argument too much" "trapeze: --compare-bare: expected nothing" \
    "$trapeze" run --compare-bare=yes hello
bad "a colour" 'trapeze: --color=sometimes: ' "$trapeze" run --color=sometimes hello
bad "a core" 'trapeze: --core slow: expected plain or fast' "$trapeze" run --core slow hello
bad "replay and record" "trapeze: --replay and --record" \
    "$trapeze" run --replay=a --record=b hello
bad "replay and input" "trapeze: --replay and --input" "$trapeze" run --replay=a --input=b hello
bad "help of nothing" 'trapeze: .*`rnu`.*did you mean `run`' "$trapeze" help rnu
for command in run repl cc disasm; do
    good "$command --help" "$trapeze" "$command" --help
    verdict "$command --help says how" \
        "$(grep -q "^Usage: trapeze $command" "$out" || head -1 "$out")"
done
good "--version" "$trapeze" --version
verdict "a version" "$(grep -q '^trapeze [0-9]*\.[0-9]*\.[0-9]*' "$out" || head -1 "$out")"
good "--help" "$trapeze" --help
verdict "no line over 80 columns" "$(awk 'length > 80' "$out")"
verdict "a usage on standard output" "$(grep -q '^Usage: trapeze' "$out" || echo none)"

# --- --set ---

# SETTING PATTERN
bad_set()
{
    setting=$(printf '%s' "$1" | sed 's/[[]/\\[/g')
    bad "--set $1" "--set $setting: $2" "$trapeze" run --set "$1" "$good_image"
}

bad_set "machine.ram" ".*="
bad_set "machine.rma=1MiB" '.*did you mean `ram`'
bad_set "machin.ram=1MiB" '.*did you mean `machine`'
bad_set "machine=5" ""
bad_set "machine.ram=lots" 'machine.ram: `lots`'
bad_set "machine.ram=" "machine.ram: "
bad_set "=5" ""
bad_set "vms[1].memory=1MiB" ""
bad_set "vms[-1].memory=1MiB" ""
bad_set "vms[99999999999].memory=1MiB" ""
bad_set "vms[0.memory=1MiB" ""
bad_set "vms.nobody.memory=1MiB" ".*nobody"
bad_set "vms[0].memmory=1MiB" '.*did you mean `memory`'
bad_set "vms.hello.weight=0" "vms.weight: "
bad_set "monitor.kind=hybird" "monitor.kind: "
bad_set "machine.ram.size=1" ""
good "--set that is right" "$trapeze" run -q --set machine.ram=1MiB --set vms.hello.name=greeter \
    --set vms.greeter.args=x --set monitor.kind=none "$good_image"
good "the last --set holds" "$trapeze" run -q --set machine.ram=1GiB --set machine.ram=1MiB \
    "$good_image"

# --- colours ---

escapes()
{
    grep -c "$(printf '\033')" "$out"
}

run "$trapeze" run --set monitor.kind=vmm "$good_image"
verdict "no colours in a file" "$([ "$(escapes)" -eq 0 ] || echo "$(escapes) lines")"
run "$trapeze" run --color=always --set monitor.kind=vmm "$good_image"
verdict "colours when asked for" "$([ "$(escapes)" -gt 0 ] || echo none)"
sed "s/$(printf '\033')\[[0-9;]*m//g" "$out" >plain
run "$trapeze" run --color=never --set monitor.kind=vmm "$good_image"
verdict "no colours when not wanted" "$([ "$(escapes)" -eq 0 ] || echo "$(escapes) lines")"
verdict "nothing is told by colour alone" "$(cmp plain "$out" 2>&1)"
if script -qc true /dev/null >/dev/null 2>&1; then
    TERM=xterm script -qc "exec '$trapeze' run --set monitor.kind=vmm '$good_image'" /dev/null \
        </dev/null >"$out" 2>&1
    verdict "colours on a terminal" "$([ "$(escapes)" -gt 0 ] || echo none)"
    NO_COLOR=1 TERM=xterm script -qc "exec '$trapeze' run --set monitor.kind=vmm '$good_image'" \
        /dev/null </dev/null >"$out" 2>&1
    verdict "NO_COLOR" "$([ "$(escapes)" -eq 0 ] || echo "$(escapes) lines")"
    TERM=dumb script -qc "exec '$trapeze' run --set monitor.kind=vmm '$good_image'" /dev/null \
        </dev/null >"$out" 2>&1
    verdict "a dumb terminal" "$([ "$(escapes)" -eq 0 ] || echo "$(escapes) lines")"
else
    echo "skip colours on a terminal: no script(1)"
fi

# --- standard output that cannot be written ---

# NAME COMMAND: with its standard output as the shell opens it in $to
unwritable()
{
    status=0
    eval "$2" 2>"$err" </dev/null || status=$?
    : >"$out"
    verdict "$1" "$(wrong_unless 2 'trapeze: .*standard output')"
}

unwritable "run, standard output closed" "'$trapeze' run '$good_image' >&-"
unwritable "help, standard output closed" "'$trapeze' --help >&-"
if [ -c /dev/full ]; then
    unwritable "run, device full" "'$trapeze' run '$good_image' >/dev/full"
    unwritable "run in a VM, device full" \
        "'$trapeze' run --set monitor.kind=vmm '$good_image' >/dev/full"
    unwritable "run -q, device full" "'$trapeze' run -q '$good_image' >/dev/full"
    unwritable "help, device full" "'$trapeze' help run >/dev/full"
    unwritable "version, device full" "'$trapeze' --version >/dev/full"
    unwritable "disasm, device full" "'$trapeze' disasm '$good_image' >/dev/full"
fi
"$trapeze" run -q "$good_image" 2>"$err" </dev/null >/dev/null 2>&- || not_ok "stderr closed" $?
verdict "a reader that goes away" "$("$trapeze" help run 2>&1 | head -1 | grep -v '^Usage')"
