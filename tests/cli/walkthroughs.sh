#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The walk-throughs and README's tour: what stands there is what comes out, and, whatever addresses
# and texts may be, what they tell is so.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh

# --- as they stand there ---

# What is shown is of one compiler's making, and with source lines.
why_not=
[ "$("${RISCV_CC:-riscv64-unknown-elf-gcc}" -dumpfullversion 2>/dev/null)" = \
    "$(cat "$root/tests/golden/compiler.txt")" ] || why_not="another cross compiler"
printf 'list\n' >list
"$trapeze" repl -x list kernel 2>&1 | grep -q 'libdw' && why_not="built without libdw"
for name in README docs/walkthrough-backwards docs/walkthrough-miss docs/walkthrough-popf; do
    if [ "$why_not" ]; then
        printf 'skip %s: %s\n' "$name.md" "$why_not"
    else
        verdict "$name.md (make docs)" \
            "$(BUILD=$build "$root/docs/sessions.sh" check "$root/$name.md" 2>&1 | head -12)"
    fi
done

# The comparison finds a difference, and writing mends it.
cat >sample.md <<'END'
    $ build/trapeze repl kernel
    (trapeze) print 6 * 7
    $1 = 0x0000002b (43)
    (trapeze) help next
    ...
    (trapeze) echo a\nb\nc\nd
    a
    ...
    d

Text.

    (trapeze) echo a\nb\nc\nd
    ...
    c
    ...
END
sed 's/2b (43)/2a (42)/' sample.md >right.md
run env BUILD="$build" "$root/docs/sessions.sh" check sample.md
verdict "a difference is found" "$([ "$status" -eq 1 ] && grep -q '`print 6 \* 7`' "$err" || cat "$err")"
run env BUILD="$build" "$root/docs/sessions.sh" write sample.md
verdict "and mended, and nothing else is" "$(diff right.md sample.md)"
run env BUILD="$build" "$root/docs/sessions.sh" check sample.md
verdict "for good" "$([ "$status" -eq 0 ] || cat "$err")"
printf '    $ build/trapeze repl kernel\n    (trapeze) echo a\\nb\n    a\n    ...\n    c\n' >sample.md
run env BUILD="$build" "$root/docs/sessions.sh" check sample.md
verdict "the last line counts" "$([ "$status" -eq 1 ] || echo "status $status")"

# --- what they tell ---

# story NAME [OPTION...] IMAGE: the script on standard input ends well.
story()
{
    story_name=$1
    shift
    cat >story
    run "$trapeze" repl -x story "$@"
    verdict "$story_name" "$([ "$status" -eq 0 ] || { echo "status $status:" && cat "$err"; })"
}

# Back to the first load that fails, whose directory has been written to; back to who has done it,
# the last time and the first.
backwards='
assert $sp > 0 && *(sp + 132) != 0
assert **(sp + 132) < 4096
watch **(sp + 132)
rcontinue
assert $pc >= trail_add && $pc < __wrap_syscall
assert *trail_next == 256
rcontinue
assert $pc >= trail_add && $pc < __wrap_syscall
assert *trail_next == 256
assert *(*trail + 4096) >= 0x80000000
rstepi
stepi 2
assert *(*trail + 4096) < 4096
'
{
    printf 'break panic\ncontinue\nassert $pc == panic\nrnext trap 2\n'
    printf 'assert $mode == 3 && $pc > trap_vector && $pc < save_all\n%s' "$backwards"
} | story "a page table is corrupted in trail_add(): bare" audit
{
    printf 'break panic\ncontinue\nassert $pc == audit:panic\nrnext reflect 2\nrstept\n'
    printf 'assert $mode == 3 && $pc > trap_vector && $pc < save_all\n%s' "$backwards"
} | story "and under the monitor" --set monitor.kind=vmm --set monitor.soft_tlb=0 audit
run "$trapeze" run -q --set monitor.kind=vmm audit
verdict "a software TLB hides it" "$([ "$status" -eq 0 ] || cat "$out" "$err")"
run "$trapeze" run -q audit
verdict "bare, it is init that dies" "$(grep -q '^init: pid 1 killed: ' "$out" || tail -3 "$out")"
run "$trapeze" run -q kernel
verdict "without that file, nobody but those that ask for it" \
    "$([ "$status" -eq 0 ] && ! grep -q '^init: ' "$out" || tail -3 "$out")"

# A miss: alice's process, the monitor, her kernel, which maps a page; the monitor, the TLB; back.
story "a miss is reflected, refilled and installed" "$root/examples/experiments/two-kernels.yaml" <<'END'
next reflect of alice
rstept 2
assert $mode == 0 && machine:$mode == 0
print $pc
assert alice:$mcause != 24
stept
assert machine:$mode == 3 && $pc >= monitor:trap_fast
assert machine:$mcause == 24 && machine:$mtval == $1
stept
assert $mode == 3 && machine:$mode == 0
assert $pc == alice:trap_vector && alice:$mcause == 24 && alice:$mepc == $1 && alice:$mtval == $1
next install of alice
assert machine:$mode == 3
next return of alice
finish
assert $mode == 0 && $pc == $1
stepi
assert $mode == 0
END
story "a miss is hidden" "$root/examples/experiments/two-kernels.yaml" <<'END'
next reflect of alice
next hidden of alice
print $pc
print alice:$mepc
rstept 2
assert $pc == $1 && $mode == 3 && machine:$mode == 0
stept
assert machine:$mode == 3
stept
assert $pc == $1 && $mode == 3 && alice:$mepc == $2
stepi
assert $mode == 3 && $pc != alice:trap_vector
END

# popf: the witness, bare, in a VM, interpreted.
"$trapeze" classify --isa pg32-popf --witness popf.yaml popf >"$out"
story "popf of a witness: obeyed in supervisor mode, not in user mode" \
    --set machine.isa=pg32-popf hello <<'END'
witness popf.yaml 2 1
assert $mode == 3
stepi
assert $mode == 3 && $mstatus.MIE == 1
witness popf.yaml 2 2
assert $mode == 0
stepi
assert $mode == 0 && machine:$mstatus.MIE == 0
END
story "popf on the bare machine" --set machine.isa=pg32-popf zoo <<'END'
break popf_both_ways
continue
watch $mstatus
continue
assert $mstatus.MIE == 1
rstepi
assert (*(int *)$pc & 0xfff07fff) == 0x8c100073
END
story "popf in a VM: nobody hears of it" --set machine.isa=pg32-popf --set monitor.kind=vmm \
    --unsound zoo <<'END'
break popf_both_ways
continue
watch zoo:$mstatus
continue
assert $pc >= monitor:priv_csr_write
END
verdict "and it is found wrong meanwhile" "$(grep -q 'after popf of MIE: 0, expected 1: wrong' "$out" ||
    cat "$out")"
story "popf under the hybrid monitor" --set machine.isa=pg32-popf --set monitor.kind=hybrid zoo <<'END'
watch zoo:$mstatus
continue
assert zoo:$mstatus.MIE == 1
backtrace
delete
continue
END
verdict "is emulated, and right" "$(grep -q '^#0.*<emulate_popf' "$out" &&
    grep -q '| zoo: pg32-popf: 4 right, 0 wrong' "$out" || cat "$out")"
