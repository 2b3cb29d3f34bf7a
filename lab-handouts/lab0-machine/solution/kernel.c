/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's part in C: console, system calls, ticks, and what a process dies of. */
#include "lab0.h"
#include "pg32.h"

volatile uint32_t ticks;

static uint32_t tick_period;
static uint64_t tick_due;

static void put(char c)
{
    while (!(*reg8(UART_BASE + UART_LSR) & UART_LSR_THRE)) {
    }
    *reg8(UART_BASE + UART_THR) = (uint8_t)c;
}

void put_text(const char *text)
{
    while (*text != '\0') {
        put(*text++);
    }
}

/* In an order that never shows a value below both the old and the new [Priv 3.2.1]. */
static void timer_set(uint64_t when)
{
    *reg32(CLINT_BASE + CLINT_MTIMECMP + 4) = UINT32_MAX;
    *reg32(CLINT_BASE + CLINT_MTIMECMP) = (uint32_t)when;
    *reg32(CLINT_BASE + CLINT_MTIMECMP + 4) = (uint32_t)(when >> 32);
}

/* The upper half may move between the two reads. */
static uint64_t now(void)
{
    uint32_t high, low;
    do {
        high = *reg32(CLINT_BASE + CLINT_MTIME + 4);
        low = *reg32(CLINT_BASE + CLINT_MTIME);
    } while (high != *reg32(CLINT_BASE + CLINT_MTIME + 4));
    return (uint64_t)high << 32 | low;
}

void timer_start(uint32_t period)
{
    tick_period = period;
    tick_due = now() + period;
    timer_set(tick_due);
    csr_set(mie, MIE_TIMER);
}

/* Due a period after the last one was, however late that was served. */
static void tick(void)
{
    ticks++;
    tick_due += tick_period;
    timer_set(tick_due);
}

static uint32_t call(uint32_t number, uint32_t argument)
{
    switch (number) {
    case CALL_EXIT:
        machine_stop(argument);
    case CALL_TICKS:
        return ticks;
    case CALL_PUT:
        put((char)argument);
        return 0;
    default:
        return UINT32_MAX;
    }
}

void trap(struct frame *f)
{
    switch (f->mcause) {
    case MCAUSE_INTERRUPT | IRQ_timer:
        tick();
        break;
    case CAUSE_ecall_user:
    case CAUSE_ecall_supervisor:
        f->mepc += 4;
        f->x[10] = call(f->x[17], f->x[10]);
        break;
    default:
        machine_stop(128 + f->mcause);
    }
}
