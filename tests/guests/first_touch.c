/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 8 MiB beyond the program: every page is zero at first, then keeps what is written to it. */
#include "guest.h"

extern char _end[];

enum { SIZE = 8 << 20 };

int main(void)
{
    guest_start();
    volatile uint32_t *ram = word_at((address_of(_end) + 4095) & PAGE_FRAME);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < SIZE / 4; i += 1024) {
        wrong += ram[i] != 0 || ram[i + 511] != 0 || ram[i + 1023] != 0;
        ram[i + 511] = i ^ 0x5a5a5a5a;
    }
    equal("not zero at first", wrong, 0);
    for (uint32_t i = 0; i < SIZE / 4; i += 1024) {
        wrong += ram[i + 511] != (i ^ 0x5a5a5a5a) || ram[i] != 0;
    }
    equal("lost", wrong, 0);
    return guest_end();
}
