#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Experiment files that are wrong: each is refused with one line, file:line:column: what is wrong.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# --- keys ---

bad_yaml "unknown section" '3:1: .*`vmz`.*did you mean `vms`' <<'EOF'
machine:
  ram: 64MiB
vmz: []
EOF
bad_yaml "unknown key" '2:3: .*`rma`.*did you mean `ram`' <<'EOF'
machine:
  rma: 64MiB
vms: [{image: hello}]
EOF
bad_yaml "unknown key of a VM" '4:5: .*`memmory`.*did you mean `memory`' <<'EOF'
vms:
  - name: a
    image: hello
    memmory: 4MiB
EOF
bad_yaml "unknown key, nothing near" '1:11: .*`colour`.*expected one of ' <<'EOF'
machine: {colour: red}
EOF
bad_yaml "a key twice" '3:3: `ram`.*second time.*line 2' <<'EOF'
machine:
  ram: 64MiB
  ram: 32MiB
vms: [{image: hello}]
EOF
bad_yaml "a section twice" '2:1: `vms`.*second time' <<'EOF'
vms: [{image: hello}]
vms: [{image: hello}]
EOF
bad_yaml "a list as a key" '1:3: .*key' <<'EOF'
? [a, b]
: c
EOF

# --- types ---

bad_yaml "a number where a section belongs" '1:10: ' <<'EOF'
machine: 5
EOF
bad_yaml "a list where a section belongs" '1:10: ' <<'EOF'
machine: [ram, 5]
EOF
bad_yaml "a mapping where a list belongs" '2:3: ' <<'EOF'
vms:
  name: hello
EOF
bad_yaml "a list where a value belongs" '1:16: ' <<'EOF'
machine: {ram: [64MiB]}
vms: [{image: hello}]
EOF
bad_yaml "a mapping where a value belongs" '1:15: ' <<'EOF'
vms: [{image: {name: hello}}]
EOF
bad_yaml "a list at the top" '1:1: ' <<'EOF'
- vms
EOF
bad_yaml "a word at the top" '1:1: ' <<'EOF'
hello
EOF
bad_yaml "a value without its key" '2:5: vms: .*mapping' <<'EOF'
vms:
  - hello
EOF
for value in many 5.5 -1 0x10 1e9 '"64 MiB"' 64MB 64 MiBi '""' 99999999999999999999999 '5 KiB'; do
    bad_yaml "machine.ram: $value" '2:8: machine.ram: ' <<EOF
machine:
  ram: $value
vms: [{image: hello}]
EOF
done
for value in yes 1.5 1ki -3 1000001G 18446744073709551616; do
    bad_yaml "limits.cycles: $value" '1:18: limits.cycles: ' <<EOF
limits: {cycles: $value}
vms: [{image: hello}]
EOF
done

# --- ranges ---

