/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Framing of consoles: what goes in on a channel comes out on that channel, whatever it is. */
#include "tests/unit/unit.h"

#include "isa/framing.h"

enum { ESC = 0x10, WIRE_MAX = 8 * 4096 };

/* A line: bytes in order. */
struct wire {
    size_t count;
    uint8_t byte[WIRE_MAX];
};

static void put(struct wire *w, uint8_t byte)
{
    assert_in_range(w->count, 0, WIRE_MAX - 1);
    w->byte[w->count++] = byte;
}

static void put_command(struct wire *w, uint8_t command, uint8_t channel)
{
    uint8_t frame[4];
    framing_command(frame, command, channel);
    for (int i = 0; i < 4; i++) {
        put(w, frame[i]);
    }
}

/* A byte of the selected channel, as the header says that it is sent. */
static void put_data(struct wire *w, uint8_t byte)
{
    if (byte == ESC) {
        put(w, ESC);
    }
    put(w, byte);
}

static void test_command_bytes(void **state)
{
    static const uint8_t select[] = {0x10, 'S', 0x4a, 0x45};
    static const uint8_t grant[] = {0x10, 'G', 0x40, 0x4f};
    uint8_t frame[4];
    (void)state;
    framing_command(frame, FRAMING_SELECT, 0xa5);
    assert_memory_equal(frame, select, 4);
    framing_command(frame, FRAMING_GRANT_MORE, 0x0f);
    assert_memory_equal(frame, grant, 4);
}

static void test_plain_bytes(void **state)
{
    struct framing f = {0};
    uint8_t value;
    (void)state;
    for (unsigned b = 0; b < 256; b++) {
        if (b != ESC) {
            assert_int_equal(framing_receive(&f, (uint8_t)b, &value), FRAMING_BYTE);
            assert_int_equal(value, b);
            assert_int_equal(f.channel, 0);
        }
    }
}

static void test_every_channel(void **state)
{
    (void)state;
    for (unsigned channel = 0; channel < 256; channel++) {
        static const uint8_t commands[] = {FRAMING_SELECT, FRAMING_GRANT_MORE};
        struct framing f = {0};
        uint8_t frame[4];
        uint8_t value = 0;
        for (int c = 0; c < 2; c++) {
            enum framing_event last = FRAMING_NOTHING;
            framing_command(frame, commands[c], (uint8_t)channel);
            for (int i = 0; i < 4; i++) {
                assert_int_equal(last, FRAMING_NOTHING);
                last = framing_receive(&f, frame[i], &value);
            }
            assert_int_equal(last, c == 0 ? FRAMING_NOTHING : FRAMING_GRANTED);
            assert_int_equal(f.channel, channel); /* a grant selects nothing */
        }
        assert_int_equal(value, channel);
    }
}

/* Random bytes on random channels, grants in between. */
static void test_round_trip(void **state)
{
    static struct wire w;
    static uint8_t sent[4096][2];
    struct rng r = {7};
    uint8_t channel = 0;
    size_t grants = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(sent); i++) {
        if (rng_below(&r, 4) == 0) {
            channel = (uint8_t)rng_below(&r, 256);
            put_command(&w, FRAMING_SELECT, channel);
        } else if (rng_below(&r, 4) == 0) {
            put_command(&w, FRAMING_GRANT_MORE, (uint8_t)rng_below(&r, 256));
            grants++;
        }
        sent[i][0] = channel;
        sent[i][1] = rng_below(&r, 4) ? (uint8_t)rng_below(&r, 256) : ESC;
        put_data(&w, sent[i][1]);
    }
    struct framing f = {0};
    size_t n = 0;
    for (size_t i = 0; i < w.count; i++) {
        uint8_t value;
        enum framing_event event = framing_receive(&f, w.byte[i], &value);
        if (event == FRAMING_BYTE) {
            assert_in_range(n, 0, COUNT(sent) - 1);
            assert_int_equal(f.channel, sent[n][0]);
            assert_int_equal(value, sent[n][1]);
            n++;
        }
        grants -= event == FRAMING_GRANTED;
    }
    assert_int_equal(n, COUNT(sent));
    assert_int_equal(grants, 0);
}

/* What is no frame is passed over, and what follows is read as usual. */
static void test_garbage(void **state)
{
    struct framing f = {0};
    uint8_t value;
    (void)state;
    for (unsigned b = 0; b < 256; b++) {
        if (b != ESC && b != 'S' && b != 'G') {
            assert_int_equal(framing_receive(&f, ESC, &value), FRAMING_NOTHING);
            assert_int_equal(framing_receive(&f, (uint8_t)b, &value), FRAMING_NOTHING);
            assert_int_equal(framing_receive(&f, 'x', &value), FRAMING_BYTE);
            assert_int_equal(value, 'x');
        }
    }
}

/* After any bytes at all, a few ordinary ones bring sender and receiver together again. */
static void test_recovers(void **state)
{
    struct rng r = {8};
    struct framing f = {0};
    uint8_t value;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        for (uint32_t n = rng_below(&r, 20); n > 0; n--) {
            uint8_t byte = rng_below(&r, 3) ? (uint8_t)rng_next(&r) : ESC;
            framing_receive(&f, byte, &value);
        }
        for (int i = 0; i < 3; i++) {
            framing_receive(&f, 'a', &value);
        }
        assert_int_equal(framing_receive(&f, 'b', &value), FRAMING_BYTE);
        assert_int_equal(value, 'b');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_bytes), cmocka_unit_test(test_plain_bytes),
        cmocka_unit_test(test_every_channel), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_garbage),       cmocka_unit_test(test_recovers),
    };
    return cmocka_run_group_tests_name("framing", tests, NULL, NULL);
}
