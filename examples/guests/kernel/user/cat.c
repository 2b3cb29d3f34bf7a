/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies lines from the console to it, until Ctrl-D. */
#include "user.h"

int main(char *args)
{
    char line[128];
    int n;
    (void)args;
    while ((n = read(0, line, sizeof line)) > 0) {
        write(1, line, (size_t)n);
    }
    return n < 0 ? 1 : 0;
}
