/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A virtio device on a bench, for the tests of virtio: some memory, a small disk, somebody who
 * listens, and what a driver does. Owns the device and all that it reaches. What the device does
 * with memory is checked: no access crosses a page, and what it asked for to read it cannot write.
 */
#ifndef TESTS_UNIT_VIRTIO_BENCH_H
#define TESTS_UNIT_VIRTIO_BENCH_H

#include "isa/dev/virtio.h"
#include "isa/fields.h"

enum {
    BENCH_MEMORY = 0x10000,
    BENCH_SECTORS = 8,
    BENCH_QUEUE = 8, /* descriptors in a queue that bench_up() makes */
    BENCH_SENT = 256
};

#define BENCH_BASE 0x80000000u
#define BENCH_END (BENCH_BASE + BENCH_MEMORY)
#define BENCH_BUFFERS 0x80008000u /* from here on, tests put buffers where they like */

/* Device status [Virtio 2.1]. */
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, NEEDS_RESET = 64 };

/* A descriptor's flags [Virtio 2.7.5]. */
enum { LAST = 0, NEXT = 1, WRITE = 2, INDIRECT = 4 };

/* A queue's parts, as the driver told the device. */
struct bench_queue {
    uint32_t size, desc, avail, used;
};

struct bench {
    struct virtio v;
    struct virtio_host host;
    uint64_t now;
    uint8_t *memory, *disk;
    uint8_t copy[PAGE_SIZE]; /* of what the device reads */
    char sent[BENCH_SENT];
    unsigned sent_count;
    struct bench_queue queue[VIRTIO_QUEUES];
};

/* Which device, in which layout: what bench_up() makes of its test. */
struct bench_kind {
    enum virtio_kind kind;
    bool legacy;
};
extern const struct bench_kind legacy_block, modern_block, legacy_console, modern_console;

/* cmocka's fixture: a device that a driver has set up, its queues empty and ready. */
int bench_up(void **state);
int bench_down(void **state);

#define ON(device, test)                                                                           \
    {                                                                                              \
#test " (" #device ")", test, bench_up, bench_down, (void *)&device                        \
    }
#define ON_BOTH(device, test) ON(legacy_##device, test), ON(modern_##device, test)

/* The device's registers. */
uint32_t bench_get(struct bench *b, uint32_t reg);
void bench_set(struct bench *b, uint32_t reg, uint32_t value);

/* What a driver does between reset and DRIVER_OK; and its half of that, one queue. */
void bench_start(struct bench *b);
void bench_start_queue(struct bench *b, unsigned q);

/* Memory, little-endian. */
uint8_t *bench_at(struct bench *b, uint32_t address, uint32_t size);
uint32_t bench_load(struct bench *b, uint32_t address, unsigned size);
void bench_store(struct bench *b, uint32_t address, unsigned size, uint32_t value);

/* Queues: write a descriptor; make the chain from `head` available; tell the device. */
void bench_describe(struct bench *b, unsigned q, uint32_t index, uint32_t address, uint32_t length,
                    uint32_t flags, uint32_t next);
void bench_offer(struct bench *b, unsigned q, uint32_t head);
void bench_notify(struct bench *b, unsigned q);

/* Time: until the device has nothing to do, which must come within a thousand requests. */
void bench_finish(struct bench *b);

/* The used ring: its index, and the entry that index had. */
uint32_t bench_used(struct bench *b, unsigned q);
void bench_check_used(struct bench *b, unsigned q, uint32_t index, uint32_t head, uint32_t length);

/* The device has met that fault, and needs a reset; or none. */
void bench_check_fault(struct bench *b, enum virtio_fault fault);
void bench_check_fine(struct bench *b);

#endif
