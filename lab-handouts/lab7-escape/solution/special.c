/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The special page: what is in it beside the registers is there for both. */
#include "thief.h"

uint8_t found[16];

int main(void)
{
    for (int i = 0; i < 100 && !take((const uint32_t *)(uintptr_t)(0xfffff000u + SECRET_MARK)); i++) {
        doze(2000);
    }
    return 0;
}
