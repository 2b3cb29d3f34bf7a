/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integer work for `make bench`: sieve, matrices, quicksort, hash, divisions, each in turn. With
 * -DROUNDS=N it is a program of its own that does N rounds and prints a sum of all results.
 */
#include <stdio.h>
#include <string.h>

#include "work.h"

enum { SIEVE = 20000, SIDE = 48, NUMBERS = 2000, DIVISIONS = 3000 };

static unsigned sieve(void)
{
    static unsigned char composite[SIEVE];
    unsigned sum = 0;
    memset(composite, 0, sizeof composite);
    for (unsigned i = 2; i < SIEVE; i++) {
        if (!composite[i]) {
            sum += i;
            for (unsigned j = 2 * i; j < SIEVE; j += i) {
                composite[j] = 1;
            }
        }
    }
    return sum;
}

static unsigned matrices(int round)
{
    static int a[SIDE][SIDE], b[SIDE][SIDE];
    unsigned sum = 0;
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            a[i][j] = i * j - round;
            b[i][j] = i - j;
        }
    }
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            int dot = 0;
            for (int k = 0; k < SIDE; k++) {
                dot += a[i][k] * b[k][j];
            }
            sum = sum * 31 + (unsigned)dot;
        }
    }
    return sum;
}

static void quicksort(unsigned *v, int left, int right)
{
    unsigned pivot = v[(left + right) / 2];
    int i = left;
    int j = right;
    while (i <= j) {
        while (v[i] < pivot) {
            i++;
        }
        while (v[j] > pivot) {
            j--;
        }
        if (i <= j) {
            unsigned t = v[i];
            v[i++] = v[j];
            v[j--] = t;
        }
    }
    if (left < j) {
        quicksort(v, left, j);
    }
    if (i < right) {
        quicksort(v, i, right);
    }
}

static unsigned hash(const void *bytes, unsigned size)
{
    const unsigned char *p = bytes;
    unsigned h = 2166136261u;
    for (unsigned i = 0; i < size; i++) {
        h = (h ^ p[i]) * 16777619u;
    }
    return h;
}

static unsigned sorting(unsigned seed)
{
    static unsigned v[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
        seed = seed * 1664525u + 1013904223u;
        v[i] = seed;
    }
    quicksort(v, 0, NUMBERS - 1);
    return hash(v, sizeof v);
}

static unsigned divisions(unsigned n)
{
    unsigned sum = 0;
    for (unsigned d = 1; d < DIVISIONS; d++) {
        sum += n / d + n % d;
    }
    return sum;
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    for (unsigned round = 0; round < rounds; round++) {
        sum = sum * 33 + sieve();
        sum = sum * 33 + matrices((int)round);
        sum = sum * 33 + sorting(round + 1);
        sum = sum * 33 + divisions(sum);
    }
    return sum;
}

#ifdef ROUNDS
int main(void)
{
    printf("%08x\n", work(ROUNDS));
    return 0;
}
#endif
