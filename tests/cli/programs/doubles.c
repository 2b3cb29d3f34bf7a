/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Floating point by the compiler's library, printed with %f. */
#include <stdio.h>

static double power(double base, int n)
{
    double result = 1;
    for (int i = 0; i < (n < 0 ? -n : n); i++) {
        result = n < 0 ? result / base : result * base;
    }
    return result;
}

/* Newton's method. */
static double square_root(double v)
{
    double x = v;
    for (int i = 0; i < 60; i++) {
        x = (x + v / x) / 2;
    }
    return x;
}

int main(void)
{
    const double samples[] = {0.0,   -0.0,      0.5,  1.5,        2.5, -2.5,
                              0.125, 9.9999995, 1e10, 123456.789, 0.1};
    for (unsigned i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        double v = samples[i];
        printf("[%f] [%.0f] [%.1f] [%.12f] [%+.2f] [% f] [%12.3f] [%-12.3f] [%012.3f]\n", v, v, v,
               v, v, v, v, v, v);
    }
    for (int n = -12; n <= 24; n += 3) {
        printf("%d: %.20f\n", n, power(10, n));
    }
    double pi = 0;
    for (int k = 0; k < 1000; k++) {
        pi += (k % 2 ? -4.0 : 4.0) / (2 * k + 1);
    }
    printf("%.4f %.10f %.3lf\n", pi, square_root(2), (double)1.0f / 3);
    return 0;
}
