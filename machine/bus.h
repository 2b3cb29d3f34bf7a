/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bus: what stands at each physical address. RAM, and the devices of board.def.
 * Used by the core for its accesses; devices are reached by nobody else.
 */
#ifndef MACHINE_BUS_H
#define MACHINE_BUS_H

#include "machine/machine.h"

/*
 * Read or write 1, 2 or 4 bytes at pa. False (an access fault) if nothing is there, or a device
 * refuses that size or alignment. RAM takes any alignment.
 */
bool bus_read(struct machine *m, uint32_t pa, unsigned size, uint32_t *value);
bool bus_write(struct machine *m, uint32_t pa, unsigned size, uint32_t value);

/* Bring interrupt lines and input up to date, and find the next cycle at which to do so again. */
void bus_events(struct machine *m);

#endif
