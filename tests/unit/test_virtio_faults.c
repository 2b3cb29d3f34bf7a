/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a driver can do wrong: each costs it the device until it resets it, and nothing else. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/virtio_bench.h"

enum { REQUEST_FLUSH = 4, BYTES_MOST = 16 << 20 };

#define HEADER BENCH_BUFFERS
#define DATA (BENCH_BUFFERS + 0x1000)
#define STATUS (BENCH_BUFFERS + 16)

/* A read of one sector, as it should be: descriptors 0 (header), 1 (data), 2 (status). */
static void describe_read(struct bench *b)
{
    memset(bench_at(b, HEADER, 16), 0, 16);
    bench_store(b, STATUS, 1, 0xff);
    bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
    bench_describe(b, 0, 1, DATA, SECTOR_SIZE, WRITE | NEXT, 2);
    bench_describe(b, 0, 2, STATUS, 1, WRITE, 0);
}

/* Have it served: it meets that fault, and nothing is given back. */
static void serve_wrong(struct bench *b, enum virtio_fault fault)
{
    uint32_t used = bench_used(b, 0), status = bench_get(b, VIRTIO_STATUS);
    uint32_t interrupt = bench_get(b, VIRTIO_INTERRUPT_STATUS); /* of the request before, if any */
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fault(b, fault);
    assert_int_equal(bench_used(b, 0), used);
    assert_int_equal(bench_get(b, VIRTIO_STATUS), status | NEEDS_RESET);
    assert_int_equal(bench_get(b, VIRTIO_INTERRUPT_STATUS), interrupt | VIRTIO_INTERRUPT_CONFIG);
}

/* After a reset all is well. */
static void recover(struct bench *b)
{
    bench_set(b, VIRTIO_STATUS, 0);
    bench_check_fine(b);
    bench_start(b);
    describe_read(b);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fine(b);
    assert_int_equal(bench_used(b, 0), 1);
    assert_int_equal(bench_load(b, STATUS, 1), 0);
}

static void test_index(void **state)
{
    struct bench *b = *state;
    static const uint32_t beyond[] = {BENCH_QUEUE, BENCH_QUEUE + 1, 0x7fff, 0xffff};
    for (size_t i = 0; i < COUNT(beyond); i++) {
        describe_read(b);
        bench_describe(b, 0, 1, DATA, SECTOR_SIZE, WRITE | NEXT, beyond[i]);
        serve_wrong(b, VIRTIO_BAD_INDEX);
        recover(b);
        bench_store(b, b->queue[0].avail + 4 + 2, 2, beyond[i]); /* the head itself */
        bench_store(b, b->queue[0].avail + 2, 2, 2);
        bench_notify(b, 0);
        bench_finish(b);
        bench_check_fault(b, VIRTIO_BAD_INDEX);
        recover(b);
    }
}

static void test_chain_without_end(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_describe(b, 0, 2, STATUS, 1, WRITE | NEXT, 1);
    serve_wrong(b, VIRTIO_BAD_CHAIN);
    recover(b);
    bench_describe(b, 0, 0, HEADER, 0, NEXT, 0); /* bites its tail, and is empty */
    serve_wrong(b, VIRTIO_BAD_CHAIN);
    recover(b);
}

static void test_indirect(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_describe(b, 0, 0, HEADER, 16, INDIRECT, 0);
    serve_wrong(b, VIRTIO_BAD_CHAIN);
    recover(b);
}

static void test_order(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_describe(b, 0, 0, DATA, SECTOR_SIZE, WRITE | NEXT, 1);
    bench_describe(b, 0, 1, HEADER, 16, NEXT, 2);
    serve_wrong(b, VIRTIO_BAD_ORDER);
    recover(b);
    bench_describe(b, 0, 2, STATUS, 1, WRITE | NEXT, 3); /* status, then more to read */
    bench_describe(b, 0, 3, HEADER, 16, LAST, 0);
    serve_wrong(b, VIRTIO_BAD_ORDER);
    recover(b);
}

