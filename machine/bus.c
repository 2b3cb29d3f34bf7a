/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/bus.h"

#include "isa/board.h"
#include "isa/dev/finisher.h"
struct device {
    uint32_t base, size;
    bool (*read)(struct machine *m, uint32_t reg, unsigned size, uint32_t *value);
    bool (*write)(struct machine *m, uint32_t reg, unsigned size, uint32_t value);
};

static bool finisher_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    (void)m, (void)reg, (void)size;
    *value = 0;
    return true;
}

static void finish(struct machine *m, enum finish how, uint32_t code)
{
    static const enum stop_reason reasons[] = {
        [FINISH_EXIT] = STOP_EXIT, [FINISH_RESET] = STOP_RESET, [FINISH_HTIF] = STOP_HTIF};
    if (how != FINISH_NOT) {
        m->stop = reasons[how];
        m->exit_code = code;
    }
}

static bool finisher_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    (void)size;
    uint32_t code;
    if (reg == 0) {
        enum finish how = finisher_word(value, &code);
        finish(m, how, code);
    }
    return true;
}

static bool clint_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    return clint_read(&m->clint, reg, size, machine_now(m), value);
}

static bool clint_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    return clint_write(&m->clint, reg, size, machine_now(m), value);
}

static bool plic_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    return plic_read(&m->plic, reg, size, value);
}

static bool plic_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    return plic_write(&m->plic, reg, size, value);
}

/* The UART's registers are bytes; a wider access reaches the one at its address. */
static bool uart_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    (void)size;
    *value = uart_read(&m->uart, reg);
    return true;
}

static bool uart_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    (void)size;
    int sent = uart_write(&m->uart, reg, (uint8_t)value);
    if (sent != UART_NOTHING_SENT && m->console) {
        m->console(m->console_context, (uint8_t)sent);
    }
    return true;
}

static const struct device devices[] = {
#define DEVICE(id, name, base, size, irq) {base, size, name##_device_read, name##_device_write},
#include "isa/board.def"
};

static const struct device *device_at(uint32_t pa, unsigned size)
{
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        if (pa - devices[i].base < devices[i].size) {
            return pa % size == 0 ? &devices[i] : NULL;
        }
    }
    return NULL;
}

uint8_t *machine_ram(struct machine *m, uint32_t pa, size_t size)
{
    uint32_t offset = pa - RAM_BASE;
    bool inside = offset < m->config.ram_size && size <= m->config.ram_size - offset;
    return inside ? m->ram + offset : NULL;
}

static uint32_t little_endian(const uint8_t *bytes, unsigned size)
{
    uint32_t v = 0;
    for (unsigned i = size; i-- > 0;) {
        v = v << 8 | bytes[i];
    }
    return v;
}

bool bus_read(struct machine *m, uint32_t pa, unsigned size, uint32_t *value)
{
    const uint8_t *ram = machine_ram(m, pa, size);
    if (ram) {
        *value = little_endian(ram, size);
        return true;
    }
    const struct device *d = device_at(pa, size);
    if (!d || !d->read(m, pa - d->base, size, value)) {
        return false;
    }
    m->next_event = 0;
    return true;
}

static void tohost(struct machine *m, uint32_t value)
{
    uint32_t code;
    enum finish how = tohost_word(value, &code);
    finish(m, how, code);
}

bool bus_write(struct machine *m, uint32_t pa, unsigned size, uint32_t value)
{
    uint8_t *ram = machine_ram(m, pa, size);
    if (ram) {
        for (unsigned i = 0; i < size; i++) {
            ram[i] = (uint8_t)(value >> 8 * i);
        }
        if (m->has_tohost && pa == m->tohost) {
            tohost(m, value);
        }
        return true;
    }
    const struct device *d = device_at(pa, size);
    if (!d || !d->write(m, pa - d->base, size, value)) {
        return false;
    }
    m->next_event = 0;
    return true;
}

static void deliver_input(struct machine *m)
{
    struct input_queue *q = &m->input;
    while (q->count > 0 && uart_accepts(&m->uart)) {
        uart_receive(&m->uart, q->bytes[q->head]);
        q->head++;
        q->count--;
    }
}

static uint32_t line(unsigned irq, bool up)
{
    return up ? 1u << irq : 0;
}

void bus_events(struct machine *m)
{
    uint64_t now = machine_now(m);
    deliver_input(m);
    plic_set_line(&m->plic, UART_IRQ, uart_line(&m->uart));
    m->hart.priv.mip = line(IRQ_timer, clint_timer_line(&m->clint, now)) |
                       line(IRQ_software, m->clint.msip) |
                       line(IRQ_external, plic_output(&m->plic));
    uint64_t deadline = clint_deadline(&m->clint, now);
    bool reachable = deadline > now && deadline < NEVER_CYCLE / CYCLES_PER_TICK;
    m->next_event = reachable ? deadline * CYCLES_PER_TICK : NEVER_CYCLE;
}
