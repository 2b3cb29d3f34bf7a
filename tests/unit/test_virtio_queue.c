/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Virtqueues: chains of every shape, the used ring, interrupts, time, indices that wrap. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/virtio_bench.h"

enum { SEND = 1, REQUEST_FLUSH = 4, REQUEST_UNKNOWN = 99, UNSUPPORTED = 2 };

#define HEADER BENCH_BUFFERS
#define STATUS (BENCH_BUFFERS + 16)

/* The smallest request, in descriptors `head` and the one after: it takes 17 bytes, no data. */
static void describe_flush(struct bench *b, uint32_t head)
{
    uint32_t next = (head + 1) % BENCH_QUEUE;
    bench_store(b, HEADER, 4, REQUEST_FLUSH);
    bench_store(b, STATUS, 1, 0xff);
    bench_describe(b, 0, head, HEADER, 16, NEXT, next);
    bench_describe(b, 0, next, STATUS, 1, WRITE, 0);
}

static void test_nothing_available(void **state)
{
    struct bench *b = *state;
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fine(b);
    assert_int_equal(bench_used(b, 0), 0);
    assert_false(virtio_line(&b->v));
}

static void test_used_ring(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 6);
    describe_flush(b, 2);
    bench_offer(b, 0, 6);
    bench_offer(b, 0, 2);
    bench_offer(b, 0, 6); /* the same again: the device does not mind */
    bench_notify(b, 0);
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), 3);
    bench_check_used(b, 0, 0, 6, 1);
    bench_check_used(b, 0, 1, 2, 1);
    bench_check_used(b, 0, 2, 6, 1);
    assert_int_equal(bench_load(b, STATUS, 1), 0);
    assert_int_equal(bench_load(b, b->queue[0].used, 2), 0); /* its flags: notify, please */
    bench_check_fine(b);
}

static void test_not_before_it_is_told(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    bench_offer(b, 0, 0);
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
    virtio_advance(&b->v, &b->host, b->now + 100000);
    assert_int_equal(bench_used(b, 0), 0);
    bench_notify(b, 7); /* of a queue that is not there */
    bench_notify(b, 0x80000000);
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
}

/* [Virtio 2.1.2]: no buffer is consumed before DRIVER_OK. Old drivers are not so strict. */
static void test_not_before_driver_ok(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
    describe_flush(b, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), b->v.legacy ? 1 : 0);
    assert_int_equal(virtio_line(&b->v), b->v.legacy);
    bench_set(b, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
    bench_notify(b, 0);
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), 1);
    bench_check_fine(b);
}

/* A tick to begin, and for each request one more and one for 40 bytes. */
static void test_time(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    bench_describe(b, 0, 2, HEADER, 16 + 63, NEXT, 1); /* 80 bytes with status */
    bench_offer(b, 0, 0);
    bench_offer(b, 0, 2);
    bench_notify(b, 0);
    assert_true(virtio_deadline(&b->v) == b->now + 1);
    virtio_advance(&b->v, &b->host, b->now);
    assert_int_equal(bench_used(b, 0), 0);
    virtio_advance(&b->v, &b->host, b->now + 1);
    assert_int_equal(bench_used(b, 0), 1);
    assert_true(virtio_deadline(&b->v) == b->now + 2);
    virtio_advance(&b->v, &b->host, b->now + 2);
    assert_int_equal(bench_used(b, 0), 2);
    assert_true(virtio_deadline(&b->v) == b->now + 2 + 1 + 2);
    b->now += 3;
    bench_notify(b, 0); /* while it is busy: no sooner for that */
    assert_true(virtio_deadline(&b->v) == b->now + 2);
    bench_finish(b);
    b->now += 1000;
    bench_notify(b, 0); /* after a long rest */
    assert_true(virtio_deadline(&b->v) == b->now + 1);
}

/* It looks for more before it rests: a driver need not tell it of each. */
static void test_more_while_busy(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    virtio_advance(&b->v, &b->host, b->now + 1);
    bench_offer(b, 0, 0);
    b->now += 1;
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), 2);
}