static void test_buffers_not_in_memory(void **state)
{
    struct bench *b = *state;
    static const uint32_t places[] = {0,         BENCH_BASE - SECTOR_SIZE,      BENCH_END,
                                      BENCH_END, BENCH_END - SECTOR_SIZE / 2,   0xffffff00,
                                      0x100000,  BENCH_BASE - SECTOR_SIZE + 16, 0x10000000};
    for (size_t i = 0; i < COUNT(places); i++) {
        describe_read(b);
        bench_describe(b, 0, 1, places[i], SECTOR_SIZE, WRITE | NEXT, 2);
        serve_wrong(b, VIRTIO_BAD_BUFFER);
        recover(b);
        bench_describe(b, 0, 0, places[i], 16, NEXT, 1);
        bench_store(b, BENCH_END - SECTOR_SIZE / 2, 4, 0);
        if (places[i] != BENCH_END - SECTOR_SIZE / 2) { /* where a header has room */
            serve_wrong(b, VIRTIO_BAD_BUFFER);
            recover(b);
        }
        bench_describe(b, 0, 2, places[i] | 1, 1, WRITE, 1);
        if (places[i] != BENCH_END - SECTOR_SIZE / 2) {
            serve_wrong(b, VIRTIO_BAD_BUFFER);
            recover(b);
        }
    }
}

/* Addresses have 64 bits; memory is below the first 4 GiB. */
static void test_buffer_beyond_32_bits(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_store(b, b->queue[0].desc + 16 + 4, 4, 1);
    serve_wrong(b, VIRTIO_BAD_BUFFER);
    recover(b);
}

static void test_too_many_available(void **state)
{
    struct bench *b = *state;
    static const uint32_t by[] = {BENCH_QUEUE + 1, 0x8000, 0xffff};
    for (size_t i = 0; i < COUNT(by); i++) {
        describe_read(b);
        uint32_t index = bench_load(b, b->queue[0].avail + 2, 2);
        bench_store(b, b->queue[0].avail + 2, 2, index + by[i]);
        bench_notify(b, 0);
        bench_finish(b);
        bench_check_fault(b, VIRTIO_BAD_AVAILABLE);
        recover(b);
    }
}

static void test_requests_without_parts(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_describe(b, 0, 0, HEADER, 15, NEXT, 1); /* a byte is missing */
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
    bench_describe(b, 0, 0, STATUS, 1, WRITE, 0); /* no header */
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
    bench_describe(b, 0, 0, HEADER, 16, LAST, 0); /* no status */
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
    bench_describe(b, 0, 1, DATA, 0, WRITE, 0); /* an empty one */
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
}

/* What a device does at one go is bounded: a chain's bytes are, whatever its buffers say. */
static void test_request_too_long(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_describe(b, 0, 1, DATA, 0xffffffff, WRITE | NEXT, 2);
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
    bench_store(b, HEADER, 4, REQUEST_FLUSH); /* nobody looks where the buffer is */
    bench_describe(b, 0, 1, 0, BYTES_MOST - 17, WRITE | NEXT, 2);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fine(b);
    assert_int_equal(bench_load(b, STATUS, 1), 0);
    bench_describe(b, 0, 1, 0, BYTES_MOST - 16, WRITE | NEXT, 2);
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
    for (uint32_t i = 1; i < BENCH_QUEUE; i++) { /* more than 4 GiB in all */
        bench_describe(b, 0, i, DATA, 0xffffffff, NEXT, (i + 1) % BENCH_QUEUE);
    }
    bench_describe(b, 0, BENCH_QUEUE - 1, DATA, 0xffffffff, WRITE, 0);
    serve_wrong(b, VIRTIO_BAD_REQUEST);
    recover(b);
}

/* --- rings in the wrong place --- */

enum part { DESC, AVAIL, USED, PARTS };

/* The register of a modern queue's part: its lower half, or its upper one. */
static uint32_t place_of(enum part part, bool high)
{
    static const uint32_t registers[] = {
        [DESC] = VIRTIO_QUEUE_DESC_LOW,
        [AVAIL] = VIRTIO_QUEUE_DRIVER_LOW,
        [USED] = VIRTIO_QUEUE_DEVICE_LOW,
    };
    return registers[part] + (high ? 4 : 0);
}

