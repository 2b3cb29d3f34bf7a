#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   sbatch --array=1-COUNT[:STEP] array.sh FILE FOLDER
#
# Points of the experiment FILE into FOLDER: STEP of them from this job's number on; see README.md.
#
#SBATCH --job-name=trapeze
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=60
#SBATCH --output=trapeze-%A-%a.log
[ $# -eq 2 ] || { sed -n 's/^#   /usage: /p' "$0" >&2; exit 2; }
trapeze=${TRAPEZE:-trapeze}
first=${SLURM_ARRAY_TASK_ID:?this is for a job array}
last=$((first + ${SLURM_ARRAY_TASK_STEP:-1} - 1))
count=$("$trapeze" experiment --list "$1" | wc -l)
[ "$last" -le "$count" ] || last=$count

worst=0
for point in $(seq "$first" "$last"); do
    "$trapeze" experiment --resume --point "$point" --out "$2" "$1"
    status=$?
    [ $status -le $worst ] || worst=$status
done
exit $worst
