#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   all.sh FOLDER [NAME...]     all experiments with a number, or those whose names begin so, into FOLDER
#
# From the repository's root; TRAPEZE is the program, JOBS how many points run at a time. A line for each
# experiment, what it said in FOLDER/NAME.log. Points that are there already, of the same program and files, are
# kept, so what was interrupted goes on. Status 1 if an experiment failed, 2 or 3 if one could not be run.

folder=$1
shift
trapeze=${TRAPEZE:-build/trapeze}
jobs=${JOBS:-2}
here=$(dirname "$0")
mkdir -p "$folder" || exit 2
trap 'echo "interrupted; the same again goes on" >&2; exit 130' INT TERM

worst=0 held=0 count=0
for name in "${@:-}"; do
    # shellcheck disable=SC2086 # the pattern is one
    for file in "$here"/${name:-[0-9][0-9]-}*.yaml; do
        experiment=$(basename "$file" .yaml)
        began=$(date +%s)
        "$trapeze" experiment --resume --jobs "$jobs" --out "$folder/$experiment" "$file" \
            >"$folder/$experiment.log" 2>&1 </dev/null
        status=$?
        took=$(($(date +%s) - began))
        count=$((count + 1))
        [ "$status" -le "$worst" ] || worst=$status
        if [ "$status" -eq 0 ]; then
            held=$((held + 1))
            printf 'ok      %-24s %4d s\n' "$experiment" "$took"
        else
            printf 'failed  %-24s %4d s: see %s\n' "$experiment" "$took" "$folder/$experiment.log"
            tail -3 "$folder/$experiment.log"
        fi
    done
done
echo "$held of $count experiments came out as expected"
"$here/index.sh" "$folder" && echo "reports: $folder/index.html"
exit "$worst"
