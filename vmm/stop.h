/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a VM ends: alone. The machine stops when the last one has. */
#ifndef VMM_STOP_H
#define VMM_STOP_H

#include "vmm/vmm.h"

/* Stop vm: it never runs again, and its frames go back. Anything but an exit is said on the
 * console. */
RARE void vm_stop(struct vm *vm, enum vm_stop why, uint32_t code);

/* The guest stored `value` to its tohost word [riscv-tests env/p]. */
void vm_tohost(struct vm *vm, uint32_t value);

/* The guest stored `value` to its finisher. */
void vm_finisher(struct vm *vm, uint32_t value);

#endif
