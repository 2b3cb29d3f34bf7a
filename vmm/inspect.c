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

static struct inspect table;

/* Pointers are machine addresses on the machine; on a host the table is not read. */
static uint32_t address(const void *p)
{
    return (uint32_t)(uintptr_t)p;
}

void inspect_publish(void)
{
    table = (struct inspect){
        .magic = INSPECT_MAGIC,
        .version = INSPECT_VERSION,
        .vms = address(vmm.vms),
        .stride = sizeof(struct vm),
        .count = vmm.vm_count,
        .current = address(&vmm.current),
        .fields = INSPECT_FIELDS,
        .offset =
            {
#define FIELD(name, member, words) [INSPECT_##name] = offsetof(struct vm, member),
#include "vmm/inspect.def"
            },
    };
    hw_probe(PROBE_INSPECT, address(&table));
}