/* However late, all that was due is done, and no more at once than there is. */
static void test_late(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    for (int i = 0; i < BENCH_QUEUE; i++) {
        bench_offer(b, 0, 0);
    }
    bench_notify(b, 0);
    virtio_advance(&b->v, &b->host, b->now + 1000000);
    assert_int_equal(bench_used(b, 0), BENCH_QUEUE);
    assert_true(virtio_deadline(&b->v) == UINT64_MAX);
}

static void test_interrupt(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_true(virtio_line(&b->v));
    assert_int_equal(bench_get(b, VIRTIO_INTERRUPT_STATUS), VIRTIO_INTERRUPT_USED);
    bench_set(b, VIRTIO_INTERRUPT_ACK, VIRTIO_INTERRUPT_CONFIG); /* not that one */
    assert_true(virtio_line(&b->v));
    bench_set(b, VIRTIO_INTERRUPT_STATUS, 0); /* is only read */
    assert_true(virtio_line(&b->v));
    bench_set(b, VIRTIO_INTERRUPT_ACK, VIRTIO_INTERRUPT_USED);
    assert_int_equal(bench_get(b, VIRTIO_INTERRUPT_STATUS), 0);
    assert_false(virtio_line(&b->v));
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_true(virtio_line(&b->v));
}

/* VIRTQ_AVAIL_F_NO_INTERRUPT, looked at each time [Virtio 2.7.6]. */
static void test_no_interrupt(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    bench_store(b, b->queue[0].avail, 2, 1);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), 1);
    assert_false(virtio_line(&b->v));
    bench_store(b, b->queue[0].avail, 2, 0);
    assert_false(virtio_line(&b->v));
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_true(virtio_line(&b->v));
}

/* Indices count to 65535 and on from 0, whatever the size of the ring [Virtio 2.7.6]. */
static void test_indices_wrap(void **state)
{
    struct bench *b = *state;
    struct rng r = {5};
    uint32_t total = 0;
    describe_flush(b, 0);
    describe_flush(b, 3);
    while (total < 140000) {
        uint32_t now = 1 + rng_below(&r, BENCH_QUEUE);
        uint32_t head = 3 * rng_below(&r, 2);
        for (uint32_t i = 0; i < now; i++) {
            bench_offer(b, 0, head);
        }
        bench_notify(b, 0);
        bench_finish(b);
        total += now;
        assert_int_equal(bench_used(b, 0), total & 0xffff);
        bench_check_used(b, 0, (total - 1) & 0xffff, head, 1);
    }
    bench_check_fine(b);
}

/* The largest queue, and the smallest. */
static void test_queue_of(struct bench *b, uint32_t size)
{
    struct bench_queue *ring = &b->queue[0];
    bench_set(b, VIRTIO_QUEUE_NUM, size);
    if (b->v.legacy) {
        bench_set(b, VIRTIO_QUEUE_PFN, ring->desc / PAGE_SIZE);
    } else {
        bench_set(b, VIRTIO_QUEUE_DESC_LOW, BENCH_BASE);
        bench_set(b, VIRTIO_QUEUE_DRIVER_LOW, BENCH_BASE + 0x1000);
        bench_set(b, VIRTIO_QUEUE_DEVICE_LOW, BENCH_BASE + 0x2000);
    }
    *ring = (struct bench_queue){size, b->v.queue[0].desc, b->v.queue[0].avail, b->v.queue[0].used};
    bench_store(b, ring->avail + 2, 2, b->v.queue[0].taken);
    bench_store(b, ring->used + 2, 2, 0);
}

static void test_largest_queue(void **state)
{
    struct bench *b = *state;
    test_queue_of(b, VIRTQ_SIZE_MAX);
    bench_store(b, HEADER, 4, REQUEST_FLUSH);
    bench_store(b, STATUS, 1, 0xff);
    for (uint32_t i = 0; i < VIRTQ_SIZE_MAX; i++) { /* one chain of them all, a byte each */
        bool last = i == VIRTQ_SIZE_MAX - 1;
        uint32_t index = (VIRTQ_SIZE_MAX - i) % VIRTQ_SIZE_MAX;
        bench_describe(b, 0, index,
                       last     ? STATUS
                       : i < 16 ? HEADER + i
                                : HEADER,
                       1, last ? WRITE : NEXT, (index - 1) % VIRTQ_SIZE_MAX);
    }
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    bench_check_fine(b);
    assert_int_equal(bench_used(b, 0), 1);
    bench_check_used(b, 0, 0, 0, 1);
    assert_int_equal(bench_load(b, STATUS, 1), 0);
}

