/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawner N: starts N children, which end in another order than they were started in, and waits
 * for them one by one. A child gives up its turn a few times, sleeps, and ends with its square.
 */
#include <stdio.h>
#include <string.h>

#include "user.h"

enum { CHILDREN = 16, TURNS = 20 };

static int child(char *args)
{
    int number = number_or(&args, 0);
    for (int i = 0; i < TURNS; i++) {
        yield();
    }
    sleep((unsigned)(number * 2 % 3));
    return number * number;
}

static int parent(int n)
{
    int pids[CHILDREN];
    for (int i = 0; i < n; i++) {
        char args[32];
        snprintf(args, sizeof args, "child %d", i + 1);
        pids[i] = spawn("spawner", args);
    }
    for (int i = 0; i < n; i++) {
        int status = -1;
        if (wait(pids[i], &status) != pids[i] || status != (i + 1) * (i + 1)) {
            printf("spawner: child %d ended with %d\n", i + 1, status);
            return 1;
        }
        printf("spawner: child %d ended with its square, %d\n", i + 1, status);
    }
    return wait(0, NULL) == -1 ? 0 : 1; /* none is left */
}

int main(char *args)
{
    if (strncmp(args, "child", 5) == 0) {
        next_word(&args);
        return child(args);
    }
    int n = number_or(&args, 4);
    if (n < 1 || n > CHILDREN) {
        printf("spawner: 1 to %d children\n", CHILDREN);
        return 1;
    }
    return parent(n);
}
