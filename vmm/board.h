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

/* Bring vm's interrupt lines (virtual mip) up to date with its devices and its own time `now`. */
void board_lines(struct vm *vm, uint64_t now);

/* The same as board_deadline(), of which it is a part: where vm->attention is not known. */
RARE uint64_t board_find_deadline(struct vm *vm, uint64_t now);

/*
 * The time, of vm's own, at which its board wants attention: a timer line is to be raised that is
 * not up in its virtual mip, an alarm rings, a virtio device has something to do. UINT64_MAX if
 * never; a time that has passed since the lines were last looked at counts. Until then its lines
 * stay as they are, unless it or its console's input does something.
 */
static inline uint64_t board_deadline(struct vm *vm, uint64_t now)
{
    return vm->attention ? vm->attention : board_find_deadline(vm, now);
}

#endif
