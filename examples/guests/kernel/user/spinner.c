/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes for ever and never calls the kernel: only the timer can take the hart from it. */
#include "user.h"

int main(char *args)
{
    (void)args;
    for (volatile unsigned n = 0;; n++) {
    }
}
