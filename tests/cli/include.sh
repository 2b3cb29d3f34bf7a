#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Files that include files: what is merged with what, where names lead, what is refused; and copies
# of VMs.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

mkdir -p parts/deep
cat >parts/base.yaml <<'END'
include: deep/below.yaml
machine: {tlb: 32, ram: 64MiB}
monitor: {kind: vmm, quantum: 20k}
vms:
  - {name: a, image: ../own.c, memory: 1MiB, console: a.log}
END
cat >parts/deep/below.yaml <<'END'
machine: {tlb: 8, epoch: 77}
limits: {instructions: 50M}
END
cat >parts/other.yaml <<'END'
machine: {epoch: 88}
monitor:
END
cat >own.c <<'END'
#include <stdio.h>
int main(void)
{
    printf("own\n");
    return 0;
}
END

# key NAME KEY VALUE FILE...: what a run of the file has as configuration, by way of an experiment
key()
{
    key_name=$1 key_path=$2 key_value=$3
    shift 3
    rm -rf results
    run "$trapeze" experiment --out results "$@"
    got=$(sed -n "s/.*\"$key_path\": *\"*\([^,\"}]*\).*/\1/p" results/points/1/result.json | head -1)
    verdict "$key_name" "$([ "$status" -eq 0 ] || head -1 "$err"
        [ "$got" = "$key_value" ] || echo "$key_path is $got, not $key_value")"
}

cat >top.yaml <<'END'
include: [parts/base.yaml, parts/other.yaml]
machine: {tlb: 16}
END
key "its own value wins" machine.tlb 16 top.yaml
key "a mapping is merged" machine.ram 67108864 top.yaml
key "a later file wins" machine.epoch 88 top.yaml
key "an empty section takes nothing away" monitor.quantum 20000 top.yaml
key "files include files" limits.instructions 50000000 top.yaml
key "--set wins over all" machine.tlb 24 --set machine.tlb=24 top.yaml

echo 'include: parts/base.yaml' >alone.yaml
key "an included file wins over what it includes" machine.tlb 32 alone.yaml
printf 'include: [parts/other.yaml, parts/base.yaml]\n' >order.yaml
key "the order counts" machine.epoch 77 order.yaml
cat >list.yaml <<'END'
include: parts/base.yaml
vms: [{name: b, image: hello, memory: 1MiB}]
END
run "$trapeze" run -q list.yaml
verdict "a list is replaced" "$(echo 'b| hello, world: one page of assembly on a bare PG-32' | cmp - "$out" 2>&1)"
printf 'include:\nvms: [{image: hello}]\n' >none.yaml
run "$trapeze" run -q none.yaml
verdict "including nothing" "$([ "$status" -eq 0 ] || head -1 "$err")"

rm -f a.log parts/a.log
(cd parts/deep && "$trapeze" run -q ../../alone.yaml) >"$out" 2>"$err"
verdict "names are relative to the file that they stand in" "$(echo own | cmp - parts/a.log 2>&1; head -1 "$err")"

# --- refused ---

# refused NAME FILE LINE
refused()
{
    run "$trapeze" run "$2"
    verdict "$1" "$(wrong_unless 2 "$3")"
}

echo 'include: nowhere.yaml' >wrong.yaml
refused "a file that is not there" wrong.yaml 'wrong.yaml:1:10: include: nowhere.yaml: No such file'
echo 'include: parts' >wrong.yaml
refused "a folder" wrong.yaml 'wrong.yaml:1:10: include: parts: expected a regular file'
echo 'include: {file: a}' >wrong.yaml
refused "a mapping" wrong.yaml 'wrong.yaml:1:10: include: a mapping: expected the name of a file, or a list'
echo 'include: [parts/base.yaml, [a]]' >wrong.yaml
refused "a list in a list" wrong.yaml 'wrong.yaml:1:28: include: a list: expected the name of a file, or a list'
echo 'include: ""' >wrong.yaml
refused "no name" wrong.yaml 'wrong.yaml:1:10: include: nothing: expected the name of a file'
echo 'include: wrong.yaml' >wrong.yaml
refused "itself" wrong.yaml 'wrong.yaml:1:10: include: wrong.yaml includes itself: expected another file'
echo 'include: ../wrong.yaml' >parts/back.yaml
echo 'include: parts/back.yaml' >wrong.yaml
refused "each other" wrong.yaml 'parts/back.yaml:1:10: include: parts/../wrong.yaml includes itself'
ln -s wrong.yaml link.yaml
echo 'include: link.yaml' >wrong.yaml
refused "itself by another name" wrong.yaml 'wrong.yaml:1:10: include: link.yaml includes itself'
echo '[a]' >parts/list.yaml
echo 'include: parts/list.yaml' >wrong.yaml
refused "what is no mapping" wrong.yaml 'parts/list.yaml:1:1: a list: expected a mapping, since this file is included'
printf 'machine:\n  tbl: 4\n' >parts/wrong.yaml
echo 'include: parts/wrong.yaml' >wrong.yaml
refused "a wrong key in it" wrong.yaml 'parts/wrong.yaml:2:3: unknown key `tbl` in machine: did you mean `tlb`?'
printf 'vms: [{image: nowhere.c}]\n' >parts/wrong.yaml
refused "a missing image in it" wrong.yaml 'parts/wrong.yaml:1:15: vms.image: parts/nowhere.c: No such file'
printf 'include: parts/base.yaml\nincluded: 3\n' >wrong.yaml
refused "a slip of the word" wrong.yaml 'wrong.yaml:2:1: unknown key `included`: did you mean `include`?'
printf 'machine: {include: parts/base.yaml}\n' >wrong.yaml
refused "not at the top" wrong.yaml 'wrong.yaml:1:11: unknown key `include` in machine'

