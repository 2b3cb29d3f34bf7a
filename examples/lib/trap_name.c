/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <trap_name.h>

#include "pg32.h"

const char *trap_name(uint32_t mcause)
{
    switch (mcause) {
#define CAUSE(number, name, text)                                                                  \
    case (number):                                                                                 \
        return #name;
#define IRQ(number, name, text)                                                                    \
    case MCAUSE_INTERRUPT | (number):                                                              \
        return #name "_interrupt";
#include "../cause.def"
    default:
        return "reserved cause";
    }
}
