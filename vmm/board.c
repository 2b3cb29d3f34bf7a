/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/board.h"

#include "isa/board.h"
#include "vmm/console.h"
#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/schedule.h"
#include "vmm/slots.h"
#include "vmm/stop.h"

struct device {
    uint32_t base, size;
    bool (*read)(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value);
    bool (*write)(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value);
};

static bool finisher_device_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    (void)vm, (void)reg, (void)size;
    *value = 0;
    return true;
}

static bool finisher_device_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    (void)size;
    if (reg == 0) {
        vm_finisher(vm, value);
    }
    return true;
}

static bool rtc_device_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    return rtc_read(&vm->rtc, reg, size, vm_time(vm), value);
}

static bool rtc_device_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    return rtc_write(&vm->rtc, reg, size, vm_time(vm), value);
}

static bool clint_device_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    return clint_read(&vm->clint, reg, size, vm_time(vm), value);
}

static bool clint_device_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    return clint_write(&vm->clint, reg, size, vm_time(vm), value);
}

static bool plic_device_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    return plic_read(&vm->plic, reg, size, value);
}

static bool plic_device_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    return plic_write(&vm->plic, reg, size, value);
}

static bool uart_device_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    (void)size;
    *value = uart_read(&vm->uart, reg);
    return true;
}

static bool uart_device_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    (void)size;
    int sent = uart_write(&vm->uart, reg, (uint8_t)value);
    if (sent != UART_NOTHING_SENT) {
        console_send(vm, (uint8_t)sent);
    }
    return true;
}

static bool virtio_device_read(struct vm *vm, uint32_t reg, uint32_t size, uint32_t *value)
{
    return slots_read(vm, reg, size, value);
}

static bool virtio_device_write(struct vm *vm, uint32_t reg, uint32_t size, uint32_t value)
{
    return slots_write(vm, reg, size, value);
}

static const struct device devices[] = {
#define DEVICE(id, name, base, size, irq) {base, size, name##_device_read, name##_device_write},
#include "isa/board.def"
};

enum { DEVICES = sizeof devices / sizeof devices[0] };

void board_reset(struct vm *vm)
{
    uart_reset(&vm->uart);
    clint_reset(&vm->clint);
    plic_reset(&vm->plic);
    rtc_reset(&vm->rtc, vmm.epoch);
    slots_reset(vm);
}

static const struct device *device_at(uint32_t pa, uint32_t size)
{
    for (uint32_t i = 0; i < DEVICES; i++) {
        if (pa - devices[i].base < devices[i].size) {
            return (pa & (size - 1)) == 0 ? &devices[i] : 0;
        }
    }
    return 0;
}

/* The commonest access: a byte for the console, which changes no line. */
static bool nothing_follows(const struct vm *vm, const struct device *d)
{
    return d->base == UART_BASE && vm->input_count == 0 &&
           uart_line(&vm->uart) == plic_line(&vm->plic, UART_IRQ);
}

/* Whatever a device access has changed, the interrupt lines follow from it. */
static bool accessed(struct vm *vm, const struct device *d, bool done)
{
    if (done && vm->state != VM_STOPPED && !nothing_follows(vm, d)) {
        board_lines(vm, vm_time(vm));
    }
    return done;
}

/*
 * The timer, or the alarm, may have moved. To be called when the lines are up to date: a timer
 * whose line is still up has no deadline, and the write may have brought it down.
 */
static void moved(const struct device *d)
{
    if (d->base == CLINT_BASE || d->base == RTC_BASE) {
        schedule_timer();
    }
}

bool board_read(struct vm *vm, uint32_t pa, uint32_t size, uint32_t *value)
{
    const struct device *d = device_at(pa, size);
    return d && accessed(vm, d, d->read(vm, pa - d->base, size, value));
}

bool board_write(struct vm *vm, uint32_t pa, uint32_t size, uint32_t value)
{
    const struct device *d = device_at(pa, size);
    bool done = d && accessed(vm, d, d->write(vm, pa - d->base, size, value));
    if (done) {
        moved(d);
    }
    return done;
}

static uint32_t line(unsigned irq, bool up)
{
    return up ? 1u << irq : 0;
}

void board_lines(struct vm *vm, uint64_t now)
{
    vm->attention = 0;
    console_deliver(vm);
    rtc_advance(&vm->rtc, now);
    plic_set_line(&vm->plic, RTC_IRQ, rtc_line(&vm->rtc));
    plic_set_line(&vm->plic, UART_IRQ, uart_line(&vm->uart));
    slots_lines(vm);
    vm->vcpu.priv.mip = line(IRQ_timer, clint_timer_line(&vm->clint, now)) |
                        line(IRQ_software, vm->clint.msip) |
                        line(IRQ_external, plic_output(&vm->plic));
}

static uint64_t lines_deadline(const struct vm *vm, uint64_t now)
{
    bool shown = vm->vcpu.priv.mip & MIE_TIMER;
    uint64_t timer = shown ? UINT64_MAX : clint_deadline(&vm->clint, now);
    uint64_t alarm = rtc_deadline(&vm->rtc, now);
    return alarm < timer ? alarm : timer;
}

uint64_t board_find_deadline(struct vm *vm, uint64_t now)
{
    uint64_t lines = lines_deadline(vm, now);
    uint64_t slots = slots_deadline(vm);
    vm->attention = lines < slots ? lines : slots;
    return vm->attention;
}
