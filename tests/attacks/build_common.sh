# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What the attacks on the box that submissions are compiled in share. There is a secret beside the
# box, in hidden/; a trusted header lab.h, a trusted object and a linker script, in trusted/; and
# sub/, the submission. Each attack is tried with what walls there are, and with none.

. tests/cli/common.sh
tools=${TOOLS:-$build/test/tests/tools}
case $tools in /*) ;; *) tools=$root/$tools ;; esac

mkdir -p sub trusted hidden boxes/none boxes/walls
TMPDIR=$PWD/boxes
export TMPDIR
word=PASSWORD4711
script=$root/examples/lib/link.ld

printf '%s is in line 1\n' $word | tee hidden/secret.h >hidden/secret.inc
cat >trusted/lab.h <<'END'
#define VALUE 7
#ifndef __ASSEMBLER__
void trusted(void);
#endif
END
printf 'int shared = 5;\nvoid trusted(void)\n{\n    shared++;\n}\n' >trusted/trusted.c
# shellcheck disable=SC2086
${RISCV_CC:-riscv64-unknown-elf-gcc} $RISCV_ARCH -ffreestanding -c -o trusted/trusted.o trusted/trusted.c

# try WALLS SOURCE...: what came of it is in $WALLS.out, its last line in $outcome
try()
{
    try_walls=$1
    shift
    TMPDIR=$PWD/boxes/$try_walls "$tools/jail_try" $([ "$try_walls" = walls ] || echo -w) \
        -f -O2 -f -Wall -f -Wextra -t "$PWD/trusted/lab.h=lab.h" -o "$PWD/trusted/trusted.o" \
        sub "$script" "$@" >"$try_walls.out" 2>"$try_walls.err" </dev/null
    try_status=$?
    outcome=$(tail -1 "$try_walls.out")
}

# What is wrong with the last try, whatever came of it.
wrong_anyway()
{
    [ "$try_status" -eq 0 ] || echo "status $try_status: $(tail -1 "$try_walls.err");"
    ! grep -qi "$word" "$try_walls.out" || echo "shows the secret;"
    ! grep -q "$PWD/boxes" "$try_walls.out" || echo "shows where the box is;"
    [ "$(wc -c <"$try_walls.out")" -le 16500 ] || echo "says too much;"
    [ "$(LC_ALL=C tr -d '\n\t\040-\176' <"$try_walls.out" | wc -c)" -eq 0 ] ||
        echo "shows what is no plain text;"
    [ -z "$(ls "boxes/$try_walls")" ] || echo "leaves the box;"
    [ "$(cat hidden/*)" = "$(printf '%s is in line 1\n%s is in line 1' $word $word)" ] ||
        echo "changed the secret;"
}

# wrong_with WALLS OUTCOME SOURCE...
wrong_with()
{
    with_outcome=$2
    try "$1" $3
    case $outcome in
    $with_outcome) ;;
    *) echo "$1: $outcome instead of $with_outcome: $(head -2 "$1.out" | cut -c 1-160);" ;;
    esac
    wrong_anyway
}

# attack NAME OUTCOME FILE [FILES]: a source on standard input, built with FILES, or alone
attack()
{
    [ "$3" = - ] || cat >"sub/$3"
    files=${4:-$3}
    verdict "$1" "$(wrong_with none "$2" "$files"; wrong_with walls "$2" "$files")"
    [ "$3" = - ] || rm -rf "sub/$3"
}

# What became of the last attack.
became()
{
    tail -1 none.out
}

# says PATTERN: the last attack was told so, with walls and without
says()
{
    verdict "... and it is told so: $1" "$(for w in none walls; do
        grep -q -e "$1" $w.out || head -3 $w.out
    done)"
}
