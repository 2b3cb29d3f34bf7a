/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preemption: two spinners that never give up the hart, and this process, which counts. All three
 * must come forward: it goes on until the timer has found each of them running.
 */
#include <stdbool.h>
#include <stdio.h>

#include "user.h"

enum { WORK = 1000, PATIENCE = 1000 };

/* Whether the timer has found the process running. */
static bool had_a_turn(int pid)
{
    return times(pid) >= 1;
}

static void stop(int pid)
{
    int status = 0;
    if (kill(pid) < 0 || wait(pid, &status) != pid || status != -1) {
        printf("spin: %d cannot be killed\n", pid);
        exit(1);
    }
}

int main(char *args)
{
    int a = spawn("spinner", "");
    int b = spawn("spinner", "");
    int start = uptime();
    bool all;
    (void)args;
    do {
        for (volatile int i = 0; i < WORK; i++) {
        }
        all = had_a_turn(a) && had_a_turn(b) && had_a_turn(getpid());
    } while (!all && uptime() - start < PATIENCE);
    stop(a);
    stop(b);
    puts(all ? "spin: two spinners and a counter, each had its turns" : "spin: somebody starves");
    return all ? 0 : 1;
}
