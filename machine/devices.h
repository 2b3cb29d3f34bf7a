/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The board's devices: their registers (isa/dev/) at the addresses of board.def, connected to the
 * machine's memory, time and console. The bus reaches them, and nobody else does.
 */
#ifndef MACHINE_DEVICES_H
#define MACHINE_DEVICES_H

#include "machine/machine.h"

/* All devices at reset, as m's configuration wants them. */
void devices_reset(struct machine *m);

/* Read or write a device at pa; false if there is none, or it refuses that size or alignment. */
bool devices_read(struct machine *m, uint32_t pa, unsigned size, uint32_t *value);
bool devices_write(struct machine *m, uint32_t pa, unsigned size, uint32_t value);

/* Input has arrived: whoever it is for may have waited for it. */
void devices_input(struct machine *m);

/* Let them do what is due, input included. */
void devices_advance(struct machine *m);

/* Bring the interrupt controller's lines up to date; what mip is by all lines now. */
uint32_t devices_lines(struct machine *m);

/* What devices_advance() is made of, one thing at a time; each says whether it was due. */
bool devices_type(struct machine *m);                     /* a byte of input, to the UART */
bool devices_step(struct machine *m, unsigned slot);      /* a step of a virtio device */
uint32_t devices_fill(struct machine *m, uint32_t count); /* a buffer of the virtio console's */

/* The first tick, not before the next, at which one of them has something to do by itself. */
uint64_t devices_deadline(const struct machine *m);

/* Stop the machine as a word for the finisher, or one stored to tohost, asks. */
void devices_finisher(struct machine *m, uint32_t word);
void devices_tohost(struct machine *m, uint32_t word);

#endif
