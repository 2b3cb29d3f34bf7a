# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What the generators of the monitor's labs share; read from a lab's folder. Each text that is drawn
# has a name, and depends on that and on the seed alone.

begin()
{
    case $1 in
    '' | *[!A-Za-z0-9_-]*)
        echo "generate.sh SEED: expected a word of letters and digits" >&2
        exit 2
        ;;
    esac
    seed=$1
    rm -rf hidden
    mkdir hidden || exit 1
    printf '%s\n' '# SPDX-License-Identifier: GPL-3.0-or-later' '# From a seed: generate.sh.' 'tests:' \
        >hidden/tests.yaml
}

# draw NAME PROGRAM: what an awk program says that is given random numbers
draw()
{
    awk -v seed="$seed" -v part="$1" "$(cat ../monitor/random.awk)
        BEGIN { random_begin(); $2 }"
}

# number NAME LOW HIGH; word NAME WORDS
number()
{
    draw "$1" "print $2 + random($(($3 - $2 + 1)))"
}

word()
{
    draw "$1" "print pick(\"$2\")"
}

# errands NAME N: N commands for the kernel's shell
errands()
{
    draw "$1" '
        for (n = 0; n < '"$2"'; n++) {
            what = pick("hello primes primes spawner grow crasher crasher sleeper")
            if (what == "primes") what = what " " 100 + random(400)
            if (what == "spawner") what = what " " 2 + random(4)
            if (what == "grow") what = what " " 8 + random(24)
            if (what == "sleeper") what = what " " 1 + random(2)
            if (what == "crasher") what = what " " pick("null kernel illegal")
            printf "%s; ", what
        }
        print "echo done"'
}

# script NAME STEPS: for script.h
script()
{
    awk -v seed="$seed" -v part="$1" -v steps="$2" -f ../monitor/random.awk -f ../monitor/script.awk \
        >"hidden/$1.c" || exit 1
}

# program NAME STEPS: privileged instructions, in assembly
program()
{
    awk -v seed="$seed" -v part="$1" -v steps="$2" -f ../monitor/random.awk -f ../monitor/privileged.awk \
        >"hidden/$1.S" || exit 1
}

# guest NAME LINE...
guest()
{
    guest_name=$1
    shift
    printf '%s\n' '/* SPDX-License-Identifier: GPL-3.0-or-later */' "$@" >"hidden/$guest_name.c"
}

# experiment NAME MONITOR VM...
experiment()
{
    experiment_name=$1
    printf '%s\n' '# SPDX-License-Identifier: GPL-3.0-or-later' 'machine: {ram: 64MiB}' "$2" 'vms:' \
        >"hidden/$experiment_name.yaml"
    shift 2
    printf '  - %s\n' "$@" >>"hidden/$experiment_name.yaml"
}

# entry NAME POINTS JUDGE FILE HINT
entry()
{
    printf '  - {name: "%s", points: %s, judge: %s, file: %s.yaml, visibility: hidden, hint: "%s"}\n' \
        "$1" "$2" "$3" "$4" "$5" >>hidden/tests.yaml
}

# judged NAME POINTS FILE HINT FORMULA...: an entry of judge state
judged()
{
    printf '  - name: "%s"\n    points: %s\n    judge: state\n    file: %s.yaml\n    visibility: hidden\n' \
        "$1" "$2" "$3" >>hidden/tests.yaml
    printf '    hint: "%s"\n    that:\n' "$4" >>hidden/tests.yaml
    shift 4
    printf '      - %s\n' "$@" >>hidden/tests.yaml
}
