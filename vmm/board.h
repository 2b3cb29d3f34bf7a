/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A VM's devices, at the addresses of board.def: registers of its own, never the real ones. */
#ifndef VMM_BOARD_H
#define VMM_BOARD_H

#include "vmm/vmm.h"

/* All devices at reset. */
void board_reset(struct vm *vm);

/* Access a device at physical address pa; false (an access fault) if nothing is there. */
bool board_read(struct vm *vm, uint32_t pa, uint32_t size, uint32_t *value);
bool board_write(struct vm *vm, uint32_t pa, uint32_t size, uint32_t value);

/* Bring vm's interrupt lines (virtual mip) up to date with its devices and the time `now`. */
void board_lines(struct vm *vm, uint64_t now);

/*
 * The time at which vm's timer line is to be raised in its virtual mip, if it is not up there
 * already, or its alarm rings; UINT64_MAX if never. A time that has passed since the lines were
 * last looked at counts.
 */
uint64_t board_deadline(const struct vm *vm, uint64_t now);

#endif
