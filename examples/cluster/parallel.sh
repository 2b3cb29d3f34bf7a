#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   parallel.sh FILE FOLDER [OPTION...]
#
# All points of the experiment FILE into FOLDER, with GNU parallel and these options of it; see README.md.
[ $# -ge 2 ] || { sed -n 's/^#   /usage: /p' "$0" >&2; exit 2; }
trapeze=${TRAPEZE:-trapeze}
file=$1 folder=$2
shift 2

points=$("$trapeze" experiment --list "$file" | cut -f 1)
[ -n "$points" ] || exit 2
# Its status is how many points failed; merge says which.
echo "$points" | parallel --quote "$@" "$trapeze" experiment --resume --point {} --out "$folder" "$file"
exec "$trapeze" merge "$folder"
