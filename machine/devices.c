/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/devices.h"

#include <stdio.h>
#include <string.h>

#include "isa/board.h"
#include "isa/dev/finisher.h"

/* --- finisher --- */

static void finish(struct machine *m, enum finish how, uint32_t code)
{
    static const enum stop_reason reasons[] = {
        [FINISH_EXIT] = STOP_EXIT, [FINISH_RESET] = STOP_RESET, [FINISH_HTIF] = STOP_HTIF};
    if (how != FINISH_NOT) {
        m->stop = reasons[how];
        m->exit_code = code;
    }
}

void devices_finisher(struct machine *m, uint32_t word)
{
    uint32_t code;
    enum finish how = finisher_word(word, &code);
    finish(m, how, code);
}

void devices_tohost(struct machine *m, uint32_t word)
{
    uint32_t code;
    enum finish how = tohost_word(word, &code);
    finish(m, how, code);
}

static bool finisher_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    (void)m, (void)reg, (void)size;
    *value = 0;
    return true;
}

static bool finisher_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    (void)size;
    if (reg == 0) {
        devices_finisher(m, value);
    }
    return true;
}

/* --- clocks and interrupts --- */

static bool rtc_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    return rtc_read(&m->rtc, reg, size, machine_now(m), value);
}

static bool rtc_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    return rtc_write(&m->rtc, reg, size, machine_now(m), value);
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

/* --- UART --- */

static void put_out(void *context, uint8_t byte)
{
    struct machine *m = context;
    if (m->console) {
        m->console(m->console_context, byte);
    }
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
    if (sent != UART_NOTHING_SENT) {
        put_out(m, (uint8_t)sent);
    }
    return true;
}

/* --- virtio --- */

static void tell_written(struct machine *m, uint32_t pa, uint32_t size)
{
    uint32_t offset = pa - RAM_BASE;
    for (uint32_t at = offset; m->watch.page && at - offset < size; at = (at | PAGE_OFFSET) + 1) {
        if (watch_has_page(&m->watch, at)) {
            observe_access(m, &(struct ram_access){pa, size, true, true, 0});
            return;
        }
    }
}

static uint8_t *dma(void *context, uint32_t pa, uint32_t size, bool write)
{
    struct machine *m = context;
    if (write && (m->observed & OBSERVE_ACCESS) && machine_ram(m, pa, size)) {
        tell_written(m, pa, size);
    }
    /* What a device reads is not written, but it has only one type for both. */
    return write ? machine_ram_write(context, pa, size) : (uint8_t *)machine_ram(context, pa, size);
}

static bool disk(void *context, uint64_t offset, uint8_t *bytes, uint32_t size, bool write)
{
    struct machine *m = context;
    if (write) {
        pages_touch_all(&m->disk, offset, size);
        memcpy(m->disk.bytes + offset, bytes, size);
    } else {
        memcpy(bytes, m->disk.bytes + offset, size);
    }
    return true;
}

static struct virtio_host host_of(struct machine *m)
{
    return (struct virtio_host){.context = m,
                                .memory = dma,
                                .disk = disk,
                                .disk_size = m->config.disk_size,
                                .send = put_out};
}

/* The guest programmed the device wrongly: say so once, in words of its own. */
static void complain(struct machine *m, unsigned slot)
{
    char text[160];
    const struct virtio *v = &m->virtio[slot];
    snprintf(text, sizeof text, "virtio %s at 0x%08x: %s; it needs a reset (pc 0x%08x)",
             v->kind == VIRTIO_BLOCK ? "block device" : "console",
             VIRTIO_BASE + slot * VIRTIO_SLOT_SIZE, virtio_fault_text(v->fault), m->hart.pc);
    if (m->complain) {
        m->complain(m->complain_context, text);
    }
}

static bool virtio_device_read(struct machine *m, uint32_t reg, unsigned size, uint32_t *value)
{
    struct virtio_host h = host_of(m);
    return virtio_read(&m->virtio[reg / VIRTIO_SLOT_SIZE], &h, reg % VIRTIO_SLOT_SIZE, size, value);
}

static bool virtio_device_write(struct machine *m, uint32_t reg, unsigned size, uint32_t value)
{
    unsigned slot = reg / VIRTIO_SLOT_SIZE;
    struct virtio *v = &m->virtio[slot];
    enum virtio_fault before = v->fault;
    bool done = virtio_write(v, reg % VIRTIO_SLOT_SIZE, size, machine_now(m), value);
    if (v->fault != before && v->fault != VIRTIO_FINE) {
        complain(m, slot);
    }
    return done;
}

bool devices_step(struct machine *m, unsigned slot)
{
    struct virtio_host h = host_of(m);
    struct virtio *v = &m->virtio[slot];
    enum virtio_fault before = v->fault;
    bool due = virtio_step(v, &h, machine_now(m));
    if (v->fault != before) {
        complain(m, slot);
    }
    return due;
}

