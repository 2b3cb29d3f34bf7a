# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -f quote.awk FIGURE HANDOUT
#
# The handout, with a figure as it is now: in place of the block of indented lines that begins with the
# figure's first line, numbers aside. If there is none the handout is as it was.

function kind(line)
{
    gsub(/[0-9]+/, "0", line)
    return line
}

function is_block(line)
{
    return line ~ /^    /
}

FNR == NR {
    figure[++lines] = $0
    next
}

# Within what is replaced: empty lines are, too, if it goes on behind them.
replaced && is_block($0) {
    empty = ""
    next
}
replaced && $0 == "" {
    empty = empty "\n"
    next
}
replaced {
    printf "%s", empty
    replaced = 0
}

is_block($0) && !before && kind($0) == kind("    " figure[1]) {
    for (i = 1; i <= lines; i++) {
        print (figure[i] == "" ? "" : "    " figure[i])
    }
    replaced = 1
    empty = ""
    next
}
{
    before = is_block($0)
    print
}
END {
    if (replaced) {
        printf "%s", empty
    }
}
