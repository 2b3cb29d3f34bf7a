/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plain core: runs one instruction at a time, straight from execute(). The one to read, and
 * the one that any faster core is checked against.
 */
#ifndef MACHINE_CORE_H
#define MACHINE_CORE_H

#include "machine/machine.h"

/* Take a pending interrupt, or execute one instruction, or trap. Never called in wfi. */
void core_step(struct machine *m);

#endif