uint32_t devices_fill(struct machine *m, uint32_t count)
{
    struct virtio_host h = host_of(m);
    struct input_queue *q = &m->input;
    struct virtio *v = &m->virtio[VIRTIO_CONSOLE_SLOT];
    uint32_t most = count < q->count ? count : (uint32_t)q->count;
    uint32_t taken = virtio_console_fill(v, &h, q->bytes + q->head, most);
    q->head += taken;
    q->count -= taken;
    return taken;
}

static void advance_virtio(struct machine *m, unsigned slot)
{
    struct virtio_host h = host_of(m);
    struct virtio *v = &m->virtio[slot];
    enum virtio_fault before = v->fault;
    virtio_advance(v, &h, machine_now(m));
    if (slot == VIRTIO_CONSOLE_SLOT && v->receptive && m->input.count > 0 &&
        virtio_console_quiet(v, m->waiting) <= machine_now(m)) {
        uint32_t taken =
            virtio_console_receive(v, &h, m->input.bytes + m->input.head, (uint32_t)m->input.count);
        m->input.head += taken;
        m->input.count -= taken;
    }
    if (v->fault != before) {
        complain(m, slot);
    }
}

/* --- all of them --- */

static const struct device {
    uint32_t base, size;
    bool (*read)(struct machine *m, uint32_t reg, unsigned size, uint32_t *value);
    bool (*write)(struct machine *m, uint32_t reg, unsigned size, uint32_t value);
} devices[] = {
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

bool devices_read(struct machine *m, uint32_t pa, unsigned size, uint32_t *value)
{
    const struct device *d = device_at(pa, size);
    return d && d->read(m, pa - d->base, size, value);
}

bool devices_write(struct machine *m, uint32_t pa, unsigned size, uint32_t value)
{
    const struct device *d = device_at(pa, size);
    return d && d->write(m, pa - d->base, size, value);
}

void devices_reset(struct machine *m)
{
    const struct machine_config *c = &m->config;
    clint_reset(&m->clint);
    plic_reset(&m->plic);
    uart_reset(&m->uart);
    rtc_reset(&m->rtc, c->epoch);
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        bool block = i == VIRTIO_BLOCK_SLOT && c->disk_size > 0;
        bool console = i == VIRTIO_CONSOLE_SLOT && c->virtio_console;
        virtio_reset(&m->virtio[i],
                     block     ? VIRTIO_BLOCK
                     : console ? VIRTIO_CONSOLE
                               : VIRTIO_NONE,
                     c->virtio_legacy);
    }
}

bool devices_type(struct machine *m)
{
    struct input_queue *q = &m->input;
    bool due = q->count > 0 && uart_accepts(&m->uart);
    if (due) {
        uart_receive(&m->uart, q->bytes[q->head]);
        q->head++;
        q->count--;
    }
    return due;
}

/* The driver may have made buffers available without a word. */
void devices_input(struct machine *m)
{
    struct virtio *v = &m->virtio[VIRTIO_CONSOLE_SLOT];
    v->receptive = v->kind == VIRTIO_CONSOLE;
}

void devices_advance(struct machine *m)
{
    rtc_advance(&m->rtc, machine_now(m));
    while (!m->config.virtio_console && devices_type(m)) {
    }
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        if (m->virtio[i].kind != VIRTIO_NONE) {
            advance_virtio(m, i);
        }
    }
}

static uint32_t line(unsigned irq, bool up)
{
    return up ? 1u << irq : 0;
}

uint32_t devices_lines(struct machine *m)
{
    for (unsigned i = 0; i < VIRTIO_SLOTS; i++) {
        if (m->virtio[i].kind != VIRTIO_NONE) {
            plic_set_line(&m->plic, VIRTIO_IRQ + i, virtio_line(&m->virtio[i]));
        }
    }
    plic_set_line(&m->plic, UART_IRQ, uart_line(&m->uart));
    plic_set_line(&m->plic, RTC_IRQ, rtc_line(&m->rtc));
    return line(IRQ_timer, clint_timer_line(&m->clint, machine_now(m))) |
           line(IRQ_software, m->clint.msip) | line(IRQ_external, plic_output(&m->plic));
}

/* When the virtio console may be handed the input that waits for it. */
static uint64_t input_deadline(const struct machine *m)
{
    const struct virtio *v = &m->virtio[VIRTIO_CONSOLE_SLOT];
    bool waits = v->receptive && m->input.count > 0;
    return waits ? virtio_console_quiet(v, m->waiting) : UINT64_MAX;
}

uint64_t devices_deadline(const struct machine *m)
{
    uint64_t now = machine_now(m);
    uint64_t soonest = UINT64_MAX;
    const uint64_t deadlines[] = {clint_deadline(&m->clint, now), rtc_deadline(&m->rtc, now),
                                  virtio_deadline(&m->virtio[VIRTIO_BLOCK_SLOT]),
                                  virtio_deadline(&m->virtio[VIRTIO_CONSOLE_SLOT]),
                                  input_deadline(m)};
    for (size_t i = 0; i < sizeof deadlines / sizeof deadlines[0]; i++) {
        if (deadlines[i] > now && deadlines[i] < soonest) {
            soonest = deadlines[i];
        }
    }
    return soonest;
}
