/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <trap.h>

#include "pg32.h"

enum { MAGIC = 0x74726976, ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };
enum { FLAG_NEXT = 1, FLAG_WRITE = 2, NO_INTERRUPT = 1 };

/* As a legacy device wants it: in one piece, the used ring on a page of its own. */
struct queue {
    struct {
        uint32_t address, address_high, length;
        uint16_t flags, next;
    } desc[QUEUE_SIZE];
    struct {
        uint16_t flags, index, ring[QUEUE_SIZE];
    } avail;
    struct {
        uint16_t flags, index;
        struct {
            uint32_t id, length;
        } ring[QUEUE_SIZE];
    } used __attribute__((aligned(PAGE_SIZE)));
};

static volatile struct queue queues[QUEUES] __attribute__((aligned(PAGE_SIZE)));

static struct driver *interrupted; /* whose interrupts are on */

static uint32_t address_of(const volatile void *p)
{
    return (uint32_t)(uintptr_t)p;
}

/* What is written before is seen before what is written after. */
static void barrier(void)
{
    __asm__ volatile("fence" : : : "memory");
}

/* --- starting --- */

static void set_legacy_queue(struct driver *d, volatile struct queue *q)
{
    *driver_register(d, VIRTIO_QUEUE_ALIGN) = PAGE_SIZE;
    *driver_register(d, VIRTIO_QUEUE_PFN) = address_of(q) / PAGE_SIZE;
}

static void set_modern_queue(struct driver *d, volatile struct queue *q)
{
    *driver_register(d, VIRTIO_QUEUE_DESC_LOW) = address_of(q->desc);
    *driver_register(d, VIRTIO_QUEUE_DESC_HIGH) = 0;
    *driver_register(d, VIRTIO_QUEUE_DRIVER_LOW) = address_of(&q->avail);
    *driver_register(d, VIRTIO_QUEUE_DRIVER_HIGH) = 0;
    *driver_register(d, VIRTIO_QUEUE_DEVICE_LOW) = address_of(&q->used);
    *driver_register(d, VIRTIO_QUEUE_DEVICE_HIGH) = 0;
    *driver_register(d, VIRTIO_QUEUE_READY) = 1;
}

static void set_queue(struct driver *d, unsigned i)
{
    volatile struct queue *q = &queues[i];
    q->avail.index = 0;
    q->avail.flags = NO_INTERRUPT;
    q->used.index = 0;
    d->seen[i] = 0;
    *driver_register(d, VIRTIO_QUEUE_SEL) = i;
    if (*driver_register(d, VIRTIO_QUEUE_NUM_MAX) < QUEUE_SIZE) {
        printf("queue %u is too small\n", i);
        exit(1);
    }
    *driver_register(d, VIRTIO_QUEUE_NUM) = QUEUE_SIZE;
    if (d->legacy) {
        set_legacy_queue(d, q);
    } else {
        set_modern_queue(d, q);
    }
}

/* Accept no feature but that it is a modern device, if it is one. */
static uint32_t negotiate(struct driver *d)
{
    *driver_register(d, VIRTIO_DEVICE_FEATURES_SEL) = 0;
    d->features = *driver_register(d, VIRTIO_DEVICE_FEATURES);
    *driver_register(d, VIRTIO_DRIVER_FEATURES_SEL) = 0;
    *driver_register(d, VIRTIO_DRIVER_FEATURES) = 0;
    if (d->legacy) {
        return 0;
    }
    *driver_register(d, VIRTIO_DRIVER_FEATURES_SEL) = 1;
    *driver_register(d, VIRTIO_DRIVER_FEATURES) = 1;
    *driver_register(d, VIRTIO_STATUS) = ACKNOWLEDGE | DRIVER | FEATURES_OK;
    if (!(*driver_register(d, VIRTIO_STATUS) & FEATURES_OK)) {
        printf("the device refuses\n");
        exit(1);
    }
    return FEATURES_OK;
}

