# SPDX-License-Identifier: GPL-3.0-or-later
#
#   awk -v seed=S -v part=NAME -v steps=N -f random.awk -f script.awk
#
# A script for script.h: some pages, of some address spaces, are mapped, used, forgotten in an order that
# the seed says. There are few of each, so that what is mapped is met again.

# In awk % may be of either sign; all here is positive.
function page(    n)
{
    return sprintf("PAGE(0x%x)", pages[1 + random(page_count)])
}

function rights(    r)
{
    r = pick("R|W R|W R|W|X R R|X W X 0 R|W|INVALID")
    return r (random(6) == 0 ? "|GLOBAL" : "")
}

function frame()
{
    return random(12) == 0 ? pick("UART_FRAME CLINT_FRAME NO_FRAME") : 1 + random(20)
}

function space()
{
    return spaces[1 + random(space_count)]
}

function step(    n)
{
    n = random(100)
    if (n < 22) {
        return "MAP(" page() ", " space() ", " frame() ", " rights() ")"
    } else if (n < 32) {
        return "MAP_AT(" 8 + random(last_index - 8) ", " page() ", " space() ", " frame() ", " rights() ")"
    } else if (n < 60) {
        return "LOAD(" page() " + " 4 * random(2) ", " space() ")"
    } else if (n < 72) {
        return "STORE(" page() ", " space() ", " random(100000) ")"
    } else if (n < 78) {
        return "CALL(" page() ", " space() ")"
    } else if (n < 83) {
        return "FORGET(" page() ", " space() ")"
    } else if (n < 87) {
        return "FORGET_PAGE(" page() ")"
    } else if (n < 89) {
        return "FORGET_ASID(" space() ")"
    } else if (n < 90) {
        return "FORGET_ALL"
    } else if (n < 94) {
        return "PROBE(" page() ", " space() ")"
    } else if (n < 96) {
        return "ENTRY(" random(70) ")"
    } else if (n < 98) {
        return "PEEK(" 1 + random(20) ")"
    }
    return "POKE(" 1 + random(20) ", " random(100000) ")"
}

BEGIN {
    random_begin()
    page_count = 5 + random(5)
    for (i = 1; i <= page_count; i++) {
        pages[i] = random(200000)
    }
    pages[2] = (pages[1] + 257) % 200000 # of the same place in many a table
    space_count = 3 + random(3)
    for (i = 1; i <= space_count; i++) {
        spaces[i] = (random(256) + 37 * i) % 256
    }
    last_index = 12 + random(40)
    print "/* SPDX-License-Identifier: GPL-3.0-or-later */"
    print "#include \"../tests/script.h\"\n"
    print "const struct step script[] = {"
    print "    WIRED(" last_index - 4 + random(4) "),"
    for (i = 0; i < steps; i++) {
        print "    " step() ","
    }
    print "    END,\n};"
}
