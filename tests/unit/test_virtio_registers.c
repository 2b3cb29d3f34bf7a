/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtio slot's registers, in both layouts: identity, configuration, negotiation, reset. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/virtio_bench.h"

enum { MAGIC = 0x74726976, SEG_MAX = 1 << 2, BLK_SIZE = 1 << 6, FLUSH = 1 << 9 };

static void test_identity(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_get(b, VIRTIO_MAGIC), MAGIC);
    assert_int_equal(bench_get(b, VIRTIO_VERSION), b->v.legacy ? 1 : 2);
    assert_int_equal(bench_get(b, VIRTIO_DEVICE_ID), 2);
    assert_int_not_equal(bench_get(b, VIRTIO_VENDOR_ID), 0);
}

static void test_identity_of_console(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_get(b, VIRTIO_DEVICE_ID), 3);
}

/* A slot without a device says so, in registers that all probe; the rest is as if not there. */
static void empty_slot(bool legacy)
{
    struct virtio v, before;
    struct virtio_host none = {.context = NULL};
    virtio_reset(&v, VIRTIO_NONE, legacy);
    for (uint32_t reg = 0; reg < VIRTIO_SLOT_SIZE; reg += 4) {
        uint32_t value = 7;
        assert_true(virtio_read(&v, &none, reg, 4, &value));
        switch (reg) {
        case VIRTIO_MAGIC:
            assert_int_equal(value, MAGIC);
            break;
        case VIRTIO_VERSION:
            assert_int_equal(value, legacy ? 1 : 2);
            break;
        case VIRTIO_VENDOR_ID:
            assert_int_not_equal(value, 0);
            break;
        default:
            assert_int_equal(value, 0);
        }
        memcpy(&before, &v, sizeof v);
        assert_true(virtio_write(&v, reg, 4, 5, 0xffffffff));
        assert_memory_equal(&before, &v, sizeof v);
    }
    assert_true(virtio_deadline(&v) == UINT64_MAX);
    assert_false(virtio_line(&v));
}

static void test_empty_slot(void **state)
{
    (void)state;
    empty_slot(true);
    empty_slot(false);
}

/* Registers are words; the device's own configuration may be had in pieces [Virtio 4.2.2.2]. */
static void test_sizes(void **state)
{
    struct bench *b = *state;
    uint32_t value;
    for (unsigned size = 1; size <= 2; size++) {
        for (uint32_t reg = 0; reg < VIRTIO_CONFIG; reg += size) {
            assert_false(virtio_read(&b->v, &b->host, reg, size, &value));
            assert_false(virtio_write(&b->v, reg, size, b->now, 0));
        }
        assert_true(virtio_read(&b->v, &b->host, VIRTIO_CONFIG, size, &value));
        assert_int_equal(value, BENCH_SECTORS);
        assert_true(virtio_write(&b->v, VIRTIO_CONFIG, size, b->now, 0));
    }
    assert_int_equal(bench_get(b, VIRTIO_STATUS) & DRIVER_OK, DRIVER_OK);
}

static void test_block_configuration(void **state)
{
    struct bench *b = *state;
    b->host.disk_size = (uint64_t)0x12345678 * SECTOR_SIZE;
    uint32_t value;
    static const uint8_t capacity[8] = {0x78, 0x56, 0x34, 0x12};
    for (uint32_t i = 0; i < sizeof capacity; i++) {
        assert_true(virtio_read(&b->v, &b->host, VIRTIO_CONFIG + i, 1, &value));
        assert_int_equal(value, capacity[i]);
    }
    assert_int_equal(bench_get(b, VIRTIO_CONFIG), 0x12345678);
    assert_int_equal(bench_get(b, VIRTIO_CONFIG + 4), 0);
    assert_int_equal(bench_get(b, VIRTIO_CONFIG + 12), VIRTQ_SIZE_MAX - 2); /* seg_max */
    assert_int_equal(bench_get(b, VIRTIO_CONFIG + 20), SECTOR_SIZE);        /* blk_size */
    bench_set(b, VIRTIO_CONFIG, 1);
    assert_int_equal(bench_get(b, VIRTIO_CONFIG), 0x12345678);
    assert_int_equal(bench_get(b, VIRTIO_SLOT_SIZE - 4), 0);
    assert_int_equal(bench_get(b, VIRTIO_CONFIG_GENERATION), 0);
}

static void test_console_configuration(void **state)
{
    struct bench *b = *state;
    for (uint32_t reg = VIRTIO_CONFIG; reg < VIRTIO_CONFIG + 0x40; reg += 4) {
        assert_int_equal(bench_get(b, reg), 0);
    }
}

