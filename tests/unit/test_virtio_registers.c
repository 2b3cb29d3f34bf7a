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
    const uint32_t none[] = {queues, queues + 1, 0xffffffff};
    for (size_t i = 0; i < COUNT(none); i++) {
        select_queue(b, none[i]);
        assert_int_equal(bench_get(b, VIRTIO_QUEUE_NUM_MAX), 0);
        bench_set(b, VIRTIO_QUEUE_NUM, 3);
        bench_set(b, VIRTIO_QUEUE_READY, 1);
        bench_set(b, VIRTIO_QUEUE_PFN, 1);
        assert_int_equal(bench_get(b, VIRTIO_QUEUE_READY), 0);
        assert_int_equal(bench_get(b, VIRTIO_QUEUE_PFN), 0);
        bench_check_fine(b);
    }
}

/* To write one register is to write no other. */
static void test_registers_apart(void **state)
{
    struct bench *b = *state;
    uint32_t status = bench_get(b, VIRTIO_STATUS);
    select_queue(b, 0);
    bench_set(b, VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
    assert_int_equal(bench_get(b, VIRTIO_QUEUE_NUM_MAX), VIRTQ_SIZE_MAX);
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
    b->v.interrupt = VIRTIO_INTERRUPT_USED | VIRTIO_INTERRUPT_CONFIG;
    bench_notify(b, 0);
    bench_notify(b, 1);
    assert_int_equal(bench_get(b, VIRTIO_INTERRUPT_STATUS), 3);
    bench_set(b, VIRTIO_INTERRUPT_ACK, VIRTIO_INTERRUPT_USED);
    assert_int_equal(bench_get(b, VIRTIO_INTERRUPT_STATUS), VIRTIO_INTERRUPT_CONFIG);
    assert_int_equal(bench_get(b, VIRTIO_STATUS), status);
}

/* Each of the two windows on the features has a selector of its own. */
static void test_selectors_apart(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_STATUS, 0);
    bench_set(b, VIRTIO_DRIVER_FEATURES_SEL, 1); /* which accepts nothing */
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
    assert_int_equal(bench_get(b, VIRTIO_STATUS), ACKNOWLEDGE | DRIVER);
    bench_set(b, VIRTIO_DEVICE_FEATURES_SEL, 0);
    bench_set(b, VIRTIO_DRIVER_FEATURES, 1);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
    assert_int_equal(bench_get(b, VIRTIO_STATUS), ACKNOWLEDGE | DRIVER | FEATURES_OK);
    assert_int_equal(bench_get(b, VIRTIO_DEVICE_FEATURES), SEG_MAX | BLK_SIZE | FLUSH);
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
        ON_BOTH(block, test_registers_apart),
        ON(modern_block, test_selectors_apart),
        cmocka_unit_test(test_fault_texts),
    };
    return cmocka_run_group_tests_name("virtio registers", tests, NULL, NULL);
}
