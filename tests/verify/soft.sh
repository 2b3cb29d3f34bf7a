#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `trapeze verify` with a software TLB: monitors whose software TLB keeps what the guest has forgotten by
# any means, each of them found, and by which means. The monitor is that of the labs (build/labs/monitor),
# with a seeded fault in the one file that is compiled again.

cd "$(dirname "$0")/../.." || exit 1
. tests/cli/common.sh
cd "$root" || exit 1
. tests/verify/corpus.sh
kit=$build/labs/monitor

# make_monitor FAULT FILE: $work/monitor.elf
make_monitor()
{
    rm -rf "$work/tree"
    mkdir -p "$work/tree/vmm"
    cp "$2" "$work/tree/vmm/"
    (cd "$work/tree" && patch -p1 -s) <"$(echo tests/faults/*-"$1".patch)" || return
    set -- "$2"
    others=$(find "$kit/objects" -name '*.o' ! -path "*/${1%.c}.o" | sort)
    # shellcheck disable=SC2046,SC2086 # options and files are words
    ${RISCV_CC:-riscv64-unknown-elf-gcc} $(cat "$kit/flags") -I"$kit/include" -static -Wl,--gc-sections \
        -Wl,--build-id=none -T "$kit/vmm.ld" "$work/tree/$1" $others -lgcc -o "$work/monitor.elf"
}

# found FAULT FILE PATTERN GUEST SIZE: with a software TLB of SIZE, GUEST differs, and it is said how
found()
{
    make_monitor "$1" "$2" 2>"$err" || {
        not_ok "$1" "$(head -1 "$err")"
        return
    }
    timeout 60 "$trapeze" verify --set monitor.image="$work/monitor.elf" --set monitor.soft_tlb="$5" \
        --set limits.cycles=20M "$4" >"$out" 2>"$err"
    status=$?
    verdict "$1" "$([ "$status" -eq 1 ] || echo "status $status"
        grep -q "$3" "$out" || head -3 "$out" "$err")"
}

if ! command -v patch >/dev/null; then
    skip "a software TLB that forgets too little" "missing patch"
    exit 0
fi
left='0x40000000' # the page that nothing may be left of
found overlap-kept vmm/guest_tlb.c . "$build/test/verify/displaced" 64
found tlbwi-keeps-bucket vmm/guest_tlb.c "$left" "$build/test/verify/displaced" 64
found tlbinv-all-entries-only vmm/guest_tlb.c "$left" "$build/test/verify/displaced" 64
found tlbinv-page-missed vmm/guest_tlb.c . "$guests/tlb_invalidate" 512
found probe-ignores-wired vmm/memory.c 'states differ' "$build/test/verify/lent" 512
found find-without-asid vmm/guest_tlb.c . "$guests/many_asids" 512
