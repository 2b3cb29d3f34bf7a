/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each program of `make bench` provides, and main() in guest.c (on PG-32 and on QEMU) and in
 * native.c (on the host) calls: so many rounds of its work, all alike, and a check sum of all
 * results, which has to be the same wherever it runs.
 */
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

unsigned work(unsigned rounds);

/* The next of a sequence of numbers that look random [Knuth, TAOCP 2, 3.3.4]: the upper bits. */
static inline unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

#endif
