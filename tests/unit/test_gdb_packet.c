/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GDB's packets as bytes: what is a packet, what is damaged, and that no input breaks the reader.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "panel/gdb_packet.h"

static struct gdb_reader reader;

/* What the last byte of some bytes completes; before it, nothing may be completed. */
static enum gdb_arrival arrives(const void *bytes, size_t count)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i + 1 < count; i++) {
        assert_int_equal(gdb_read_byte(&reader, b[i]), GDB_NOTHING);
    }
    return gdb_read_byte(&reader, b[count - 1]);
}

static enum gdb_arrival arrives_text(const char *text)
{
    return arrives(text, strlen(text));
}

static void is_packet(const char *text, const char *data)
{
    assert_int_equal(arrives_text(text), GDB_PACKET);
    assert_int_equal(reader.length, strlen(data));
    assert_string_equal(reader.bytes, data);
}

static void test_packets(void **state)
{
    (void)state;
    gdb_reader_reset(&reader);
    is_packet("$#00", "");
    is_packet("$g#67", "g");
    is_packet("$m80000000,4#55", "m80000000,4");
    is_packet("$G#47", "G");
    is_packet("$qC#B4", "qC"); /* either case */
    is_packet("junk\r\n$g#67", "g");
}

static void test_between(void **state)
{
    (void)state;
    gdb_reader_reset(&reader);
    assert_int_equal(arrives_text("+"), GDB_ACK);
    assert_int_equal(arrives_text("-"), GDB_NAK);
    assert_int_equal(arrives_text("\3"), GDB_INTERRUPT);
    assert_int_equal(arrives_text("#"), GDB_NOTHING);
    assert_int_equal(arrives_text("}"), GDB_NOTHING);
    is_packet("$\3+-#5b", "\3+-"); /* within, they are data */
}

static void test_escapes(void **state)
{
    static const char sent[] = "$X}\3}\4}]}\n#ba";
    (void)state;
    gdb_reader_reset(&reader);
    is_packet(sent, "X#$}*");
    assert_int_equal(arrives_text("$a}#de"), GDB_MALFORMED); /* nothing is escaped */
    is_packet("$g#67", "g");
}

static void test_repeats(void **state)
{
    (void)state;
    gdb_reader_reset(&reader);
    is_packet("$0* #7a", "0000"); /* as the protocol's description has it */
    assert_int_equal(arrives_text("$* #4a"), GDB_MALFORMED);
    assert_int_equal(arrives_text("$0*\x1f#79"), GDB_MALFORMED);
    assert_int_equal(arrives_text("$0*#5a"), GDB_MALFORMED);
    is_packet("$g#67", "g");
}

static void test_damaged(void **state)
{
    (void)state;
    gdb_reader_reset(&reader);
    assert_int_equal(arrives_text("$g#66"), GDB_DAMAGED);
    assert_int_equal(arrives_text("$g#6x"), GDB_DAMAGED);
    assert_int_equal(arrives_text("$g##6"), GDB_DAMAGED);
    is_packet("$g#67", "g");
    is_packet("$qSuppo$g#67", "g"); /* cut short: a new one begins */
}

static void put_long(size_t count, enum gdb_arrival expected)
{
    char sum[4];
    assert_int_equal(gdb_read_byte(&reader, '$'), GDB_NOTHING);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(gdb_read_byte(&reader, 'm'), GDB_NOTHING);
    }
    snprintf(sum, sizeof sum, "#%02x", (unsigned)(count * 'm' & 0xff));
    assert_int_equal(arrives_text(sum), expected);
}

static void test_too_long(void **state)
{
    (void)state;
    gdb_reader_reset(&reader);
    put_long(GDB_PACKET_MOST, GDB_PACKET);
    assert_int_equal(reader.length, GDB_PACKET_MOST);
    put_long(GDB_PACKET_MOST + 1, GDB_MALFORMED);
    put_long(10 * GDB_PACKET_MOST, GDB_MALFORMED);
    is_packet("$g#67", "g");
}

/* Any bytes, framed, are read back as they were. */
static void test_there_and_back(void **state)
{
    static char bytes[GDB_PACKET_MOST], frame[GDB_FRAME_MOST];
    struct rng rng = {1};
    (void)state;
    gdb_reader_reset(&reader);
    for (unsigned n = 0; n < 200; n++) {
        size_t count = n < 199 ? rng_below(&rng, 300) : sizeof bytes;
        for (size_t i = 0; i < count; i++) {
            bytes[i] = (char)rng_next(&rng);
        }
        size_t size = gdb_frame(bytes, count, frame);
        assert_in_range(size, count + 4, 2 * count + 4);
        assert_int_equal(arrives(frame, size), GDB_PACKET);
        assert_int_equal(reader.length, count);
        assert_memory_equal(reader.bytes, bytes, count);
    }
}

static void test_noise(void **state)
{
    static const char favourites[] = "$#*}+-\3 0m";
    struct rng rng = {2};
    (void)state;
    gdb_reader_reset(&reader);
    for (unsigned n = 0; n < 1000 * 1000; n++) {
        bool favourite = rng_below(&rng, 4) == 0;
        gdb_read_byte(&reader, favourite
                                   ? (uint8_t)favourites[rng_below(&rng, sizeof favourites - 1)]
                                   : (uint8_t)rng_next(&rng));
        assert_in_range(reader.length, 0, GDB_PACKET_MOST);
    }
    gdb_reader_reset(&reader);
    is_packet("$g#67", "g");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packets), cmocka_unit_test(test_between),
        cmocka_unit_test(test_escapes), cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_damaged), cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_noise),   cmocka_unit_test(test_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
