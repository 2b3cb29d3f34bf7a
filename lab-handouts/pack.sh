#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   pack.sh N OUT FLAGS    (make lab N=3 OUT=DIR [SEED=FILE])
#
# What a student of lab N receives, into OUT, which is not there yet: the handout, lab.yaml, public
# tests, and what the work begins with. That is what the lab's folder has in starter/; and for a lab
# whose file `pack` says so, the monitor's sources, with the parts cut out that the marked labs are
# about (starter.awk). FLAGS is a file of options that the compiler is given. Of the lab's folder only
# what is named here is taken: not its hidden tests, their generator, solutions, right or wrong. What has to be
# made, beside that, the lab's own package.sh makes, if it has one; it gets OUT, and the folder of FLAGS. With
# SEED, the lab's hidden tests are made before, and its variants, of which it gives students their part.
#
#   pack.sh --install OUT FLAGS    (make install)
#
# What the program needs that is installed, to grade by a lab's number: of each lab, in OUT, lab.yaml and what
# the public tests are made of.

cd "$(dirname "$0")/.." || exit 1

die()
{
    echo "make lab: $*" >&2
    exit 2
}

# Entries of the folder `lab`, into `out`; trusted/hidden is made from a seed, as hidden/ is.
entries()
{
    for entry; do
        [ ! -e "$lab/$entry" ] || cp -RL "$lab/$entry" "$out/" || exit 1
    done
    rm -rf "$out/trusted/hidden"
}

# What is made for the lab.
made()
{
    [ ! -x "$lab/package.sh" ] || "$lab/package.sh" "$out" "$(dirname "$flags")" || exit
}

if [ "$1" = --install ]; then
    flags=$3
    for folder in lab-handouts/lab*-*/; do
        lab=${folder%/}
        out=$2/${lab##*/}
        rm -rf "$out"
        mkdir -p "$out" || exit 1
        entries lab.yaml tests trusted
        made
    done
    exit 0
fi

number=$1 out=$2 flags=$3
case $number in
'') die "which lab? make lab N=3 OUT=DIR" ;;
*[!0-9]*) die "N=$number: expected the number of a lab, such as N=3" ;;
esac
[ -n "$out" ] || die "where to? make lab N=$number OUT=DIR"
[ ! -e "$out" ] || die "$out is there already: expected a folder that is not"
lab=
for folder in lab-handouts/lab"$number"-*/; do
    [ ! -d "$folder" ] || lab=${folder%/}
done
[ -n "$lab" ] || die "there is no lab $number; there are: $(cd lab-handouts && echo lab*-*)"

# --- the term's tests and machines, which stay here ---

if [ -n "${SEED:-}" ]; then
    lab-handouts/hidden.sh "$SEED" "$lab" >/dev/null || exit
fi

# --- the lab's own files ---

# The folder has its name when all is in it: a half one would pass for the whole, and be in the way of the next try.
target=${out%/}
out=$target.$$.new
mkdir -p "$out" || exit 1
trap 'rm -rf "$out"' EXIT
trap 'exit 1' HUP INT TERM
entries handout.md lab.yaml tests figures trusted # the last are what a guest's tests are linked with
[ ! -d "$lab/starter" ] || cp -RL "$lab/starter/." "$out/" || exit 1
made

# --- the monitor's sources, if the lab is about them ---

# What `pack` says: `cut` are numbers of labs whose parts are to be written, or not needed;
# `folders` of sources that there are.
cut='' folders=''
[ ! -f "$lab/pack" ] || . "./$lab/pack"
if [ -z "$folders" ]; then
    mv "$out" "$target"
    exit
fi

# source_into FILE: into OUT, without what is cut, and without markers
source_into()
{
    mkdir -p "$out/$(dirname "$1")"
    awk -v cut="$cut" -f lab-handouts/starter.awk "$1" >"$out/$1"
}

for folder in $folders; do
    for file in $(find "$folder" -type f -name '*.[chS]' -o -type f -name '*.def' -o -type f -name '*.ld' -o \
        -type f -name '*.inc' | sort); do
        case $file in
        vmm/fast.c | vmm/fast_paths.S | vmm/refill.c) ;; # slow_paths.c is in their place
        *) source_into "$file" || exit 1 ;;
        esac
    done
done
mkdir -p "$out/docs" && cp docs/pg32.md docs/pg32-tables.md docs/commands.md docs/verify.md "$out/docs/" || exit 1
cp lab-handouts/monitor/slow_paths.c "$out/vmm/" || exit 1
words=$(tr '\n' ' ' <"$flags") || exit 1
sed -e "s/@FLAGS@/${words% }/" -e "s/@N@/$number/" \
    lab-handouts/monitor/Makefile.student >"$out/Makefile" || exit 1
mv "$out" "$target"
