#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What students receive, in their hands: far from the sources, with an installed trapeze and the cross compiler,
# each lab's package builds, is tried, grades as the starter should, and opens at the front panel. And it holds
# nothing of solutions, hidden tests or seeded faults; nor does what is installed, but for the monitor itself,
# which is public.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

root=$PWD
export LC_ALL=C
away=$(mktemp -d) || exit 1
trap 'rm -rf "$away"' EXIT
trap 'exit 1' INT TERM

# What an earlier version has left there, an object of a source that is gone, would be linked to all monitors.
mkdir -p "$away/usr/lib/trapeze/labs/monitor/objects/vmm"
cp "$BUILD/labs/monitor/objects/vmm/memory.o" "$away/usr/lib/trapeze/labs/monitor/objects/vmm/gone.o"
(umask 077 && env -u MAKEFLAGS -u MFLAGS make -s BUILD="$BUILD" PREFIX="$away/usr" install) >"$TEST_DIR/install" 2>&1 || {
    not_ok "make install" "$(tail -1 "$TEST_DIR/install")"
    exit 0
}
check "an installed trapeze finds labs by their number" sh -c "cd '$away' && usr/bin/trapeze grade 0 . | grep -q '^Score: 0/'"

find "$away/usr/share/trapeze/labs" "$away/usr/lib/trapeze/labs" ! -perm -o+r >"$TEST_DIR/unreadable"
check "an installed monitor of labs is of this version alone" [ ! -e "$away/usr/lib/trapeze/labs/monitor/objects/vmm/gone.o" ]
check "whose labs everybody can read" cmp "$TEST_DIR/unreadable" /dev/null

# --- in a student's hands ---

input=/dev/null

# student COMMAND...: in the package, with the program that is installed; what hangs is ended at some time
student()
{
    (cd "$package" && PATH="$away/usr/bin:$PATH" RISCV_PREFIX=$RISCV_PREFIX \
        env -u MAKEFLAGS -u MFLAGS timeout 900 "$@" <"$input")
}

# A target of the package's Makefile, which not all labs have.
has_target()
{
    grep -q "^\([a-z. ]* \)\{0,1\}$1\( [a-z ]*\)\{0,1\}:" "$package/Makefile" 2>/dev/null
}

builds()
{
    if ! has_target all && ! has_target vmm.elf; then
        skip "$name: make" "nothing is built in this lab"
        return
    fi
    student make >"$TEST_DIR/$name.make" 2>&1
    status=$?
    check "$name: make" [ $status -eq 0 ]
    refuses "$name: without a warning" grep -n 'warning:' "$TEST_DIR/$name.make"
}

# make grade, or if there is no Makefile the command itself: the points that the starter is to have, at most (some of
# them may be for hidden tests).
grades()
{
    if has_target grade; then student make -s grade; else student trapeze grade . .; fi >"$TEST_DIR/$name.grade" 2>&1
    want=$(cat "$lab/starter.points" 2>/dev/null || echo 0)
    got=$(sed -n 's/^Score: //p' "$TEST_DIR/$name.grade")
    check "$name: make grade: $got" [ "${got%/*}" -le "$want" ]
    refuses "$name: what is told is not about Trapeze itself" grep -n 'internal error\|is missing' "$TEST_DIR/$name.grade"
}

# make test ends, and says something.
tests()
{
    has_target test || return 0
    student make -s test >"$TEST_DIR/$name.test" 2>&1
    status=$?
    check "$name: make test" [ $status -ne 124 -a -s "$TEST_DIR/$name.test" ]
}

