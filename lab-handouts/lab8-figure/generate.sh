#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   generate.sh SEED
#
# The hidden tests of this lab, into hidden/ beside this file: what was predicted of one machine has to hold on
# two others that are built alike, and differ in what is random in a machine. Seeds of machines follow from SEED, a word
# of letters and digits that students do not know.

set -eu
cd "$(dirname "$0")"
rm -rf hidden
mkdir hidden
{
    echo "# SPDX-License-Identifier: GPL-3.0-or-later"
    echo "tests:"
    for n in 1 2; do
        seed=$(printf '%s %s\n' "$1" "$n" | cksum | cut -d' ' -f1)
        cat <<END
  - {name: another machine $n, points: $((15 - 5 * n)), judge: experiment, sources: [experiment.yaml],
     set: [repeat.count=1, repeat.seed=$((seed % 4000000000 + 1000))],
     that: [baseline == 1, points >= 8, expectations >= 4, baseline_expectations >= 1, live_expectations >= 4, holds == 1]}
END
    done
} >hidden/tests.yaml
