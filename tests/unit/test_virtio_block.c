/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtio block device: its requests, and the descriptors that they may come in. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/virtio_bench.h"

enum { IN, OUT, FLUSH = 4, GET_ID = 8, DISCARD = 11 }; /* requests [Virtio 5.2.6] */
enum { OK, IO_ERROR, UNSUPPORTED, UNTOUCHED = 0xee };  /* and their status */
enum { DISK = BENCH_SECTORS * SECTOR_SIZE, ID_SIZE = 20 };

#define HEADER BENCH_BUFFERS
#define STATUS (BENCH_BUFFERS + 16)
#define DATA (BENCH_BUFFERS + 0x1000)

static void put_header(struct bench *b, uint32_t type, uint64_t sector)
{
    bench_store(b, HEADER, 4, type);
    bench_store(b, HEADER + 4, 4, 0x5a5a5a5a); /* reserved: nobody looks */
    bench_store(b, HEADER + 8, 4, (uint32_t)sector);
    bench_store(b, HEADER + 12, 4, (uint32_t)(sector >> 32));
    bench_store(b, STATUS, 1, UNTOUCHED);
}

/* Have the chain from descriptor 0 on served; how many bytes the device says it has written. */
static uint32_t serve(struct bench *b)
{
    uint32_t index = bench_used(b, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fine(b);
    assert_int_equal(bench_used(b, 0), (index + 1) & 0xffff);
    uint32_t entry = b->queue[0].used + 4 + 8 * (index % BENCH_QUEUE);
    assert_int_equal(bench_load(b, entry, 4), 0);
    return bench_load(b, entry + 4, 4);
}

/* A request as most drivers make it: header, data, status. Returns the status. */
static uint32_t request(struct bench *b, uint32_t type, uint64_t sector, uint32_t data,
                        uint32_t size)
{
    bool reads = type != OUT;
    put_header(b, type, sector);
    bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
    bench_describe(b, 0, 1, data, size, reads ? WRITE | NEXT : NEXT, 2);
    bench_describe(b, 0, 2, STATUS, 1, WRITE, 0);
    uint32_t written = serve(b);
    uint32_t status = bench_load(b, STATUS, 1);
    if (status == OK && type != GET_ID) {
        assert_int_equal(written, reads && type == IN ? size + 1 : 1);
    }
    return status;
}

static void fill(uint8_t *bytes, uint32_t size, uint32_t seed)
{
    struct rng r = {seed};
    for (uint32_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)rng_next(&r);
    }
}

static void test_in(void **state)
{
    struct bench *b = *state;
    fill(b->disk, DISK, 1);
    assert_int_equal(request(b, IN, 3, DATA, SECTOR_SIZE), OK);
    assert_memory_equal(bench_at(b, DATA, SECTOR_SIZE), b->disk + 3 * SECTOR_SIZE, SECTOR_SIZE);
    assert_int_equal(bench_load(b, DATA + SECTOR_SIZE, 4), 0);
    assert_int_equal(bench_load(b, DATA - 4, 4), 0);
    assert_int_equal(request(b, IN, 0, DATA + 13, DISK), OK); /* all of it, to any address */
    assert_memory_equal(bench_at(b, DATA + 13, DISK), b->disk, DISK);
}

static void test_out(void **state)
{
    struct bench *b = *state;
    uint8_t before[DISK];
    fill(b->disk, DISK, 2);
    memcpy(before, b->disk, DISK);
    fill(bench_at(b, DATA + 1, 2 * SECTOR_SIZE), 2 * SECTOR_SIZE, 3);
    memcpy(before + SECTOR_SIZE, bench_at(b, DATA + 1, 2 * SECTOR_SIZE), 2 * SECTOR_SIZE);
    assert_int_equal(request(b, OUT, 1, DATA + 1, 2 * SECTOR_SIZE), OK);
    assert_memory_equal(b->disk, before, DISK);
    assert_int_equal(request(b, IN, 1, DATA + 0x3000, 2 * SECTOR_SIZE), OK);
    assert_memory_equal(bench_at(b, DATA + 0x3000, 2 * SECTOR_SIZE),
                        bench_at(b, DATA + 1, 2 * SECTOR_SIZE), 2 * SECTOR_SIZE);
}

static void test_flush(void **state)
{
    struct bench *b = *state;
    assert_int_equal(request(b, FLUSH, 0, DATA, 0), OK);
    assert_int_equal(request(b, FLUSH, 99999, DATA, SECTOR_SIZE), OK);
    assert_int_equal(bench_load(b, DATA, 4), 0);
}

