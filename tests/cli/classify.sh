#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# trapeze classify as its users meet it: what it prints, the files that it writes and reads again,
# and what it refuses.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# says LINE...: the last run printed such lines.
says()
{
    for line in "$@"; do
        grep -qxF -e "$line" "$out" || printf 'not said: %s;' "$line"
    done
}

# --- text ---

good "the base machine" "$trapeze" classify
verdict "the base machine: verdicts" "$(says \
    "Theorem 1's condition holds: every sensitive instruction is privileged" \
    "Theorem 3's condition holds: every user-sensitive instruction is privileged" \
    "monitors that fit: vmm; hybrid as well" "wfi: trappable" "mret: privileged" "add: innocuous" \
    "mvendorid, read: privileged, not sensitive" \
    "mvendorid, write; read and write: always traps")"
cp "$out" first
run "$trapeze" classify
verdict "the same again" "$(cmp first "$out" 2>&1)"

good "one instruction" "$trapeze" classify --isa pg32-cpl cpl
cat >expected <<'EOF'
cpl: sensitive
    not privileged, which Theorem 1's condition excludes; no user-sensitivity in 3520 pairs
    mode-sensitive: cpl s1
        S1: supervisor: s1 3
        S2: user: s1 0
    not privileged: cpl s1
        S1: supervisor: s1 3
        S2: user: s1 0

pg32-cpl: 1 instructions and forms, 704 states, 3520 pairs
       1 sensitive
EOF
verdict "one instruction: witnesses" "$(diff expected "$out")"
good "a CSR" "$trapeze" classify --isa pg32-sidt mtvec
verdict "a CSR: each form" "$(says "mtvec, read: user-sensitive" \
    "mtvec, write; read and write: privileged" "        S1: user, mtvec 4: s1 4" \
    "        S2: user, mtvec 0: s1 0" "        reads mtvec")"
good "time" "$trapeze" classify time mcycle
verdict "time: listed as such" "$(grep -q '^        reads time: timing, which' "$out" || echo no
    grep -q '^        reads mcycle: timing, which' "$out" || echo no)"
good "sufficient, not necessary" "$trapeze" classify --isa pg32-kseg
verdict "pg32-kseg: the plain monitor after all" "$(says "monitors that fit: hybrid"
    grep -q '^    vmm as well, with `effective_r: mode`' "$out" || echo "not with effective_r")"
for isa in jrst popf cpl nop sidt lra; do
    run "$trapeze" classify --isa pg32-$isa
    verdict "pg32-$isa: no effective_r" "$([ "$status" -eq 0 ] || echo "status $status"
        grep effective_r "$out")"
done

# --- JSON ---

good "JSON" "$trapeze" classify --isa pg32-lra --json
cp "$out" lra.json
json=$build/test/json_get
for pair in 'schema "trapeze-classify/1"' 'isa "pg32-lra"' "theorem3.holds false" \
    "theorem3.predicted false" "counts.user-sensitive 1"; do
    verdict "JSON: ${pair% *}" "$(got=$("$json" lra.json "${pair% *}")
        [ "$got" = "${pair#* }" ] || echo "$got")"
done

# --- witnesses: written, read, run again ---

for isa in pg32 pg32-jrst pg32-popf pg32-cpl pg32-nop pg32-sidt pg32-lra pg32-kseg; do
    good "$isa: witnesses" "$trapeze" classify --isa $isa --witness $isa.yaml
    good "$isa: witnesses, again" "$trapeze" classify --replay $isa.yaml
    verdict "$isa: all confirmed" "$(grep -v ': confirmed$' "$out" | head -3
        [ "$(wc -l <"$out")" -gt 100 ] || echo "only $(wc -l <"$out")")"
done

# changed NAME SED: cpl's witness, altered so, is not confirmed.
"$trapeze" classify --isa pg32-cpl --witness cpl.yaml cpl >/dev/null
changed()
{
    sed "$2" cpl.yaml >changed.yaml
    run "$trapeze" classify --replay changed.yaml
    verdict "$1" "$([ "$status" -eq 1 ] || echo "status $status"
        cmp -s cpl.yaml changed.yaml && echo "not changed"
        [ "$(grep -vc ': confirmed$' "$out")" -ge 1 ] || echo "confirmed")"
}
changed "another outcome" 's/s1: 3/s1: 1/'
changed "another instruction" 's/word: 0x[0-9a-f]*/word: 0x00000013/'
changed "another machine" 's/isa: pg32-cpl/isa: pg32-jrst/'
changed "a property that it does not show" '1,17s/mode: supervisor/&\n        TE: 1/;s/shows: mode/shows: joint/'

bad_witness()
{
    sed "$3" cpl.yaml >bad.yaml
    bad "$1" "bad.yaml:$2" "$trapeze" classify --replay bad.yaml
}
bad_witness "a file of something else" '3:1: expected witnesses: the keys schema, isa and' \
    's/^schema/vms/'
bad_witness "another schema" '3:9: `trapeze-witness/2`: did you mean `trapeze-witness/1`?' \
    's,witness/1,witness/2,'