for n in 1 2 3 4 5 6 7 8 9; do
    echo "include: chain$((n + 1)).yaml" >chain$n.yaml
done
echo 'vms: [{image: hello}]' >chain9.yaml
refused "eight deep is enough" chain1.yaml '' | sed 's/not ok.*status 0.*/ok eight deep is enough/'
echo 'include: chain10.yaml' >chain9.yaml
echo 'vms: [{image: hello}]' >chain10.yaml
refused "nine deep is not" chain1.yaml 'chain9.yaml:1:10: include: too much: expected at most 64 files'
echo '{}' >small.yaml
awk 'BEGIN { printf "include: ["; for (i = 0; i < 70; i++) printf "small.yaml, "; print "small.yaml]" }' >wrong.yaml
refused "too many files" wrong.yaml 'wrong.yaml:1:[0-9]*: include: too much: expected at most 64 files of 4 MiB together'
awk 'BEGIN { for (i = 0; i < 900; i++) print "# " sprintf("%1000s", ""); print "machine: {}" }' >big.yaml
echo 'include: [big.yaml, big.yaml, big.yaml, big.yaml, big.yaml]' >wrong.yaml
refused "too much in them" wrong.yaml 'wrong.yaml:1:51: include: too much'
for f in one two; do
    awk -v f=$f 'BEGIN { print "measure:"; for (i = 0; i < 600; i++) print "  " f i ": 1" }' >$f.yaml
done
printf 'include: [one.yaml, two.yaml]\nvms: [{image: hello}]\n' >merged.yaml
run "$trapeze" experiment --list merged.yaml
verdict "a thousand keys of a mapping are merged, and no more" "$(wrong_unless 2 'merged.yaml:1:21: include: too many keys')"

# --- copies of VMs ---

cat >copies.yaml <<'END'
monitor: {kind: vmm}
vms:
  - {name: prog, image: own.c, memory: 1MiB, count: 2, console: "prog-%.log"}
  - {name: other, image: own.c, memory: 1MiB}
END
run "$trapeze" run -q copies.yaml
verdict "copies" "$(printf '%s\n' 'other| own' 'prog1| own' 'prog2| own' | diff - "$(sort "$out" >s && echo s)")"
verdict "files of copies" "$(cat prog-1.log prog-2.log | sort -u | grep -vx own)"
for count in 0 1 3; do
    run "$trapeze" run -q --set vms.prog.count=$count copies.yaml
    verdict "$count of them" "$(grep -c '^prog[1-3]*| own' "$out" | grep -vx "$count")"
done
cat >nested.yaml <<'END'
machine: {ram: 64MiB}
monitor: {kind: vmm}
vms:
  - name: outer
    count: 2
    image: vmm
    memory: 16MiB
    vms: [{name: in, image: own.c, memory: 1MiB, count: 2, console: in-%.log}]
END
run "$trapeze" run -q nested.yaml
verdict "copies of VMs with VMs" "$(sed 's/|.*//' "$out" | sort | tr '\n' ' ' |
    grep -v '^outer1/in1 outer1/in2 outer2/in1 outer2/in2 $')"
verdict "their files" "$(ls in-1.1.log in-1.2.log in-2.1.log in-2.2.log 2>&1 >/dev/null)"
run "$trapeze" run -q --set vms.outer.vms.in.count=1 --set vms.outer.count=1 nested.yaml
verdict "one of each" "$(sed 's/|.*//' "$out" | grep -vx outer1/in1)"

# refuses NAME LINE OPTION...
refuses()
{
    refuses_name=$1 refuses_line=$2
    shift 2
    run "$trapeze" run -q "$@"
    verdict "$refuses_name" "$(wrong_unless 2 "$refuses_line")"
}

refuses "none left" '--set vms.\*.count=0: vms.count: no VM is left: expected at least one' --set 'vms.*.count=0' copies.yaml
refuses "too many copies" '--set vms.prog.count=256: vms.count: `256`: expected a number from 0 to 255' \
    --set vms.prog.count=256 copies.yaml
refuses "too many with others" 'copies.yaml:4:5: too many VMs: expected at most 255' --set vms.prog.count=255 copies.yaml
refuses "too many in each other" 'nested.yaml:8:\|--set .*: too many VMs: expected at most 255' \
    --set vms.outer.count=20 --set vms.outer.vms.in.count=20 nested.yaml
refuses "one file for two" '--set .*: vms.console: VM `prog1` writes to that file too: expected one of its own: a % in it' \
    --set vms.prog.console=x copies.yaml
refuses "a number makes the name too long" '--set .*: vms.name: `a*` with a number behind it is too long' \
    --set vms.prog.name=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa copies.yaml
refuses "a copy has the name of another" 'copies.yaml:4:\|--set .*vms.name: two VMs are called `prog1`' \
    --set vms.other.name=prog1 copies.yaml
refuses "a copy before it is made" '--set .*: no VM is called `prog1`: did you mean `prog`?' \
    --set vms.prog1.weight=2 copies.yaml

# A % in the name of the folder that the file lies in is nobody's number.
mkdir -p "100%"
cp own.c "100%/own.c"
cat >"100%/many.yaml" <<'END'
monitor: {kind: vmm}
vms: [{name: prog, image: own.c, memory: 1MiB, count: 2, console: "said-%.log"}]
END
run "$trapeze" run -q "100%/many.yaml"
verdict "a % in a folder's name" "$([ -f "100%/said-1.log" ] && [ -f "100%/said-2.log" ] || ls . "$err")"