static void test_get_id(void **state)
{
    struct bench *b = *state;
    memset(bench_at(b, DATA, 64), UNTOUCHED, 64);
    assert_int_equal(request(b, GET_ID, 0, DATA, ID_SIZE), OK);
    const uint8_t *id = bench_at(b, DATA, ID_SIZE);
    assert_true(id[0] >= ' ' && id[0] < 0x7f && memchr(id, 0, ID_SIZE));
    assert_int_equal(id[ID_SIZE], UNTOUCHED);
    memset(bench_at(b, DATA, 64), UNTOUCHED, 64);
    assert_int_equal(request(b, GET_ID, 0, DATA, 3), OK); /* as much as there is room for */
    assert_int_equal(bench_load(b, DATA + 3, 1), UNTOUCHED);
    assert_int_equal(request(b, GET_ID, 0, DATA, 64), OK);
    assert_int_equal(bench_load(b, DATA + ID_SIZE, 1), UNTOUCHED);
}

static void test_unsupported(void **state)
{
    struct bench *b = *state;
    static const uint32_t types[] = {2, 3, 5, 6, 7, 9, 10, DISCARD, 12, 13, 0x80000000, 0xffffffff};
    fill(b->disk, DISK, 4);
    for (size_t i = 0; i < COUNT(types); i++) {
        assert_int_equal(request(b, types[i], 0, DATA, SECTOR_SIZE), UNSUPPORTED);
        assert_int_equal(bench_load(b, DATA, 4), 0);
    }
}

static void test_beyond_the_disk(void **state)
{
    struct bench *b = *state;
    static const uint64_t sectors[] = {
        BENCH_SECTORS,      BENCH_SECTORS + 1,      0xffffffff,
        0x100000000,        0x100000000 - 1,        0x80000000000000,
        0x7fffffffffffffff, UINT64_MAX / 512 + 1,   UINT64_MAX - 1,
        UINT64_MAX,         0xff800000000000 + 100, (uint64_t)1 << 55};
    uint8_t before[DISK];
    fill(b->disk, DISK, 5);
    memcpy(before, b->disk, DISK);
    for (size_t i = 0; i < COUNT(sectors); i++) {
        assert_int_equal(request(b, IN, sectors[i], DATA, SECTOR_SIZE), IO_ERROR);
        assert_int_equal(request(b, OUT, sectors[i], DATA, SECTOR_SIZE), IO_ERROR);
    }
    assert_int_equal(request(b, IN, BENCH_SECTORS - 1, DATA, 2 * SECTOR_SIZE), IO_ERROR);
    assert_int_equal(request(b, OUT, 1, DATA, DISK), IO_ERROR);
    assert_int_equal(request(b, IN, 0, DATA, DISK + SECTOR_SIZE), IO_ERROR);
    assert_int_equal(bench_load(b, DATA, 4), 0);
    assert_memory_equal(b->disk, before, DISK);
    assert_int_equal(request(b, IN, BENCH_SECTORS - 1, DATA, SECTOR_SIZE), OK);
    assert_int_equal(request(b, IN, BENCH_SECTORS, DATA, 0), OK); /* nothing, at its end */
}

/* Whole sectors only; none is a number of them. */
static void test_sizes(void **state)
{
    struct bench *b = *state;
    static const uint32_t sizes[] = {1, SECTOR_SIZE - 1, SECTOR_SIZE + 1, 2 * SECTOR_SIZE - 1};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        assert_int_equal(request(b, IN, 0, DATA, sizes[i]), IO_ERROR);
        assert_int_equal(request(b, OUT, 0, DATA, sizes[i]), IO_ERROR);
    }
    assert_int_equal(request(b, IN, 0, DATA, 0), OK);
    assert_int_equal(request(b, OUT, 0, DATA, 0), OK);
}

/* The status is the last byte to be written, wherever the descriptors are cut [Virtio 2.7.4.3]. */
static void test_status_with_data(void **state)
{
    struct bench *b = *state;
    fill(b->disk, DISK, 6);
    put_header(b, IN, 2);
    bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
    bench_describe(b, 0, 1, DATA, SECTOR_SIZE + 1, WRITE, 0);
    bench_store(b, DATA + SECTOR_SIZE, 1, UNTOUCHED);
    assert_int_equal(serve(b), SECTOR_SIZE + 1);
    assert_memory_equal(bench_at(b, DATA, SECTOR_SIZE), b->disk + 2 * SECTOR_SIZE, SECTOR_SIZE);
    assert_int_equal(bench_load(b, DATA + SECTOR_SIZE, 1), OK);

    put_header(b, IN, BENCH_SECTORS); /* refused: the status is in its place all the same */
    assert_true(serve(b) <= SECTOR_SIZE + 1);
    assert_memory_equal(bench_at(b, DATA, SECTOR_SIZE), b->disk + 2 * SECTOR_SIZE, SECTOR_SIZE);
    assert_int_equal(bench_load(b, DATA + SECTOR_SIZE, 1), IO_ERROR);
}