/* One part of the queue is at that place, the others where they belong. */
static void misplace(struct bench *b, enum part part, uint32_t place, bool high)
{
    describe_read(b);
    bench_set(b, VIRTIO_QUEUE_READY, 0);
    bench_set(b, place_of(part, high), place);
    bench_set(b, VIRTIO_QUEUE_READY, 1);
    bench_store(b, b->queue[0].avail + 2, 2, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fault(b, VIRTIO_BAD_RING);
    recover(b);
}

static void test_rings_not_in_memory(void **state)
{
    struct bench *b = *state;
    static const uint32_t places[] = {0, BENCH_BASE - 16, BENCH_END, 0xfffffff0};
    for (enum part part = DESC; part < PARTS; part++) {
        for (size_t i = 0; i < COUNT(places); i++) {
            misplace(b, part, places[i], false);
        }
        misplace(b, part, 1, true);
        misplace(b, part, 0x80000000, true);
    }
}

/* What counts is where they are when the queue is looked at. */
static void test_rings_put_right(void **state)
{
    struct bench *b = *state;
    for (enum part part = DESC; part < PARTS; part++) {
        uint32_t place = part == DESC    ? b->queue[0].desc
                         : part == AVAIL ? b->queue[0].avail
                                         : b->queue[0].used;
        bench_start(b);
        bench_set(b, VIRTIO_QUEUE_READY, 0);
        bench_set(b, place_of(part, false), 1);
        bench_set(b, place_of(part, true), 1);
        bench_set(b, place_of(part, false), place);
        bench_set(b, place_of(part, true), 0);
        bench_set(b, VIRTIO_QUEUE_READY, 1);
        describe_read(b);
        bench_offer(b, 0, 0);
        bench_notify(b, 0);
        bench_finish(b);
        bench_check_fine(b);
        assert_int_equal(bench_used(b, 0), 1);
    }
}

/* One upper half of three is enough, whatever order they are written in. */
static void test_upper_halves_apart(void **state)
{
    struct bench *b = *state;
    for (enum part wrong = DESC; wrong < PARTS; wrong++) {
        bench_start(b);
        describe_read(b);
        for (enum part part = DESC; part < PARTS; part++) {
            bench_set(b, place_of(part, true), 1);
        }
        for (enum part part = DESC; part < PARTS; part++) {
            bench_set(b, place_of(part, true), part == wrong);
        }
        serve_wrong(b, VIRTIO_BAD_RING);
    }
}

/* A ring whose index is memory, and whose entries are not. */
static void test_ring_that_leaves_memory(void **state)
{
    struct bench *b = *state;
    bench_store(b, BENCH_END - 2, 2, 1);
    misplace(b, AVAIL, BENCH_END - 4, false);
}

static void test_rings_not_aligned(void **state)
{
    struct bench *b = *state;
    misplace(b, DESC, b->queue[0].desc + 8, false);
    misplace(b, DESC, b->queue[0].desc + 1, false);
    misplace(b, AVAIL, b->queue[0].avail + 1, false);
    misplace(b, USED, b->queue[0].used + 1, false);
    misplace(b, USED, b->queue[0].used + 2, false);
}

/* Legacy: no alignment that a used ring could have, or a page that is not memory. */
static void test_legacy_rings(void **state)
{
    struct bench *b = *state;
    describe_read(b);
    bench_set(b, VIRTIO_QUEUE_ALIGN, 3);
    bench_set(b, VIRTIO_QUEUE_PFN, BENCH_BASE / PAGE_SIZE);
    serve_wrong(b, VIRTIO_BAD_RING);
    recover(b);
    static const uint32_t pages[] = {1, BENCH_END / PAGE_SIZE, 0xfffff, 0x100001, 0xffffffff};
    for (size_t i = 0; i < COUNT(pages); i++) {
        bench_set(b, VIRTIO_QUEUE_PFN, pages[i]);
        serve_wrong(b, VIRTIO_BAD_RING);
        recover(b);
    }
    bench_set(b, VIRTIO_QUEUE_ALIGN, 0x80000000); /* beyond all memory */
    bench_set(b, VIRTIO_QUEUE_PFN, BENCH_BASE / PAGE_SIZE);
    bench_store(b, b->queue[0].avail + 2, 2, 0);
    serve_wrong(b, VIRTIO_BAD_RING);
    recover(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(block, test_index),
        ON_BOTH(block, test_chain_without_end),
        ON_BOTH(block, test_indirect),
        ON_BOTH(block, test_order),
        ON_BOTH(block, test_buffers_not_in_memory),
        ON_BOTH(block, test_buffer_beyond_32_bits),
        ON_BOTH(block, test_too_many_available),
        ON_BOTH(block, test_requests_without_parts),
        ON_BOTH(block, test_request_too_long),
        ON(modern_block, test_rings_not_in_memory),
        ON(modern_block, test_ring_that_leaves_memory),
        ON(modern_block, test_rings_put_right),
        ON(modern_block, test_upper_halves_apart),
        ON(modern_block, test_rings_not_aligned),
        ON(legacy_block, test_legacy_rings),
    };
    return cmocka_run_group_tests_name("virtio faults", tests, NULL, NULL);
}
