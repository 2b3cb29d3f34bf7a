#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Monitors in monitors: the same monitor at every level, to depth 4, with the guest's output that of
# the bare machine; both techniques under each other; consoles, accounts, outcomes and snapshots by
# level; and nobody says what only a monitor may say.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

get()
{
    "$build/test/json_get" "$1" "$2"
}

# nest DEPTH KEYS...: an experiment with so many monitors on each other, v1 in the machine's, v2 in
# v1's, and so on, and in the last one a VM called guest with these keys
nest()
{
    nest_depth=$1 nest_indent='' nest_i=1
    shift
    printf 'machine: {ram: 512MiB}\nmonitor: {kind: vmm}\nlimits: {instructions: 3G}\nvms:\n'
    while [ $nest_i -lt "$nest_depth" ]; do
        printf '%s  - name: v%u\n%s    image: vmm\n' "$nest_indent" $nest_i "$nest_indent"
        printf '%s    memory: %uMiB\n%s    vms:\n' "$nest_indent" \
            $((16 << (nest_depth - nest_i))) "$nest_indent"
        nest_indent="$nest_indent    "
        nest_i=$((nest_i + 1))
    done
    printf '%s  - {name: guest, memory: 8MiB, console: said, %s}\n' "$nest_indent" "$*"
}

# The path of the guest at a depth, with each name after the first string, and joined by the second.
path()
{
    path_i=1 path_all=''
    while [ $path_i -lt "$1" ]; do
        path_all="$path_all$2v$path_i$3"
        path_i=$((path_i + 1))
    done
    echo "$path_all$2guest"
}

# --- the same output at every depth ---

kernel='image: kernel, args: "hello; primes 3000 & spawner 3; sleeper 2; grow 20; crasher null; wait"'
for guest in "$kernel" 'image: ticker' 'image: primes' \
    'image: echo, input: "one\ntwo and a half, which is longer than what is granted at once, by far\nquit\n"'; do
    nest 1 "$guest" >one.yaml
    what=${guest#image: } what=${what%%,*}
    good "$what, bare" "$trapeze" run -q --set monitor.kind=none one.yaml
    mv said bare
    for depth in 2 3; do
        nest $depth "$guest" >nest.yaml
        good "$what, depth $depth" "$trapeze" run -q nest.yaml
        verdict "$what, depth $depth, output" "$(cmp said bare 2>&1)"
    done
done
nest 4 'image: kernel, args: hello' >four.yaml
good "depth 4" "$trapeze" run --json four.json four.yaml
verdict "depth 4, output" "$(grep -q '^v1/v2/v3/guest| hello: process 3 says hello$' "$out" ||
    head -3 "$out")"
verdict "depth 4, outcomes" "$(for vm in v1 v1/v2 v1/v2/v3 v1/v2/v3/guest; do
    grep -q "^$vm: exit 0\$" "$out" || echo "not $vm;"
done)"

# --- both techniques under each other ---

nest 2 "$kernel" >two.yaml
nest 1 "$kernel" >one.yaml
good "the kernel, bare" "$trapeze" run -q --set monitor.kind=none one.yaml
mv said bare
for pair in "vmm hybrid" "hybrid vmm" "hybrid hybrid"; do
    good "$pair" "$trapeze" run -q --set "vms.v1.monitor=${pair% *}" \
        --set "vms.v1.vms.guest.monitor=${pair#* }" two.yaml
    verdict "$pair, output" "$(cmp said bare 2>&1)"
done

# --- accounts ---

# level FILE PREFIX CHILD: what the VM at the prefix was charged is what its monitor and its own VM
# share
level()
{
    for what in cycles.total instructions.total; do
        whole=$(get "$1" "$2.$what")
        parts=$(($(get "$1" "$2.monitor.$what") + $(get "$1" "$2.vms.$3.$what")))
        [ "$whole" -eq "$parts" ] || echo "$2.$what: $whole, not $parts;"
    done
    [ "$(get "$1" "$2.vms.$3.cycles.total")" -gt 0 ] || echo "$3 has nothing;"
}

# sums FILE: at each level of an experiment of depth 4
sums()
{
    [ "$(get "$1" machine.cycles)" -eq $(($(get "$1" monitor.cycles.total) +
        $(get "$1" vms.v1.cycles.total))) ] || echo "machine;"
    level "$1" vms.v1 v2
    level "$1" vms.v1.vms.v2 v3
    level "$1" vms.v1.vms.v2.vms.v3 guest
}

