/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On the host: the argument says how many rounds. */
#include <stdio.h>
#include <stdlib.h>

#include "work.h"

int main(int argc, char **argv)
{
    printf("%08x\n", work(argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0));
    return 0;
}
