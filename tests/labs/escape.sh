#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What students of lab 7 receive: faulty monitors as images, with which they can do all that the handout
# says, and nothing that says what was changed in them.

cd "$(dirname "$0")/../.." || exit 1
. tests/common.sh

lab=lab-handouts/lab7-escape
case $BUILD in /*) trapeze=$BUILD/trapeze ;; *) trapeze=$PWD/$BUILD/trapeze ;; esac
out=$TEST_DIR/package
rm -rf "$out"
RISCV_CC=${RISCV_CC:-${RISCV_PREFIX:-riscv64-unknown-elf-}gcc}
export RISCV_CC
check "made" lab-handouts/pack.sh 7 "$out" "$BUILD/labs/monitor/flags"

# --- nothing is given away ---

faults=$(find $lab/faults -name '*.patch' | sed 's,.*/,,; s,patch$,elf,' | sort)
images=$(find "$out" -name '*.elf' | sed 's,.*/,,' | sort)
check "an image for each fault, and no other" test "$faults" = "$images"
find "$out" -name hidden -o -name wrong -o -name other -o -name solution -o -name '*.patch' -o -name 'generate*' \
    -o -name '*.awk' -o -name 'package.sh' -o -type l >"$TEST_DIR/forbidden"
check "nothing else" cmp /dev/null "$TEST_DIR/forbidden"

# Lines that patches put in, in any file of the package; debugging information would have the sources' names.
for patch in $lab/faults/*.patch; do
    sed -n 's/^+  *\(.\{20,\}\)/\1/p' "$patch"
done >"$TEST_DIR/lines"
grep -q . "$TEST_DIR/lines" || not_ok "lines to look for" "there are none"
grep -rFlf "$TEST_DIR/lines" "$out" >"$TEST_DIR/given"
check "no line of a patch" cmp /dev/null "$TEST_DIR/given"
grep -l debug_info "$out"/faults/* >"$TEST_DIR/given"
check "no debugging information" cmp /dev/null "$TEST_DIR/given"

# --- it works ---

make_in()
{
    make -s -C "$out" TRAPEZE="$trapeze" "$@"
}

check "compiles" make_in
make_in found T=special >"$TEST_DIR/found" 2>&1
check "found: nothing yet" grep -q ': 00 00 00 00 00' "$TEST_DIR/found"
refuses "one that there is not" make_in run T=nobody
make_in grade >"$TEST_DIR/grade" 2>&1
check "the starter has no points" grep -q '^Score: 0/70$' "$TEST_DIR/grade"
check "how to be there" grep -qF -- "--set monitor.image=faults/end.elf --set vms.thief.image=submission.elf --goto" \
    "$TEST_DIR/grade"

# What the handout shows of all that; numbers aside, which depend on the compiler.
numbers()
{
    sed -E 's/(0x)?[0-9a-f]{5,8}|[0-9][0-9,]*/N/g'
}

session()
{
    make_in repl T="$1" <"tests/labs/escape-$1.repl" >"$TEST_DIR/repl-$1" 2>&1
}
session special
session outside
session end
grep 'PFN fffff -> MFN' "$TEST_DIR/repl-special" >"$TEST_DIR/frames"
check "special: one frame for two" test "$(wc -l <"$TEST_DIR/frames") $(sort -u "$TEST_DIR/frames" | wc -l)" = "2 1"
make_in catch T=zeroed >"$TEST_DIR/catch" 2>&1
make_in run T=special >/dev/null 2>&1
(cd "$out" && "$trapeze" run -q --check-isolation --set monitor.image=faults/special.elf \
    --set vms.thief.image=submission.elf tests/special.yaml) >"$TEST_DIR/isolation" 2>&1
sed -n 's/^    //p' $lab/handout.md |
    grep -E '^(machine frame|  neighbour has it|  the monitor.s pmap|   8000|8001d000|[$]1 =|guest: |trapeze: isol|    .*exit 0; nothing|.*--goto)' |
    sed 's/^    //' | numbers >"$TEST_DIR/shown"
check "the handout shows something" test "$(wc -l <"$TEST_DIR/shown")" -ge 12
cat "$TEST_DIR"/repl-* "$TEST_DIR/catch" "$TEST_DIR/isolation" "$TEST_DIR/grade" | sed 's/^    //' | numbers >"$TEST_DIR/seen"
grep -vxFf "$TEST_DIR/seen" "$TEST_DIR/shown" >"$TEST_DIR/stale"
check "and that is what comes" diff /dev/null "$TEST_DIR/stale"

cp $lab/solution/* "$out/"
make_in grade >"$TEST_DIR/grade" 2>&1
check "with the solution, all public points" grep -q '^Score: 70/70$' "$TEST_DIR/grade"
make_in found T=end >"$TEST_DIR/found" 2>&1
check "found: the secret" grep -q '"drawn at grading' "$TEST_DIR/found"
make_in catch T=end >"$TEST_DIR/catch" 2>&1
check "caught under one monitor alone" sh -c "grep -q '^guest: differs' '$TEST_DIR/catch' &&
    tail -n 1 '$TEST_DIR/catch' | grep -q '^guest: equal'"
