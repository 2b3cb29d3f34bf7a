/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "user.h"

int main(char *args)
{
    printf("hello: process %d says hello%s%s\n", getpid(), *args ? ", " : "", args);
    return 0;
}
