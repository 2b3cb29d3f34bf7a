/* SPDX-License-Identifier: GPL-3.0-or-later */
/* primes [-q] N: how many primes there are below N; with -q only as the exit status. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "user.h"

static bool is_prime(int n)
{
    for (int d = 2; d * d <= n; d++) {
        if (n % d == 0) {
            return false;
        }
    }
    return n >= 2;
}

int main(char *args)
{
    bool quiet = strncmp(args, "-q", 2) == 0;
    if (quiet) {
        next_word(&args);
    }
    int limit = number_or(&args, 1000);
    int count = 0;
    for (int n = 0; n < limit; n++) {
        count += is_prime(n);
    }
    if (quiet) {
        return count;
    }
    printf("primes: %d below %d\n", count, limit);
    return 0;
}
