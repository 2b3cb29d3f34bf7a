/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 16550's registers, by hand from its data sheet [PC16550D]. */
#include "tests/unit/unit.h"

#include "isa/dev/uart.h"

enum { RBR, IER, IIR, LCR, MCR, LSR, MSR, SCR, THR = 0, DLL = 0, DLM = 1, FCR = 2 };

enum { IIR_NONE = 1, IIR_THRE = 2, IIR_RX = 4, IIR_LINE = 6 };

static struct uart fresh(void)
{
    struct uart u;
    uart_reset(&u);
    return u;
}

static void receive(struct uart *u, const char *text)
{
    for (; *text; text++) {
        uart_receive(u, (uint8_t)*text);
    }
}

static void test_transmit(void **state)
{
    struct uart u = fresh();
    (void)state;
    assert_int_equal(uart_read(&u, LSR), 0x60); /* THRE, TEMT */
    assert_int_equal(uart_write(&u, THR, 'A'), 'A');
    assert_int_equal(uart_write(&u, THR, 0xff), 0xff);
    assert_int_equal(uart_read(&u, LSR), 0x60);
    assert_int_equal(uart_write(&u, SCR, 'A'), UART_NOTHING_SENT);
}

static void test_fifo_order(void **state)
{
    struct uart u = fresh();
    (void)state;
    assert_int_equal(uart_read(&u, RBR), 0);
    for (int round = 0; round < 5; round++) { /* goes round the ring */
        receive(&u, "abcdefg");
        for (int i = 0; i < 7; i++) {
            assert_int_equal(uart_read(&u, LSR), 0x61);
            assert_int_equal(uart_read(&u, RBR), 'a' + i);
        }
        assert_int_equal(uart_read(&u, LSR), 0x60);
    }
}

static void test_overrun(void **state)
{
    struct uart u = fresh();
    (void)state;
    receive(&u, "0123456789abcdef");
    assert_int_equal(uart_read(&u, LSR), 0x61);
    receive(&u, "X");
    assert_int_equal(uart_read(&u, LSR), 0x63); /* OE, */
    assert_int_equal(uart_read(&u, LSR), 0x61); /* which reading clears */
    for (int i = 0; i < 16; i++) {
        assert_int_equal(uart_read(&u, RBR), "0123456789abcdef"[i]); /* what came first is kept */
    }
    assert_int_equal(uart_read(&u, LSR), 0x60);
}

static void test_clear_fifo(void **state)
{
    struct uart u = fresh();
    (void)state;
    receive(&u, "abc");
    uart_write(&u, FCR, 0x01);
    assert_int_equal(uart_read(&u, LSR), 0x61);
    uart_write(&u, FCR, 0x03);
    assert_int_equal(uart_read(&u, LSR), 0x60);
    assert_int_equal(uart_read(&u, IIR), 0xc0 | IIR_NONE); /* FIFOs are on */
    uart_write(&u, FCR, 0x00);
    assert_int_equal(uart_read(&u, IIR), IIR_NONE);
}

static void test_divisor_latch(void **state)
{
    struct uart u = fresh();
    (void)state;
    uart_write(&u, IER, 0x01);
    uart_write(&u, LCR, 0x83);
    assert_int_equal(uart_write(&u, DLL, 0x12), UART_NOTHING_SENT);
    uart_write(&u, DLM, 0x34);
    assert_int_equal(uart_read(&u, DLL), 0x12);
    assert_int_equal(uart_read(&u, DLM), 0x34);
    uart_write(&u, LCR, 0x03);
    assert_int_equal(uart_read(&u, IER), 0x01);
    assert_int_equal(uart_read(&u, LCR), 0x03);
    assert_int_equal(uart_write(&u, THR, 'A'), 'A');
}

static void test_plain_registers(void **state)
{
    struct uart u = fresh();
    (void)state;
    uart_write(&u, SCR, 0xa5);
    assert_int_equal(uart_read(&u, SCR), 0xa5);
    uart_write(&u, IER, 0xff);
    assert_int_equal(uart_read(&u, IER), 0x0f);
    uart_write(&u, MCR, 0xef);
    assert_int_equal(uart_read(&u, MCR), 0x0f);
    uart_write(&u, LSR, 0xff); /* read-only */
    uart_write(&u, MSR, 0xff);
    assert_int_equal(uart_read(&u, LSR), 0x60);
    assert_int_equal(uart_read(&u, MSR), 0xb0);
    assert_int_equal(uart_read(&u, 8), 0);
    assert_int_equal(uart_write(&u, 8, 1), UART_NOTHING_SENT);
}