/* One descriptor: a console's driver can do with it. */
static void test_smallest_queue(void **state)
{
    struct bench *b = *state;
    struct bench_queue *ring = &b->queue[SEND];
    bench_set(b, VIRTIO_QUEUE_SEL, SEND);
    bench_set(b, VIRTIO_QUEUE_NUM, 1);
    ring->size = 1;
    if (b->v.legacy) {
        bench_set(b, VIRTIO_QUEUE_PFN, ring->desc / PAGE_SIZE);
        ring->avail = ring->desc + 16;
    }
    memcpy(bench_at(b, BENCH_BUFFERS, 1), "x", 1);
    bench_describe(b, SEND, 0, BENCH_BUFFERS, 1, LAST, 0);
    for (uint32_t i = 1; i <= 5; i++) {
        bench_offer(b, SEND, 0);
        bench_notify(b, SEND);
        bench_finish(b);
        assert_int_equal(bench_used(b, SEND), i);
    }
    assert_int_equal(b->sent_count, 5);
    bench_check_fine(b);
}

/* A queue that is made anew begins at index 0. */
static void test_queue_made_anew(void **state)
{
    struct bench *b = *state;
    describe_flush(b, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), 1);
    bench_set(b, b->v.legacy ? VIRTIO_QUEUE_PFN : VIRTIO_QUEUE_READY, 0);
    bench_notify(b, 0);
    bench_finish(b); /* there is no queue to look at */
    bench_start_queue(b, 0);
    describe_flush(b, 0);
    bench_offer(b, 0, 0);
    bench_notify(b, 0);
    bench_finish(b);
    assert_int_equal(bench_used(b, 0), 1);
    assert_int_equal(bench_load(b, STATUS, 1), 0);
    bench_check_fine(b);
}

/* One header in 16 descriptors' worth of shapes: cut anywhere, empty buffers between. */
static void test_split_header(void **state)
{
    struct bench *b = *state;
    for (uint32_t cut = 0; cut <= 16; cut++) {
        uint32_t at = BENCH_BUFFERS + PAGE_SIZE - cut; /* and across a page */
        bench_store(b, at, 4, REQUEST_UNKNOWN);
        memset(bench_at(b, at + 4, 12), 0, 12);
        bench_store(b, STATUS, 1, 0xff);
        bench_describe(b, 0, 5, 0, 0, NEXT, 4); /* empty: nobody looks where it is */
        bench_describe(b, 0, 4, at, cut, NEXT, 3);
        bench_describe(b, 0, 3, 0xffffffff, 0, NEXT, 2);
        bench_describe(b, 0, 2, at + cut, 16 - cut, NEXT, 1);
        bench_describe(b, 0, 1, 0, 0, WRITE | NEXT, 0);
        bench_describe(b, 0, 0, STATUS, 1, WRITE, 7);
        bench_offer(b, 0, 5);
        bench_notify(b, 0);
        bench_finish(b);
        bench_check_fine(b);
        bench_check_used(b, 0, cut, 5, 1);
        assert_int_equal(bench_load(b, STATUS, 1), UNSUPPORTED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(block, test_nothing_available),
        ON_BOTH(block, test_used_ring),
        ON_BOTH(block, test_not_before_it_is_told),
        ON_BOTH(block, test_not_before_driver_ok),
        ON_BOTH(block, test_time),
        ON_BOTH(block, test_more_while_busy),
        ON_BOTH(block, test_late),
        ON_BOTH(block, test_interrupt),
        ON_BOTH(block, test_no_interrupt),
        ON_BOTH(block, test_indices_wrap),
        ON_BOTH(block, test_largest_queue),
        ON_BOTH(console, test_smallest_queue),
        ON_BOTH(block, test_queue_made_anew),
        ON_BOTH(block, test_split_header),
    };
    return cmocka_run_group_tests_name("virtio queue", tests, NULL, NULL);
}