bool driver_start(struct driver *d, unsigned slot, uint32_t device, unsigned count)
{
    *d = (struct driver){.base = VIRTIO_BASE + slot * VIRTIO_SLOT_SIZE};
    if (*driver_register(d, VIRTIO_MAGIC) != MAGIC ||
        *driver_register(d, VIRTIO_DEVICE_ID) != device) {
        return false;
    }
    d->legacy = *driver_register(d, VIRTIO_VERSION) == 1;
    *driver_register(d, VIRTIO_STATUS) = 0;
    *driver_register(d, VIRTIO_STATUS) = ACKNOWLEDGE;
    *driver_register(d, VIRTIO_STATUS) = ACKNOWLEDGE | DRIVER;
    uint32_t accepted = negotiate(d);
    if (d->legacy) {
        *driver_register(d, VIRTIO_GUEST_PAGE_SIZE) = PAGE_SIZE;
    }
    for (unsigned i = 0; i < count; i++) {
        set_queue(d, i);
    }
    *driver_register(d, VIRTIO_STATUS) = ACKNOWLEDGE | DRIVER | accepted | DRIVER_OK;
    return true;
}

/* --- buffers --- */

void driver_offer(struct driver *d, unsigned i, unsigned first, const struct buffer *buffers,
                  unsigned count)
{
    volatile struct queue *q = &queues[i];
    for (unsigned b = 0; b < count; b++) {
        unsigned at = (first + b) % QUEUE_SIZE;
        q->desc[at].address = address_of(buffers[b].bytes);
        q->desc[at].address_high = 0;
        q->desc[at].length = buffers[b].size;
        q->desc[at].flags = (uint16_t)((buffers[b].device_writes ? FLAG_WRITE : 0) |
                                       (b + 1 < count ? FLAG_NEXT : 0));
        q->desc[at].next = (uint16_t)((at + 1) % QUEUE_SIZE);
    }
    q->avail.ring[q->avail.index % QUEUE_SIZE] = (uint16_t)first;
    barrier();
    q->avail.index = (uint16_t)(q->avail.index + 1);
    barrier();
    *driver_register(d, VIRTIO_QUEUE_NOTIFY) = i;
}

bool driver_used(struct driver *d, unsigned i, uint32_t *first, uint32_t *written)
{
    volatile struct queue *q = &queues[i];
    if (q->used.index == d->seen[i]) {
        return false;
    }
    barrier();
    *first = q->used.ring[d->seen[i] % QUEUE_SIZE].id;
    *written = q->used.ring[d->seen[i] % QUEUE_SIZE].length;
    d->seen[i]++;
    return true;
}

/* wfi with interrupts off, or one that comes just before would be slept through. */
void driver_sleep(void)
{
    wfi();
    interrupts_enable();
    interrupts_disable();
}

void driver_wait(struct driver *d, unsigned i, uint32_t *first, uint32_t *written)
{
    while (!driver_used(d, i, first, written)) {
        if (interrupted == d) {
            driver_sleep();
        }
    }
}

/* --- interrupts --- */

static void on_trap(struct trap_frame *f)
{
    uint32_t source = plic_claim();
    uint32_t line = VIRTIO_IRQ + (interrupted->base - VIRTIO_BASE) / VIRTIO_SLOT_SIZE;
    if (!trap_is_irq(f, IRQ_external) || source != line) {
        trap_unexpected(f);
    }
    uint32_t why = *driver_register(interrupted, VIRTIO_INTERRUPT_STATUS);
    *driver_register(interrupted, VIRTIO_INTERRUPT_ACK) = why;
    interrupted->interrupts++;
    plic_complete(source);
}

void driver_interrupts(struct driver *d, bool on)
{
    for (unsigned i = 0; i < QUEUES; i++) {
        queues[i].avail.flags = on ? 0 : NO_INTERRUPT;
    }
    interrupted = on ? d : 0;
    if (on) {
        trap_set(on_trap);
        plic_enable(VIRTIO_IRQ + (d->base - VIRTIO_BASE) / VIRTIO_SLOT_SIZE);
    }
}