verdict "parts of each level" "$(sums four.json)"
verdict "a trap costs more at each level" "$(
    [ "$(get four.json levels.1.cycles_per_trap)" -gt $((5 * $(get four.json levels.0.cycles_per_trap))) ] &&
    [ "$(get four.json levels.2.cycles_per_trap)" -gt $((5 * $(get four.json levels.1.cycles_per_trap))) ] &&
    [ "$(get four.json levels.3.cycles_per_trap)" -gt $((5 * $(get four.json levels.2.cycles_per_trap))) ] ||
    grep -A 5 '"levels"' four.json)"
verdict "as many traps as with one monitor" "$(nest 1 'image: kernel, args: hello' >one.yaml
    "$trapeze" run -q --set vms.guest.clock=virtual --json one.json one.yaml >/dev/null
    one=$(get one.json levels.0.traps) four=$(get four.json levels.3.traps)
    [ $((one - four)) -lt 20 ] && [ $((four - one)) -lt 20 ] || echo "$four, not about $one")"
for pair in "vmm hybrid" "hybrid vmm" "hybrid hybrid"; do
    run "$trapeze" run -q --json json --set "vms.v1.monitor=${pair% *}" \
        --set "vms.v1.vms.guest.monitor=${pair#* }" two.yaml
    verdict "$pair, parts" "$(level json vms.v1 guest)"
    verdict "$pair, what was done" "$([ "$(get json vms.v1.vms.guest.entries)" -gt 10 ] ||
        get json vms.v1.vms.guest.entries)"
done
good "--compare-bare" "$trapeze" run --compare-bare --json json two.yaml
verdict "compares the guest at the bottom" "$(
    grep -q '^  console output  *the same$' "$out" || grep 'console output' "$out"
    grep -q "^services of v1/guest's kernel" "$out" || grep '^services' "$out"
    get json vms.v1.vms.guest.bare.same_output | grep -v true
    get json vms.v1 | grep '^  "bare"')"

# --- who may say what ---

sed 's/FIRST/0/' "$root/tests/cli/nested/forger.S" >loud.S
sed 's/FIRST/1024/' "$root/tests/cli/nested/forger.S" >quiet.S

# forge NAME EXPERIMENT: the accounts of a guest that says all that a monitor could say are those of
# one that says nothing, to the digit
forge()
{
    for voice in loud quiet; do
        sed "s/FORGER/$voice.S/" "$2" >forge.yaml
        good "$1, $voice" "$trapeze" run -q --json $voice.json forge.yaml
    done
    verdict "$1: in vain" "$(diff loud.json quiet.json | head -5)"
}

cat >beside.yaml <<'EOF'
monitor: {kind: vmm}
vms:
  - {name: forger, image: FORGER, memory: 1MiB}
  - {name: other, image: ticker, memory: 1MiB}
EOF
forge "no monitor" beside.yaml
sed 's/name: forger,/& monitor: hybrid,/' beside.yaml >interpreted.yaml
forge "no monitor, interpreted" interpreted.yaml
cat >inside.yaml <<'EOF'
vms:
  - name: outer
    image: vmm
    memory: 8MiB
    vms:
      - {name: forger, image: FORGER, memory: 1MiB}
      - {name: other, image: ticker, memory: 1MiB}
EOF
forge "in a monitor" inside.yaml
sed 's/name: forger,/& monitor: hybrid,/' inside.yaml >interpreted.yaml
forge "in a monitor that interprets it" interpreted.yaml
sed 's/name: outer/&\n    monitor: hybrid/; s/name: forger,/& monitor: vmm,/' inside.yaml >interpreted.yaml
forge "in a monitor that is interpreted" interpreted.yaml

# One that is declared a monitor is believed, about its own VMs.
cat >liar.yaml <<'EOF'
vms:
  - name: liar
    image: FORGER
    memory: 8MiB
    vms:
      - {name: x, image: hello, memory: 1MiB}
      - {name: y, image: hello, memory: 1MiB}
  - {name: other, image: ticker, memory: 1MiB}
EOF
for voice in loud quiet; do
    sed "s/FORGER/$voice.S/" liar.yaml >forge.yaml
    run "$trapeze" run --json $voice.json forge.yaml
    verdict "a liar, $voice" "$([ $status -eq 1 ] || echo "status $status;")"
    mv "$out" $voice.out
