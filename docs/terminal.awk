# SPDX-License-Identifier: GPL-3.0-or-later
# Text on standard input to an SVG picture of a terminal: how `make docs` draws docs/two-kernels.svg.
# -v title=... is the command line shown at the top.

function escape(s) {
    gsub(/&/, "\\&amp;", s)
    gsub(/</, "\\&lt;", s)
    gsub(/>/, "\\&gt;", s)
    return s
}

# The name of a VM before its output, in a colour of its own.
function coloured(s,    bar, name) {
    bar = index(s, "| ")
    if (bar < 2 || bar > 32 || substr(s, 1, bar - 1) ~ / /) {
        return escape(s)
    }
    name = substr(s, 1, bar - 1)
    if (!(name in colour)) {
        colour[name] = palette[++names % 4]
    }
    return "<tspan fill=\"" colour[name] "\">" name "</tspan>" escape(substr(s, bar))
}

BEGIN {
    split("#7ec699 #f0c674 #8abeb7 #c397d8", palette)
    palette[0] = palette[4]
    line[++lines] = "$ " title
}

{ line[++lines] = $0 }

END {
    for (i = 1; i <= lines; i++) {
        width = length(line[i]) > width ? length(line[i]) : width
    }
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">\n", \
        width * 7.25 + 24, lines * 16 + 20
    print "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#1d1f21\"/>"
    print "<g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"12\"" \
        " fill=\"#d0d0d0\" xml:space=\"preserve\">"
    for (i = 1; i <= lines; i++) {
        printf "<text x=\"12\" y=\"%d\">%s</text>\n", i * 16 + 8, coloured(line[i])
    }
    print "</g>\n</svg>"
}
