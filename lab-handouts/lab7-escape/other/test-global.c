/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A global page, seen from two address spaces. */
#include "thief.h"

static uint32_t page[1024] __attribute__((aligned(4096)));

int main(void)
{
    uint32_t a = 0, b = 0;
    page[7] = 77;
    csr_write(mtlbidx, 2);
    tlbwi(WINDOW | TLB_HI_G, (uint32_t)(uintptr_t)page | TLB_LO_V | TLB_LO_R);
    peek(WINDOW + 28, 3, &a);
    peek(WINDOW + 28, 4, &b);
    tlbinv_page(WINDOW);
    return !(a == 77 && b == 77 && !peek(WINDOW, 3, &a));
}
