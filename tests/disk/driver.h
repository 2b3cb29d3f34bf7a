/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small driver for virtio-mmio devices, of both layouts [Virtio 1.2, 2.7 and 4.2]: finds a
 * device, sets its queues up, makes buffers available and waits for them, by looking or by
 * interrupt. For the guests of tests/disk; driver.c owns the queues.
 */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdbool.h>
#include <stdint.h>

enum { DEVICE_BLOCK = 2, DEVICE_CONSOLE = 3, QUEUES = 2, QUEUE_SIZE = 8 };

/* A buffer of a chain; the device writes to it or reads it. */
struct buffer {
    void *bytes;
    uint32_t size;
    bool device_writes;
};

struct driver {
    uint32_t base;
    bool legacy;
    uint32_t features;            /* offered, bits 0 to 31; none is accepted */
    uint16_t seen[QUEUES];        /* of the used rings: how far they have been looked at */
    volatile uint32_t interrupts; /* how many there were, when they are on */
};

/* Whether there is such a device in the slot: then it is started, with that many queues. */
bool driver_start(struct driver *d, unsigned slot, uint32_t device, unsigned queues);

/* Make a chain available, in descriptors `first` and on, and tell the device. */
void driver_offer(struct driver *d, unsigned q, unsigned first, const struct buffer *buffers,
                  unsigned count);

/* The next buffer that was used: its first descriptor and what was written; false if none is. */
bool driver_used(struct driver *d, unsigned q, uint32_t *first, uint32_t *written);

/* The same; waits for it, by looking or, if interrupts are on, by wfi. */
void driver_wait(struct driver *d, unsigned q, uint32_t *first, uint32_t *written);

/* Wait for an interrupt, and take it. */
void driver_sleep(void);

/* Have the device interrupt, by its line at the PLIC, or not. Off at the start. */
void driver_interrupts(struct driver *d, bool on);

static inline volatile uint32_t *driver_register(const struct driver *d, uint32_t reg)
{
    return (volatile uint32_t *)(uintptr_t)(d->base + reg);
}

#endif
