#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   bench.sh REPORT
#
# How fast the simulated machine is, beside QEMU and the host itself: writes REPORT, and prints it.
# `make bench` gives the environment; all but BUILD and BENCH_PROGRAMS may be empty:
#
#   PROGRAMS      some of BENCH_PROGRAMS, by name; or two ELF files, LONG and SHORT: one program that
#                 does more and less (`make bench PROGRAMS="./long.elf ./short.elf"`)
#   ENGINES       some engines: see engines.sh
#   ROUNDS        how often each is measured (3)
#   RUN_SECONDS   how long a run is to take about (1)
#
# A measurement is a long run less a short one, in the processor's time, which leaves start-up out;
# all engines take turns, so that whatever else the machine does meets them alike. The plain core
# is measured once.

cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
. tests/bench/engines.sh
report=$1
rounds=${ROUNDS:-3}
seconds=${RUN_SECONDS:-1}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT || exit 1
trap 'exit 1' INT TERM

all_engines="native qemu none simple pipeline vm-none vm-simple vm-pipeline plain-none plain-pipeline"
guest_instructions=1000000 # of a run whose host instructions are counted, at most
counted_seconds=0.015     # that it takes, about: counting makes it fifty times as long

say()
{
    echo "bench: $*" >&2
}

die()
{
    say "$@"
    exit 1
}

# calculate EXPRESSION [NAME=VALUE]...: awk's value of it, large numbers in full
calculate()
{
    expression=$1
    shift
    for value in "$@"; do
        set -- "$@" -v "$value"
        shift
    done
    awk "$@" "BEGIN { printf \"%.9g\", $expression }"
}

# cpu ENGINE PROGRAM ROUNDS: the processor's seconds of a run
cpu()
{
    # shellcheck disable=SC2046 # words
    "$bench/cputime" $(command_of "$1" "$2" "$3") || die "$2 failed on $1"
}

# --- two files instead of a program: "pair" has one round, which is LONG less SHORT ---

pair_long='' pair_short=''

