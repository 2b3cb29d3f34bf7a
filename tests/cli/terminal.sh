#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The program on a terminal: the front panel's prompt, completion, history and Ctrl-C; what the
# keyboard can do while `run` runs.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

if ! script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    echo "skip terminal: no script(1)"
    exit 0
fi

# A plain terminal: what is seen is what has been written.
export TERM=dumb HOME="$work/in" INPUTRC="$work/in/inputrc"
unset XDG_STATE_HOME
printf 'set enable-bracketed-paste off\nset bell-style none\n' >inputrc
mkfifo keys

# begin ARGUMENT...: the program, on a terminal of its own
begin()
{
    : >screen
    seen=1 missed=''
    timeout 60 script -qefc "exec '$trapeze' $*" /dev/null <keys >screen 2>&1 &
    child=$!
    exec 3>keys
}

# type_keys KEYS PATTERN...: type, and wait for each of the patterns to be seen, one after the other
type_keys()
{
    printf "$1" >&3
    shift
    for pattern in "$@"; do
        tries=0
        until place=$(tail -c "+$seen" screen | tr '\r' ' ' | grep -b -o -e "$pattern" | head -1) &&
            [ -n "$place" ]; do
            tries=$((tries + 1))
            if [ $tries -gt 300 ]; then
                missed="$missed no $pattern in: $(tail -c "+$seen" screen | tail -c 200);"
                return
            fi
            sleep 0.03
        done
        seen=$((seen + ${place%%:*} + 1))
    done
}

# end NAME STATUS: no more is typed
end()
{
    exec 3>&-
    wait $child
    status=$?
    verdict "$1" "$missed$([ "$status" -eq "$2" ] || echo "status $status, expected $2")"
}

# --- the front panel ---

"$trapeze" cc -o steps "$root/tests/cli/panel/steps.S" || not_ok "steps.S" "does not compile"
prompt='^(trapeze) '

begin repl steps
type_keys '' 'help. lists what can be typed' 'steps, supervisor, at 0x80000000 <_start>' "$prompt"
type_keys 'stepi\n' 'at 0x80000004 <_start+0x4>' "$prompt"
type_keys '\n' 'at 0x80000008 <_start+0x8>' "$prompt"
type_keys 'si 2\n' 'at 0x80000010 <_start+0x10>' "$prompt"
type_keys '\n' 'at 0x80000018 <loop>' "$prompt"
type_keys 'where\n' 'at 0x80000018 <loop>' '  6 instructions' "$prompt"
type_keys '\n' 'at 0x80000020 <loop+0x8>' "$prompt"
type_keys 'bogus\n' 'error: no command .bogus.;' "$prompt"
type_keys '# only a remark\n' "$prompt"
type_keys 'quit\n'
end "a prompt, and empty lines that repeat" 0
verdict "history is kept" "$(printf '%s\n' stepi 'si 2' where bogus '# only a remark' quit |
    diff - .trapeze_history)"

begin repl steps
type_keys '' "$prompt"
type_keys '\020\020\020\020\n' '  0 instructions' "$prompt"
type_keys 'where\n' '  0 instructions' "$prompt"
type_keys 'where' 'where'
type_keys '\003' "$prompt"
type_keys 'si\nstepi\n' 'at 0x80000004' "$prompt" 'at 0x80000008' "$prompt"
type_keys '\004'
end "history comes back, Ctrl-C drops a line, Ctrl-D leaves" 0
verdict "what repeats is kept once" "$([ "$(tail -3 .trapeze_history | tr '\n' ,)" = "where,si,stepi," ] ||
    tail -4 .trapeze_history)"

mkdir state
export XDG_STATE_HOME="$work/in/state"
begin repl steps
type_keys '' "$prompt"
type_keys 'help qui\t\n' 'quit  *leave' "$prompt"
type_keys 'hel\treg\t\n' 'registers \[VM\]' "$prompt"
type_keys 'info sy\tlea\n' 'info symbols lea' 'steps:leaf' "$prompt"
type_keys 'csr mscr\t\n' '  mscratch  *0x00000000' "$prompt"
type_keys 'x/2x wor\t\n' '80001000: 12345678' "$prompt"
type_keys 'x/i stepsX\b:le\t\n' '<leaf>' "$prompt"
type_keys 'x/i ste\tlo\t\n' '<loop>' "$prompt"
type_keys 'disas lo\t+4 1\n' 'disas loop *+4 1' "$prompt"
type_keys 'x $mtve\t\n' 'error: 0x00000000: not memory' "$prompt"
type_keys 'disas $mep\t\n' 'error: 0x00000000: not memory' "$prompt"
type_keys 'x $p\t\n' '80000000 <_start>: 00000297' "$prompt"
type_keys 'disas $ze\t\n' 'error: 0x00000000: not memory' "$prompt"
type_keys 'tlb st\t\n' '0 of 64 entries' "$prompt"
type_keys 'where ste\t\n' 'error: .ste. is too much' "$prompt"
type_keys 'bogus ste\t\n' 'error: no command .bogus.' "$prompt"
type_keys 'quit\n'
end "completion" 0
verdict "history goes to XDG_STATE_HOME" "$(grep -q '^help quit' state/trapeze_history ||
    cat state/trapeze_history)"
