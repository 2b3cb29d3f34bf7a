#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   submit.sh FILE FOLDER [OPTION...]
#
# All points of the experiment FILE into FOLDER as a job array of Slurm, with these options of sbatch, and
# then, as a job of its own, tables and report; see README.md.
[ $# -ge 2 ] || { sed -n 's/^#   /usage: /p' "$0" >&2; exit 2; }
trapeze=${TRAPEZE:-trapeze}
file=$1 folder=$2
shift 2
jobs_most=1000 # Slurm's MaxArraySize is 1001, unless its administrator says otherwise

count=$("$trapeze" experiment --list "$file" | wc -l)
[ "$count" -gt 0 ] || exit 2
step=$(((count + jobs_most - 1) / jobs_most))
array=$(sbatch --parsable --array="1-$count:$step" "$@" "$(dirname "$0")/array.sh" "$file" "$folder") ||
    exit 1
sbatch --parsable --dependency="afterany:${array%%;*}" --job-name=trapeze-merge "$@" \
    "$(dirname "$0")/merge.sh" "$folder"
