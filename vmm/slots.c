/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/slots.h"

#include "isa/board.h"
#include "isa/text.h"
#include "vmm/allocator.h"
#include "vmm/console.h"
#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/schedule.h"

enum { MESSAGE_SIZE = 200, BUFFERS_AT_ONCE = 2 };

_Static_assert(VIRTIO_BLOCK_SLOT < VM_VIRTIO && VIRTIO_CONSOLE_SLOT < VM_VIRTIO, "in struct vm");

/* --- what the devices reach --- */

/* Nothing but the VM's own memory, wherever it says that its buffers are. */
static uint8_t *memory(void *context, uint32_t pa, uint32_t size, bool write)
{
    struct vm *vm = context;
    (void)write;
    bool there = pmap_has(vm, pa) && size <= PAGE_SIZE - (pa & PAGE_OFFSET);
    return there ? hw_memory(pmap_machine(vm, pa)) : 0;
}

static bool disk(void *context, uint64_t offset, uint8_t *bytes, uint32_t size, bool write)
{
    const struct vm *vm = context;
    return disk_move(&vm->extent, offset, bytes, size, write);
}

static void send(void *context, uint8_t byte)
{
    console_send(context, byte);
}

static struct virtio_host host_of(struct vm *vm)
{
    return (struct virtio_host){.context = vm,
                                .memory = memory,
                                .disk = disk,
                                .disk_size = (uint64_t)vm->extent.sectors * SECTOR_SIZE,
                                .send = send};
}

/* --- registers --- */

void slots_reset(struct vm *vm)
{
    bool legacy = vmm.virtio_legacy;
    virtio_reset(&vm->virtio[VIRTIO_BLOCK_SLOT], vm->extent.sectors ? VIRTIO_BLOCK : VIRTIO_NONE,
                 legacy);
    virtio_reset(&vm->virtio[VIRTIO_CONSOLE_SLOT],
                 vm->virtio_console ? VIRTIO_CONSOLE : VIRTIO_NONE, legacy);
    virtio_reset(&vmm.empty_slot, VIRTIO_NONE, legacy);
}

/* The other slots are empty: they say so, and do nothing [Virtio 4.2.3.1.1]. */
static struct virtio *slot_at(struct vm *vm, uint32_t slot)
{
    return slot < VM_VIRTIO ? &vm->virtio[slot] : &vmm.empty_slot;
}

bool slots_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    struct virtio_host h = host_of(vm);
    return virtio_read(slot_at(vm, reg / VIRTIO_SLOT_SIZE), &h, reg % VIRTIO_SLOT_SIZE, size,
                       value);
}

/* The guest programmed a device wrongly: say so, as the bare machine does, but once. */
static void complain(struct vm *vm, uint32_t slot)
{
    char message[MESSAGE_SIZE];
    struct text t = text_in(message, sizeof message);
    const struct virtio *v = &vm->virtio[slot];
    if (vm->complained) {
        return;
    }
    vm->complained = true;
    text_put(&t, "vm ");
    text_put(&t, vm->name);
    text_put(&t, v->kind == VIRTIO_BLOCK ? ": virtio block device at " : ": virtio console at ");
    text_hex(&t, VIRTIO_BASE + slot * VIRTIO_SLOT_SIZE);
    text_put(&t, ": ");
    text_put(&t, virtio_fault_text(v->fault));
    text_put(&t, "; it needs a reset (pc ");
    text_hex(&t, vm->vcpu.pc);
    text_put(&t, ")\n");
    console_say(message);
}

bool slots_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    uint32_t slot = reg / VIRTIO_SLOT_SIZE;
    struct virtio *v = slot_at(vm, slot);
    enum virtio_fault before = v->fault;
    uint64_t due = slots_deadline(vm);
    bool done = virtio_write(v, reg % VIRTIO_SLOT_SIZE, size, vm_time(vm), value);
    if (v->fault != before && v->fault != VIRTIO_FINE) {
        complain(vm, slot);
    }
    if (slots_deadline(vm) < due) {
        vm->attention = 0;
        schedule_timer(); /* there is something to do soon */
    }
    return done;
}

void slots_lines(struct vm *vm)
{
    for (uint32_t i = 0; i < VM_VIRTIO; i++) {
        if (vm->virtio[i].kind != VIRTIO_NONE) {
            plic_set_line(&vm->plic, VIRTIO_IRQ + i, virtio_line(&vm->virtio[i]));
        }
    }
}

/* --- work --- */

/* The driver may have made buffers available without a word. */
void slots_input(struct vm *vm)
{
    struct virtio *v = &vm->virtio[VIRTIO_CONSOLE_SLOT];
    v->receptive = v->kind == VIRTIO_CONSOLE;
    vm->attention = 0;
}

/* When the virtio console may be handed the input that waits for it. */
static uint64_t input_deadline(const struct vm *vm)
{
    const struct virtio *v = &vm->virtio[VIRTIO_CONSOLE_SLOT];
    bool waits = v->receptive && vm->input_count > 0;
    return waits ? virtio_console_quiet(v, vm->state == VM_WAITING) : UINT64_MAX;
}

uint64_t slots_deadline(const struct vm *vm)
{
    if (vm->extent.sectors == 0 && !vm->virtio_console) {
        return UINT64_MAX;
    }
    uint64_t when = input_deadline(vm);
    for (uint32_t i = 0; i < VM_VIRTIO; i++) {
        uint64_t due = virtio_deadline(&vm->virtio[i]);
        when = due < when ? due : when;
    }
    return when;
}

/*
 * The device's own time begins when the real work is done. It is little beside that, and what the
 * real device took is not counted twice where it is more. In a time of the VM's own it took none.
 */
static void step(struct vm *vm, struct virtio *v, const struct virtio_host *h, uint64_t now)
{
    uint64_t due = v->free_at;
    virtio_step(v, h, now);
    if (!vm->virtual_clock) {
        v->free_at = hw_time() + (v->free_at - due);
    }
}

static void hand_input(struct vm *vm, const struct virtio_host *h)
{
    struct virtio *v = &vm->virtio[VIRTIO_CONSOLE_SLOT];
    for (uint32_t i = 0; i < BUFFERS_AT_ONCE && v->receptive && vm->input_count > 0; i++) {
        const uint8_t *bytes;
        uint32_t count = console_waiting(vm, &bytes);
        console_take(vm, virtio_console_fill(v, h, bytes, count));
    }
}

bool slots_work(struct vm *vm)
{
    struct virtio_host h = host_of(vm);
    uint64_t now = vm_time(vm);
    uint64_t due = slots_deadline(vm);
    if (due > now) {
        return false;
    }
    bool input = due == input_deadline(vm);
    bool block = !input && due == virtio_deadline(&vm->virtio[VIRTIO_BLOCK_SLOT]);
    uint32_t slot = block ? VIRTIO_BLOCK_SLOT : VIRTIO_CONSOLE_SLOT;
    enum virtio_fault before = vm->virtio[slot].fault;
    if (input) {
        hand_input(vm, &h);
    } else {
        step(vm, &vm->virtio[slot], &h, now);
    }
    if (vm->virtio[slot].fault != before) {
        complain(vm, slot);
    }
    hw_probe(PROBE_WORKED, slot);
    hw_probe(COST_DEVICE, VIRTIO_BASE + slot * VIRTIO_SLOT_SIZE);
    return true;
}
