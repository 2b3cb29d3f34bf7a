#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   tests/theory/theory.sh [VARIANT...]
#
# The zoo's table, a row for each variant (or those that are named), all of it found by experiment
# here and now: classes and conditions by `trapeze classify`; whether each monitor is right, and if
# not, which of the guest's instructions shows it first, by `trapeze verify` on the zoo's kernel.
# Ends with 1 if anything is not as theory has it, or could not be found out:
#
# - what the classifier finds is what the rows and isa/variant.def predict;
# - a monitor is right where its theorem's condition holds, on the example kernel as well, and wrong
#   where it does not; but the plain one is right all the same if it looks at the mode, on a machine
#   where R is what the hardware makes of M and R;
# - where it is wrong, the instruction that shows it is one of those that the classifier names;
# - what is wrong is refused unless the user insists.

cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
trapeze=${TRAPEZE:-$build/trapeze}
json=$build/test/json_get
work=${TEST_DIR:-$(mktemp -d)}
mkdir -p "$work" || exit 1
rm -f "$work/wrong"
: >"$work/table"

# Something is not as theory has it.
disagree()
{
    echo "theory: $*" >&2
    echo "$*" >>"$work/wrong"
}

# get FILE PATH: a value, without quotation marks; empty if it is not there
get()
{
    "$json" "$1" "$2" 2>/dev/null | sed 's/^"\(.*\)"$/\1/'
}

# condition THEOREM: whether the classifier has found that it holds
condition()
{
    [ "$(get "$work/classes" "theorem$1.holds")" = true ] && echo holds || echo fails
}

# --- what the classifier says ---

classify()
{
    if ! "$trapeze" classify --isa "$variant" --json >"$work/classes" 2>"$work/error" ||
        [ "$(get "$work/classes" schema)" != trapeze-classify/1 ]; then
        disagree "$variant: trapeze classify: $(head -1 "$work/error")"
        return 1
    fi
    [ "$(get "$work/classes" disagreements)" = '[]' ] ||
        disagree "$variant: the classes found are not those of the rows"
    for theorem in 1 3; do
        [ "$(get "$work/classes" "theorem$theorem.holds")" = \
            "$(get "$work/classes" "theorem$theorem.predicted")" ] ||
            disagree "$variant: the condition of Theorem $theorem is predicted otherwise"
    done
}

# Whether the classifier names $offender among those that a theorem's condition excludes.
is_named()
{
    "$json" "$work/classes" "theorem$1.offenders" | grep -qF "\"$offender\""
}

# --- what the verifier sees ---

# A CSR instruction as the classifier names it: row, CSR, form. $row, $word and $text are of one.
csr_form()
{
    operands=${text#* }
    case ${text%% *} in
    csrw | csrs | csrc | csrwi | csrsi | csrci) csr=${operands%%,*} ;;
    *) csr=${operands#*, } csr=${csr%%,*} ;;
    esac
    rd=$((word >> 7 & 31)) rs1=$((word >> 15 & 31))
    case $row in
    csrrw | csrrwi) [ $rd -ne 0 ] && form="read and write" || form="write" ;;
    *) [ $rs1 -ne 0 ] && form="read and write" || form="read" ;;
    esac
    echo "$row $csr, $form"
}

# From the difference in $work/found: $text, the instruction; $offender, what the classifier has to
# name: if the difference is a trap for the fetch of it, that is none of its own doing.
first_difference()
{
    at=difference.instruction
    row=$(get "$work/found" $at.row) word=$(get "$work/found" $at.word)
    text=$(get "$work/found" $at.text | sed 's/^.*: //')
    case $row in
    csr*) offender=$(csr_form) ;;
    *) offender=$row ;;
    esac
    case $(get "$work/found" difference.what) in
    *' fetch') text="fetch of $text" offender=fetch ;;
    esac
}