static uint32_t offered(struct bench *b, uint32_t which)
{
    bench_set(b, VIRTIO_DEVICE_FEATURES_SEL, which);
    return bench_get(b, VIRTIO_DEVICE_FEATURES);
}

static void test_features(void **state)
{
    struct bench *b = *state;
    bool block = b->v.kind == VIRTIO_BLOCK;
    assert_int_equal(offered(b, 0), block ? SEG_MAX | BLK_SIZE | FLUSH : 0);
    assert_int_equal(offered(b, 1), b->v.legacy ? 0 : 1); /* VIRTIO_F_VERSION_1 */
    assert_int_equal(offered(b, 2), 0);
    assert_int_equal(offered(b, 0xffffffff), 0);
}

static bool negotiates(struct bench *b, uint32_t low, uint32_t high)
{
    bench_set(b, VIRTIO_STATUS, 0);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER);
    bench_set(b, VIRTIO_DRIVER_FEATURES_SEL, 0);
    bench_set(b, VIRTIO_DRIVER_FEATURES, low);
    bench_set(b, VIRTIO_DRIVER_FEATURES_SEL, 1);
    bench_set(b, VIRTIO_DRIVER_FEATURES, high);
    bench_set(b, VIRTIO_DRIVER_FEATURES_SEL, 2); /* there are no more than 64 */
    bench_set(b, VIRTIO_DRIVER_FEATURES, 0xffffffff);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
    assert_int_equal(bench_get(b, VIRTIO_STATUS) & ~(uint32_t)FEATURES_OK, ACKNOWLEDGE | DRIVER);
    return bench_get(b, VIRTIO_STATUS) & FEATURES_OK;
}

/* [Virtio 2.2.2, 6.1]: only what was offered, and always VERSION_1. */
static void test_negotiation(void **state)
{
    struct bench *b = *state;
    assert_true(negotiates(b, 0, 1));
    assert_true(negotiates(b, SEG_MAX | BLK_SIZE | FLUSH, 1));
    assert_true(negotiates(b, FLUSH, 1));
    assert_false(negotiates(b, FLUSH, 0));
    assert_false(negotiates(b, FLUSH | 1, 1));
    assert_false(negotiates(b, 1u << 28, 1)); /* indirect descriptors */
    assert_false(negotiates(b, 0, 3));
    assert_true(negotiates(b, 0, 1)); /* a refusal is no fault */
}

static void select_queue(struct bench *b, uint32_t q)
{
    bench_set(b, VIRTIO_QUEUE_SEL, q);
}

static void test_which_queues(void **state)
{
    struct bench *b = *state;
    uint32_t queues = b->v.kind == VIRTIO_BLOCK ? 1 : 2;
    for (uint32_t q = 0; q < 4; q++) {
        select_queue(b, q);
        assert_int_equal(bench_get(b, VIRTIO_QUEUE_NUM_MAX), q < queues ? VIRTQ_SIZE_MAX : 0);
    }
    select_queue(b, 0xffffffff);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_NUM_MAX), 0);
    bench_set(b, VIRTIO_QUEUE_NUM, 3); /* of a queue that is not there: nothing */
    bench_set(b, VIRTIO_QUEUE_READY, 1);
    bench_set(b, VIRTIO_QUEUE_PFN, 1);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_READY), 0);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0);
    bench_check_fine(b);
}

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

static void test_fault_texts(void **state)
{
    (void)state;
    for (int i = 0; i < VIRTIO_FAULTS; i++) {
        assert_true(strlen(virtio_fault_text((enum virtio_fault)i)) > 0);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(virtio_fault_text((enum virtio_fault)i),
                                    virtio_fault_text((enum virtio_fault)j));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(block, test_identity),
        ON_BOTH(console, test_identity_of_console),
        cmocka_unit_test(test_empty_slot),
        ON_BOTH(block, test_sizes),
        ON_BOTH(block, test_block_configuration),
        ON_BOTH(console, test_console_configuration),
        ON_BOTH(block, test_features),
        ON_BOTH(console, test_features),
        ON(modern_block, test_negotiation),
        ON_BOTH(block, test_which_queues),
        ON_BOTH(console, test_which_queues),
        ON(modern_block, test_modern_queue),
        ON(legacy_block, test_legacy_queue),
        ON(legacy_block, test_legacy_layout),
        ON_BOTH(block, test_reset),
        ON(legacy_block, test_page_size_survives_reset),
        ON_BOTH(block, test_reset_of_busy_device),
        ON_BOTH(block, test_bad_queue_sizes),
        ON_BOTH(console, test_bad_queue_sizes),
        ON_BOTH(block, test_queue_without_size),
        cmocka_unit_test(test_fault_texts),
    };
    return cmocka_run_group_tests_name("virtio registers", tests, NULL, NULL);
}
