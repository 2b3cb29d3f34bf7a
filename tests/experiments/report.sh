#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The report of an experiment: a small one as it is kept (report.md beside this file), without gnuplot; with it,
# that the page is well-formed, whole by itself and the same each time, and that texts of any kind are texts.
#
#   tests/experiments/report.sh --regenerate     writes report.md anew, for a change that is meant

cd "$(dirname "$0")/../.." || exit 1
kept=$PWD/tests/experiments/report.md
regenerate=$1
set --
. tests/cli/common.sh

# Assembly, and no monitor: no number depends on a compiler.
cat >loop.S <<'END'
        .globl  _start
_start: li      t0, 1000
        la      t1, word
1:      lw      t2, 0(t1)
        addi    t0, t0, -1
        bnez    t0, 1b
        li      t1, 0x00100000
        li      t2, 0x5555
        sw      t2, 0(t1)
2:      j       2b
        .balign 4
word:   .word   0
END
cat >small.yaml <<'END'
experiment:
  title: What loads and branches cost <b>*here*</b>
  question: |
    A loop of `lw`, `addi` and `bnez`: what is it made of?

    # This is no heading
  source: The timing of PG-32, docs/timing.md
  expected: Three instructions are three costs.
machine: {timing: simple}
vms: [{name: loop, image: loop.S}]
limits: {cycles: 10k}
sweep:
  simple.load: [1, 2, 5, 9]
  simple.branch:
    - 1
    - 4
measure:
  total: {value: machine.cycles, unit: cycles}
  slowdown: total / baseline(total)
  loads: {value: 1000 * simple.load, unit: cycles}
  branches: {value: 1000 * simple.branch, unit: cycles}
  load_share: {value: loads / total, unit: "%"}
baseline: {simple.load: 1}
expect:
  - that: slowdown <= 2
    when: simple.branch == 4
    because: the branch costs `more`
  - {that: passed, when: simple.load < 9}
report:
  - {kind: lines, x: simple.load, y: slowdown, series: simple.branch, note: "Of *each* branch."}
  - {kind: stacked, title: "Parts | of it", x: simple.load, y: [loads, branches], when: simple.branch == 4}
  - {kind: bars, x: simple.load, y: total, log: y}
  - {kind: table, x: simple.load, y: [total, load_share], series: simple.branch}
  - {kind: table}
  - {kind: flow}
END
sed 's/title: What.*/title: Small/; s/kind: flow/kind: points, spread: range/' small.yaml >repeated.yaml
printf 'repeat: {count: 3}\n' >>repeated.yaml

TRAPEZE_GNUPLOT='' run "$trapeze" experiment --jobs 2 --out small small.yaml
verdict "a small one" "$([ "$status" -eq 1 ] || echo "status $status"; cat "$err" | grep -v '^\[')"
sed 's/| [0-9a-f]\{16\} |$/| (hash) |/' small/report.md >plain.md
if [ "$regenerate" = --regenerate ]; then
    cp plain.md "$kept"
fi
verdict "report.md as it is kept" "$(diff "$kept" plain.md | head -10)"
verdict "no plots then" "$([ ! -e small/plots ] || echo "there are"
    grep -q 'drawn in characters' small/report.html || echo "and nobody says so")"

# wellformed NAME FILE
wellformed()
{
    if ! missing xmllint; then
        verdict "$1" "$(xmllint --noout "$2" 2>&1 | head -3)"
    elif ! missing python3; then
        verdict "$1" "$(python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$2" 2>&1 | tail -1)"
    else
        skip "$1" "neither xmllint nor python3"
    fi
}
missing()
{
    ! command -v "$1" >/dev/null 2>&1
}
skip()
{
    echo "skip $1: $2"
}

wellformed "well-formed" small/report.html
verdict "a script's text is no script" "$(grep -c '<script\|<b>\|<em>' small/report.html | grep -vx 0)"

# The figures of the flow: the guest has no user mode, so there is none, and that is said.
verdict "a flow that is not there" "$([ "$(grep -c 'There is no such figure' small/report.md)" -eq 8 ] || echo "is not missed")"

# --- a gnuplot that does not do what it should ---

