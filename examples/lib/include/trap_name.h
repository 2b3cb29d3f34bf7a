/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of trap causes, for messages. Pure; for bare-metal programs and kernels. */
#ifndef TRAP_NAME_H
#define TRAP_NAME_H

#include <stdint.h>

/* The name of an mcause value as in the manual: "store_miss", "timer_interrupt". */
const char *trap_name(uint32_t mcause);

#endif
