/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cause.h"

const char *cause_text(uint32_t mcause)
{
    switch (mcause) {
#define CAUSE(number, name, text)                                                                  \
    case number:                                                                                   \
        return text;
#define IRQ(number, name, text)                                                                    \
    case MCAUSE_INTERRUPT | (number):                                                              \
        return text;
#include "cause.def"
    default:
        return "reserved cause";
    }
}

const char *cause_name(uint32_t mcause)
{
    switch (mcause) {
#define CAUSE(number, name, text)                                                                  \
    case number:                                                                                   \
        return #name;
#define IRQ(number, name, text)                                                                    \
    case MCAUSE_INTERRUPT | (number):                                                              \
        return #name;
#include "cause.def"
    default:
        return "reserved";
    }
}
