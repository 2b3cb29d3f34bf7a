/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

int main(void)
{
    for (int i = 0; i < 64; i++) {
        char *p = malloc(4000);
        memset(p, 'x', 4000);
    }
    return 0;
}
