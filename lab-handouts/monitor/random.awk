# SPDX-License-Identifier: GPL-3.0-or-later
#
# Numbers from a seed, the same with every awk: none is beyond 2^53. For the generators of hidden tests,
# which are given -v seed=N, and -v part=NAME for numbers of their own.

function random_begin(    i)
{
    random_letters = " ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    random_state = 12345
    for (i = 1; i <= length(seed); i++) {
        random_mix(substr(seed, i, 1))
    }
    random_mix(" ")
    for (i = 1; i <= length(part); i++) {
        random_mix(substr(part, i, 1))
    }
}

function random_mix(letter)
{
    random_state = (random_state * 69069 + index(random_letters, letter) * 7919 + 1) % 4294967291
    random(2)
    random(2)
}

# From 0 to n - 1, n below a million.
function random(n)
{
    random_state = (random_state * 69621 + 11) % 2147483647
    return int(random_state / 2147483647 * n)
}

# A word of a list.
function pick(list,    word, n)
{
    n = split(list, word, " ")
    return word[1 + random(n)]
}
