/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "user.h"

int main(char *args)
{
    (void)args;
    return ps();
}