(
    unset XDG_STATE_HOME HOME
    begin repl steps
    type_keys '' "$prompt"
    type_keys 'quit\n'
    end "no home, no history" 0
)

cat >pair.yaml <<END
monitor: {kind: vmm}
vms:
  - {name: alice, image: $root/tests/cli/panel/mapped.S, memory: 1MiB}
  - {name: bob, image: $root/tests/cli/panel/steps.S, memory: 1MiB}
END
begin repl pair.yaml
type_keys '' "$prompt"
type_keys 'b bob:lea\t\n' 'breakpoint 1 at bob:0x80000030 <leaf>' "$prompt"
type_keys 'b monit\tvmm_disp\t\n' 'breakpoint 2 at monitor:.*<vmm_dispatch>' "$prompt"
type_keys 'select bo\t\n' "$prompt"
type_keys 'csr alice:ms\t\n' 'error: .*' "$prompt"
type_keys 'select moni\t\n' 'error: .moni.\|error: nobody here is called .moni.' "$prompt"
type_keys 'quit\n'
end "completion with a monitor" 0

printf '.globl _start\n_start: j _start\n' >loop.S
begin repl loop.S
type_keys '' "$prompt"
type_keys 'continue\n' 'continue'
for _ in 1 2 3 4 5 6 7 8 9 10; do # one that comes before the machine runs is the line's
    printf '\003' >&3
    sleep 0.1
    ! grep -q '^interrupted' screen || break
done
type_keys '' 'interrupted' 'loop, supervisor, at 0x80000000 <_start>' "$prompt"
type_keys 'si\n' 'loop, supervisor' "$prompt"
type_keys 'quit\n'
end "Ctrl-C stops the machine" 0

printf 'step\ncontinue\nwhere\n' >script
"$trapeze" repl -x script loop.S >"$out" 2>"$err" &
child=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do # until it catches one
    sleep 0.1
    kill -INT $child 2>/dev/null || break
done
kill -KILL $child 2>/dev/null
wait $child
status=$?
verdict "an interrupt ends a script" "$([ "$status" -eq 1 ] || echo "status $status"
    grep -q '^interrupted$' "$out" || cat "$out"
    grep -qx 'script:[12]: interrupted' "$err" || cat "$err")"

# --- the keyboard while `run` runs ---

begin run -q --color=never "$build/guests/echo"
type_keys '' 'ends'
type_keys 'a\001\001b\r' 'A.*B'
type_keys '\001?' 'Ctrl-A n: keyboard to the next VM'
type_keys 'quit\r' 'echo: 1 lines'
end "Ctrl-A twice types one" 0

# A terminal that goes away and is not the program's own sends no signal: it is typed no more.
if command -v setsid >/dev/null 2>&1; then
    cat >away.sh <<END
'$trapeze' run -q '$build/guests/echo' >away.out 2>away.err
echo \$? >status && mv status away_status
END
    script -qfc "setsid -w sh ./away.sh" /dev/null <keys >/dev/null 2>&1 &
    child=$!
    exec 3>keys
    printf 'typed\r' >&3
    tries=0
    until grep -q TYPED away.out 2>/dev/null || [ $tries -gt 100 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    kill -KILL $child
    exec 3>&-
    await_file away_status
    verdict "a terminal that goes away" "$([ "$(cat away_status)" = 1 ] || cat away_status
        grep -q '^trapeze: echo: waits .*for an interrupt, and none can come$' away.err ||
            cat away.err; grep -q TYPED away.out || cat away.out)"
fi

begin run --color=never loop.S
sleep 0.3
type_keys '\001x' 'guest supervisor' '^loop: interrupted'
end "Ctrl-A x" 0

timeout --foreground 60 "$trapeze" run -q --json report loop.S >"$out" 2>"$err" &
child=$!
await_file 'report.*.tmp'
kill -TERM $child
wait $child
status=$?
verdict "a run is terminated" "$(wrong_unless 1 'trapeze: loop: interrupted')"
