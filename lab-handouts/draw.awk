# SPDX-License-Identifier: GPL-3.0-or-later
#
# What generators of hidden tests and of a term's variants draw from: numbers that follow from a
# seed, the same with every awk (rand() is not). Used as
#
#     awk -v seed="$(printf %s "$words" | cksum | cut -d' ' -f1)" -f draw.awk -f hidden.awk
#
# The generator is Park and Miller's: x <- 16807 x mod (2^31 - 1). Its products fit a double.

function draw_start(i)
{
    draw_state = seed % 2147483646 + 1
    for (i = 0; i < 20; i++) {
        draw(2)
    }
}

# 0 to n - 1
function draw(n)
{
    draw_state = draw_state * 16807 % 2147483647
    return int((draw_state - 1) / 2147483646 * n)
}

# from to to, both included
function draw_from(from, to)
{
    return from + draw(to - from + 1)
}

# list[1] to list[n] in another order
function draw_order(list, n,   i, k, kept)
{
    for (i = n; i > 1; i--) {
        k = 1 + draw(i)
        kept = list[i]
        list[i] = list[k]
        list[k] = kept
    }
}

# One of the words of a text.
function draw_word(text,   words, n)
{
    n = split(text, words, " ")
    return words[1 + draw(n)]
}

# A word of the machine's, from any sum, difference or small product.
function word32(x)
{
    x = x % 4294967296
    return x < 0 ? x + 4294967296 : x
}
