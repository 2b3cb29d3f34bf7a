/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What trap_entry.S calls in trap.c; nobody else does. */
#ifndef LIB_TRAP_ENTRY_H
#define LIB_TRAP_ENTRY_H

#include <trap.h>

/* A trap, all registers saved in `frame`. */
void trap_dispatch(struct trap_frame *frame);

/* A trap while another was being handled: there is no way back. */
_Noreturn void trap_in_handler(uint32_t cause, uint32_t pc, uint32_t value);

#endif
