/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For pg32-lra: `lra` in supervisor mode only, which an interpreter must not run on real frames. */
#include "guest.h"

enum { VA = 0x40000000, ASID = 7 };

#define LRA 0x8c350573u /* lra a0, a0 */

int main(void)
{
    uint32_t there = address_of(page[5]);
    guest_start();
    guest_refill = identity;
    equal("translation off", run_word(LRA, there, 0), there >> PAGE_SHIFT);
    tlbwr(VA | ASID, there | TLB_LO_V | TLB_LO_R);
    translate(ASID);
    uint32_t frame = run_word(LRA, VA, 0);
    translate_off();
    equal("translated", frame, there >> PAGE_SHIFT);
    return guest_end();
}