/* An empty buffer at the end does not hide the status byte. */
static void test_empty_after_status(void **state)
{
    struct bench *b = *state;
    put_header(b, FLUSH, 0);
    bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
    bench_describe(b, 0, 1, STATUS, 1, WRITE | NEXT, 2);
    bench_describe(b, 0, 2, 0, 0, WRITE, 0);
    assert_int_equal(serve(b), 1);
    assert_int_equal(bench_load(b, STATUS, 1), OK);
}

/* Header and data in one buffer: the standard says nothing of where the cuts are. */
static void test_header_with_data(void **state)
{
    struct bench *b = *state;
    put_header(b, OUT, 5);
    memcpy(bench_at(b, DATA, 16), bench_at(b, HEADER, 16), 16);
    fill(bench_at(b, DATA + 16, SECTOR_SIZE), SECTOR_SIZE, 7);
    bench_describe(b, 0, 0, DATA, 16 + SECTOR_SIZE, NEXT, 1);
    bench_describe(b, 0, 1, STATUS, 1, WRITE, 0);
    assert_int_equal(serve(b), 1);
    assert_int_equal(bench_load(b, STATUS, 1), OK);
    assert_memory_equal(b->disk + 5 * SECTOR_SIZE, bench_at(b, DATA + 16, SECTOR_SIZE),
                        SECTOR_SIZE);
}

/* Data in pieces, of odd sizes and at odd places, some of them empty, some across pages. */
static void test_scattered(void **state)
{
    struct bench *b = *state;
    struct rng r = {9};
    for (int i = 0; i < 500; i++) {
        uint32_t type = rng_below(&r, 2), total = 3 * SECTOR_SIZE, done = 0;
        uint16_t flags = type == IN ? WRITE | NEXT : NEXT;
        uint8_t *sectors = b->disk + 2 * SECTOR_SIZE;
        fill(sectors, total, rng_next(&r) | 1);
        fill(bench_at(b, DATA, 0x6000), 0x6000, rng_next(&r) | 1);
        put_header(b, type, 2);
        bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
        uint32_t at[6], size[6];
        for (uint32_t p = 0; p < 6; p++) {
            at[p] = DATA + (p + 1) * PAGE_SIZE - rng_below(&r, 600); /* no two overlap */
            size[p] = p == 5 ? total - done : rng_below(&r, 4) * rng_below(&r, (total - done) / 4);
            bench_describe(b, 0, p + 1, at[p], size[p], flags, p + 2);
            done += size[p];
        }
        bench_describe(b, 0, 7, STATUS, 1, WRITE, 0);
        assert_int_equal(serve(b), type == IN ? total + 1 : 1);
        assert_int_equal(bench_load(b, STATUS, 1), OK);
        for (uint32_t p = 0; p < 6; p++) {
            assert_memory_equal(bench_at(b, at[p], size[p]), sectors, size[p]);
            sectors += size[p];
        }
    }
}

/* --- tables that a request writes over --- */

/* The table's first sector is read from the disk; the descriptors after the one that is being
 * filled are those that have come. What they were measured as, and what they are, differ. */
static void read_over_table(struct bench *b, uint32_t rest)
{
    uint32_t table = b->queue[0].desc;
    put_header(b, IN, 0);
    bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
    bench_describe(b, 0, 1, table, SECTOR_SIZE, WRITE | NEXT, 2);
    bench_describe(b, 0, 2, DATA, rest, WRITE | NEXT, 3);
    bench_describe(b, 0, 3, STATUS, 1, WRITE, 0);
    bench_offer(b, 0, 0);
    if (b->v.legacy) { /* whose ring is in the same sector, and stays as it is */
        memcpy(b->disk + 16 * BENCH_QUEUE, bench_at(b, b->queue[0].avail, 4), 4);
    }
    bench_notify(b, 0);
    bench_finish(b);
}

