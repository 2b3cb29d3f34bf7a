/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bare metal: the boot arguments say how many rounds, here and on QEMU. */
#include <fdt.h>
#include <stdio.h>
#include <stdlib.h>

#include "work.h"

extern const void *start_device_tree(void);

int main(void)
{
    const char *rounds = fdt_bootargs(start_device_tree());
    printf("%08x\n", work((unsigned)strtoul(rounds, NULL, 10)));
    return 0;
}
