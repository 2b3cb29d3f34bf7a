# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whether standard input is a well-formed log in the format Kanata 0004 of a five-stage pipeline in
# order: each entry appears once, in order, is in F, D, X, M and W, in each for a cycle at least and
# alone, and then leaves. Says what is wrong, or "retired N, flushed N, cycles FIRST LAST".

BEGIN {
    FS = "\t"
    stages = "FDXMW"
    wrong = ""
}

function complain(what)
{
    if (wrong == "")
        wrong = "line " NR ": " what
}

function check(good, what)
{
    if (!good)
        complain(what ": " $0)
}

NR == 1 { check($0 == "Kanata\t0004", "not the header"); next }
NR == 2 { check($1 == "C=" && $2 ~ /^[0-9]+$/, "no first cycle"); first = cycle = $2; next }
$1 == "C" { check(NF == 2 && $2 > 0, "time stands still or goes back"); cycle += $2; next }

$1 == "I" {
    check(NF == 4 && $2 == entries + 0, "not the next entry")
    check($3 >= before + 0, "an older instruction")
    before = $3
    entries++
    next
}

!($2 in gone) { check($2 < entries, "not an entry") }
$2 in gone { complain("an entry that has gone: " $0) }

$1 == "L" {
    check(NF == 4 && ($3 == 0 || $3 == 1) && $4 != "", "not a label")
    labels[$2, $3]++
    next
}

$1 == "S" {
    check(NF == 4 && $3 == 0 && $4 == substr(stages, ++stage[$2], 1), "not the next stage")
    since[$2] = cycle
    at[$4, cycle]++
    check(at[$4, cycle] == 1, "two enter a stage at once")
    next
}

$1 == "E" {
    check(NF == 4 && $3 == 0 && $4 == substr(stages, stage[$2], 1), "not the stage that it is in")
    check(cycle > since[$2], "no cycle in a stage")
    check(since[$2] >= free[$4] + 0, "a stage that is not free")
    free[$4] = cycle
    next
}

$1 == "R" {
    check(NF == 4 && stage[$2] == 5 && free["W"] == cycle, "leaves too early")
    check($2 == left + 0, "leaves out of order")
    check($4 == 0 || $4 == 1, "neither retired nor flushed")
    check($3 == retired + 0, "not the next to retire")
    check(labels[$2, 0] == 1 && labels[$2, 1] == 1, "not labelled")
    gone[$2] = 1
    left++
    retired += $4 == 0
    next
}

$1 == "W" {
    check(NF == 4 && $3 == $2 - 1 && stage[$2] == 3 && since[$2] == cycle, "waits wrongly")
    next
}

{ complain("not a line of such a log: " $0) }

END {
    if (NR < 2)
        complain("too short")
    if (left != entries)
        complain(entries - left " entries never leave")
    if (wrong != "")
        print wrong
    else
        printf "retired %d, flushed %d, cycles %d %d\n", retired, left - retired, first, cycle
}
