#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Console input: --input, the key `input`, a keyboard, --record and --replay.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

echo_image=$build/guests/echo

# expect NAME: standard output of the last run against standard input here, status 0
expect()
{
    cat >expected
    verdict "$1" "$([ "$status" -eq 0 ] || echo "status $status; $(head -1 "$err")"
        diff expected "$out" | head -5)"
}

printf 'one\ntwo words\n\nquit\n' >typed
for monitor in none vmm; do
    run "$trapeze" run -q --set monitor.kind=$monitor --set vms.echo.name=e --input typed \
        "$echo_image"
    sed -i 's/^e| //' "$out"
    expect "--input, $monitor" <<'EOF'
echo: type lines; "quit" or Ctrl-D ends
ONE
TWO WORDS

echo: 3 lines
EOF
done

cat >two.yaml <<'EOF'
vms:
- {name: a, image: echo, input: "first\nquit\n"}
- {name: b, image: echo, input: "second, \u00e9\n\x04"}
EOF
run "$trapeze" run -q two.yaml
sort "$out" >sorted && mv sorted "$out"
expect "the key input, two VMs" <<'EOF'
a| FIRST
a| echo: 1 lines
a| echo: type lines; "quit" or Ctrl-D ends
b| SECOND, é
b| echo: 1 lines
b| echo: type lines; "quit" or Ctrl-D ends
EOF

# Input that is longer than every buffer on its way.
awk 'BEGIN { for (i = 0; i < 300; i++) print "line", i, "of a long input"; print "quit" }' >typed
for monitor in none vmm; do
    run "$trapeze" run -q --set monitor.kind=$monitor --set vms.echo.name=e --input typed \
        "$echo_image"
    sed -i 's/^e| //' "$out"
    { echo 'echo: type lines; "quit" or Ctrl-D ends'
        sed '$d' typed | tr a-z A-Z
        echo 'echo: 300 lines'; } | expect "long input, $monitor"
done

printf 'no end\n' >typed
run "$trapeze" run -q --input typed "$echo_image"
verdict "input that ends too early" "$([ "$status" -eq 1 ] || echo "status $status;"
    grep -q '^trapeze: echo: waits .*for an interrupt, and none can come$' "$err" || cat "$err")"

bad "--input of two VMs" "trapeze: --input: there are 2 VMs" "$trapeze" run --input typed two.yaml
bad "--input that is not there" "none: No such file" "$trapeze" run --input none "$echo_image"
shrinking=/sys/kernel/mm/transparent_hugepage/enabled # says that it is longer than it is
[ ! -r $shrinking ] || bad "--input that shrinks" "$shrinking: cannot read it: it shrank" \
    "$trapeze" run --input $shrinking "$echo_image"
bad "--input that is a directory" "\.: .*directory" "$trapeze" run --input . "$echo_image"

# --- replay ---

cat >replay <<'EOF'
trapeze-input/1
50000 50000 echo 616263
60000 60000 echo 0d
900000 900000 echo 717569740a
EOF
run "$trapeze" run -q --replay replay "$echo_image"
expect "a replay" <<'EOF'
echo: type lines; "quit" or Ctrl-D ends
ABC
echo: 1 lines
EOF

# NAME PATTERN: what stands in the record on standard input is refused
bad_record()
{
    cat >record
    bad "$1" "record:$2" "$trapeze" run --replay record "$echo_image"
}

bad "a record that is not there" "none: No such file" "$trapeze" run --replay none "$echo_image"
bad_record "an empty record" "1:1: .*trapeze-input/1" </dev/null
echo hello | bad_record "no record" "1:1: .*trapeze-input/1"
printf 'trapeze-input/1\n1 1 echo 6\n' | bad_record "half a byte" "2:10: .*hexadecimal"
printf 'trapeze-input/1\n1 1 echo\n' | bad_record "no bytes" "2:"
printf 'trapeze-input/1\n1 1 other 61\n' | bad_record "another VM" "2:5: .*name of one of the VMs"
printf 'trapeze-input/1\nx 1 echo 61\n' | bad_record "no count" "2:1: .*count"
printf 'trapeze-input/1\n1 9 echo 61\n2 8 echo 61\n' | bad_record "back in time" "3:1: .*decrease"
printf 'trapeze-input/1\n1 1 echo 61 \n' | bad_record "something after the bytes" "2:12: "
head -c 100000 "$echo_image" | bad_record "an image as a record" "1:"

# --- what --input typed is recorded ---

printf 'by file\nquit\n' >typed
good "--input and --record" "$trapeze" run -q --input typed --record recorded \
    --set 'vms[0].console=first' "$echo_image"
good "its replay" "$trapeze" run -q --replay recorded --set 'vms[0].console=second' "$echo_image"
verdict "what --input typed is recorded" "$(cmp first second 2>&1)"

# --- a keyboard ---

# type_at KEYS LAST ARGUMENT...: runs on a terminal of its own, on which KEYS, later LAST are typed
type_at()
{
    keys=$1 last=$2
    shift 2
    { sleep 0.3; printf "$keys"; sleep 0.3; printf "$last"; sleep 0.2; } |
        timeout 20 script -qec "exec '$trapeze' run $*" /dev/null >"$out" 2>"$err"
    status=$?
}

if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    echo "skip keyboard: no script(1)"
    exit 0
fi
type_at 'typed\r' 'quit\r' --color=never -q --record rec --set "'vms[0].console=first'" \
    "'$echo_image'"
verdict "a keyboard" "$([ "$status" -eq 0 ] || echo "status $status"
    grep -q TYPED first || cat first)"
run "$trapeze" run -q --replay rec --set 'vms[0].console=second' "$echo_image"
verdict "the replay of a keyboard" "$([ "$status" -eq 0 ] || cat "$err"; cmp first second 2>&1)"
cat >echoes.yaml <<EOF
monitor: {kind: vmm}
vms:
- {name: a, image: echo, console: a}
- {name: b, image: echo, console: b}
EOF
type_at 'to a\r\001nto b\r' '\001x' --color=never -q --record rec echoes.yaml
verdict "Ctrl-A n and x" "$([ "$status" -le 1 ] || echo "status $status"
    grep -q '^TO A' a || echo "a: $(cat a)"; grep -q '^TO B' b || echo "b: $(cat b)"
    grep -q '^TO B' a && echo "a has b's")"
type_at '\001h' '\001x' --color=never -q echoes.yaml
verdict "Ctrl-A h" "$(grep -q 'Ctrl-A n' "$out" || cat "$out")"
