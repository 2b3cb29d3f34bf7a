/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Virtqueues as a driver sets them up, in both layouts, and gives them up: a virtio device's reset.
 */
#include "tests/unit/unit.h"

#include "tests/unit/virtio_bench.h"

static void test_modern_queue(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_READY), 1);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0); /* of the other layout */
    bench_set(b, VIRTIO_QUEUE_PFN, 5);
    bench_set(b, VIRTIO_QUEUE_ALIGN, 5);
    assert_int_equal(b->v.queue[0].desc, b->queue[0].desc);
    bench_set(b, VIRTIO_QUEUE_READY, 0);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_READY), 0);
    for (uint32_t reg = VIRTIO_SHM_LEN_LOW; reg <= VIRTIO_SHM_BASE_HIGH; reg += 4) {
        assert_int_equal(bench_get(b, reg), 0xffffffff); /* no shared memory */
    }
}

static void test_legacy_queue(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), BENCH_BASE / PAGE_SIZE);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_READY), 0); /* of the other layout */
    bench_set(b, VIRTIO_QUEUE_READY, 0);
    bench_set(b, VIRTIO_QUEUE_DESC_LOW, 4);
    bench_set(b, VIRTIO_QUEUE_DESC_HIGH, 4);
    bench_set(b, VIRTIO_QUEUE_DRIVER_LOW, 4);
    bench_set(b, VIRTIO_QUEUE_DEVICE_LOW, 4);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), BENCH_BASE / PAGE_SIZE);
    assert_int_equal(b->v.queue[0].used, b->queue[0].used);
    bench_set(b, VIRTIO_QUEUE_PFN, 0); /* given up */
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0);
    bench_set(b, VIRTIO_QUEUE_PFN, 0x80004);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0x80004);
    assert_int_equal(bench_get(b, VIRTIO_SHM_LEN_LOW), 0);
}

/* Where a legacy queue's parts are, for pages and alignments that are not the usual ones. */
static void test_legacy_layout(void **state)
{
    struct bench *b = *state;
    const struct virtq *q = &b->v.queue[0];
    bench_set(b, VIRTIO_GUEST_PAGE_SIZE, 0x1000);
    bench_set(b, VIRTIO_QUEUE_NUM, 256);
    bench_set(b, VIRTIO_QUEUE_ALIGN, 0x1000);
    bench_set(b, VIRTIO_QUEUE_PFN, 0x80002);
    assert_int_equal(q->desc, 0x80002000);
    assert_int_equal(q->avail, 0x80003000);
    assert_int_equal(q->used, 0x80004000);
    bench_set(b, VIRTIO_QUEUE_PFN, 0);
    bench_set(b, VIRTIO_GUEST_PAGE_SIZE, 0x400);
    bench_set(b, VIRTIO_QUEUE_NUM, 16);
    bench_set(b, VIRTIO_QUEUE_ALIGN, 4);
    bench_set(b, VIRTIO_QUEUE_PFN, 0x200001);
    assert_int_equal(q->desc, 0x80000400);
    assert_int_equal(q->avail, 0x80000500);
    assert_int_equal(q->used, 0x80000500 + 2 * (3 + 16) + 2);
    bench_set(b, VIRTIO_QUEUE_ALIGN, 2); /* where it ends it is aligned */
    bench_set(b, VIRTIO_QUEUE_PFN, 0x200001);
    assert_int_equal(q->used, 0x80000500 + 2 * (3 + 16));
}

static void check_as_new(struct bench *b)
{
    const struct virtio *v = &b->v;
    assert_int_equal(v->status | v->interrupt | v->notified, 0);
    assert_int_equal(v->device_sel | v->driver_sel | v->queue_sel, 0);
    assert_int_equal(v->accepted[0] | v->accepted[1], 0);
    for (unsigned i = 0; i < VIRTIO_QUEUES; i++) {
        const struct virtq *q = &v->queue[i];
        assert_false(q->ready || q->beyond);
        assert_int_equal(q->size | q->desc | q->avail | q->used | q->taken, 0);
    }
}

/* Status 0: as it was at power-on, but for a legacy driver's page size. */
static void test_reset(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_DEVICE_FEATURES_SEL, 1);
    bench_set(b, VIRTIO_QUEUE_SEL, 0);
    bench_describe(b, 0, 0, BENCH_BUFFERS, 0, NEXT, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fault(b, VIRTIO_BAD_CHAIN);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE); /* not a reset */
    bench_check_fault(b, VIRTIO_BAD_CHAIN);
    bench_notify(b, 0);
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
    bench_set(b, VIRTIO_STATUS, 0);
    bench_check_fine(b);
    check_as_new(b);
    assert_false(virtio_line(&b->v));
    bench_start(b); /* and it works again */
}

/* Linux tells a legacy device the size of its pages once, before the first reset. */
static void test_page_size_survives_reset(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
    bench_set(b, VIRTIO_STATUS, 0);
    bench_set(b, VIRTIO_QUEUE_NUM, 8);
    bench_set(b, VIRTIO_QUEUE_ALIGN, PAGE_SIZE);
    bench_set(b, VIRTIO_QUEUE_PFN, 0x80002);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0x80002);
    assert_int_equal(b->v.queue[0].desc, 0x80002000);
}

/* A reset while it works: what it was to do is not done. */
static void test_reset_of_busy_device(void **state)
{
    struct bench *b = *state;
    bench_describe(b, 0, 0, BENCH_BUFFERS, 16, NEXT, 1);
    bench_describe(b, 0, 1, BENCH_BUFFERS + 16, 1, WRITE, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_set(b, VIRTIO_STATUS, 0);
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
    virtio_advance(&b->v, &b->host, b->now + 1000);
    assert_int_equal(bench_used(b, 0), 0);
}

static void test_bad_queue_sizes(void **state)
{
    struct bench *b = *state;
    static const uint32_t sizes[] = {0, 3, 100, 255, 257, 512, 0x10000, 0x10008, 0xffffffff};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        bench_set(b, VIRTIO_STATUS, 0);
        bench_set(b, VIRTIO_QUEUE_NUM, sizes[i]);
        bench_check_fault(b, VIRTIO_BAD_QUEUE_SIZE);
    }
    bench_set(b, VIRTIO_STATUS, 0);
    for (uint32_t size = 1; size <= VIRTQ_SIZE_MAX; size *= 2) {
        bench_set(b, VIRTIO_QUEUE_NUM, size);
        bench_check_fine(b);
    }
}

/* A queue without a size is not ready, whatever else it is told. */
static void test_queue_without_size(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_STATUS, 0);
    bench_set(b, VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
    bench_set(b, VIRTIO_QUEUE_PFN, 0x80000);
    bench_set(b, VIRTIO_QUEUE_READY, 1);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_READY), 0);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fine(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON(modern_block, test_modern_queue),
        ON(legacy_block, test_legacy_queue),
        ON(legacy_block, test_legacy_layout),
        ON_BOTH(block, test_reset),
        ON(legacy_block, test_page_size_survives_reset),
        ON_BOTH(block, test_reset_of_busy_device),
        ON_BOTH(block, test_bad_queue_sizes),
        ON_BOTH(console, test_bad_queue_sizes),
        ON_BOTH(block, test_queue_without_size),
    };
    return cmocka_run_group_tests_name("virtio setup", tests, NULL, NULL);
}
