/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/virtio_bench.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { DESC_SIZE = 16, USED_SIZE = 8, REQUESTS_MOST = 1000 };

const struct bench_kind legacy_block = {VIRTIO_BLOCK, true}, modern_block = {VIRTIO_BLOCK, false},
                        legacy_console = {VIRTIO_CONSOLE, true},
                        modern_console = {VIRTIO_CONSOLE, false};

/* --- what the device reaches --- */

static uint8_t *memory(void *context, uint32_t pa, uint32_t size, bool write)
{
    struct bench *b = context;
    uint32_t offset = pa - BENCH_BASE;
    assert_true(size > 0 && (pa & PAGE_OFFSET) + size <= PAGE_SIZE);
    if (offset >= BENCH_MEMORY) {
        return NULL;
    }
    return write ? b->memory + offset : memcpy(b->copy, b->memory + offset, size);
}

static bool disk(void *context, uint64_t offset, uint8_t *bytes, uint32_t size, bool write)
{
    struct bench *b = context;
    assert_true(offset <= BENCH_SECTORS * SECTOR_SIZE);
    assert_true(size <= BENCH_SECTORS * SECTOR_SIZE - offset);
    uint8_t *at = b->disk + offset;
    memcpy(write ? at : bytes, write ? bytes : at, size);
    return true;
}

static void hear(void *context, uint8_t byte)
{
    struct bench *b = context;
    assert_true(b->sent_count < BENCH_SENT);
    b->sent[b->sent_count++] = (char)byte;
}

uint8_t *bench_at(struct bench *b, uint32_t address, uint32_t size)
{
    assert_true(address >= BENCH_BASE && address - BENCH_BASE <= BENCH_MEMORY - size);
    return b->memory + (address - BENCH_BASE);
}

uint32_t bench_load(struct bench *b, uint32_t address, unsigned size)
{
    const uint8_t *at = bench_at(b, address, size);
    uint32_t value = 0;
    for (unsigned i = size; i-- > 0;) {
        value = value << 8 | at[i];
    }
    return value;
}