/* [PC16550D 8.6.3, table III]: line status, then received data, then transmitter empty. */
static void test_interrupt_priority(void **state)
{
    struct uart u = fresh();
    (void)state;
    receive(&u, "0123456789abcdefX");
    assert_false(uart_line(&u)); /* nothing is enabled */
    assert_int_equal(uart_read(&u, IIR), IIR_NONE);
    uart_write(&u, IER, 0x07);
    assert_true(uart_line(&u));
    assert_int_equal(uart_read(&u, IIR), IIR_LINE);
    uart_read(&u, LSR);
    assert_int_equal(uart_read(&u, IIR), IIR_RX);
    for (int i = 0; i < 16; i++) {
        assert_int_equal(uart_read(&u, IIR), IIR_RX);
        uart_read(&u, RBR);
    }
    assert_int_equal(uart_read(&u, IIR), IIR_THRE);
    assert_int_equal(uart_read(&u, IIR), IIR_NONE); /* reading it has cleared it */
    assert_false(uart_line(&u));
}

/* "Transmitter empty" comes again with each byte, and when it is enabled anew. */
static void test_transmitter_empty(void **state)
{
    struct uart u = fresh();
    (void)state;
    uart_write(&u, IER, 0x02);
    assert_true(uart_line(&u));
    assert_int_equal(uart_read(&u, IIR), IIR_THRE);
    assert_false(uart_line(&u));
    uart_write(&u, IER, 0x02); /* was enabled already */
    assert_false(uart_line(&u));
    uart_write(&u, THR, 'A');
    assert_true(uart_line(&u));
    uart_read(&u, IIR);
    uart_write(&u, IER, 0x00);
    uart_write(&u, IER, 0x02);
    assert_true(uart_line(&u));
}

/* A more urgent interrupt does not use up the one behind it. */
static void test_identification_clears_only_its_own(void **state)
{
    struct uart u = fresh();
    (void)state;
    uart_write(&u, IER, 0x03);
    receive(&u, "a");
    assert_int_equal(uart_read(&u, IIR), IIR_RX);
    uart_read(&u, RBR);
    assert_int_equal(uart_read(&u, IIR), IIR_THRE);
}

static void test_loopback(void **state)
{
    struct uart u = fresh();
    (void)state;
    uart_write(&u, MCR, 0x10);
    assert_int_equal(uart_read(&u, MSR), 0x00);
    uart_write(&u, MCR, 0x1a); /* RTS and OUT2: how Linux tells that a UART is there */
    assert_int_equal(uart_read(&u, MSR), 0x90);
    uart_write(&u, MCR, 0x15); /* DTR and OUT1 */
    assert_int_equal(uart_read(&u, MSR), 0x60);
    assert_int_equal(uart_write(&u, THR, 'L'), UART_NOTHING_SENT);
    assert_int_equal(uart_read(&u, RBR), 'L');
    uart_write(&u, MCR, 0x00);
    assert_int_equal(uart_read(&u, MSR), 0xb0);
}

/* Input that waits until software listens, and while there is no room, is never lost. */
static void test_listening(void **state)
{
    struct uart u = fresh();
    (void)state;
    assert_false(uart_accepts(&u));
    uart_write(&u, IER, 0x02);
    uart_read(&u, RBR);
    assert_false(uart_accepts(&u));
    uart_read(&u, LSR);
    uart_write(&u, THR, 'x'); /* it looked in order to send */
    uart_read(&u, LSR);
    uart_read(&u, RBR);
    uart_read(&u, LSR);
    assert_false(uart_accepts(&u));
    uart_read(&u, LSR); /* and again: it polls */
    assert_true(uart_accepts(&u));
    receive(&u, "0123456789abcdef");
    assert_false(uart_accepts(&u));
    uart_read(&u, RBR);
    assert_true(uart_accepts(&u));
    uart_write(&u, FCR, 0x07); /* a driver starts: what comes now would be lost */
    assert_false(uart_accepts(&u));
    uart_read(&u, IIR);
    for (int i = 0; i < 15; i++) { /* a driver's, which looks twice when it starts */
        uart_read(&u, LSR);
        assert_false(uart_accepts(&u));
    }
    uart_read(&u, LSR);
    assert_true(uart_accepts(&u));
    u = fresh();
    uart_write(&u, LCR, 0x80);
    uart_write(&u, DLM, 0x01); /* not IER */
    assert_false(uart_accepts(&u));
    uart_write(&u, LCR, 0x00);
    uart_write(&u, IER, 0x01);
    assert_true(uart_accepts(&u));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transmit),
        cmocka_unit_test(test_fifo_order),
        cmocka_unit_test(test_overrun),
        cmocka_unit_test(test_clear_fifo),
        cmocka_unit_test(test_divisor_latch),
        cmocka_unit_test(test_plain_registers),
        cmocka_unit_test(test_interrupt_priority),
        cmocka_unit_test(test_transmitter_empty),
        cmocka_unit_test(test_identification_clears_only_its_own),
        cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_listening),
    };
    return cmocka_run_group_tests_name("uart", tests, NULL, NULL);
}
