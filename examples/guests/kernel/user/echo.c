/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "user.h"

int main(char *args)
{
    puts(args);
    return 0;
}
