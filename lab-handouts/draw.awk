# SPDX-License-Identifier: GPL-3.0-or-later
#
# For generators of hidden tests and variants, beside monitor/random.awk, which the numbers are from.

# from to to, both included
function draw_from(from, to)
{
    return from + random(to - from + 1)
}

# list[1] to list[n] in another order
function draw_order(list, n,   i, k, kept)
{
    for (i = n; i > 1; i--) {
        k = 1 + random(i)
        kept = list[i]
        list[i] = list[k]
        list[k] = kept
    }
}

# A word of the machine's, from any sum, difference or small product.
function word32(x)
{
    x = x % 4294967296
    return x < 0 ? x + 4294967296 : x
}
