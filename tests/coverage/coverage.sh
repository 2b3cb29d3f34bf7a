#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   coverage.sh BUILD
#
# What `make check` in BUILD, compiled with --coverage, has executed: a table of statements and
# branches, BUILD/coverage.html, and what was not executed with the reason why.

root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
cd "$1" || exit 1
out=$PWD

# Sources are compiled as they are seen through BUILD/arrows, and may be linked into several programs:
# what is counted by all these names goes together. A declaration without a value is no statement,
# though the sanitizers' code for it is counted. Copies of the tree that tests made are not ours.
gcovr --root "$root" --object-directory . --exclude-unreachable-branches \
    --exclude-directories "$out/test/results" --exclude-lines-by-pattern \
    '\s+(?!return|goto|else)((static|const|struct|enum|unsigned|long) )*\w+ [][*, \w+()/-]+;$' \
    --filter "$root/(isa|machine|vmm|hybrid|panel)/" --filter "$out/arrows/[^t]" \
    --json named.json . >gcovr.log 2>&1 ||
    { tail -3 gcovr.log >&2; exit 1; }
sed "s,\"file\": \"${out#"$root"/}/arrows/[a-z]*/,\"file\": \",g" named.json >coverage.json
gcovr --root "$root" --add-tracefile coverage.json --exclude-unreachable-branches \
    --txt coverage.lines --html-details coverage.html >>gcovr.log 2>&1 &&
    gcovr --root "$root" --add-tracefile coverage.json --exclude-unreachable-branches --branches \
        --txt coverage.branches >>gcovr.log 2>&1 || { tail -3 gcovr.log >&2; exit 1; }

echo "statements"
sed -n '6,$p' coverage.lines | cut -c 1-64
echo
echo "branches"
tail -3 coverage.branches | cut -c 1-64
echo

# gcovr's ranges "12-15,20" as one line each
awk '$4 ~ /%$/ && NF >= 5 || ($1 ~ /^[0-9,-]+$/ && NF == 1) {
    ranges = NF == 1 ? $1 : $5
    file = NF == 1 ? file : $1
    n = split(ranges, range, ",")
    for (i = 1; i <= n; i++) {
        split(range[i] "-" range[i], end, "-")
        for (line = end[1]; range[i] != "" && line <= end[2]; line++) print file, line
    }
}' coverage.lines >coverage.missed
cd "$root" || exit 1
# shellcheck disable=SC2046
awk -f tests/coverage/coverage.awk tests/coverage/uncovered.txt "$out/coverage.missed" \
    $(cut -d ' ' -f 1 "$out/coverage.missed" | sort -u)
