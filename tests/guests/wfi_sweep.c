/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer set a little ahead, then wfi: whenever it falls due meanwhile, the wait ends. */
#include "guest.h"

enum { STEPS = 600 };

int main(void)
{
    guest_start();
    for (uint32_t ahead = 1; ahead <= STEPS; ahead++) {
        timer_set(time_now() + ahead);
        wfi();
        if (!(csr_read(mip) & MIE_TIMER)) {
            equal("pending after a timer this far ahead", 0, ahead);
        }
    }
    return guest_end();
}
