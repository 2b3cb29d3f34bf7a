#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze schema: the reference in docs/experiments.md is what the program says, and has every key; the
# JSON Schema takes the files that the program takes, and refuses what no file may say.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

run "$trapeze" schema
verdict "the reference is printed" "$([ "$status" -eq 0 ] || head -1 "$err")"
verdict "docs/experiments.md is up to date (make docs)" "$(sed '1,/^<!-- What follows/d' \
    "$root/docs/experiments.md" | sed 1d | diff - "$out" | head -3)"
verdict "every key is in it" "$(sed -n 's/^KEY([a-z]*, \([a-z_]*\),.*/\1/p' "$root/panel/schema.def" \
    "$root/panel/experiment.def" | sort -u | while read -r key; do
    grep -q "^| \`$key\` |" "$out" || echo "$key"
done)"
verdict "every choice is explained" "$(sed -n 's/^CHOICE([a-z_]*, "\([a-z_]*\)",.*/\1/p' \
    "$root/panel/schema.def" "$root/panel/experiment.def" | sort -u | while read -r word; do
    grep -q "<br>\`$word\`: " "$out" || echo "$word"
done)"
verdict "no cell is cut: as many bars in each row" "$(grep '^|' "$out" | sed 's/\\|//g' |
    tr -cd '|\n' | sort -u | grep -vx '|||||')"

run "$trapeze" schema --json
verdict "the schema is printed" "$([ "$status" -eq 0 ] || head -1 "$err")"
cp "$out" schema.json
verdict "it is JSON" "$("$build/test/json_get" schema.json title 2>&1 | grep -vx '"Trapeze: an experiment"')"
run "$trapeze" schema some
verdict "it takes no file" "$(wrong_unless 2 '.*')"

if ! python3 -c 'import jsonschema, yaml' 2>/dev/null; then
    skip "files against the schema" "there is no python3 with jsonschema and yaml"
    exit 0
fi

# As YAML 1.2 reads words, and editors do: `off`, `yes` and `y` are texts.
cat >check.py <<'END'
import json, re, sys, yaml, jsonschema

class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}

for tag, pattern, first in [('bool', '^(true|false)$', 'tf'), ('null', '^(~|null|)$', ['~', 'n', '']),
                            ('int', '^[-+]?[0-9]+$', '-+0123456789'),
                            ('float', r'^[-+]?[0-9]+\.[0-9]+$', '-+0123456789')]:
    Loader.add_implicit_resolver('tag:yaml.org,2002:' + tag, re.compile(pattern), list(first))

schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)

def texts(value): # of keys, as in JSON
    if isinstance(value, dict):
        return {str(key): texts(v) for key, v in value.items()}
    return [texts(v) for v in value] if isinstance(value, list) else value

for name in sys.argv[2:]:
    error = jsonschema.exceptions.best_match(validator.iter_errors(texts(yaml.load(open(name), Loader))))
    print(name, 'wrong' if error else 'right', error.message[:150] if error else '')
END

python3 -W ignore check.py schema.json "$root"/examples/experiments/*.yaml >verdicts 2>&1
verdict "files that there are are right" "$(grep -v ' right ' verdicts | head -3)"
verdict "all of them" "$([ "$(wc -l <verdicts)" -ge 15 ] || echo "$(wc -l <verdicts) files")"

# What the program takes and what it refuses, the schema does, too: one line each.
while IFS= read -r line; do
    [ -n "$line" ] || continue
    n=$((${n:-0} + 1))
    printf '%s\n' "${line#* }" | sed 's/;;/\n/g' >"${line%% *}-$n.yaml"
done <<'END'
right vms: [{image: hello}]
right vms: [{image: hello, args: 8, name: 7}]
right vms: [{image: hello, input: "a\n"}]
right vms: [{image: hello, input: [{after: a, type: b}, c, {at: 10k, type: 5}]}]
right machine: {ram: 64MiB, tlb: 8};;vms: [{image: hello, memory: 4194304}]
right machine:;;vms: [{image: hello}]
right monitor: {kind: vmm, fast_paths: off, asids: flush};;vms: [{image: hello}]
right dcache: {allocate: no};;vms: [{image: hello}]
right vms: [{image: hello}];;sweep: {machine.tlb: [8, 16], big: {a: {machine.ram: 64MiB}, b: {}}}
right vms: [{image: hello}];;sweep: {machine.tlb: {from: 8, to: 64, times: 2}, when: machine.tlb > 8}
right vms: [{image: hello}];;sweep: {zip: {machine.tlb: [8, 16], machine.ram: [32MiB, 64MiB]}}
right vms: [{image: hello}];;measure: {a: machine.cycles, b: {value: a / 2, unit: "%"}}
right vms: [{image: hello}];;measure: {a: machine.cycles};;expect: [passed, {that: a > 0, because: so}]
right vms: [{image: hello}];;measure: {a: machine.cycles};;report: [table, {kind: table, y: a, log: y}]
right vms: [{image: hello}];;repeat: {count: 3, seed: 5}
right vms: [{image: hello}];;limits: {instructions: 3G}
wrong vmz: [{image: hello}]
wrong vms: {image: hello}
wrong vms: [{imge: hello}]
wrong vms: [{image: hello, weight: 0}]
wrong vms: [{image: hello, weight: heavy}]
wrong vms: [{image: hello, memory: 64MB}]
wrong vms: [{image: hello, memory: 4097000}]
wrong vms: [{image: hello, name: a b}]
wrong vms: [{image: hello, clock: fast}]
wrong vms: [{image: hello, input: [{after: a}, 5, {tipe: a}]}]
wrong vms: [{image: hello, vms: [{weight: 2, nam: a}]}]
wrong machine: {tlb: 7};;vms: [{image: hello}]
wrong machine: {tlb: 1.5};;vms: [{image: hello}]
wrong machine: [tlb, 8];;vms: [{image: hello}]
wrong monitor: {kind: xen};;vms: [{image: hello}]
wrong vms: [{image: hello}];;sweep: {machine.tlb: {from: 8, too: 64}}
wrong vms: [{image: hello}];;sweep: {tlb: [8, 16]}
wrong vms: [{image: hello}];;sweep: [machine.tlb]
wrong vms: [{image: hello}];;measure: {a: {valu: machine.cycles}}
wrong vms: [{image: hello}];;expect: {that: passed}
wrong vms: [{image: hello}];;report: [{kind: pie}]
wrong vms: [{image: hello}];;repeat: {count: 0}
wrong vms: [{image: hello}];;experiment: {titel: a}
wrong vms: [{image: hello}];;limits: {cycles: -1}
END
python3 -W ignore check.py schema.json right-*.yaml wrong-*.yaml >verdicts 2>&1
while read -r name is why; do
    verdict "schema: $name" "$([ "${name%%-*}" = "$is" ] || echo "it says $is: $why")"
    run "$trapeze" experiment --list "$name"
    wanted=0
    [ "${name%%-*}" = right ] || wanted=2
    verdict "program: $name" "$([ "$status" -eq "$wanted" ] || { echo "status $status" && head -1 "$err"; })"
done <verdicts
verdict "40 files" "$([ "$(wc -l <verdicts)" -eq 40 ] || wc -l <verdicts)"
