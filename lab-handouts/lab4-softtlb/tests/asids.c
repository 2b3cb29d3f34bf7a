/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kernel that gives out address spaces: a few pages are mapped in each, and all are forgotten. */
#include <stdint.h>
#include <stdio.h>

#include "pg32.h"

#ifndef ROUNDS
#define ROUNDS 1200
#define SPACES 200
#define EACH 3
#endif

enum { WIRED = 16 };
#define AT(n) (0x40000000u + (uint32_t)(n)*0x1000u)

int main(void)
{
    csr_write(mtlbwired, WIRED);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t asid = round % SPACES;
        tlbinv_asid(asid);
        for (uint32_t n = 0; n < EACH; n++) {
            tlbwr(AT(3 * asid + n) | asid, 0x80000000u | TLB_LO_V | TLB_LO_R);
        }
    }
    printf("%u rounds\n", (unsigned)ROUNDS);
    return 0;
}
