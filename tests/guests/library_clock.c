/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C library's clock goes on with the machine's: clock(), time(). */
#include <clock.h>
#include <time.h>

#include "guest.h"

int main(void)
{
    time_t stored = -1;
    guest_start();
    clock_t before = clock();
    timer_set(time_now() + 2 * TIMEBASE_HZ);
    wfi();
    clock_t passed = clock() - before;
    equal("two seconds at least", passed >= 2 * CLOCKS_PER_SEC, 1);
    equal("and not three", passed < 3 * CLOCKS_PER_SEC, 1);
    time_t now = time(&stored);
    equal("time stores what it returns", now == stored, 1);
    equal("seconds", now >= 2 && now < 4, 1);
    return guest_end();
}