done
verdict "a liar divides nothing but its own" "$(
    for what in machine vms.other monitor vms.liar.cycles vms.liar.instructions vms.liar.events; do
        [ "$(get loud.json $what)" = "$(get quiet.json $what)" ] || echo "$what;"
    done
    [ "$(get loud.json vms.liar.vms)" != "$(get quiet.json vms.liar.vms)" ] || echo "not even that;"
    [ "$(get loud.json vms.liar.cycles.total)" -eq $(($(get loud.json vms.liar.monitor.cycles.total) +
        $(get loud.json vms.liar.vms.x.cycles.total) +
        $(get loud.json vms.liar.vms.y.cycles.total))) ] || echo "sums;")"
verdict "a monitor that ends without a word" "$(grep -q '^liar/y: lost: ' quiet.out || tail -4 quiet.out)"

# --- a monitor with a timing dependency: Theorem 2's second condition ---

theorem=$root/examples/experiments/theorem2
good "alone it works" "$trapeze" run "$theorem-alone.yaml"
sed -n 's/^inner| //p' "$out" >wanted
verdict "alone: output" "$(grep -q '^kernel: power off, status 0$' wanted || head -3 "$out")"
run "$trapeze" run "$theorem-nested.yaml"
verdict "in a VM with the machine's clock it fails" "$([ $status -eq 1 ] || echo "status $status;"
    grep -q '^outer| vm inner: stopped at pc .*: has completed nothing for too long$' "$out" ||
        head -3 "$out"
    grep -q '^outer/inner: stopped: has completed nothing for too long' "$out" || tail -2 "$out")"
good "with a clock of its own it works again" "$trapeze" run "$theorem-repaired.yaml"
verdict "repaired: output" "$(sed -n 's/^outer\/inner| //p' "$out" | cmp - wanted 2>&1)"
good "it is the watchdog" "$trapeze" run --set vms.outer.image=vmm "$theorem-nested.yaml"
verdict "without it: output" "$(sed -n 's/^outer\/inner| //p' "$out" >said; head -3 wanted |
    grep -vxF -f said)"
good "a watchdog that has nothing against more work" "$trapeze" run -q \
    --set monitor.image=vmm-timed "$root/examples/experiments/two-kernels.yaml"

# --- how nested VMs end, and what they say ---

cat >fails.c <<'EOF'
#include <stdio.h>
int main(void)
{
    puts("about to fail");
    return 3;
}
EOF
nest 3 'image: fails.c' >fails.yaml
run "$trapeze" run fails.yaml
verdict "a VM in VMs that fails" "$([ $status -eq 1 ] || echo "status $status;"
    for line in 'v1/v2/guest: exit 3' 'v1/v2: exit 1' 'v1: exit 1'; do
        grep -q "^$line\$" "$out" || echo "not: $line;"
    done)"
run "$trapeze" run -q fails.yaml
verdict "in one line each" "$(grep -q '^trapeze: v1/v2/guest: exit 3$' "$err" || cat "$err")"
nest 2 'image: loop.S' >loops.yaml
printf '.globl _start\n_start: la t0, 1f\ncsrw mtvec, t0\n.balign 4\n1: .word 0\n' >loop.S
run "$trapeze" run loops.yaml
verdict "what a monitor in a VM says" "$([ $status -eq 1 ] || echo "status $status;"
    grep -q '^v1| vm guest: stopped at pc 0x800000.*traps in its own trap handler' "$out" ||
        head -3 "$out")"
run "$trapeze" run --set limits.instructions=400k "$root/examples/experiments/nested.yaml"
verdict "a limit" "$([ $status -eq 1 ] || echo "status $status;"
    [ "$(grep -c ': still running when the limit was reached$' "$out")" -gt 1 ] || tail -3 "$out")"

# --- a mixed company: consoles, keyboards, disks, one level beside another ---

cat >mixed.yaml <<'EOF'
machine: {ram: 128MiB}
vms:
  - name: outer
    image: vmm
    memory: 64MiB
    vms:
      - {name: x, image: echo, memory: 1MiB, input: "a line\nquit\n"}
      - name: mid
        image: vmm
        memory: 24MiB
        vms:
          - {name: y, image: kernel, memory: 8MiB, args: sh, input: "hello\nprimes 100\nexit\n"}
          - {name: z, image: ticker, memory: 1MiB}
  - {name: beside, image: ticker, memory: 1MiB}
limits: {instructions: 1G}
EOF
good "a mixed company" "$trapeze" run --json json mixed.yaml
cp "$out" mixed.out
verdict "each is told by its path" "$(for line in 'outer/x| A LINE' 'outer/mid/y| primes: 25 below 100' \
    'outer/mid/z| ticker: done' 'beside| ticker: done' 'outer/mid/y: exit 0' 'beside: exit 0'; do
    grep -q "^$line\$" mixed.out || echo "not: $line;"
