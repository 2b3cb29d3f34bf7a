#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   generate.sh SEED
#
# The hidden tests of this lab, into hidden/ and trusted/hidden/ beside this file: the same from the same
# seed, which is a word of letters and digits that students do not know.

set -eu
cd "$(dirname "$0")"
rm -rf hidden trusted/hidden
mkdir hidden trusted/hidden
awk -v seed="$1" -v part=machine -f ../monitor/random.awk -f ../draw.awk -f hidden.awk
