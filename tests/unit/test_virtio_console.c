/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtio console: what its driver sends is heard, and what is typed finds its buffers. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/virtio_bench.h"

enum { RECEIVE, SEND };

#define TEXT BENCH_BUFFERS
#define ROOM (BENCH_BUFFERS + 0x4000)

static void put_text(struct bench *b, uint32_t address, const char *text)
{
    memcpy(bench_at(b, address, (uint32_t)strlen(text)), text, strlen(text));
}

static void check_sent(struct bench *b, const char *text)
{
    assert_int_equal(b->sent_count, strlen(text));
    assert_memory_equal(b->sent, text, strlen(text));
}

static uint32_t receive(struct bench *b, const char *text)
{
    return virtio_console_receive(&b->v, &b->host, (const uint8_t *)text, (uint32_t)strlen(text));
}

/* --- sending --- */

static void test_send(void **state)
{
    struct bench *b = *state;
    put_text(b, TEXT, "hello");
    bench_describe(b, SEND, 3, TEXT, 5, LAST, 0);
    bench_offer(b, SEND, 3);
    bench_offer(b, SEND, 3);
    assert_int_equal(b->sent_count, 0);
    bench_notify(b, SEND);
    bench_finish(b);
    check_sent(b, "hellohello");
    assert_int_equal(bench_used(b, SEND), 2);
    bench_check_used(b, SEND, 0, 3, 0);
    assert_true(virtio_line(&b->v));
    bench_check_fine(b);
}

static void test_send_in_pieces(void **state)
{
    struct bench *b = *state;
    put_text(b, TEXT + PAGE_SIZE - 4, "across a page");
    bench_describe(b, SEND, 0, TEXT + PAGE_SIZE - 4, 7, NEXT, 2);
    bench_describe(b, SEND, 2, 0, 0, NEXT, 1);
    bench_describe(b, SEND, 1, TEXT + PAGE_SIZE + 3, 6, NEXT, 4);
    bench_describe(b, SEND, 4, 0, 0, LAST, 0);
    bench_offer(b, SEND, 0);
    bench_notify(b, SEND);
    bench_finish(b);
    check_sent(b, "across a page");
    bench_check_used(b, SEND, 0, 0, 0);
    bench_check_fine(b);
}

/* Nothing to send: an empty buffer, one to write, and they come back. */
static void test_send_nothing(void **state)
{
    struct bench *b = *state;
    bench_describe(b, SEND, 0, TEXT, 0, LAST, 0);
    bench_describe(b, SEND, 1, TEXT, 8, WRITE, 0);
    bench_offer(b, SEND, 0);
    bench_offer(b, SEND, 1);
    bench_notify(b, SEND);
    bench_finish(b);
    check_sent(b, "");
    assert_int_equal(bench_used(b, SEND), 2);
    bench_check_used(b, SEND, 1, 1, 0);
    bench_check_fine(b);
}

/* What lies before the place that is not memory is sent; the rest is a fault. */
static void test_send_from_nowhere(void **state)
{
    struct bench *b = *state;
    put_text(b, BENCH_END - 3, "end");
    bench_describe(b, SEND, 0, BENCH_END - 3, 10, LAST, 0);
    bench_offer(b, SEND, 0);
    bench_notify(b, SEND);
    bench_finish(b);
    bench_check_fault(b, VIRTIO_BAD_BUFFER);
    assert_int_equal(bench_used(b, SEND), 0);
    check_sent(b, "end");
}

/* To notify of a buffer to receive with is not work: that is done when there is input. */
static void test_notified_of_room(void **state)
{
    struct bench *b = *state;
    bench_describe(b, RECEIVE, 0, ROOM, 8, WRITE, 0);
    bench_offer(b, RECEIVE, 0);
    bench_notify(b, RECEIVE);
    bench_finish(b);
    assert_int_equal(bench_used(b, RECEIVE), 0);
    assert_false(virtio_line(&b->v));
}

/* And it does not make the device forget what else it was told. */
static void test_notified_of_both(void **state)
{
    struct bench *b = *state;
    put_text(b, TEXT, "hello");
    bench_describe(b, SEND, 0, TEXT, 5, LAST, 0);
    bench_offer(b, SEND, 0);
    bench_notify(b, SEND);
    bench_notify(b, RECEIVE);
    bench_finish(b);
    check_sent(b, "hello");
}

/* --- receiving --- */

