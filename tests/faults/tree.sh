# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# What faults.sh and slice.sh share: patches, and trees that they are applied to. Read with
# `. tests/faults/tree.sh` from the repository's root.

BUILD=${BUILD:-build}
root=$PWD
case $BUILD in
/*) outer=$BUILD inner=build ;;
*) outer=$PWD/$BUILD inner=$BUILD ;; # what has been built names other files by this path
esac
faults=${FAULTS_DIR:-$outer/faults}
unset GIT_DIR GIT_WORK_TREE

# --- patches ---

all_faults()
{
    for patch in tests/faults/*.patch; do
        basename "$patch" .patch
    done
}

patch_of()
{
    echo "$root/tests/faults/$1.patch"
}

can_apply()
{
    command -v git >/dev/null || command -v patch >/dev/null ||
        ! echo "seeded faults need git or patch, to apply them: neither is there" >&2
}

# patch_tree FAULT TREE [check]: exactly, but that it may stand on other lines. `check`: only see
# whether it could. git must not take the tree for a part of the repository around it.
patch_tree()
{
    if command -v git >/dev/null; then
        (cd "$2" && GIT_CEILING_DIRECTORIES=$(dirname "$2") git apply ${3:+--check} \
            "$(patch_of "$1")")
    else
        (cd "$2" && patch -p1 -F 0 -N -s ${3:+--dry-run} -i "$(patch_of "$1")")
    fi
}

# apply FAULT TREE: "none" is no fault.
apply()
{
    [ "$1" != none ] || return 0
    patch_tree "$1" "$2" >"$2.log" 2>&1 || return
    ! changes_headers "$1" || touch "$2"/vmm/*.[cS] "$2"/hybrid/*.c # the tree has none of the compiler's notes
}

changes_headers()
{
    grep -q '^+++ .*\.h$' "$(patch_of "$1")"
}

# Whether a fault is in what is compiled for the host, too: vmm/ is, hybrid/ is not.
changes_c()
{
    [ "$1" = none ] || grep -q '^+++ b/vmm/.*\.[ch]$' "$(patch_of "$1")"
}

# Says which faults do not apply to the monitor as it is.
apply_all()
{
    can_apply || return
    applied=0
    for fault in $(all_faults); do
        patch_tree "$fault" "$root" check || applied=1
    done
    return $applied
}

# --- trees ---

# link_all FROM TO EXCEPT: a link in TO to everything in FROM but what is called EXCEPT
link_all()
{
    mkdir -p "$2"
    for entry in "$1"/*; do
        case " $3 " in
        *" ${entry##*/} "*) ;;
        *) ln -s "$entry" "$2/" ;;
        esac
    done
}

# copy FROM TO PATTERN...: with their times, that make goes by
copy()
{
    copy_from=$1 copy_to=$2
    shift 2
    mkdir -p "$copy_to"
    for pattern in "$@"; do
        find "$copy_from/" -maxdepth 1 -type f -name "$pattern" -exec cp -p {} "$copy_to/" \;
    done
}

# make_tree TREE: the source tree and what has been built from it, ready for a patch of vmm/ and hybrid/. The
# program is copied, because it looks for the monitor beside itself.
make_tree()
{
    rm -rf "$1"
    link_all "$root" "$1" "vmm hybrid ${inner%%/*}"
    copy vmm "$1/vmm" '*'
    copy hybrid "$1/hybrid" '*'
    built=$1/$inner
    link_all "$outer" "$built" "arrows faults pg32 test trapeze vmm.elf"
    cp -p "$outer/trapeze" "$built/"
    link_all "$outer/pg32" "$built/pg32" "vmm hybrid"
    copy "$outer/pg32/vmm" "$built/pg32/vmm" '*.o'
    copy "$outer/pg32/hybrid" "$built/pg32/hybrid" '*.o'
    link_all "$outer/test" "$built/test" "vmm tests results"
    copy "$outer/test/vmm" "$built/test/vmm" '*.o'
    link_all "$outer/test/tests" "$built/test/tests" "vmm unit"
    copy "$outer/test/tests/vmm" "$built/test/tests/vmm" '*.o' '*.bin'
    copy "$outer/test/tests/unit" "$built/test/tests/unit" 'test_guest_tlb.o'
    link_all "$outer/arrows" "$built/arrows" "made vmm hybrid tests"
    for folder in vmm hybrid tests; do
        link_all "$outer/arrows/$folder" "$built/arrows/$folder" "vmm hybrid"
        ln -s "$1/vmm" "$built/arrows/$folder/vmm"
        [ "$folder" != hybrid ] || ln -s "$1/hybrid" "$built/arrows/$folder/hybrid"
    done
    cp -p "$outer/arrows/made" "$built/arrows/"
}

# build TREE FILE...: quietly, with the options that this make was given. A fault may leave something
# unused, which is no error.
build()
{
    build_in=$1
    shift
    "${MAKE:-make}" -C "$build_in" BUILD="$inner" WARNINGS=-w "$@" >>"$build_in.log" 2>&1
}
