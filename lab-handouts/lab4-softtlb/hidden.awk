# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -v seed=S -v part=NAME -v forget=N -f random.awk -f hidden.awk >NAME.c
#
# A script for script.h: ten pages are mapped in a drawn order, at three entries; N times some are
# forgotten; each is tried. Who misses is known, so that a bound of cycles follows from what was
# drawn: it is the last line, in thousands. Nothing depends on which entry tlbwr takes.

function map(i)
{
    return "MAP(PAGE(" page[i] "), " space[i] ", " i ", R | W" (global[i] ? " | GLOBAL" : "") ")"
}

function forget_some(    i, k, how)
{
    k = 1 + random(10)
    how = random(3)
    for (i = 1; i <= 10; i++) {
        if (how == 0 && i == k && !global[i] || how == 1 && page[i] == page[k] ||
            how == 2 && space[i] == space[k] && !global[i]) {
            gone[i] = 1
        }
    }
    if (how == 0) {
        return "FORGET(PAGE(" page[k] "), " space[k] ")"
    }
    return how == 1 ? "FORGET_PAGE(PAGE(" page[k] "))" : "FORGET_ASID(" space[k] ")"
}

function draw_pages(    i, first)
{
    first = random(100000)
    for (i = 1; i <= 10; i++) {
        page[i] = first + i * (random(2) ? 256 : 257) + 1000 * i
        space[i] = 1 + (first + random(3)) % 200
        global[i] = random(4) == 0
    }
    page[2] = page[1] # in two address spaces
    global[1] = global[2] = 0
    space[2] = space[1] + 5
}

# Each is tried, in a drawn order: which is by steps of 3 from somewhere.
function try_all(    i, n, start, at)
{
    start = random(10)
    for (n = 0; n < 10; n++) {
        i = 1 + (start + 3 * n) % 10
        misses += gone[i]
        steps++
        at = "PAGE(" page[i] "), " (global[i] && random(2) ? space[i] + 1 : space[i])
        print "    " (random(3) == 0 ? "STORE(" at ", " random(100000) ")" : "LOAD(" at ")") ","
    }
}

BEGIN {
    random_begin()
    draw_pages()
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */"
    print "#define TOLL 100000"
    print "#include \"../tests/script.h\"\n"
    print "const struct step script[] = {\n    WIRED(61),"
    for (i = 1; i <= 10; i++) {
        print "    " map(i) ","
    }
    try_all()
    for (n = 0; n < forget; n++) {
        print "    " forget_some() ","
        try_all()
    }
    print "    END,\n};"
    print "/* " 430 + 18 * (steps + 10) + 506 * misses + 230 " */"
}
