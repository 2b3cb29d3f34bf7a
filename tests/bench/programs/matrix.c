/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Multiplication of matrices of integers: loads and multiplications, in loops that are known. */
#include "work.h"

enum { SIDE = 32 };

static unsigned a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

static void fill(void)
{
    unsigned seed = 1;
    for (unsigned i = 0; i < SIDE; i++) {
        for (unsigned j = 0; j < SIDE; j++) {
            a[i][j] = next_random(&seed);
            b[i][j] = next_random(&seed);
        }
    }
}

static void multiply(void)
{
    for (unsigned i = 0; i < SIDE; i++) {
        for (unsigned j = 0; j < SIDE; j++) {
            unsigned dot = 0;
            for (unsigned k = 0; k < SIDE; k++) {
                dot += a[i][k] * b[k][j];
            }
            c[i][j] = dot;
        }
    }
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    fill();
    while (rounds-- > 0) {
        multiply();
        for (unsigned i = 0; i < SIDE; i++) {
            sum = sum * 31 + c[i][i];
            a[i][rounds % SIDE] = sum;
        }
    }
    return sum;
}