void bench_store(struct bench *b, uint32_t address, unsigned size, uint32_t value)
{
    uint8_t *at = bench_at(b, address, size);
    for (unsigned i = 0; i < size; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

/* --- registers --- */

uint32_t bench_get(struct bench *b, uint32_t reg)
{
    uint32_t value = 0xeeeeeeee;
    assert_true(virtio_read(&b->v, &b->host, reg, 4, &value));
    return value;
}

void bench_set(struct bench *b, uint32_t reg, uint32_t value)
{
    assert_true(virtio_write(&b->v, reg, 4, b->now, value));
}

/* Legacy: one area, the used ring on the next page. The standard's example [Virtio 2.7.2]. */
static void start_legacy_queue(struct bench *b, unsigned q)
{
    struct bench_queue *ring = &b->queue[q];
    ring->desc = BENCH_BASE + q * 2 * PAGE_SIZE;
    ring->avail = ring->desc + DESC_SIZE * ring->size;
    ring->used = ring->desc + PAGE_SIZE;
    bench_set(b, VIRTIO_QUEUE_NUM, ring->size);
    bench_set(b, VIRTIO_QUEUE_ALIGN, PAGE_SIZE);
    bench_set(b, VIRTIO_QUEUE_PFN, ring->desc / PAGE_SIZE);
}

/* Modern: three areas, each aligned as little as may be [Virtio 2.7]. */
static void start_modern_queue(struct bench *b, unsigned q)
{
    struct bench_queue *ring = &b->queue[q];
    ring->desc = BENCH_BASE + q * 2 * PAGE_SIZE + 0x10;
    ring->avail = BENCH_BASE + q * 2 * PAGE_SIZE + 0x802;
    ring->used = BENCH_BASE + (q * 2 + 1) * PAGE_SIZE + 0x204;
    bench_set(b, VIRTIO_QUEUE_NUM, ring->size);
    bench_set(b, VIRTIO_QUEUE_DESC_LOW, ring->desc);
    bench_set(b, VIRTIO_QUEUE_DESC_HIGH, 0);
    bench_set(b, VIRTIO_QUEUE_DRIVER_LOW, ring->avail);
    bench_set(b, VIRTIO_QUEUE_DRIVER_HIGH, 0);
    bench_set(b, VIRTIO_QUEUE_DEVICE_LOW, ring->used);
    bench_set(b, VIRTIO_QUEUE_DEVICE_HIGH, 0);
    bench_set(b, VIRTIO_QUEUE_READY, 1);
}

void bench_start_queue(struct bench *b, unsigned q)
{
    b->queue[q].size = BENCH_QUEUE;
    bench_set(b, VIRTIO_QUEUE_SEL, q);
    if (b->v.legacy) {
        start_legacy_queue(b, q);
    } else {
        start_modern_queue(b, q);
    }
    bench_store(b, b->queue[q].avail, 4, 0);
    bench_store(b, b->queue[q].used, 4, 0);
}

/* [Virtio 3.1.1]. */
void bench_start(struct bench *b)
{
    uint32_t status = ACKNOWLEDGE | DRIVER;
    bench_set(b, VIRTIO_STATUS, 0);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE);
    bench_set(b, VIRTIO_STATUS, status);
    if (b->v.legacy) {
        bench_set(b, VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
    } else {
        bench_set(b, VIRTIO_DRIVER_FEATURES_SEL, 1);
        bench_set(b, VIRTIO_DRIVER_FEATURES, 1);
        status |= FEATURES_OK;
        bench_set(b, VIRTIO_STATUS, status);
    }
    bench_start_queue(b, 0);
    if (b->v.kind == VIRTIO_CONSOLE) {
        bench_start_queue(b, 1);
    }
    bench_set(b, VIRTIO_STATUS, status | DRIVER_OK);
    assert_int_equal(bench_get(b, VIRTIO_STATUS), status | DRIVER_OK);
}

/* --- fixture --- */

int bench_up(void **state)
{
    const struct bench_kind *k = *state;
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->memory = calloc(1, BENCH_MEMORY);
    b->disk = calloc(BENCH_SECTORS, SECTOR_SIZE);
    assert_non_null(b->memory);
    assert_non_null(b->disk);
    b->host = (struct virtio_host){.context = b,
                                   .memory = memory,
                                   .disk = disk,
                                   .disk_size = BENCH_SECTORS * SECTOR_SIZE,
                                   .send = hear};
    b->now = 1000;
    virtio_reset(&b->v, k->kind, k->legacy);
    bench_start(b);
    *state = b;
    return 0;
}

int bench_down(void **state)
{
    struct bench *b = *state;
    free(b->memory);
    free(b->disk);
    free(b);
    return 0;
}

/* --- queues --- */

void bench_describe(struct bench *b, unsigned q, uint32_t index, uint32_t address, uint32_t length,
                    uint32_t flags, uint32_t next)
{
    uint32_t at = b->queue[q].desc + DESC_SIZE * index;
    bench_store(b, at, 4, address);
    bench_store(b, at + 4, 4, 0);
    bench_store(b, at + 8, 4, length);
    bench_store(b, at + 12, 2, flags);
    bench_store(b, at + 14, 2, next);
}

void bench_offer(struct bench *b, unsigned q, uint32_t head)
{
    const struct bench_queue *ring = &b->queue[q];
    uint32_t index = bench_load(b, ring->avail + 2, 2);
    bench_store(b, ring->avail + 4 + 2 * (index % ring->size), 2, head);
    bench_store(b, ring->avail + 2, 2, index + 1);
}

void bench_notify(struct bench *b, unsigned q)
{
    bench_set(b, VIRTIO_QUEUE_NOTIFY, q);
}

void bench_finish(struct bench *b)
{
    unsigned requests = 0;
    uint64_t deadline;
    while ((deadline = virtio_deadline(&b->v)) != UINT64_MAX) {
        assert_true(deadline > b->now && requests++ < REQUESTS_MOST);
        b->now = deadline;
        virtio_advance(&b->v, &b->host, b->now);
    }
}

uint32_t bench_used(struct bench *b, unsigned q)
{
    return bench_load(b, b->queue[q].used + 2, 2);
}

void bench_check_used(struct bench *b, unsigned q, uint32_t index, uint32_t head, uint32_t length)
{
    uint32_t at = b->queue[q].used + 4 + USED_SIZE * (index % b->queue[q].size);
    assert_int_equal(bench_load(b, at, 4), head);
    assert_int_equal(bench_load(b, at + 4, 4), length);
}

/* --- faults --- */

void bench_check_fault(struct bench *b, enum virtio_fault fault)
{
    assert_int_equal(b->v.fault, fault);
    assert_int_equal(bench_get(b, VIRTIO_STATUS) & NEEDS_RESET, NEEDS_RESET);
    assert_int_equal(bench_get(b, VIRTIO_INTERRUPT_STATUS) & VIRTIO_INTERRUPT_CONFIG,
                     VIRTIO_INTERRUPT_CONFIG);
    assert_true(virtio_line(&b->v));
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
}

void bench_check_fine(struct bench *b)
{
    assert_int_equal(b->v.fault, VIRTIO_FINE);
    assert_int_equal(bench_get(b, VIRTIO_STATUS) & NEEDS_RESET, 0);
}
