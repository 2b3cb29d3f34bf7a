/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One address space a turn of the clock, without a thought to how many there have been. */
#include "thief.h"

int main(void)
{
    for (uint32_t n = 0; n < 700; n++) {
        uint32_t asid = 1 + n % 250;
        doze(600);
        tlbinv_asid(asid);
        if (stolen(SECRET_PAGE | SECRET_MARK, asid)) {
            return 0;
        }
    }
    return 1;
}
