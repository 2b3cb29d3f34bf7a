/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/inspect.h"

#include <stddef.h>

#include "vmm/hw.h"
#include "vmm/vmm.h"

_Static_assert(sizeof(struct uart) == INSPECT_UART_SIZE, "inspect.h");
_Static_assert(sizeof(struct clint) == INSPECT_CLINT_SIZE, "inspect.h");
_Static_assert(sizeof(struct plic) == INSPECT_PLIC_SIZE, "inspect.h");
_Static_assert(sizeof(struct rtc) == INSPECT_RTC_SIZE, "inspect.h");
_Static_assert(sizeof(struct virtio) == INSPECT_VIRTIO_SIZE, "inspect.h");
_Static_assert((int)INSPECT_VIRTIO == VM_VIRTIO && (int)INSPECT_INPUT == VM_INPUT_SIZE,
               "inspect.h");
_Static_assert((int)INSPECT_SPACES == SPACE_COUNT, "inspect.h");

enum { FRAMES = offsetof(struct vmm, frame_next) };

_Static_assert(offsetof(struct vmm, frame_end) == FRAMES + 4 * INSPECT_FRAME_END &&
                   offsetof(struct vmm, free_frames) == FRAMES + 4 * INSPECT_FRAME_FREE &&
                   offsetof(struct vmm, frames_left) == FRAMES + 4 * INSPECT_FRAMES_LEFT,
               "inspect.h");

/* What is known when the monitor is built stands in its image. */
static struct inspect table = {
    .magic = INSPECT_MAGIC,
    .version = INSPECT_VERSION,
    .stride = sizeof(struct vm),
    .fields = INSPECT_FIELDS,
    .offset =
        {
#define FIELD(name, member, words) [INSPECT_##name] = offsetof(struct vm, member),
#include "vmm/inspect.def"
        },
};

/* Pointers are machine addresses on the machine; on a host the table is not read. */
static uint32_t address(const void *p)
{
    return (uint32_t)(uintptr_t)p;
}

void inspect_publish(void)
{
    table.vms = address(vmm.vms);
    table.count = vmm.vm_count;
    table.current = address(&vmm.current);
    table.generation = address(&vmm.asid_generation);
    table.frames = address(&vmm.frame_next);
    hw_probe(PROBE_INSPECT, address(&table));
}
