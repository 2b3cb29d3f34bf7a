/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A VM's virtio slots: the device models of isa/dev/, with what they reach beyond their registers.
 * Memory is the VM's own frames, the disk its extent of the real one, the console its channel.
 *
 * Registers can be accessed at any time; work is done by slots_work() alone, which the scheduler
 * calls in the VM's own turns. So it is the VM itself that pays for it.
 */
#ifndef VMM_SLOTS_H
#define VMM_SLOTS_H

#include "vmm/vmm.h"

/* All slots at reset: a disk if the VM has one, a console if it is to have one. */
void slots_reset(struct vm *vm);

/* Access a register at `reg` from the first slot on; false if it has no such size there. */
bool slots_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value);
bool slots_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value);

/* The interrupt lines of all slots, to vm's PLIC. */
void slots_lines(struct vm *vm);

/* Input has arrived: the virtio console may have waited for it. */
void slots_input(struct vm *vm);

/* The time at which there is something for slots_work() to do; UINT64_MAX if never. */
uint64_t slots_deadline(const struct vm *vm);

/*
 * One step of what has been due for longest, charged to the VM whose turn it is, vm. Steps are
 * bounded (see isa/dev/virtio.h), and a device's next is due only some time after this one is done:
 * the guest gets on meanwhile, however late the devices are. Whether there was anything to do.
 */
bool slots_work(struct vm *vm);

#endif
