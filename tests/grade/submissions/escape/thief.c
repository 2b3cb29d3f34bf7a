/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#define MEMORY (16u << 20)

volatile uint8_t found[16];

int main(void)
{
    const volatile uint8_t *secret = (const volatile uint8_t *)(0x80001000u + MEMORY);
    for (volatile int i = 0; i < 300000; i++) {
    }
    for (int i = 0; i < 16; i++) {
        found[i] = secret[i];
    }
    return 0;
}
