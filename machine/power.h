/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of tables that are indexed by bits of an address. */
#ifndef MACHINE_POWER_H
#define MACHINE_POWER_H

#include <stdbool.h>
#include <stdint.h>

static inline bool is_power_of_two(uint64_t n)
{
    return n != 0 && (n & (n - 1)) == 0;
}

#endif
