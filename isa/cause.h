/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trap causes and interrupt numbers, from cause.def. Constant data only. */
#ifndef ISA_CAUSE_H
#define ISA_CAUSE_H

#include <stdint.h>

#include "fields.h"

enum cause {
#define CAUSE(number, name, text) CAUSE_##name = (number),
#define IRQ(number, name, text)
#include "cause.def"
};

enum irq {
#define CAUSE(number, name, text)
#define IRQ(number, name, text) IRQ_##name = (number),
#include "cause.def"
};

/* Text of an mcause value; "reserved cause" for a number that no row has. */
const char *cause_text(uint32_t mcause);

/* Short name of an mcause value, fit for a counter's name. */
const char *cause_name(uint32_t mcause);

#endif