# KEY VALUE
out_of_range()
{
    section=${1%.*} key=${1#*.}
    if [ "$section" = vms ]; then
        bad_yaml "$1: $2" "2:$((${#key} + 6)): $1: .*expected" <<EOF
vms:
- {$key: $2, image: hello}
EOF
    else
        bad_yaml "$1: $2" "2:$((${#key} + 5)): $1: .*expected" <<EOF
$section:
  $key: $2
vms: [{image: hello}]
EOF
    fi
}

out_of_range machine.ram 1023KiB
out_of_range machine.ram 2GiB
out_of_range machine.ram 1049600
out_of_range machine.tlb 7
out_of_range machine.tlb 257
out_of_range machine.isa pg64
out_of_range machine.timing slow
for cost in simple.load simple.branch pipeline.load_use pipeline.mispredict; do
    out_of_range $cost 16
done
for cost in simple.mul simple.trap pipeline.div pipeline.csr; do
    out_of_range $cost 0
    out_of_range $cost 1001
done
out_of_range pipeline.predictor perfect
out_of_range pipeline.counters 100
out_of_range pipeline.targets 65537
out_of_range pipeline.device 1001
for cache in icache dcache; do
    out_of_range $cache.size 5000
    out_of_range $cache.size 32MiB
    out_of_range $cache.line 2
    out_of_range $cache.line 48
    out_of_range $cache.ways 3
    out_of_range $cache.ways 128
    out_of_range $cache.replacement oldest
    out_of_range $cache.miss 1001
done
bad_yaml "a cache smaller than its ways" '3:9: dcache: 4 ways of .*expected a size of at least 128' <<'EOF'
dcache:
  size: 64
  ways: 4
vms: [{image: hello}]
EOF
out_of_range icache.fence_i sometimes
out_of_range dcache.write both
out_of_range dcache.allocate maybe
out_of_range monitor.soft_tlb 65537
out_of_range monitor.asids none
out_of_range monitor.quantum 999
bad_yaml "monitor.kind: vmmm" '1:17: monitor.kind: .*did you mean `vmm`' <<'EOF'
monitor: {kind: vmmm}
vms: [{image: hello}]
EOF
out_of_range monitor.quantum 2G
out_of_range vms.weight 0
out_of_range vms.weight 1001
out_of_range vms.memory 60KiB
out_of_range vms.memory 1048577
out_of_range vms.name '"a b"'
out_of_range vms.name '"../x"'
out_of_range vms.name "$(printf '%032d' 0)"
out_of_range vms.name '""'
out_of_range vms.args '"a\nb"'
out_of_range vms.args "$(printf '%01024d' 0)"

# --- what does not agree ---

bad_yaml "a VM's monitor without a monitor" '1:55: vms.monitor: monitor.kind is none' <<'EOF'
{monitor: {kind: none}, vms: [{image: hello, monitor: hybrid}]}
EOF
bad_yaml "two VMs without a monitor" '1:17: monitor.kind: none' <<'EOF'
monitor: {kind: none}
vms: [{name: a, image: hello}, {name: b, image: hello}]
EOF
bad_yaml "two VMs of one name" '3:12: vms.name: .*`a`' <<'EOF'
vms:
  - {name: a, image: hello}
  - {name: a, image: hello}
EOF
bad_yaml "two VMs of one image and no name" '3:[35]: vms.name: .*`hello`' <<'EOF'
vms:
  - {image: hello}
  - {image: hello}
EOF
bad_yaml "a VM without an image" '2:[35]: .*image' <<'EOF'
vms:
  - {name: a}
EOF
bad_yaml "an image that is not there" '1:15: vms.image: .*nonesuch.*No such file' <<'EOF'
vms: [{image: nonesuch}]
EOF
bad_yaml "one console for two" '3:36: vms.console: ' <<'EOF'
vms:
- {name: a, image: hello, console: c}
- {name: b, image: hello, console: c}
EOF
bad_yaml "more memory than there is" '4:35: vms.memory: 40MiB .*24MiB' <<'EOF'
machine: {ram: 64MiB}
vms:
- {name: a, image: hello, memory: 40MiB}
- {name: b, image: hello, memory: 40MiB}
EOF
bad_yaml "no memory left for the monitor" '1:16: machine.ram: .*more' <<'EOF'
machine: {ram: 64MiB}
vms:
- {name: a, image: hello, memory: 32MiB}
- {name: b, image: hello, memory: 32MiB}
EOF
bad_yaml "no VMs" ' .*vms' <<'EOF'
machine: {ram: 64MiB}
EOF
bad_yaml "an empty list of VMs" ' .*vms' <<'EOF'
vms: []
EOF

# --- YAML ---

bad_yaml "an anchor" '1:10: .*anchor' <<'EOF'
machine: &m {ram: 64MiB}
vms: [{memory: *m}]
EOF
bad_yaml "an alias" '1:16: .*alias' <<'EOF'
vms: [{memory: *m}]
EOF
awk 'BEGIN { for (i = 0; i < 500; i++) printf "a:\n%*s", i + 1, "" }' |
    bad_yaml "500 levels of lines" '[0-9]*:[0-9]*: .*nested too deep'
bad_yaml "a tag" '1:16: .*tag' <<'EOF'
machine: {ram: !size 64MiB}
EOF
bad_yaml "a second document" '[23]:1: .*second document' <<'EOF'
vms: [{image: hello}]
---
vms: [{image: hello}]
EOF
bad_yaml "not closed" '[1-3]:[0-9]*: not YAML' <<'EOF'
machine: {ram: 64MiB
vms: 5
EOF
bad_yaml "a tab as indentation" '2:1: not YAML' <<'EOF'
machine:
	ram: 64MiB
EOF
bad_yaml "a quote not closed" '[0-9]*:[0-9]*: not YAML' <<'EOF'
vms: "hello
EOF
bad_yaml "empty" ' .*nothing' </dev/null
bad_yaml "a comment only" ' .*nothing' <<'EOF'
# nothing but this
EOF
printf 'vms: [{image: h\303\050}]\n' | bad_yaml "not UTF-8" '1:16: .*UTF-8'
printf 'vms: \n\377\376' | bad_yaml "not UTF-8, line 2" '2:1: .*UTF-8'
printf 'vms:\n  - name: a\0b\n' | bad_yaml "a NUL byte" '2:12: '
printf 'vms:\n  - name: a\033[2Jb\n' | bad_yaml "an escape character" '2:12: '
printf 'vms: [{image: "a\\0b"}]\n' | bad_yaml "an escaped NUL" '1:15: '
printf 'vms: [{name: "\\x1b[31m", image: hello}]\n' | bad_yaml "an escaped ESC is told safely" \
    '1:14: vms.name: `\\x1b\[31m`'

printf 'vms: 1\n...\n@@\n' | bad_yaml "nonsense after the end" '3:1: not YAML'
printf '%%YAML 9.9\n--- a\n' | bad_yaml "YAML to come" '1:1: not YAML: found incompatible'
printf '"a" b\n' | bad_yaml "two values" '1:5: not YAML: did not find expected <document start>$'
printf 'vms: [a,\n' | bad_yaml "a list not closed" '[12]:[0-9]*: not YAML'
printf 'vms: &a [x]\n' | bad_yaml "an anchor at a list" '1:6: anchors (&a) are not taken here'
printf 'vms: [{image: \355\240\200}]\n' | bad_yaml "a surrogate" '1:15: not UTF-8'
printf 'vms: [{image: \300\200}]\n' | bad_yaml "an overlong zero" '1:15: not UTF-8'
printf 'vms: [{image: \364\220\200\200}]\n' | bad_yaml "beyond Unicode" '1:15: not UTF-8'
accented=$(printf '\303\251')
printf 'vms: [{image: \303\251, \303\251: 1}]\n' | bad_yaml "columns are of characters" \
    "1:18: unknown key .$accented. in vms"
printf 'vms: [{name: "\342\201\246x"}]\n' | bad_yaml "marks that turn text round" \
    '1:14: vms.name: `\\xe2\\x81\\xa6x`'
for odd in '' x; do
    printf 'vms: [{%s%s: 1}]\n' "$odd" "$(printf '%0120d' 0 | sed "s/0/$accented/g")" |
        bad_yaml "a name is cut between characters$odd" "1:8: unknown key .$odd\($accented\)*\.\.\.. in"
done

# --- size ---

awk 'BEGIN { printf "vms: ["; for (i = 0; i < 100000; i++) printf "x,\n"; print "]" }' |
    bad_yaml "100 000 items" '[0-9]*:1: too much YAML: expected at most 100000 elements'

head -c 300000 /dev/zero | tr '\0' '[' | bad_yaml "300 000 brackets" '1:[0-9]*: .*nested too deep'
{
    printf 'machine: '
    head -c 5000 /dev/zero | tr '\0' '{'
} | bad_yaml "5000 braces" '1:11: .*cannot be a key'
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "k%d: 1\n", i }' |
    bad_yaml "100 000 keys" '[0-9]*:1: '
awk 'BEGIN {
    print "vms:"
    for (i = 0; i < 300; i++) {
        printf "- {name: v%d, image: hello, memory: 64KiB}\n", i
    }
}' |
    bad_yaml "300 VMs" '[0-9]*:[0-9]*: .*too many VMs'
