#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a run writes: report, console, record. What cannot be written is said before anything
# starts; nothing is half written, and a file that was there stays whole; JSON is JSON; twice the
# same gives the same bytes.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

good_image=$build/guests/hello
json_get=$build/test/json_get
export TMPDIR="$work/tmp"
mkdir -p "$TMPDIR"

# --- what cannot be written ---

for option in json record; do
    bad "--$option in a folder that is not there" "trapeze: cannot write none/x: No such file" \
        "$trapeze" run --$option none/x "$good_image"
    bad "--$option to a directory" "trapeze: cannot write \.: Is a directory" \
        "$trapeze" run --$option . "$good_image"
    bad "--$option to a name that is too long" "trapeze: cannot write xxx*\.*: File name too long" \
        "$trapeze" run --$option "$(printf '%0300d' 0 | tr 0 x)" "$good_image"
done
cat >console.yaml <<'EOF'
vms:
- name: a
  image: hello
  console: none/there
EOF
bad "a console in a folder that is not there" \
    "console.yaml:4:12: cannot write none/there: No such file" "$trapeze" run console.yaml
bad "--set of such a console" "--set vms\[0\].console=none/x: .*No such file" \
    "$trapeze" run --set 'vms[0].console=none/x' console.yaml
if [ -c /dev/full ]; then
    for option in json record; do
        run "$trapeze" run -q --$option /dev/full "$good_image"
        : >"$out"
        verdict "--$option to a full device" "$(wrong_unless 2 'trapeze: cannot write /dev/full')"
    done
    run "$trapeze" run -q --set 'vms[0].console=/dev/full' console.yaml
    : >"$out"
    verdict "a console to a full device" "$(wrong_unless 2 '.*/dev/full')"
fi

# --- nothing half written, and the old file stays ---

echo old >kept.json
bad "an error after --json was opened" "trapeze: cannot write none/x" \
    "$trapeze" run --json kept.json --record none/x "$good_image"
verdict "the old report is whole" "$(echo old | cmp - kept.json 2>&1)"
bad "an error in the experiment" "--set machine.ram=5" \
    "$trapeze" run --json kept.json --set machine.ram=5 "$good_image"
verdict "the old report is whole still" "$(echo old | cmp - kept.json 2>&1)"
head -c 100 "$good_image" >broken.elf
bad "a broken image" "broken.elf: " "$trapeze" run --json kept.json --record new broken.elf
verdict "no record" "$([ ! -e new ] || echo "there is one")"
printf 'int main(void) { return 0 }\n' >wrong.c
run "$trapeze" cc -o kept.json wrong.c
verdict "cc fails, and its output is as it was" "$(echo old | cmp - kept.json 2>&1; leftovers)"
run "$trapeze" run --json kept.json wrong.c
verdict "a source that does not compile" "$(echo old | cmp - kept.json 2>&1; leftovers)"
ls "$TMPDIR" >after
verdict "nothing stays in TMPDIR" "$(cat after)"

# --- JSON ---

"$trapeze" run -q --json report.json --compare-bare --set monitor.kind=vmm "$good_image" \
    >"$out" 2>&1 || cat "$out"
chmod 640 kept.json
good "the report replaces an old file" "$trapeze" run -q --json kept.json "$good_image"
verdict "with the old one's permissions" "$(find . -name kept.json ! -perm 640)"
if [ ! -x "$json_get" ]; then
    echo "skip JSON: json_get is not built"
else
    for file in report.json kept.json; do
        run "$json_get" $file schema vms.hello.outcome vms.hello.passed
        verdict "$file is JSON" "$(cat "$err"
            printf '"trapeze-run/1"\n"exit 0"\ntrue\n' | cmp - "$out" 2>&1)"
    done
    run "$json_get" report.json machine.cycles monitor.cycles.total vms.hello.cycles.total
    verdict "cycles add up" "$(awk '{ n[NR] = $1 }
        END { if (NR != 3 || n[1] != n[2] + n[3]) print n[1], n[2], n[3] }' "$out")"
    run "$json_get" report.json machine.instructions monitor.instructions.total \
        vms.hello.instructions.total
    verdict "instructions add up" "$(awk '{ n[NR] = $1 }
        END { if (NR != 3 || n[1] != n[2] + n[3]) print n[1], n[2], n[3] }' "$out")"
    printf 'vms:\n- {name: a-1_B, image: hello, args: "%s"}\n' '\xe9 \u20ac \\ \" \t' |
        sed 's/ \\t"/"/' >odd.yaml
    run "$trapeze" run -q --json odd.json odd.yaml
    verdict "JSON of odd text" "$([ "$status" -eq 0 ] || cat "$err"; "$json_get" odd.json 2>&1)"
fi

# --- limits ---

printf '    .globl _start\n_start:\n    j _start\n' >loop.S
cat >limit.yaml <<'EOF'
vms:
- {name: loop, image: loop.S}
- {name: other, image: hello}
machine: {ram: 64MiB}
limits: {instructions: 3M}
EOF
for limit in instructions=1 instructions=100000 cycles=1 cycles=100000; do
    run "$trapeze" run -q --set limits.$limit loop.S
    verdict "bare, limits.$limit" "$(wrong_unless 1 'trapeze: loop: still running when the limit')"
done
run "$trapeze" run -q --json limit.json limit.yaml
verdict "a limit for two VMs" "$([ "$status" -eq 1 ] || echo "status $status"
    [ "$(cat "$err")" = "trapeze: loop: still running when the limit was reached" ] || cat "$err")"
if [ -x "$json_get" ]; then
    run "$json_get" limit.json machine.instructions vms.loop.passed vms.other.passed
    verdict "and its report" "$(printf '3000000\nfalse\ntrue\n' | cmp - "$out" 2>&1)"
fi

# --- twice the same ---

# NAME ARGUMENT...: output, error output and report of two runs
twice()
{
    name=$1
    shift
    for n in 1 2; do
        "$trapeze" run --json same.$n.json --set 'vms[0].console='same.$n.console "$@" \
            >same.$n.out 2>same.$n.err </dev/null
        echo $? >>same.$n.out
        [ "$n" -eq 2 ] || sleep 0.1
    done
    verdict "twice: $name" "$(for kind in json console out err; do
        cmp same.1.$kind same.2.$kind 2>&1
    done)"
    [ -s same.1.json ] && [ -s same.1.out ] || not_ok "twice: $name" "nothing was written"
}

twice "hello" "$good_image"
twice "kernel, bare" "$build/guests/kernel"
twice "ticker in a VM" --set monitor.kind=vmm "$build/guests/ticker"
twice "two VMs and a limit" limit.yaml
twice "two kernels" --compare-bare "$root/examples/experiments/two-kernels.yaml"
