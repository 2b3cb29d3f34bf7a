#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   package.sh OUT KIT
#
# What of the documentation students of this lab read: an installed trapeze does not have it.

set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
[ -f "$1/handout.md" ] || exit 0
mkdir "$1/docs"
for page in pg32 pg32-tables commands panel; do
    cp "$root/docs/$page.md" "$1/docs/"
done