# broken NAME SCRIPT PATTERN: the report is there all the same, and one line says why it is without pictures
broken()
{
    printf '#!/bin/sh\n%s\n' "$2" >bad-gnuplot
    chmod +x bad-gnuplot
    rm -rf broken
    TRAPEZE_GNUPLOT=./bad-gnuplot run "$trapeze" experiment --out broken "$root/examples/experiments/mine.yaml"
    verdict "$1" "$([ "$status" -eq 0 ] || echo "status $status;"
        grep -v '^\[' "$err" >said
        [ "$(wc -l <said)" -eq 1 ] || echo "$(wc -l <said) lines;"
        grep -q "could not draw a plot, which is drawn in characters instead: $3" said || cat said
        grep -q '^```' broken/report.md || echo "no plot;"
        [ ! -e broken/plots ] || echo "a picture")"
}
broken "gnuplot complains" 'echo "line 7: no such thing" >&2; exit 1' 'line 7: no such thing'
broken "gnuplot dies" 'kill -9 $$' 'it said nothing'
broken "gnuplot draws nothing" 'exit 0' 'it said nothing'
TRAPEZE_GNUPLOT=./none run "$trapeze" experiment --out none "$root/examples/experiments/mine.yaml"
verdict "no such gnuplot" "$(grep -q '^```' none/report.md || echo "no plot")"

# Interrupted while it draws, there is no report rather than one without pictures; nothing goes on behind our back.
cat >bad-gnuplot <<'END'
#!/bin/sh
echo $$ >drawing
sleep 50
END
TRAPEZE_GNUPLOT=./bad-gnuplot "$trapeze" experiment --out halted "$root/examples/experiments/mine.yaml" >"$out" 2>"$err" &
parent=$!
tries=0
until [ -s drawing ] || [ $tries -gt 200 ]; do
    tries=$((tries + 1))
    sleep 0.05
done
kill -TERM $parent
wait $parent
status=$?
verdict "interrupted while it draws" "$([ "$status" -eq 1 ] || echo "status $status;"
    grep -v '^\[' "$err" | grep -vx 'trapeze: interrupted: 3 of 3 points are done; the same command with --resume goes on (halted)'
    [ ! -e halted/report.md ] || echo "a report;"
    find halted -name '*.tmp'
    ! ps -o pid= -g "$(cat drawing)" 2>/dev/null | grep -q . || echo "it draws on")"
TRAPEZE_GNUPLOT='' run "$trapeze" experiment --resume --out halted "$root/examples/experiments/mine.yaml"
verdict "and the report is made then" "$([ "$status" -eq 0 ] && [ -e halted/report.md ] || cat "$err")"

# --- figures of a flow ---

cat >flow.yaml <<'END'
vms: [{name: os, image: kernel, args: hello}]
sweep: {monitor.kind: [none, vmm]}
report:
  - {kind: flow, episode: "syscall:5", columns: monitor}
  - {kind: flow, episode: hidden, when: monitor.kind == 'vmm'}
END
run "$trapeze" experiment --out flow flow.yaml
verdict "figures with cycles" "$([ "$(grep -c '^| | Cycle | Process' flow/report.md)" -eq 3 ] || echo "not three"
    grep -c '<table class="flow">' flow/report.html | grep -vx 3)"
verdict "who is there" "$(grep '^| | Cycle' flow/report.md | tr -d ' |' | tr '\n' ' ' |
    grep -vx 'CycleProcessOperatingsystem CycleProcessOperatingsystemMonitor CycleProcessOperatingsystemMonitor ')"
"$trapeze" trace --figure --cycles --episode syscall:5 --format markdown --point 2 flow.yaml >traced 2>"$err"
verdict "the same as trace has" "$(grep '^| [0-9]' traced | while read -r line; do
    grep -qxF "$line" flow/report.md || echo "$line"; done | head -2)"
wellformed "well-formed with figures" flow/report.html

# refused NAME KEY PATTERN
refused()
{
    sed "s/episode: hidden/$2/" flow.yaml >refused.yaml
    run "$trapeze" experiment --out refused refused.yaml
    verdict "$1" "$(grep -v '^\[' "$err" >"$err.said"; mv "$err.said" "$err"; wrong_unless 2 "$3")"
    rm -rf refused
}
refused "no such episode" 'episode: call' 'refused.yaml:5:27: report.episode: .call.: expected syscall, miss'
refused "no such columns" 'columns: all' 'refused.yaml:5:27: report.columns: .all.: expected hardware, os or monitor'
refused "no such VM" 'vm: bert' 'refused.yaml:5:22: report.vm: no point has a VM .bert.: expected one of os'

