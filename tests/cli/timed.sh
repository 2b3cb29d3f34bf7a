#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# vms.input as a list: what is typed at a certain time, or once something has been put out; in a run,
# from a snapshot, at the front panel back and forth, bare, verified, in VMs of VMs.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

cat >shells.yaml <<'END'
monitor: {kind: vmm}
vms:
  - name: alice
    image: kernel
    args: sh
    memory: 4MiB
    input:
      - {after: "$ ", type: "hello\n"}
      - {after: "$ ", at: 2M, type: "primes 100\n"}
      - {at: 9M, type: "ex"}
      - "it\n"
  - {name: bob, image: kernel, args: sh, memory: 4MiB, input: "hello\nexit\n"}
END
cat >expected <<'END'
alice| kernel: starting
bob| kernel: starting
alice| $ hello
bob| $ hello
alice| hello: process 3 says hello
bob| hello: process 3 says hello
bob| $ exit
bob| kernel: power off, status 0
alice| $ primes 100
alice| primes: 25 below 100
alice| $ exit
alice| kernel: power off, status 0
END

# says NAME OPTION...: the run above, whatever the order of its lines is
says()
{
    says_name=$1
    shift
    run timeout 20 "$trapeze" run -q --json json "$@"
    verdict "$says_name" "$([ "$status" -eq 0 ] || head -1 "$err"
        sort expected >a && sort "$out" | diff a - | head -3)"
}

says "as it is due" shells.yaml
cp json first.json
verdict "not before its time" "$([ "$("$build/test/json_get" json machine.cycles)" -gt 9000000 ] || echo before)"
says "by the plain core" --core plain shells.yaml
verdict "to the byte" "$(cmp first.json json 2>&1)"
says "hybrid" --set monitor.kind=hybrid shells.yaml
says "in a pipeline" --set machine.timing=pipeline shells.yaml
says "beside the bare machine" --compare-bare shells.yaml

# --- from a snapshot: before anything, in the middle of what is waited for, in a wait, typed in part ---

for at in 1k 300k 420k 900k 1205k 1500k; do
    run "$trapeze" run -q --save snapshot --at $at shells.yaml
    says "from instruction $at" --restore snapshot
    verdict "from instruction $at, to the byte" "$(cmp first.json json 2>&1)"
done
run "$trapeze" run -q --restore snapshot --set vms.alice.input=exit shells.yaml
verdict "from a snapshot of another list" \
    "$(wrong_unless 2 '--set .*vms.input: exit here, and \[{after: "$ ", type: "hello.*in the snapshot')"

# --- back and forth at the front panel, in strides that cut it in pieces ---

cat >script <<'END'
goto 700000
stepi
rcontinue
goto 900000
goto 200000
goto 1300000
rstepi
goto 250000
continue
END
run "$trapeze" run -q --set vms.alice.console=said shells.yaml
cp said said.first
run timeout 20 "$trapeze" repl --script script --set vms.alice.console=said shells.yaml
verdict "at the front panel" "$(tail -2 "$out" | grep -c 'exit 0' | grep -v '^2$'; cmp said.first said 2>&1)"
run "$trapeze" trace shells.yaml
verdict "traced" "$([ "$status" -eq 0 ] || echo "status $status")"

# --- verified; in VMs of VMs, both of whom are typed at ---

run "$trapeze" verify shells.yaml
verdict "verified" "$([ "$status" -eq 0 ] || head -3 "$out")"
cat >nested.yaml <<'END'
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    image: vmm
    memory: 32MiB
    vms:
      - {name: a, image: kernel, args: sh, memory: 4MiB,
         input: [{after: "$ ", type: "hello\n"}, {at: 30M, type: "exit\n"}]}
      - {name: b, image: kernel, args: sh, memory: 4MiB,
         input: [{at: 20M, type: "hello\n"}, {after: "hello", at: 10k, type: "exit\n"}]}
limits: {instructions: 200M}
END
run "$trapeze" run -q nested.yaml
verdict "in VMs of VMs" "$([ "$status" -eq 0 ] || head -1 "$err"; grep -c 'says hello' "$out" | grep -v '^2$')"
run "$trapeze" verify nested.yaml
verdict "in VMs of VMs, verified" "$([ "$status" -eq 0 ] || head -3 "$out")"

# --- what is waited for ---

cat >says.c <<'END'
#include <stdio.h>
int main(void)
{
    int c;
    printf("aabaabaaab\nready\n> ");
    while ((c = getchar()) != 'x') {
        printf("%c", c);
    }
    return 0;
}
END
"$trapeze" cc -o says says.c || not_ok "says.c" "cc"

# after TEXT WHETHER: whether that is found in what the guest says
after()
{
    printf 'vms: [{name: g, image: says, input: [{after: "%s", type: "x"}]}]\n' "$1" >after.yaml
    run "$trapeze" run -q --set limits.instructions=10M after.yaml
    verdict "after $1: $2" "$([ "$status" -eq "$([ "$2" = found ] && echo 0 || echo 1)" ] || head -1 "$err")"
}

after a found
after aabaaab found
after baaab found
after aabaabaaab found
after aabaaba found
after abab missed
after 'b\nready' found
after 'ready\n> ' found
after '> ' found
after '> x' missed

# --- wrong ---

# wrong NAME LIST LINE
wrong()
{
    printf 'vms: [{name: g, image: says, input: %s}]\n' "$2" >wrong.yaml
    run "$trapeze" run wrong.yaml
    verdict "wrong: $1" "$(wrong_unless 2 "$3")"
}

wrong "a mapping" '{at: 5}' 'wrong.yaml:1:37: vms.input: a mapping: expected text, or a list of items'
wrong "a list in a list" '[[a]]' 'wrong.yaml:1:38: vms.input: a list in a list: expected an item'
wrong "no such key" '[{aftr: 5, type: a}]' 'wrong.yaml:1:39: unknown key `aftr` in vms.input: did you mean `after`?'
wrong "nothing to type" '[{at: 5}]' 'wrong.yaml:1:38: vms.input: nothing to type: expected a key `type`'
wrong "an empty text" '[{at: 5, type: ""}]' 'wrong.yaml:1:52: vms.input.type: ``: expected text, 1 to'
wrong "no time" '[{at: soon, type: a}]' 'wrong.yaml:1:43: vms.input.at: `soon`: expected a number from 0 to'
wrong "no text" '[{after: [a], type: a}]' 'wrong.yaml:1:46: vms.input.after: a list: expected text'
wrong "time goes back" '[{at: 5k, type: a}, {at: 4k, type: b}]' \
    'wrong.yaml:1:62: vms.input.at: 4000, and an item before it is typed at 5000: expected that or later'
wrong "a carriage return" '[{after: "a\r", type: a}]' 'wrong.yaml:1:46: vms.input.after: a carriage return'
