/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupt-driven input on the bare machine: lines from the console come back in upper case,
 * until one says "quit" or Ctrl-D ends the input. The UART's interrupt comes through the PLIC;
 * between two characters the hart sleeps.
 */
#include <console.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <trap.h>

#include "pg32.h"

enum { RING = 256, LINE = 128, CTRL_D = 4 };

/* The handler writes at `in`, main reads at `out`; both only grow. */
static volatile char ring[RING];
static volatile unsigned in, out;

/* What does not fit stays in the UART: its interrupt is off until there is room again. */
static void receive(void)
{
    while (in - out < RING) {
        int c = console_poll();
        if (c < 0) {
            return;
        }
        ring[in % RING] = (char)c;
        in++;
    }
    console_interrupts(false);
}

static void on_trap(struct trap_frame *frame)
{
    if (!trap_is_irq(frame, IRQ_external)) {
        trap_unexpected(frame);
    }
    uint32_t irq = plic_claim();
    if (irq == UART_IRQ) {
        receive();
    }
    if (irq != 0) {
        plic_complete(irq);
    }
}

/* As in ticker.c: look with interrupts off, and sleep in a way that cannot miss one. */
static char next_char(void)
{
    interrupts_disable();
    while (in == out) {
        wfi();
        interrupts_enable();
        interrupts_disable();
    }
    bool was_full = in - out == RING;
    char c = ring[out % RING];
    out++;
    if (was_full) {
        console_interrupts(true);
    }
    interrupts_enable();
    return c;
}

/* A line without its end, cut off at LINE. False if the input ended instead. */
static bool read_line(char *line)
{
    size_t n = 0;
    for (;;) {
        char c = next_char();
        if (c == CTRL_D) {
            return false;
        }
        if (c == '\n' || c == '\r') {
            line[n] = '\0';
            return true;
        }
        if (n < LINE - 1) {
            line[n++] = c;
        }
    }
}

int main(void)
{
    char line[LINE];
    int lines = 0;
    trap_set(on_trap);
    plic_enable(UART_IRQ);
    console_interrupts(true);
    interrupts_enable();
    puts("echo: type lines; \"quit\" or Ctrl-D ends");
    while (read_line(line) && strcmp(line, "quit") != 0) {
        for (char *c = line; *c; c++) {
            *c = (char)toupper((unsigned char)*c);
        }
        puts(line);
        lines++;
    }
    printf("echo: %d lines\n", lines);
    return 0;
}
