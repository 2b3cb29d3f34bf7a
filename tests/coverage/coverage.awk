# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -f coverage.awk uncovered.txt LINES SOURCE...
#
# What no test executes, by function, and why: LINES has "FILE LINE", a line of FILE that was not
# executed; uncovered.txt has "FILE FUNCTION: reason" (either may be a pattern with *). Ends with
# how many lines have no reason given.

function fits(pattern, text)
{
    gsub(/[.+()]/, "\\\\&", pattern)
    gsub(/\*/, ".*", pattern)
    return text ~ ("^" pattern "$")
}

function reason(file, name,    i)
{
    for (i = 1; i <= reasons; i++) {
        if (fits(of_file[i], file) && fits(of_function[i], name)) {
            used[i] = 1
            return why[i]
        }
    }
    return ""
}

function flush_function()
{
    if (spans == "") {
        return
    }
    text = reason(file, current)
    printf "%-28s %-26s %s\n", file, current, text == "" ? "NO REASON GIVEN: lines" spans : text
    unexplained += text == "" ? lines : 0
    explained += text == "" ? 0 : lines
    spans = ""
    lines = 0
}

FNR == 1 { part++ }
part == 1 && /^[^#]/ {
    reasons++
    of_file[reasons] = $1
    of_function[reasons] = $2
    sub(/:$/, "", of_function[reasons])
    why[reasons] = substr($0, index($0, ": ") + 2)
}
part == 2 { missed[$1, $2] = 1 }
part > 2 && FNR == 1 {
    flush_function()
    file = FILENAME
    current = "-"
}
part > 2 && /^[A-Za-z_].*\(/ && !/;$/ {
    flush_function()
    current = $0
    sub(/\(.*/, "", current)
    sub(/.*[ *]/, "", current)
}
part > 2 && ((FILENAME, FNR) in missed) {
    spans = spans " " FNR
    lines++
}
END {
    flush_function()
    for (i = 1; i <= reasons; i++) {
        if (!used[i]) {
            printf "uncovered.txt: %s %s: is covered\n", of_file[i], of_function[i]
            stale++
        }
    }
    printf "%d lines not covered for a reason, %d without one, %d reasons not needed\n",
        explained, unexplained, stale
}
