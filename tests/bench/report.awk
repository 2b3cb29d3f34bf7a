# SPDX-License-Identifier: GPL-3.0-or-later
#
# The tables of `make bench`, from what bench.sh left in the folder `work`:
#
#   instructions   PROGRAM INSTRUCTIONS of a round
#   times          PROGRAM ENGINE TURN SECONDS of a round
#   host           PROGRAM ENGINE HOST INSTRUCTIONS per guest instruction
#
# A ratio is taken in each turn; its median is shown, and (least-most) if there are several turns; of
# instructions per second, only the median.

BEGIN {
    while ((getline <(work "/instructions")) > 0) instructions[$1] = $2
    while ((getline <(work "/times")) > 0) {
        seconds[$1, $2, $3] = $4
        measured[$2] = 1
        if ($3 > turns) turns = $3
    }
    while ((getline <(work "/host")) > 0) {
        host[$1, $2] = $3
        counted[$2] = 1
    }
    rows = split(programs, row, " ")
    bare = "none simple pipeline"
    vm = "vm-none vm-simple vm-pipeline"
    plain = "plain-none plain-pipeline"

    table("mips", "Millions of guest instructions per second", "qemu " bare " " vm " " plain)
    table("qemu", "Speed, QEMU's being 1", bare " " vm " " plain)
    table("native", "How many times slower than the same C on the host", "qemu " bare " " vm)
    table("timing", "Speed, that of timing none being 1", "simple pipeline vm-simple vm-pipeline")
    table("vm", "Speed under the monitor, that of the same bare being 1", vm)
    table("host", "Host instructions per guest instruction", bare " " vm)
}

# The engine that a ratio is to.
function reference(kind, engine)
{
    if (kind == "timing") return engine ~ /^vm-/ ? "vm-none" : "none"
    if (kind == "vm") return substr(engine, 4)
    return kind
}

# Numbers of a cell, one a turn, into value[1..]; gives how many.
function values(kind, program, engine,    n, turn, own, other)
{
    if (kind == "host") {
        if ((program, engine) in host) value[++n] = host[program, engine]
        return n + 0
    }
    for (turn = 1; turn <= turns; turn++) {
        if (!((program, engine, turn) in seconds)) continue
        own = seconds[program, engine, turn]
        if (kind == "mips") {
            if (own > 0) value[++n] = instructions[program] / own / 1e6
            continue
        }
        if (!((program, reference(kind, engine), turn) in seconds)) continue
        other = seconds[program, reference(kind, engine), turn]
        if (own > 0 && other > 0) value[++n] = kind == "native" ? own / other : other / own
    }
    return n + 0
}

function sort(n,    i, j, v)
{
    for (i = 2; i <= n; i++) {
        v = value[i]
        for (j = i - 1; j > 0 && value[j] > v; j--) value[j + 1] = value[j]
        value[j + 1] = v
    }
}

# Three digits.
function short(x)
{
    return sprintf(x < 0.1 ? "%.4f" : x < 1 ? "%.3f" : x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x)
}

# The text of a cell; its median goes to the geometric mean.
function cell(kind, program, engine,    n, middle)
{
    n = values(kind, program, engine)
    if (!n) return "-"
    sort(n)
    middle = n % 2 ? value[(n + 1) / 2] : (value[n / 2] + value[n / 2 + 1]) / 2
    logarithms[engine] += log(middle)
    members[engine]++
    return short(middle) (n > 1 && kind != "mips" ? " (" short(value[1]) "-" short(value[n]) ")" : "")
}

function mean(engine)
{
    return members[engine] ? short(exp(logarithms[engine] / members[engine])) : "-"
}

# Columns of what was measured, and can be compared.
function columns(kind, engines,    all, i, n, kept, e)
{
    n = split(engines, all, " ")
    for (i = 1; i <= n; i++) {
        e = all[i]
        if (kind == "host" ? !(e in counted) : !(e in measured)) continue
        if (kind != "host" && kind != "mips" && !(reference(kind, e) in measured)) continue
        column[++kept] = e
    }
    return kept + 0
}

function line(r, count,    c, text)
{
    text = "| " sprintf("%-14s", grid[r, 0]) " |"
    for (c = 1; c <= count; c++) text = text sprintf(" %" width[c] "s |", grid[r, c])
    print text
}

function rule(count,    c, text)
{
    text = "|:---------------|"
    for (c = 1; c <= count; c++) text = text substr("------------------------------", 1, width[c] + 1) ":|"
    print text
}

function table(kind, title, engines,    count, r, c)
{
    count = columns(kind, engines)
    if (!count) return
    split("", logarithms)
    split("", members)
    grid[0, 0] = "program"
    grid[rows + 1, 0] = "geometric mean"
    for (r = 1; r <= rows; r++) grid[r, 0] = row[r]
    for (c = 1; c <= count; c++) {
        grid[0, c] = column[c]
        for (r = 1; r <= rows; r++) grid[r, c] = cell(kind, row[r], column[c])
        grid[rows + 1, c] = mean(column[c])
        width[c] = 1
        for (r = 0; r <= rows + 1; r++) {
            if (length(grid[r, c]) > width[c]) width[c] = length(grid[r, c])
        }
    }
    printf "\n### %s\n\n", title
    line(0, count)
    rule(count)
    for (r = 1; r <= rows + 1; r++) line(r, count)
}
