/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "start.h"

#include <console.h>
#include <stdlib.h>
#include <trap.h>

int main(void);

static const void *device_tree;

const void *start_device_tree(void)
{
    return device_tree;
}

void start_c(const void *tree)
{
    device_tree = tree;
    console_init();
    trap_init();
    exit(main());
}
