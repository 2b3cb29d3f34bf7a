#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The arrows between folders: each is compiled with a view that holds only the folders it may
# include, isa/ and vmm/ compile freestanding for PG-32, and isa/ needs nothing from outside.
. tests/common.sh

arrows=$BUILD/arrows
objects=$TEST_DIR/objects
mkdir -p "$objects"

# compile FOLDER SOURCE OBJECT: freestanding, seeing only what FOLDER may see.
compile()
{
    # shellcheck disable=SC2086 # several options
    "$RISCV_CC" $VMM_CFLAGS -ffreestanding -nostdlib -nostdinc -isystem "$freestanding" \
        -I"$arrows/$1" -c "$2" -o "$3"
}

# The compiler's own headers, stdint.h and the like, and no C library's.
freestanding=$("$RISCV_CC" -print-file-name=include)

# try FOLDER HEADER: whether a file in FOLDER may include HEADER.
try()
{
    echo "#include \"$2\"" >"$TEST_DIR/try.c"
    compile "$1" "$TEST_DIR/try.c" "$TEST_DIR/try.o"
}

# An "../" would lead out of the view, wherever that is. isa/dev/ and isa/guest/ stay within isa/, and
# guests, which are programs for PG-32, see isa/guest/ alone.
no_way_out()
{
    hosted="machine vmm hybrid panel tests/unit tests/tools tests/vmm"
    # shellcheck disable=SC2086 # several folders
    ! grep -n '#include *"\.\./\.\./\|#include *"/' -r isa $hosted &&
        ! grep -n '#include *"\.\./' -r $hosted &&
        ! grep -n '#include *"\.\./' isa/*.c isa/*.h
}

undefined_symbols()
{
    "${RISCV_PREFIX}nm" -u "$@" | sed -n 's/^ *U //p' | sort -u
}

defined_symbols()
{
    "${RISCV_PREFIX}nm" --defined-only "$@" | sed -n 's/^[0-9a-f]* [A-Z] //p' | sort -u
}

# What isa/ needs from outside: only what GCC calls by itself, and libgcc's arithmetic (__...).
isa_stands_alone()
{
    undefined_symbols "$objects"/isa_*.o >"$TEST_DIR/needed"
    defined_symbols "$objects"/isa_*.o >"$TEST_DIR/provided"
    comm -23 "$TEST_DIR/needed" "$TEST_DIR/provided" | grep -v '^memset$\|^memcpy$\|^__'
    [ "$(comm -23 "$TEST_DIR/needed" "$TEST_DIR/provided" |
        grep -c -v '^memset$\|^memcpy$\|^__')" -eq 0 ]
}

for source in isa/*.c isa/dev/*.c vmm/*.c hybrid/*.c; do
    [ -f "$source" ] || continue
    folder=${source%%/*}
    check "freestanding $source" \
        compile "$folder" "$source" "$objects/$(echo "$source" | tr / _).o"
done

check "isa/ stands alone" isa_stands_alone
check "no include leads out of its folder" no_way_out

check "vmm/ sees isa/" try vmm isa/tlb.h
check "hybrid/ sees vmm/" try hybrid vmm/vmm.h
refuses "isa/ does not see machine/" try isa machine/machine.h
refuses "isa/ does not see vmm/" try isa vmm/vmm.h
refuses "vmm/ does not see machine/" try vmm machine/machine.h
refuses "vmm/ does not see hybrid/" try vmm hybrid/hybrid.h
refuses "vmm/ does not see panel/" try vmm panel/options.h
refuses "vmm/ does not see the C library" try vmm stdio.h
refuses "hybrid/ does not see machine/" try hybrid machine/machine.h

# machine/ and panel/ are host programs: the same with the host's compiler.
host_try()
{
    echo "#include \"$2\"" >"$TEST_DIR/try.c"
    "$CC" -std=c11 -fsyntax-only -I"$arrows/$1" "$TEST_DIR/try.c"
}

check "machine/ sees isa/" host_try machine isa/tlb.h
check "panel/ sees machine/" host_try panel machine/machine.h
check "panel/ sees vmm/inspect.h" host_try panel vmm/inspect.h
refuses "machine/ does not see vmm/" host_try machine vmm/vmm.h
refuses "machine/ does not see panel/" host_try machine panel/options.h
refuses "panel/ does not see the rest of vmm/" host_try panel vmm/vmm.h
refuses "isa/ does not see machine/ on the host" host_try isa machine/machine.h