static void test_receive_without_room(void **state)
{
    struct bench *b = *state;
    assert_int_equal(receive(b, "early"), 0);
    assert_false(virtio_line(&b->v));
    bench_describe(b, RECEIVE, 1, ROOM, 16, WRITE, 0);
    bench_offer(b, RECEIVE, 1);
    assert_int_equal(receive(b, ""), 0); /* no input takes no buffer */
    assert_int_equal(bench_used(b, RECEIVE), 0);
    assert_int_equal(receive(b, "early"), 5);
    assert_memory_equal(bench_at(b, ROOM, 5), "early", 5);
    bench_check_used(b, RECEIVE, 0, 1, 5);
    assert_true(virtio_line(&b->v));
    assert_int_equal(receive(b, "late"), 0); /* one buffer is one time */
    bench_check_fine(b);
}

static void test_receive_with_little_room(void **state)
{
    struct bench *b = *state;
    const char *text = "0123456789abcdef";
    for (uint32_t i = 0; i < 3; i++) {
        bench_describe(b, RECEIVE, i, ROOM + 0x100 * i, 4, WRITE, 0);
        bench_offer(b, RECEIVE, i);
    }
    assert_int_equal(receive(b, text), 12);
    assert_int_equal(bench_used(b, RECEIVE), 3);
    for (uint32_t i = 0; i < 3; i++) {
        bench_check_used(b, RECEIVE, i, i, 4);
        assert_memory_equal(bench_at(b, ROOM + 0x100 * i, 4), &text[4 * i], 4);
        assert_int_equal(bench_load(b, ROOM + 0x100 * i + 4, 1), 0);
    }
}

static void test_receive_in_pieces(void **state)
{
    struct bench *b = *state;
    bench_describe(b, RECEIVE, 0, ROOM + PAGE_SIZE - 1, 3, WRITE | NEXT, 1);
    bench_describe(b, RECEIVE, 1, 0, 0, WRITE | NEXT, 2);
    bench_describe(b, RECEIVE, 2, ROOM, 2, WRITE | NEXT, 3);
    bench_describe(b, RECEIVE, 3, 0xfffffff0, 5, WRITE, 0); /* no byte gets there */
    bench_offer(b, RECEIVE, 0);
    assert_int_equal(receive(b, "abcde"), 5);
    assert_memory_equal(bench_at(b, ROOM + PAGE_SIZE - 1, 3), "abc", 3);
    assert_memory_equal(bench_at(b, ROOM, 2), "de", 2);
    bench_check_used(b, RECEIVE, 0, 0, 5);
    bench_check_fine(b);
}

/* Buffers that hold nothing, or are to be read, come back unused; the input finds the next. */
static void test_receive_without_use(void **state)
{
    struct bench *b = *state;
    bench_describe(b, RECEIVE, 0, ROOM, 0, WRITE, 0);
    bench_describe(b, RECEIVE, 1, ROOM, 8, LAST, 0);
    bench_describe(b, RECEIVE, 2, ROOM, 4, NEXT, 3); /* to be read, then to be written */
    bench_describe(b, RECEIVE, 3, ROOM + 16, 8, WRITE, 0);
    for (uint32_t i = 0; i < 3; i++) {
        bench_offer(b, RECEIVE, i);
    }
    assert_int_equal(receive(b, "typed"), 5);
    assert_int_equal(bench_used(b, RECEIVE), 3);
    bench_check_used(b, RECEIVE, 0, 0, 0);
    bench_check_used(b, RECEIVE, 1, 1, 0);
    bench_check_used(b, RECEIVE, 2, 2, 5);
    assert_int_equal(bench_load(b, ROOM, 4), 0);
    assert_memory_equal(bench_at(b, ROOM + 16, 5), "typed", 5);
    bench_check_fine(b);
}

/* Input that meets a fault is not taken. */
static void test_receive_nowhere(void **state)
{
    struct bench *b = *state;
    bench_describe(b, RECEIVE, 0, ROOM, 2, WRITE, 0);
    bench_describe(b, RECEIVE, 1, BENCH_END - 1, 8, WRITE, 0);
    bench_offer(b, RECEIVE, 0);
    bench_offer(b, RECEIVE, 1);
    assert_int_equal(receive(b, "typed"), 2);
    bench_check_fault(b, VIRTIO_BAD_BUFFER);
    assert_int_equal(bench_used(b, RECEIVE), 1);
    assert_int_equal(receive(b, "ped"), 0);
    bench_start(b);
    bench_describe(b, RECEIVE, 0, ROOM, 8, WRITE, 0);
    bench_offer(b, RECEIVE, 0);
    assert_int_equal(receive(b, "ped"), 3);
    assert_memory_equal(bench_at(b, ROOM, 3), "ped", 3);
}