# --- with gnuplot ---

if missing gnuplot; then
    skip "plots by gnuplot" "no gnuplot"
    exit 0
fi
unset TRAPEZE_GNUPLOT
run "$trapeze" experiment --resume --out small small.yaml
verdict "with gnuplot" "$(grep -v '^\[' "$err"; ls small/plots | tr '\n' ' ' |
    grep -vx '01-slowdown-by-simple-load.svg 02-parts-of-it.svg 03-total-by-simple-load.svg ')"
wellformed "well-formed with pictures" small/report.html
for svg in small/plots/*.svg; do
    wellformed "$(basename "$svg")" "$svg"
done
verdict "pictures are in the page" "$([ "$(grep -c '<svg ' small/report.html)" -eq 3 ] || echo "not 3")"
verdict "nothing from elsewhere" "$(grep -o '\(href\|src\)="[^#][^"]*"\|@import\|url([^#)]*)\|<script\|<link' small/report.html |
    head -3)"
verdict "identifiers are of one picture each" "$(grep -o ' id=["'\''][^"'\'']*' small/report.html |
    sort | uniq -d | grep -v 'plot[0-9]*-' | head -3; grep -o 'href=["'\'']#[^"'\'']*' small/report.html |
    grep -v '#plot[0-9]' | head -3)"
verdict "all series" "$(for text in 'loads' 'branches' 'simple.branch' 'slowdown' '5' '9'; do
    grep -q "<tspan[^>]*>$text</tspan>\|<text>.*$text\|>$text<" small/plots/*.svg || echo "no $text;"
done)"
cp -r small before
run "$trapeze" experiment --overwrite --jobs 1 --out small small.yaml
verdict "the same bytes again" "$(diff -r before small 2>&1 | head -3)"

run "$trapeze" experiment --out repeated repeated.yaml
verdict "repetitions" "$(grep -q 'Means of 3 repetitions, with the least and the greatest' repeated/report.md ||
    cat "$err")"

# Texts that would be something to gnuplot, Markdown or HTML, wherever a text can be.
cat >hostile.yaml <<'END'
experiment:
  title: "`touch owned` </title><script>x()</script> ![](http://x) 'q' \"d\" %s \\"
  question: "]]> <!-- & &amp; |\n\n    indented\n- item\n```\nfence"
vms: [{name: loop, image: loop.S}]
sweep:
  what:
    "$(touch owned) `touch owned` %d 100%": {machine.epoch: 1}
    "<svg onload=x()> @m | ''": {machine.epoch: 2}
    "\\\n'\nsystem 'touch owned'\n": {machine.epoch: 3}
measure: {total: {value: machine.cycles, unit: "</td>"}}
report:
  - {kind: bars, title: "' </svg><script>", x_label: "' . system('touch owned') . '", y_label: "`touch owned`"}
  - {kind: table, note: "<script>| `x"}
  - {kind: lines, series: what, x: repeat, title: "../../owned"}
repeat: {count: 2}
END
run "$trapeze" experiment --out hostile hostile.yaml
verdict "texts of all kinds" "$([ "$status" -eq 0 ] || echo "status $status"; grep '^trapeze' "$err"
    [ ! -e owned ] && [ ! -e hostile/owned ] && [ ! -e "$work/owned" ] || echo "a text was carried out;"
    grep -c '<script\|<svg onload' hostile/report.html | grep -vx 0)"
wellformed "well-formed whatever the texts" hostile/report.html
for svg in hostile/plots/*.svg; do
    wellformed "hostile $(basename "$svg")" "$svg"
done
verdict "one table of Markdown, one width" "$(grep '^| ' hostile/report.md |
    awk '{ gsub(/\\[|]/, "") } { n = gsub(/[|]/, "") } n > 8 { print }' | head -3)"

# --- a page of all reports ---

mkdir all && cp -r small hostile all/
verdict "a page of all" "$("$root/examples/experiments/index.sh" all 2>&1
    [ "$(grep -c '<article>' all/index.html)" -eq 2 ] || echo "not two;"
    grep -q 'src="small/plots/01-' all/index.html || echo "no picture;"
    grep -c '<script' all/index.html | grep -vx 0)"
wellformed "the page of all is well-formed" all/index.html
