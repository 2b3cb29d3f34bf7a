/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 64-bit arithmetic on a 32-bit machine: products, quotients, shifts, comparisons. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

static uint64_t power(uint64_t base, uint64_t exponent, uint64_t modulus)
{
    uint64_t result = 1;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) {
            result = result * base % modulus;
        }
        base = base * base % modulus;
    }
    return result;
}

static uint64_t next(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static void quotients(void)
{
    static const int64_t n[] = {0, 1, -1, 7, -7, 1000000007, INT64_MAX, INT64_MIN + 1, 0x100000000};
    enum { COUNT = sizeof n / sizeof n[0] };
    for (int i = 0; i < COUNT; i++) {
        for (int j = 1; j < COUNT; j++) {
            printf("%" PRId64 " / %" PRId64 " = %" PRId64 " rest %" PRId64 ", %d\n", n[i], n[j],
                   n[i] / n[j], n[i] % n[j], n[i] < n[j]);
        }
    }
}

int main(void)
{
    uint64_t seed = 88172645463325252u, hash = 14695981039346656037u, factorial = 1;
    quotients();
    for (int i = 0; i < 1000; i++) {
        uint64_t v = next(&seed);
        hash = (hash ^ (v >> (v & 63)) ^ (uint64_t)((int64_t)v >> 5)) * 1099511628211u;
        hash += v / ((v >> 40) | 1) + v % ((v >> 20) | 1);
    }
    printf("hash %016" PRIx64 "\n", hash);
    for (unsigned n = 1; n <= 20; n++) {
        factorial *= n;
        printf("%u! = %" PRIu64 "\n", n, factorial);
    }
    printf("2^1000 mod 10^9+7 = %" PRIu64 "\n", power(2, 1000, 1000000007));
    double third = 1.0 / 3, sum = 0;
    for (int i = 1; i < 100; i++) {
        sum += third / i;
    }
    printf("doubles: %d millionths, float: %d\n", (int)(sum * 1e6), (int)((float)sum * 1000.0f));
    return 0;
}