static void test_receive_without_queue(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_STATUS, 0);
    assert_int_equal(receive(b, "typed"), 0);
    bench_check_fine(b);
}

static void test_receive_without_interrupt(void **state)
{
    struct bench *b = *state;
    bench_store(b, b->queue[RECEIVE].avail, 2, 1);
    bench_describe(b, RECEIVE, 0, ROOM, 8, WRITE, 0);
    bench_offer(b, RECEIVE, 0);
    assert_int_equal(receive(b, "typed"), 5);
    assert_int_equal(bench_used(b, RECEIVE), 1);
    assert_false(virtio_line(&b->v));
}

/* A chain that writes over the table it comes from ends all the same. */
static void test_receive_over_table(void **state)
{
    struct bench *b = *state;
    char text[64];
    struct rng r = {8};
    for (int i = 0; i < 2000; i++) {
        bench_describe(b, RECEIVE, 0, b->queue[RECEIVE].desc + 16, 1 + rng_below(&r, 40),
                       WRITE | NEXT, 1);
        bench_describe(b, RECEIVE, 1, ROOM, 20, WRITE | NEXT, 2);
        bench_describe(b, RECEIVE, 2, ROOM, 20, WRITE, 0);
        for (size_t t = 0; t < sizeof text; t++) {
            text[t] = (char)rng_below(&r, 4);
        }
        bench_offer(b, RECEIVE, 0);
        uint32_t taken =
            virtio_console_receive(&b->v, &b->host, (const uint8_t *)text, sizeof text);
        assert_true(taken <= sizeof text);
        bench_start(b);
    }
}

/* Both rings in one place, and an empty buffer: there is always one more, and yet it ends. */
static void test_receive_ring_that_feeds_itself(void **state)
{
    struct bench *b = *state;
    bench_set(b, VIRTIO_QUEUE_SEL, RECEIVE);
    bench_set(b, VIRTIO_QUEUE_READY, 0);
    bench_set(b, VIRTIO_QUEUE_DRIVER_LOW, b->queue[RECEIVE].used);
    bench_set(b, VIRTIO_QUEUE_READY, 1);
    bench_describe(b, RECEIVE, 0, ROOM, 0, WRITE, 0);
    bench_store(b, b->queue[RECEIVE].used + 2, 2, 1);
    b->v.receptive = true;
    assert_int_equal(receive(b, "typed"), 0);
    assert_false(b->v.receptive); /* until the driver says more: not when somebody looks again */
}

/* Both queues at once, for longer than their indices are wide. */
static void test_echo(void **state)
{
    struct bench *b = *state;
    for (uint32_t i = 0; i < 70000; i++) {
        uint32_t room = i % BENCH_QUEUE;
        char text[2] = {(char)('a' + i % 26), 0};
        bench_describe(b, RECEIVE, room, ROOM + room, 1, WRITE, 0);
        bench_offer(b, RECEIVE, room);
        assert_int_equal(receive(b, text), 1);
        bench_describe(b, SEND, room, ROOM + room, 1, LAST, 0);
        bench_offer(b, SEND, room);
        bench_notify(b, SEND);
        bench_finish(b);
        check_sent(b, text);
        b->sent_count = 0;
    }
    assert_int_equal(bench_used(b, RECEIVE), 70000 & 0xffff);
    assert_int_equal(bench_used(b, SEND), 70000 & 0xffff);
    bench_check_fine(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(console, test_send),
        ON_BOTH(console, test_send_in_pieces),
        ON_BOTH(console, test_send_nothing),
        ON_BOTH(console, test_send_from_nowhere),
        ON_BOTH(console, test_notified_of_room),
        ON_BOTH(console, test_notified_of_both),
        ON_BOTH(console, test_receive_without_room),
        ON_BOTH(console, test_receive_with_little_room),
        ON_BOTH(console, test_receive_in_pieces),
        ON_BOTH(console, test_receive_without_use),
        ON_BOTH(console, test_receive_nowhere),
        ON_BOTH(console, test_receive_without_queue),
        ON_BOTH(console, test_receive_without_interrupt),
        ON_BOTH(console, test_receive_over_table),
        ON(modern_console, test_receive_ring_that_feeds_itself),
        ON_BOTH(console, test_echo),
    };
    return cmocka_run_group_tests_name("virtio console", tests, NULL, NULL);
}
