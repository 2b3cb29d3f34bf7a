/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill PID */
#include <stdio.h>

#include "user.h"

int main(char *args)
{
    int pid = number_or(&args, 0);
    if (kill(pid) < 0) {
        printf("kill: %d: no such process\n", pid);
        return 1;
    }
    return 0;
}
