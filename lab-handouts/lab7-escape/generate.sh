#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   generate.sh SEED
#
# The hidden tests of this lab, into hidden/ beside this file: the same from the same seed, which is a word of
# letters and digits that students do not know. The same faults on other machines, for guests that rely
# on numbers; and faults of the same kind in other places, for tests that look at one.

set -eu
cd "$(dirname "$0")"
rm -rf hidden
mkdir hidden
echo "$1" >hidden/secret # from which the neighbours' secrets follow
awk -v seed="$1" -v part=escape -f ../monitor/random.awk -f ../draw.awk -f hidden.awk
