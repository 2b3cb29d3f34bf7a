/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quicksort [Hoare 1961]: branches that nobody can predict, and recursion. */
#include "work.h"

enum { NUMBERS = 2048 };

static unsigned v[NUMBERS];

static void quicksort(int left, int right)
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
        quicksort(left, j);
    }
    if (i < right) {
        quicksort(i, right);
    }
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    unsigned seed = 1;
    while (rounds-- > 0) {
        for (unsigned i = 0; i < NUMBERS; i++) {
            v[i] = next_random(&seed);
        }
        quicksort(0, NUMBERS - 1);
        for (unsigned i = 0; i < NUMBERS; i += 64) {
            sum = sum * 33 + v[i];
        }
    }
    return sum;
}
