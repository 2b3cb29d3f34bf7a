/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The neighbour has gone, and memory that was never touched is not empty. */
#include "thief.h"

uint8_t found[16];

extern uint8_t _end[];

int main(void)
{
    doze(20000);
    uintptr_t page = ((uintptr_t)_end + PAGE_SIZE) & PAGE_FRAME;
    while (page < (uintptr_t)start_device_tree() && !take((const uint32_t *)(page + SECRET_MARK))) {
        page += PAGE_SIZE;
    }
    return 0;
}
