/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pmake N JOBS: makes N units, up to JOBS at a time, each by a process `cc`. They end in whatever
 * order; what is printed does not depend on it: each one's start, and a checksum over the results
 * in the order of the units.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "user.h"

enum { UNITS = 64, JOBS = 8 };

static int pids[UNITS], results[UNITS];

/* Start the next unit. False if that cannot be. */
static bool start(int unit)
{
    char args[16];
    snprintf(args, sizeof args, "%d", unit + 1);
    pids[unit] = spawn("cc", args);
    printf("cc unit%d\n", unit + 1);
    return pids[unit] > 0;
}

/* Wait for any of those that run. False if it failed, or there is none. */
static bool finish(int started)
{
    int status = -1;
    int pid = wait(0, &status);
    for (int i = 0; i < started; i++) {
        if (pids[i] == pid) {
            results[i] = status;
        }
    }
    return pid > 0 && status >= 0;
}

/* Up to `jobs` at a time, until all n have ended. False if one of them failed. */
static bool make(int n, int jobs)
{
    bool good = true;
    for (int started = 0, ended = 0; ended < n && good;) {
        if (started < n && started - ended < jobs) {
            good = start(started++);
        } else {
            good = finish(started);
            ended++;
        }
    }
    return good;
}

static uint32_t checksum(int n)
{
    uint32_t sum = 0;
    for (int i = 0; i < n; i++) {
        sum = sum * 31 + (uint32_t)results[i];
    }
    return sum;
}

int main(char *args)
{
    int n = number_or(&args, 12);
    int jobs = number_or(&args, 3);
    if (n < 1 || n > UNITS || jobs < 1 || jobs > JOBS) {
        printf("pmake: 1 to %d units, 1 to %d jobs\n", UNITS, JOBS);
        return 1;
    }
    if (!make(n, jobs)) {
        printf("pmake: a unit could not be made\n");
        return 1;
    }
    printf("pmake: %d units, checksum %lx\n", n, (unsigned long)checksum(n));
    return 0;
}