awk 'BEGIN {
    printf "vms: [{image: "
    for (i = 0; i < 200000; i++) {
        printf "xxxxxxxxxx"
    }
    print "}]"
}' |
    bad_yaml "a name of 2 MB" ' .*bytes long'
head -c 40000000 /dev/zero | tr '\0' ' ' >huge.yaml
bad "a file of 40 MB" "huge.yaml: " "$trapeze" run huge.yaml
rm -f huge.yaml
{
    printf 'vms: [{image: hello, input: "'
    head -c 70000 /dev/zero | tr '\0' 'x'
    printf '"}]\n'
} | bad_yaml "input of 70 000 bytes" '1:29: .*70000 bytes'

# --- what is no file ---

bad "a directory" "\.: .*directory" "$trapeze" run .
bad "not there" "none.yaml: No such file" "$trapeze" run none.yaml
bad "a device" "/dev/null: " "$trapeze" run /dev/null
mkfifo pipe 2>/dev/null && bad "a pipe that nobody writes" "pipe: " timeout 10 "$trapeze" run pipe

# --- and what is right ---

cat >good.yaml <<'EOF'
%YAML 1.1
---
# comments, quotes and both styles
machine:
  ram: "64MiB"
  'tlb': 32
vms: [ {image: hello, name: left-1, weight: 2},
       {image: hello, name: right_2, args: "a: b # c",} ]
limits: {instructions: 10M}
...
EOF
good "a file that is right" "$trapeze" run good.yaml
