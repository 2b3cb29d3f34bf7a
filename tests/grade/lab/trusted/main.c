/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls what is handed in, and keeps what it returns. */
#include <stdint.h>

unsigned sum(unsigned n);

volatile uint32_t results[2], finished;

int main(void)
{
    results[0] = sum(100);
    results[1] = sum(1);
    finished = 1;
    return 0;
}