# verify GUEST SETTING...: $found is right, or wrong; then the first difference is known.
verify()
{
    guest=$1
    shift
    "$trapeze" verify --unsound --json "$work/found" --set "machine.isa=$variant" "$@" "$guest" \
        >"$work/said" 2>"$work/error"
    case $? in
    0) found=right ;;
    1) found=wrong && first_difference ;;
    *) found=unknown ;;
    esac
    if [ $found = unknown ] || [ "$(get "$work/found" schema)" != trapeze-verify/1 ]; then
        disagree "$variant: trapeze verify $*: $(head -1 "$work/error")"
        found=unknown
    fi
}

# refused SETTING...: whether a run is, if the user does not insist
refused()
{
    "$trapeze" run -q --set "machine.isa=$variant" "$@" hello >"$work/said" 2>&1
    [ $? -eq 2 ] && echo wrong || echo right
}

# monitor NAME THEOREM EXPECTED SETTING...: the experiment; $outcome, and more of $differences
monitor()
{
    name=$1 theorem=$2 expected=$3
    shift 3
    verify zoo "$@"
    outcome=$found
    [ "$outcome" = "$expected" ] ||
        disagree "$variant: the $name monitor is $outcome, by theory it is $expected"
    [ "$(refused "$@")" = "$expected" ] ||
        disagree "$variant: a run under the $name monitor: $(head -1 "$work/said")"
    if [ "$outcome" = wrong ]; then
        differences="$differences${differences:+; }$name: \`$text\`"
        is_named "$theorem" ||
            disagree "$variant: the classifier does not name $offender, by which the $name monitor is wrong"
    elif [ "$outcome" = right ]; then
        verify kernel "$@" # it has nothing of the zoo in it
        [ "$found" = right ] || disagree "$variant: the $name monitor is $found on the kernel"
    fi
}

# expected THEOREM: what becomes of the monitor that goes by it
expected()
{
    [ "$(condition "$1")" = holds ] && echo right || echo wrong
}

# --- the table ---

heading()
{
    echo "variant|innocuous|privileged|trappable|always traps|sensitive|user-sensitive|\
Theorem 1|Theorem 3|plain monitor|hybrid monitor|first divergent instruction"
    echo "-|-|-|-|-|-|-|-|-|-|-|-"
}

counts()
{
    for class in innocuous privileged trappable "always traps" sensitive user-sensitive; do
        printf '%s|' "$(get "$work/classes" "counts.$class")"
    done
}

row()
{
    differences=
    classify || return
    bare=$("$trapeze" run -q --set "machine.isa=$variant" zoo 2>&1) ||
        disagree "$variant: the zoo's kernel is wrong on the bare machine: $bare"
    monitor plain 1 "$(expected 1)" --set monitor.kind=vmm
    plain=$outcome
    monitor hybrid 3 "$(expected 3)" --set monitor.kind=hybrid
    echo "$variant|$(counts)$(condition 1)|$(condition 3)|$plain|$outcome|$differences"
    if [ "$(condition 1)" = fails ] && [ "$(get "$work/classes" effective_r)" = true ]; then
        differences=
        monitor "plain, by mode," 1 right --set monitor.kind=vmm --set monitor.effective_r=mode
        echo "$variant, \`effective_r: mode\`|||||||||$outcome||$differences"
    fi
}

# Columns as wide as what is in them.
align()
{
    awk -F '|' '
        { for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
        END {
            for (r = 1; r <= NR; r++) {
                line = "|"
                for (i = 1; i <= NF; i++) {
                    text = sprintf("%-" width[i] "s", cell[r, i])
                    if (r == 2) gsub(/./, "-", text)
                    line = line " " text " |"
                }
                print line
            }
        }' "$1"
}

if [ $# -eq 0 ]; then
    set -- $(sed -n 's/^VARIANT([A-Z0-9]*, "\([^"]*\)".*/\1/p' isa/variant.def)
fi
heading >"$work/table"
for variant in "$@"; do
    row >>"$work/table"
done
align "$work/table"
[ ! -s "$work/wrong" ]
