#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every C file is as clang-format and .clang-format leave it, and begins with its licence.
. tests/common.sh

files()
{
    find isa machine vmm hybrid panel examples tests -name '*.[ch]' -type f | sort
}

licensed()
{
    for file in $(files); do
        head -n 1 "$file" | grep -q '^/\* SPDX-License-Identifier: GPL-3.0-or-later \*/$' ||
            echo "$file"
    done >"$TEST_DIR/unlicensed"
    cat "$TEST_DIR/unlicensed"
    [ ! -s "$TEST_DIR/unlicensed" ]
}

check "licence lines" licensed

if missing clang-format; then
    skip "format" "missing clang-format"
    exit 0
fi
version=$(clang-format --version | sed 's/.*version \([0-9]*\).*/\1/')
if [ "$version" -ne 14 ]; then # each version has its own opinions
    skip "format" "clang-format is version $version, not 14"
    exit 0
fi
for folder in isa machine vmm hybrid panel examples tests; do
    # shellcheck disable=SC2046 # no file has a blank in its name
    check "format $folder" clang-format --dry-run -Werror $(files | grep "^$folder/")
done
