/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sleeper N: sleeps N times for a tick, then once for N, and sees that the clock agrees. */
#include <stdio.h>

#include "user.h"

int main(char *args)
{
    int n = number_or(&args, 3);
    int start = uptime();
    for (int i = 0; i < n; i++) {
        sleep(1);
    }
    sleep((unsigned)n);
    if (uptime() - start < 2 * n) {
        printf("sleeper: woke too early\n");
        return 1;
    }
    printf("sleeper: slept %d ticks, and not less\n", 2 * n);
    return 0;
}