bad_witness "a machine that is not there" '4:6: `pg33`' 's/isa: .*/isa: pg33/'
bad_witness "a property that is not there" '6:12: `moody`' 's/shows: mode/shows: moody/'
bad_witness "a key that is not there" '9:5: key `pcc`: expected one of shows, of' 's/ pc:/ pcc:/'
bad_witness "a number that is none" '8:11: `lots`: expected a number of 32 bits' \
    's/word: [^ ]*/word: lots/'
bad_witness "a pc outside the window" '6:5: pc: expected a multiple of 4 in the window' \
    's/pc: 0x8/pc: 0x9/'
bad_witness "a field that is not there" '13:9: `TLB\[9\].hi` cannot be 0x1' \
    's/mode: user/&\n        TLB[9].hi: 1/'
bad_witness "a value that cannot be" '12:9: `mip` cannot be 0x1' \
    's/- mode: supervisor/&\n        mip: 1/'
bad_witness "more than M differs" '6:5: states: expected two that differ in mode alone' \
    's/- mode: user/&\n        mtvec: 4/'
bad_witness "states of other modes" '6:5: states: expected one in supervisor mode, then' \
    's/- mode: supervisor/- mode: user/'
bad "no file" "nowhere.yaml: " "$trapeze" classify --replay nowhere.yaml

# --- what docs/theory.md shows is what happens ---

# Each line below "$ build/trapeze ..." has to be one that is printed.
awk '/^    \$ build\/trapeze / { n++; sub(/^    \$ build\/trapeze /, ""); print >("doc" n ".command"); next }
    n && /^    / { print substr($0, 5) >("doc" n ".lines"); next }
    /./ && !/^ / { if (n) close("doc" n ".lines") }
    /^### Files/ { exit }' "$root/docs/theory.md"
for lines in doc*.lines; do
    command=$(cat "${lines%.lines}.command")
    # shellcheck disable=SC2086 # it is a command line
    run "$trapeze" $command
    verdict "docs/theory.md: $command" "$(while IFS= read -r line; do
        grep -qxF -e "$line" "$out" || echo "not said: $line;"
    done <"$lines")"
done
verdict "docs/theory.md has examples" "$([ "$(ls doc*.lines | wc -l)" -ge 4 ] || ls doc*)"
sed -n '/^    schema: trapeze-witness/,/^$/s/^    //p' "$root/docs/theory.md" >doc.yaml
good "docs/theory.md: the file of a witness" "$trapeze" classify --replay doc.yaml
verdict "docs/theory.md: it is confirmed" "$(grep -q ': confirmed$' "$out" || cat "$out")"

# --- refusals ---

bad "a machine that is not there" 'trapeze: --isa pg32-kse: did you mean `pg32-kseg`?' \
    "$trapeze" classify --isa pg32-kse
bad "an instruction that is not there" 'trapeze: pg32 has no instruction or CSR `mtvek`: did you m' \
    "$trapeze" classify mtvek
bad "an instruction of another machine" 'trapeze: pg32 has no instruction or CSR `popf`' \
    "$trapeze" classify popf
bad "two forms at once" 'trapeze: --json and --markdown exclude each other' \
    "$trapeze" classify --json --markdown
bad "replay and a machine" 'trapeze: --replay: expected no other option' \
    "$trapeze" classify --isa pg32 --replay cpl.yaml
bad "all machines in JSON" 'trapeze: --isa all: expected no instruction, --json or --witness' \
    "$trapeze" classify --isa all --json
bad "nowhere to write" 'trapeze: cannot write /nowhere/w.yaml: ' \
    "$trapeze" classify --witness /nowhere/w.yaml cpl
bad "nothing is written for a name that is not there" 'trapeze: pg32 has no' \
    "$trapeze" classify --witness w.yaml mtvek
verdict "nothing was written" "$(ls w.yaml 2>/dev/null)"

# --- in the front panel ---

# panel COMMANDS ARGUMENT...: what it prints and says
panel()
{
    printf "$1" >commands
    shift
    "$trapeze" repl -x commands "$@" 2>&1
}

"$trapeze" classify --isa pg32-cpl --witness cpl.yaml cpl >"$out"
verdict "a witness in the panel, in supervisor mode" \
    "$(panel 'witness cpl.yaml\nstepi\n' --set machine.isa=pg32-cpl hello | tail -1 |
        grep -v '^  changed: s1 0x0 -> 0x3$')"
verdict "and in user mode" \
    "$(panel 'witness cpl.yaml 1 2\nstepi\nregisters\n' --set machine.isa=pg32-cpl hello |
        grep -q 'hello, user, at 0x80000004' || echo no)"
# refused PATTERN COMMAND ARGUMENT...
refused()
{
    pattern=$1
    shift
    verdict "no witness: $pattern" "$(panel "$@" | tail -1 | grep -v "^commands:1: $pattern")"
}
refused 'there is no witness 9' 'witness cpl.yaml 9' --set machine.isa=pg32-cpl hello
"$trapeze" classify --isa pg32-jrst --witness one.yaml jrst >"$out"
refused 'witness 1 has' 'witness one.yaml 1 2' --set machine.isa=pg32-jrst hello
refused 'it is a state of pg32-cpl' 'witness cpl.yaml' hello
refused 'a monitor runs here' 'witness cpl.yaml' --unsound --set machine.isa=pg32-cpl \
    --set monitor.kind=vmm hello
refused '.nowhere. has no witness' 'witness nowhere' hello
refused 'expected a file' 'witness' hello
