/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tlbwr never replaces an entry below mtlbwired, and reaches every one at or above it. */
#include "guest.h"

static void wired(uint32_t count)
{
    uint32_t reached = 0, spared = 0;
    tlbinv_all();
    csr_write(mtlbwired, count);
    for (uint32_t i = 0; i < count; i++) {
        csr_write(mtlbidx, i);
        tlbwi(0x10000000 + i * PAGE_SIZE, 0x5000 | TLB_LO_V);
    }
    for (uint32_t n = 0; n < 1000; n++) {
        tlbwr(0x20000000 + n * PAGE_SIZE, 0x5000 | TLB_LO_V);
    }
    for (uint32_t i = 0; i < 64; i++) {
        spared += tlbrh(i) == 0x10000000 + i * PAGE_SIZE;
        reached += tlbrh(i) >> 28 == 2;
    }
    equal("spared", spared, count);
    equal("reached", reached, 64 - count);
}

int main(void)
{
    guest_start();
    wired(0);
    wired(1);
    wired(32);
    wired(63);
    csr_write(mtlbwired, 64); /* becomes 63: the last entry stays replaceable */
    equal("mtlbwired", csr_read(mtlbwired), 63);
    return guest_end();
}
