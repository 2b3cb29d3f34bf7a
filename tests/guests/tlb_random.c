/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mtlbrand steps as the manual specifies, by tlbwr and by nothing else; the index follows. */
#include "guest.h"

static uint32_t step(uint32_t state)
{
    return state * 1664525u + 1013904223u;
}

static void sequence(uint32_t seed, uint32_t wired)
{
    uint32_t state = seed, wrong = 0;
    tlbinv_all();
    csr_write(mtlbrand, seed);
    csr_write(mtlbwired, wired);
    for (uint32_t n = 0; n < 100; n++) {
        uint32_t hi = 0x30000000 + n * PAGE_SIZE;
        tlbwr(hi, TLB_LO_V);
        state = step(state);
        uint32_t index = wired + ((state >> 16) * (64 - wired) >> 16);
        wrong += csr_read(mtlbrand) != state;
        wrong += tlbp(hi) != index;
        wrong += tlbrh(index) != hi;
    }
    equal("mtlbrand after 100 tlbwr", csr_read(mtlbrand), state);
    equal("wrong on the way", wrong, 0);
}

int main(void)
{
    guest_start();
    sequence(0, 0);
    sequence(1, 10);
    sequence(0xdeadbeef, 63);
    csr_write(mtlbrand, 42);
    csr_write(mtlbidx, 3);
    tlbwi(0x1000, TLB_LO_V);
    tlbinv_all();
    (void)tlbp(0x1000);
    equal("nothing else steps it", csr_read(mtlbrand), 42);
    return guest_end();
}