# make repl stands in front of the first instruction.
repl()
{
    has_target repl || return 0
    for first in "$package"/tests/*.yaml; do break; done
    [ -f "$first" ] || first=none.yaml # of what was handed in
    echo "info registers" >"$away/input"
    input=$away/input student make -s repl T="$(basename "$first" .yaml)" P=1 >"$TEST_DIR/$name.repl" 2>&1
    check "$name: make repl" grep -q '0x80000000' "$TEST_DIR/$name.repl"
}

# --- what must not be in it ---

# Lines that only the parts have that are kept back: solutions, wrong ones and others, faults, generators.
kept_back()
{
    find "$lab/solution" "$lab/other" "$lab"/*.awk "$lab/generate.sh" "$lab/hidden" -type f 2>/dev/null |
        tr '\n' '\0' | xargs -0 cat 2>/dev/null
    find "$lab/wrong" "$lab/faults" tests/faults -name '*.patch' 2>/dev/null | tr '\n' '\0' |
        xargs -0 sed -n 's/^+//p' 2>/dev/null | grep -v '^++'
}

# What they may have: public parts, pages of docs/ that a starter links to, and the monitor's sources, code that is given instead of what is cut included.
given()
{
    find -L "$lab/starter" "$lab/tests" "$lab/trusted" "$lab/lab.yaml" lab-handouts/monitor -type f 2>/dev/null | tr '\n' '\0' |
        xargs -0 cat 2>/dev/null
    [ ! -f "$lab/pack" ] || cat vmm/*.[ch] isa/*.[chd]* isa/dev/*.[chd]* hybrid/*.[ch] | sed -n 'p; s/^ *\* //p'
}

given_away()
{
    kept_back | sed 's/^ *//; s/ *$//' | awk 'length($0) >= 36' | sort -u >"$TEST_DIR/$name.kept"
    given | sed 's/^ *//; s/ *$//' | sort -u >"$TEST_DIR/$name.open"
    comm -23 "$TEST_DIR/$name.kept" "$TEST_DIR/$name.open" >"$TEST_DIR/$name.secret"
    find "$package" -type f ! -path "$package/build/*" -print0 | xargs -0 cat | sed 's/^ *//; s/ *$//' |
        grep -a -n -x -F -f "$TEST_DIR/$name.secret"
}

# holds FOLDER: names that nothing may have in what is given away
holds()
{
    find "$1" \( -name hidden -o -name wrong -o -name other -o -name solution -o -name 'generate*' -o -name '*.awk' \
        -o -name pack -o -name package.sh -o -name '*.patch' -o -name '*.orig' -o -name '.git*' -o -name fast_paths.S \
        -o -name refill.c -o -name '*.o' -o -name '*.a' -o -name '*.points' -o -type l \) -print
    find "$1" -name '*.elf' ! -path '*/faults/*'
}

for lab in lab-handouts/lab*-*/; do
    lab=${lab%/}
    name=${lab##*/}
    number=${name#lab} number=${number%%-*}
    package=$away/$name
    env -u MAKEFLAGS -u MFLAGS make -s BUILD="$BUILD" lab N="$number" OUT="$package" >"$TEST_DIR/$name.made" 2>&1
    status=$?
    check "$name: make lab" [ $status -eq 0 ]
    holds "$package" >"$TEST_DIR/$name.holds"
    check "$name: nothing of what is kept back" cmp "$TEST_DIR/$name.holds" /dev/null
    given_away >"$TEST_DIR/$name.given"
    check "$name: not a line of it" diff /dev/null "$TEST_DIR/$name.given"
    check "$name: there is something to look for" [ "$(wc -l <"$TEST_DIR/$name.secret")" -ge 10 ]
    refuses "$name: no path of this machine" grep -r -F -l "$root" "$package"
    find "$package" -name '*.elf' -print0 | xargs -0 -r strings >"$TEST_DIR/$name.strings"
    refuses "$name: no debugging information" grep -q '\.debug_info\|DW_AT\|\.debug_line' "$TEST_DIR/$name.strings"
    builds
    tests
    grades
    repl
done

# --- what is installed ---

holds "$away/usr/share/trapeze/labs" >"$TEST_DIR/installed"
check "installed labs: nothing of what is kept back" cmp "$TEST_DIR/installed" /dev/null
there=$(cd "$away/usr/share/trapeze/labs" && ls)
check "installed labs: all" [ "$there" = "$(cd lab-handouts && ls -d lab*-*)" ]
