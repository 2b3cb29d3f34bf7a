/* SPDX-License-Identifier: GPL-3.0-or-later */
unsigned sum(unsigned n)
{
    unsigned total = 0;
    for (unsigned i = 1; i <= n; i++) {
        total += i;
    }
    return total;
}