done)"
good "the plain core" "$trapeze" run --core plain --json plain.json mixed.yaml
verdict "is the same" "$(cmp "$out" mixed.out 2>&1; cmp json plain.json 2>&1)"
good "a snapshot" "$trapeze" run -q --save half --at 20M mixed.yaml
good "restored" "$trapeze" run --json restored.json --restore half
verdict "goes on as if nothing had been" "$(cmp "$out" mixed.out 2>&1; cmp json restored.json 2>&1)"
good "restored with the file" "$trapeze" run --restore half mixed.yaml
verdict "the same again" "$(cmp "$out" mixed.out 2>&1)"
sed 's/          - {name: z/      - {name: z/' mixed.yaml >moved.yaml
bad "a snapshot of others" ".*expected the same" "$trapeze" run --restore half moved.yaml
good "isolation" "$trapeze" run --check-isolation mixed.yaml
verdict "changes nothing" "$(cmp "$out" mixed.out 2>&1)"
printf 'trapeze-input/1\n0 0 outer/mid/y 0a\n' >typed
good "--replay knows the paths" "$trapeze" run -q --replay typed mixed.yaml
printf 'trapeze-input/1\n0 0 y 0a\n' >typed
bad "and nothing else" 'typed:2:5: .*name of one of the VMs' "$trapeze" run -q --replay typed mixed.yaml
printf 'break outer/mid/y:kernel_main\ncontinue\ncounters\n' >script
good "a script at the front panel" "$trapeze" repl --script script mixed.yaml
verdict "the front panel reaches the innermost" "$(
    grep -q '^outer/mid/y, supervisor, at 0x[0-9a-f]* <kernel_main>$' "$out" || head -5 "$out"
    grep -q '^outer/mid/z  *[0-9]' "$out" || echo "no counters of outer/mid/z")"

# --- refused ---

bad_yaml "vms that are no list" '4:10: vms: a mapping' <<'EOF'
vms:
  - name: a
    image: vmm
    vms: {name: b}
EOF
bad_yaml "a wrong key inside" '5:19: .*`colour`' <<'EOF'
vms:
  - name: a
    image: vmm
    vms:
      - {name: b, colour: red}
EOF
bad_yaml "the same name in one monitor" '6:16: .*two VMs are called `b`' <<'EOF'
vms:
  - name: a
    image: vmm
    vms:
      - {name: b, image: hello, memory: 1MiB}
      - {name: b, image: hello, memory: 1MiB}
EOF
bad_yaml "less memory than its VMs have" '4:13: .*16MiB for VM `a`, whose own VMs have 16MiB' <<'EOF'
vms:
  - name: a
    image: vmm
    memory: 16MiB
    vms:
      - {name: b, image: hello, memory: 8MiB}
      - {name: c, image: hello, memory: 8MiB}
EOF
bad_yaml "no room for the monitor" '4:13: vms.memory: the VMs in `a`.* need [0-9]* KiB more' <<'EOF'
vms:
  - name: a
    image: vmm
    memory: 16400KiB
    vms:
      - {name: b, image: hello, memory: 16MiB}
EOF
bad_yaml "a disk of a monitor" '5:11: vms.disk: VM `a` is a monitor' <<'EOF'
vms:
  - name: a
    image: vmm
    memory: 16MiB
    disk: bad.yaml
    vms: [{name: b, image: hello, memory: 1MiB}]
EOF
bad_yaml "a signature in a VM in a VM" '4:60: .*VM `a/b` is in another VM' <<'EOF'
vms:
  - name: a
    image: vmm
    vms: [{name: b, image: hello, memory: 1MiB, signature: s}]
EOF
nest 7 'image: hello' >deep.yaml
bad "too deep" 'deep.yaml:[0-9]*:[0-9]*: VMs in VMs too deeply: expected at most 6 levels' \
    "$trapeze" run deep.yaml
bad "--set of a VM that is not there" '.*no VM is called `guess`: did you mean `guest`' \
    "$trapeze" run --set vms.v1.vms.guess.weight=2 two.yaml
bad "--set in a VM that has none" '.*there is no VM to set a key of' \
    "$trapeze" run --set 'vms.v1.vms[0].vms[0].weight=2' two.yaml
bad "without a monitor" '.*monitor.kind: none runs one VM' "$trapeze" run --set monitor.kind=none two.yaml
