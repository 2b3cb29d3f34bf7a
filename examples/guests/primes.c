/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A compute-bound guest: the primes below a limit, by Eratosthenes' sieve and by trial division. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 20000 };

static int sieve(uint8_t *composite, int limit)
{
    int count = 0;
    for (int n = 2; n < limit; n++) {
        if (composite[n]) {
            continue;
        }
        count++;
        for (int m = 2 * n; m < limit; m += n) {
            composite[m] = 1;
        }
    }
    return count;
}

static bool is_prime(int n)
{
    for (int d = 2; d * d <= n; d++) {
        if (n % d == 0) {
            return false;
        }
    }
    return n >= 2;
}

static int trial_division(int limit)
{
    int count = 0;
    for (int n = 0; n < limit; n++) {
        count += is_prime(n);
    }
    return count;
}

int main(void)
{
    uint8_t *composite = calloc(LIMIT, 1);
    if (composite == NULL) {
        puts("primes: no memory");
        return 1;
    }
    int sieved = sieve(composite, LIMIT);
    int divided = trial_division(LIMIT);
    free(composite);
    printf("primes below %d: %d by the sieve, %d by trial division\n", LIMIT, sieved, divided);
    return sieved == divided ? 0 : 1;
}