/* A descriptor on the disk, to come to be number `index`. */
static void put_on_disk(struct bench *b, uint32_t index, uint32_t address, uint32_t length,
                        uint16_t flags, uint16_t next)
{
    uint8_t *at = b->disk + 16 * index;
    memset(at, 0, 16);
    for (unsigned i = 0; i < 4; i++) {
        at[i] = (uint8_t)(address >> 8 * i);
        at[8 + i] = (uint8_t)(length >> 8 * i);
    }
    at[12] = (uint8_t)flags;
    at[14] = (uint8_t)next;
    at[15] = (uint8_t)(next >> 8);
}

static void test_table_written_over(void **state)
{
    struct bench *b = *state;
    put_on_disk(b, 2, DATA, 0, WRITE | NEXT, 2); /* an empty circle */
    read_over_table(b, SECTOR_SIZE);
    bench_check_fault(b, VIRTIO_BAD_CHAIN);
    bench_start(b);
    put_on_disk(b, 2, DATA, 0, WRITE | NEXT, 9); /* beyond the queue */
    read_over_table(b, SECTOR_SIZE);
    bench_check_fault(b, VIRTIO_BAD_INDEX);
    bench_start(b);
    put_on_disk(b, 2, 0x10000000, SECTOR_SIZE + 1, WRITE, 0); /* not memory */
    read_over_table(b, SECTOR_SIZE);
    bench_check_fault(b, VIRTIO_BAD_BUFFER);
    bench_start(b);
    put_on_disk(b, 2, DATA, 7, WRITE, 0); /* shorter than it was measured */
    read_over_table(b, SECTOR_SIZE);
    bench_check_fault(b, VIRTIO_BAD_CHAIN);
    bench_start(b);
    put_on_disk(b, 2, DATA, SECTOR_SIZE + 1, WRITE, 0); /* other, and yet a chain */
    read_over_table(b, SECTOR_SIZE);
    bench_check_fine(b);
    bench_check_used(b, 0, 0, 0, 2 * SECTOR_SIZE + 1);
    assert_int_equal(bench_load(b, DATA + SECTOR_SIZE, 1), OK);
    assert_int_equal(bench_load(b, STATUS, 1), UNTOUCHED);
}

/* Any table may come: the request ends, well or with a fault, and in bounded time. */
static void test_any_table(void **state)
{
    struct bench *b = *state;
    struct rng r = {12};
    for (int i = 0; i < 3000; i++) {
        for (uint32_t d = 0; d < BENCH_QUEUE; d++) {
            uint32_t address = BENCH_BASE + (rng_next(&r) & 0xffff);
            uint32_t length = rng_below(&r, 3) * rng_below(&r, 900);
            put_on_disk(b, d, rng_below(&r, 9) ? address : rng_edge(&r), length,
                        (uint16_t)rng_below(&r, 4), (uint16_t)rng_below(&r, BENCH_QUEUE + 1));
        }
        read_over_table(b, rng_below(&r, 5) * SECTOR_SIZE);
        bench_start(b);
    }
}

/* Both rings in one place: the device makes its own work, and yet each request takes time. */
static void test_ring_that_feeds_itself(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_QUEUE_READY, 0);
    bench_set(b, VIRTIO_QUEUE_DRIVER_LOW, b->queue[0].used);
    bench_set(b, VIRTIO_QUEUE_READY, 1);
    put_header(b, FLUSH, 0);
    bench_describe(b, 0, 0, HEADER, 16, NEXT, 1);
    bench_describe(b, 0, 1, STATUS, 1, WRITE, 0);
    bench_store(b, b->queue[0].used + 2, 2, 1);
    bench_notify(b, 0);
    for (uint32_t i = 1; i < 1000 && b->v.fault == VIRTIO_FINE; i++) {
        assert_true(virtio_deadline(&b->v) == b->now + 1);
        virtio_advance(&b->v, &b->host, ++b->now);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(block, test_in),
        ON_BOTH(block, test_out),
        ON_BOTH(block, test_flush),
        ON_BOTH(block, test_get_id),
        ON_BOTH(block, test_unsupported),
        ON_BOTH(block, test_beyond_the_disk),
        ON_BOTH(block, test_sizes),
        ON_BOTH(block, test_status_with_data),
        ON_BOTH(block, test_empty_after_status),
        ON_BOTH(block, test_header_with_data),
        ON_BOTH(block, test_scattered),
        ON_BOTH(block, test_table_written_over),
        ON_BOTH(block, test_any_table),
        ON(modern_block, test_ring_that_feeds_itself),
    };
    return cmocka_run_group_tests_name("virtio block", tests, NULL, NULL);
}