choose_programs()
{
    case ${PROGRAMS:-} in
    */*)
        # shellcheck disable=SC2086 # words
        set -- $PROGRAMS
        if [ $# -ne 2 ] || [ ! -r "$1" ] || [ ! -r "$2" ]; then
            die "PROGRAMS is to be names, or two files that can be read"
        fi
        pair_long=$1 pair_short=$2 programs=pair seconds="what LONG takes"
        ENGINES=${ENGINES:-qemu none vm-none} # the others may take for ever
        ;;
    *) programs=${PROGRAMS:-$BENCH_PROGRAMS} ;;
    esac
    for program in $programs; do
        [ -n "$pair_long" ] || [ -x "$bench/guest/$program" ] || die "no program $program"
    done
}

# file_of PROGRAM ROUNDS: what engines.sh is to be told
file_of()
{
    case $1,$2 in
    pair,0) echo "$pair_short" ;;
    pair,*) echo "$pair_long" ;;
    *) echo "$1" ;;
    esac
}

# --- which engines, and that they all agree ---

choose_engines()
{
    for program in $programs; do
        for engine in ${ENGINES:-$all_engines}; do
            if has "$engine" "$(file_of "$program" 1)"; then
                echo "$program $engine"
            fi
        done
    done >"$work/runs"
    grep -q . "$work/runs" || die "no engine of $ENGINES runs $programs"
}

check_sums()
{
    while read -r program engine; do
        sum=$(sum_of "$engine" "$program" 3)
        expected=$(sum_of none "$program" 3)
        [ "$sum" = "$expected" ] || die "$program: $sum on $engine, $expected on the fast core"
    done <"$work/runs"
}

# --- how much is a round, and how many make a run ---

# instructions PROGRAM ROUNDS: of the guest, bare
instructions()
{
    # shellcheck disable=SC2046 # words
    $(command_of none "$(file_of "$1" "$2")" "$2") --json "$work/json" >/dev/null </dev/null &&
        "$BUILD/test/json_get" "$work/json" machine.instructions
}

count_instructions()
{
    most=11
    [ -z "$pair_long" ] || most=1
    for program in $programs; do
        least=$((most / 10))
        [ "$most" -gt 1 ] || least=0
        more=$(instructions "$program" "$most") || die "$program failed"
        less=$(instructions "$program" "$least") || die "$program failed"
        echo "$program $(calculate '(a - b) / n' a="$more" b="$less" n=$((most - least)))"
    done >"$work/instructions"
}

# rounds_for ENGINE PROGRAM: as many as take it about as long as a run is to take
rounds_for()
{
    start=$(cpu "$1" "$2" 0) || exit 1
    enough=$(calculate 't < 0.2 ? t : 0.2' t="$seconds")
    tried=1
    while :; do
        took=$(cpu "$1" "$2" "$tried") || exit 1
        took=$(calculate 't - s' t="$took" s="$start")
        [ "$(calculate 't < enough' t="$took" enough="$enough")" = 1 ] || break
        # Ten times as many, or somewhat more than it seems to need.
        tried=$(calculate 'int(t * 10 < e ? n * 10 : 1.2 * n * e / t) + 1' \
            n="$tried" t="$took" e="$enough")
    done
    calculate 'int(n * s / t) + 1' n="$tried" s="$seconds" t="$took"
}

# What is measured: a line "PROGRAM ENGINE LONG SHORT", in rounds.
calibrate()
{
    while read -r program engine; do
        if [ -n "$pair_long" ]; then
            echo "$program $engine 1 0"
            continue
        fi
        long=$(rounds_for "$engine" "$program") || exit 1
        short=$((long / 10))
        [ "$short" -gt 0 ] || short=1
        [ "$long" -gt "$short" ] || long=$((short + 1))
        echo "$program $engine $long $short"
    done <"$work/runs" >"$work/plan"
}

# --- measuring ---

# Seconds of a round, as "PROGRAM ENGINE TURN SECONDS".
measure()
{
    while read -r program engine long short; do
        case $1,$engine in
        1,*) ;;
        *,plain-*) continue ;;
        esac
        more=$(cpu "$engine" "$(file_of "$program" "$long")" "$long") || exit 1
        less=$(cpu "$engine" "$(file_of "$program" "$short")" "$short") || exit 1
        echo "$program $engine $1 $(calculate '(a - b) / (l - s)' \
            a="$more" b="$less" l="$long" s="$short")"
    done <"$work/plan" >>"$work/times"
}

measure_all()
{
    turn=1
    while [ "$turn" -le "$rounds" ]; do
        say "turn $turn of $rounds"
        measure "$turn" || exit 1
        turn=$((turn + 1))
    done
}

# --- host instructions ---

# What counts them: perf where the processor lets it, else valgrind, else nothing.
choose_counter()
{
    if counted_by_perf true >/dev/null; then
        counter=perf
    elif command -v valgrind >/dev/null; then
        counter=callgrind
    else
        counter=
    fi
}

counted_by_perf()
{
    command -v perf >/dev/null || return 1
    perf stat -x , -e instructions:u -o "$work/perf" "$@" >/dev/null 2>&1 </dev/null
    awk -F, '$1 ~ /^[0-9]+$/ { n += $1 } END { if (!n) exit 1; printf "%.0f", n }' "$work/perf"
}

counted_by_callgrind()
{
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null </dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# host_instructions ENGINE PROGRAM: for each of the guest's, start-up left out
host_instructions()
{
    each=$(awk -v p="$2" '$1 == p { print $2 }' "$work/instructions")
    round=$(awk -v p="$2" -v e="$1" '$1 == p && $2 == e { print $4; exit }' "$work/times")
    n=$(calculate 'int((s / t < w / e ? s / t : w / e) + 1)' \
        s="$counted_seconds" t="$round" w="$guest_instructions" e="$each")
    # shellcheck disable=SC2046 # words
    more=$("counted_by_$counter" $(command_of "$1" "$2" $((n + 1))))
    # shellcheck disable=SC2046 # words
    less=$("counted_by_$counter" $(command_of "$1" "$2" 1))
    [ "${more:-0}" -gt "${less:-0}" ] || die "$2 failed on $1, counted"
    calculate '(a - b) / (n * e)' a="$more" b="$less" n="$n" e="$each"
}

count_host_instructions()
{
    choose_counter
    : >"$work/host"
    [ -n "$counter" ] && [ -z "$pair_long" ] || return 0
    say "counting host instructions, by $counter"
    while read -r program engine; do
        case $engine in
        native | qemu | plain-*) ;;
        *)
            each=$(host_instructions "$engine" "$program") || exit 1
            echo "$program $engine $each"
            ;;
        esac
    done <"$work/runs" >"$work/host"
}

# --- the report ---

processor()
{
    sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1 | grep . ||
        sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m
}

first_line()
{
    "$@" 2>/dev/null | head -n 1
}

command_line()
{
    echo "make bench${ROUNDS:+ ROUNDS=$ROUNDS}${RUN_SECONDS:+ SECONDS=$RUN_SECONDS}" \
        "${PROGRAMS:+PROGRAMS=\"$PROGRAMS\"} ${ENGINES:+ENGINES=\"$ENGINES\"}" | sed 's/ *$//'
}

write_report()
{
    cat tests/bench/about.md
    echo
    echo "## The run"
    echo
    echo "Made by \`$(command_line)\`: turns $rounds, seconds of a run $seconds."
    echo
    echo "- processor: $(processor)"
    echo "- host's compiler: $(first_line "${CC:-cc}" --version)"
    echo "- guests' compiler: $(first_line "$RISCV_CC" --version)"
    echo "- QEMU: $(first_line qemu-system-riscv32 --version | grep . || echo not here)"
    [ ! -s "$work/host" ] || echo "- host instructions: counted by $counter"
    awk -v work="$work" -v programs="$programs" -f tests/bench/report.awk
}

choose_programs
choose_engines
if [ -z "$pair_long" ]; then
    say "checking sums"
    check_sums || exit 1
fi
count_instructions || exit 1
say "how many rounds each takes"
calibrate || exit 1
measure_all || exit 1
count_host_instructions || exit 1
write_report >"$work/report" && cat "$work/report" && mkdir -p "$(dirname "$report")" &&
    cp "$work/report" "$report" && say "written to $report"
