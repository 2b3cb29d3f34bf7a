/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The devices' registers: those of the bare machine, and the VM's as the monitor has them. They are
 * the same structs (isa/dev/), without pointers, so they are compared as they lie in memory.
 */
#include <stdio.h>
#include <string.h>

#include "verify_parts.h"

_Static_assert(sizeof(struct uart) == INSPECT_UART_SIZE, "inspect.h");
_Static_assert(sizeof(struct clint) == INSPECT_CLINT_SIZE, "inspect.h");
_Static_assert(sizeof(struct plic) == INSPECT_PLIC_SIZE, "inspect.h");
_Static_assert(sizeof(struct rtc) == INSPECT_RTC_SIZE, "inspect.h");
_Static_assert(sizeof(struct virtio) == INSPECT_VIRTIO_SIZE, "inspect.h");

enum { MEMBER_MOST = 128 };

/* A member of a device's struct: an element of that size, or several. */
struct member {
    const char *name;
    size_t offset, size, element;
};

#define ONE(type, member)                                                                          \
    {                                                                                              \
#member, offsetof(struct type, member), sizeof(((struct type *)0)->member),                \
            sizeof(((struct type *)0)->member)                                                     \
    }
#define EACH(type, member)                                                                         \
    {                                                                                              \
#member, offsetof(struct type, member), sizeof(((struct type *)0)->member),                \
            sizeof(((struct type *)0)->member[0])                                                  \
    }

static const struct member uart_members[] = {
    ONE(uart, ier),          ONE(uart, fcr),        ONE(uart, lcr),   ONE(uart, mcr),
    ONE(uart, scr),          ONE(uart, dll),        ONE(uart, dlm),   ONE(uart, overrun),
    ONE(uart, thre_pending), ONE(uart, identified), ONE(uart, looks), ONE(uart, listening),
    EACH(uart, fifo),        ONE(uart, head),       ONE(uart, count), {NULL, 0, 0, 0}};

static const struct member clint_members[] = {
    ONE(clint, mtimecmp), ONE(clint, offset), ONE(clint, msip), ONE(clint, armed), {NULL, 0, 0, 0}};

static const struct member plic_members[] = {
    EACH(plic, priority), EACH(plic, line),     EACH(plic, pending), EACH(plic, claimed),
    EACH(plic, enable),   ONE(plic, threshold), {NULL, 0, 0, 0}};

static const struct member rtc_members[] = {ONE(rtc, offset), ONE(rtc, alarm), ONE(rtc, high),
                                            ONE(rtc, armed),  ONE(rtc, rung),  ONE(rtc, interrupt),
                                            {NULL, 0, 0, 0}};

/* `receptive` also says that input has arrived, and when it does is from outside. */
static const struct member virtio_members[] = {ONE(virtio, kind),
                                               ONE(virtio, legacy),
                                               ONE(virtio, status),
                                               ONE(virtio, interrupt),
                                               ONE(virtio, device_sel),
                                               ONE(virtio, driver_sel),
                                               ONE(virtio, queue_sel),
                                               EACH(virtio, accepted),
                                               ONE(virtio, page_size),
                                               ONE(virtio, notified),
                                               ONE(virtio, notified_at),
                                               ONE(virtio, free_at),
                                               ONE(virtio, fault),
#define QUEUE(i)                                                                                   \
    ONE(virtio, queue[i].size), ONE(virtio, queue[i].ready), ONE(virtio, queue[i].beyond),         \
        ONE(virtio, queue[i].align), ONE(virtio, queue[i].desc), ONE(virtio, queue[i].avail),      \
        ONE(virtio, queue[i].used), ONE(virtio, queue[i].taken)
                                               QUEUE(0),
                                               QUEUE(1),
                                               ONE(virtio, request.begun),
                                               ONE(virtio, request.queue),
                                               ONE(virtio, request.head),
                                               ONE(virtio, request.readable),
                                               ONE(virtio, request.writable),
                                               ONE(virtio, request.written),
                                               ONE(virtio, request.next),
                                               ONE(virtio, request.steps),
                                               ONE(virtio, request.more),
                                               ONE(virtio, request.writing),
                                               ONE(virtio, request.address),
                                               ONE(virtio, request.length),
                                               ONE(virtio, request.to_disk),
                                               ONE(virtio, request.offset),
                                               ONE(virtio, request.left),
                                               {NULL, 0, 0, 0}};

static uint64_t number(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i-- > 0;) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* A member of the bare machine's device, as it lies in the simulated machine's memory. */
static void as_stored(uint8_t *to, const uint8_t *from, const struct member *member)
{
    static const uint16_t one = 1;
    bool little = *(const uint8_t *)&one == 1;
    for (size_t i = 0; i < member->size; i++) {
        size_t within = i % member->element;
        to[i] = from[i - within + (little ? within : member->element - 1 - within)];
    }
}

static void differ(struct verify_vm *vm, const char *device, const struct member *member,
                   const uint8_t *bare, const uint8_t *real)
{
    size_t e = member->element;
    for (size_t i = 0; i < member->size; i += e) {
        char name[64];
        if (memcmp(bare + i, real + i, e) == 0) {
            continue;
        }
        if (member->size > e) {
            snprintf(name, sizeof name, "%s.%s[%zu]", device, member->name, i / e);
        } else {
            snprintf(name, sizeof name, "%s.%s", device, member->name);
        }
        verify_differ(vm, name, number(bare + i, e), number(real + i, e), (int)(2 * e));
    }
}

/* A device, whose struct lies `skip` bytes into the field. */
static void compare(struct verify_vm *vm, const char *device, const struct member *members,
                    const void *bare, enum inspect_field field, size_t skip, size_t size)
{
    uint8_t stored[MEMBER_MOST];
    const uint8_t *real = claims_bytes(&vm->verify->claims, vm->index + 1, field, skip, size);
    if (!real) {
        verify_differs(vm, "the monitor does not show the VM's %s", device);
        return;
    }
    for (const struct member *member = members; member->name; member++) {
        as_stored(stored, (const uint8_t *)bare + member->offset, member);
        if (memcmp(stored, real + member->offset, member->size) != 0) {
            differ(vm, device, member, stored, real + member->offset);
        }
    }
}

void verify_compare_devices(struct verify_vm *vm)
{
    const struct machine *m = vm->bare.machine;
    compare(vm, "uart", uart_members, &m->uart, INSPECT_uart, 0, sizeof m->uart);
    compare(vm, "clint", clint_members, &m->clint, INSPECT_clint, 0, sizeof m->clint);
    compare(vm, "plic", plic_members, &m->plic, INSPECT_plic, 0, sizeof m->plic);
    compare(vm, "rtc", rtc_members, &m->rtc, INSPECT_rtc, 0, sizeof m->rtc);
    for (unsigned i = 0; i < INSPECT_VIRTIO; i++) {
        char name[16];
        snprintf(name, sizeof name, "virtio[%u]", i);
        compare(vm, name, virtio_members, &m->virtio[i], INSPECT_virtio, i * INSPECT_VIRTIO_SIZE,
                INSPECT_VIRTIO_SIZE);
    }
}
