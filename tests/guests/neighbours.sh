#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A guest that misbehaves (tests/guests/wild) in a VM beside one that does not: the first is told
# by its own trap, or stopped with a message that names VM, pc and reason; the second must print
# what it prints alone on a bare machine, and pass. Then all of them at once.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
trapeze=$BUILD/trapeze
wild=$BUILD/test/guests/wild

work=${TEST_DIR:-$(mktemp -d)}
case $work in /*) ;; *) work=$PWD/$work ;; esac
mkdir -p "$work" || exit 1

# What the run says of the VM `bad` at its end.
verdict_of()
{
    case $1 in
    console_flood) echo "exit 3" ;;
    foreign) echo "exit 5" ;;
    garbage) echo "exit 9" ;;
    *_storm) echo "still running when the limit was reached" ;;
    waits_for_ever | spins) echo "waits .*for an interrupt, and none can come" ;;
    host_request) echo "stopped.*: made a host request other than exit.*" ;;
    calls_in_handler) echo "stopped: traps in its own trap handler, for ever (.*call from superv.*)" ;;
    traps_in_handler) echo "stopped: traps in its own trap handler, for ever (.*illegal instr.*)" ;;
    *) echo "stopped: traps in its own trap handler, for ever (.*instruction access fault)" ;;
    esac
}

# What the monitor says of it when it stops it; nothing if it is not the monitor's business.
message_of()
{
    case $1 in
    jumps_nowhere | wipes_itself) echo "vm bad: stopped at pc 0x0*0: traps in its own" ;;
    *_in_handler) echo "vm bad: stopped at pc 0x80000[0-9a-f]*: traps in its own" ;;
    host_request) echo "vm bad: stopped at pc 0x80000[0-9a-f]*: made a host request" ;;
    esac
}

# NAME QUANTUM [LIMIT [MONITOR]]: writes the experiment; MONITOR runs the one that misbehaves
experiment()
{
    cat <<EOF
machine:
  ram: 64MiB
monitor:
  kind: vmm
  quantum: $2
vms:
  - name: bad
    image: $wild/$1
    memory: 1MiB
    monitor: ${4:-vmm}
    console: $work/bad.console
  - name: good
    image: kernel
    memory: 16MiB
    console: $work/good.console
limits:
  instructions: ${3:-50M}
EOF
}

# NAME QUANTUM [LIMIT [MONITOR]]: prints what is wrong, or nothing
wrong_with()
{
    experiment "$@" >"$work/$1.yaml"
    rm -f "$work/good.console"
    "$trapeze" run -q "$work/$1.yaml" </dev/null >"$work/out" 2>"$work/err"
    status=$?
    message=$(message_of "$1")
    [ "$status" -eq 1 ] || echo "status $status, expected 1;"
    [ "$(wc -l <"$work/err")" -eq 1 ] || echo "$(wc -l <"$work/err") lines on stderr;"
    grep -q "^trapeze: bad: $(verdict_of "$1")\$" "$work/err" || echo "said $(cat "$work/err");"
    grep -a '^monitor| ' "$work/out" >"$work/monitor"
    if [ -n "$message" ]; then
        grep -aq "^monitor| $message" "$work/monitor" || echo "no message: $(cat "$work/monitor");"
    elif [ -s "$work/monitor" ]; then
        echo "the monitor says: $(head -1 "$work/monitor");"
    fi
    cmp "$work/good.bare" "$work/good.console" 2>&1
}

# A trap loop is one however short turns are, beside a guest that is never done.
stopped_in_time()
{
    cat <<EOF >"$work/loop.yaml"
monitor: {kind: vmm, quantum: 1000}
vms:
  - {name: bad, image: $wild/traps_in_handler, memory: 1MiB}
  - {name: busy, image: $wild/handler_storm, memory: 1MiB}
limits: {instructions: 2M}
EOF
    "$trapeze" run -q "$work/loop.yaml" </dev/null 2>&1 >"$work/out" |
        grep "^trapeze: bad: " | grep -v "^trapeze: bad: $(verdict_of traps_in_handler)\$"
}

report()
{
    if [ -z "$2" ]; then
        echo "ok $1"
    else
        echo "not ok $1: $(echo "$2" | tr '\n' ' ')"
    fi
}

# Every wild guest in one machine, and the good one among them.
all_at_once()
{
    {
        printf 'machine: {ram: 128MiB}\nmonitor: {kind: vmm, quantum: 20k}\nvms:\n'
        printf -- '- {name: good, image: kernel, memory: 16MiB, console: %s}\n' \
            "$work/good.console"
        for name in $names; do
            printf -- '- {name: %s, image: %s, memory: 1MiB}\n' "$name" "$wild/$name"
        done
        printf 'limits: {instructions: 150M}\n'
    } >"$work/all.yaml"
    "$trapeze" run -q "$work/all.yaml" </dev/null >"$work/out" 2>"$work/err"
    status=$?
    [ "$status" -eq 1 ] || echo "status $status, expected 1;"
    [ "$(wc -l <"$work/err")" -eq "$(echo $names | wc -w)" ] || cat "$work/err"
    cmp "$work/good.bare" "$work/good.console" 2>&1
}

"$trapeze" run -q --set "vms[0].console=$work/good.bare" --set machine.ram=16MiB kernel \
    </dev/null >/dev/null 2>&1 || echo "not ok neighbour alone: status $?"
names=$(ls tests/guests/wild/*.S | sed 's,.*/\(.*\)\..,\1,')
for name in $names; do
    report "beside $name" "$(wrong_with "$name" 100k)"
    report "beside $name, interpreted" "$(wrong_with "$name" 100k 50M hybrid)"
done
report "beside handler_storm, short quantum" "$(wrong_with handler_storm 3000)"
report "trap loop, short quantum" "$(stopped_in_time)"
report "beside foreign, short quantum" "$(wrong_with foreign 3000 150M)"
report "all at once" "$(all_at_once)"
