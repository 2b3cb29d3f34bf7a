/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/console.h"

#include "isa/board.h"
#include "vmm/hw.h"
#include "vmm/schedule.h"
#include "vmm/slots.h"

enum { MONITOR_CHANNEL = 0, INITIAL_GRANTS = VM_INPUT_SIZE / FRAMING_GRANT };

static uint8_t channel_of(const struct vm *vm)
{
    return (uint8_t)(vm->index + 1);
}

static void put(uint8_t byte)
{
    hw_write8(UART_BASE + UART_THR, byte);
}

static void command(uint8_t what, uint8_t channel)
{
    uint8_t frame[4];
    framing_command(frame, what, channel);
    for (int i = 0; i < 4; i++) {
        put(frame[i]);
    }
}

static void put_on(uint8_t channel, uint8_t byte)
{
    if (vmm.console_channel != channel) {
        command(FRAMING_SELECT, channel);
        vmm.console_channel = channel;
    }
    put(byte);
    if (byte == FRAMING_ESC) {
        put(byte);
    }
}

void console_boot(void)
{
    hw_write8(UART_BASE + UART_IER, UART_IER_RX);
    hw_write32(PLIC_BASE + PLIC_PRIORITY + 4 * UART_IRQ, 1);
    hw_write32(PLIC_BASE + PLIC_ENABLE, 1u << UART_IRQ);
    hw_write32(PLIC_BASE + PLIC_THRESHOLD, 0);
    for (uint32_t i = 0; i < vmm.vm_count; i++) {
        for (uint32_t n = 0; n < INITIAL_GRANTS; n++) {
            command(FRAMING_GRANT_MORE, channel_of(&vmm.vms[i]));
        }
    }
}

void console_send(struct vm *vm, uint8_t byte)
{
    put_on(channel_of(vm), byte);
}

void console_say(const char *text)
{
    for (; *text; text++) {
        put_on(MONITOR_CHANNEL, (uint8_t)*text);
    }
}

/* Input for the monitor itself, for no VM, or beyond what was granted, is dropped. */
static void accept(uint32_t channel, uint8_t byte)
{
    if (channel == MONITOR_CHANNEL || channel > vmm.vm_count) {
        return;
    }
    struct vm *vm = &vmm.vms[channel - 1];
    if (vm->input_count < VM_INPUT_SIZE) {
        vm->input[(vm->input_head + vm->input_count) % VM_INPUT_SIZE] = byte;
        vm->input_count++;
        slots_input(vm);
        schedule_event(vm);
    }
}

void console_receive(void)
{
    uint32_t irq = hw_read32(PLIC_BASE + PLIC_CLAIM);
    while (hw_read8(UART_BASE + UART_LSR) & UART_LSR_DR) {
        uint8_t value;
        uint8_t byte = hw_read8(UART_BASE + UART_RBR);
        if (framing_receive(&vmm.framing, byte, &value) == FRAMING_BYTE) {
            accept(vmm.framing.channel, value);
        }
    }
    if (irq) {
        hw_write32(PLIC_BASE + PLIC_CLAIM, irq);
    }
}

uint32_t console_waiting(const struct vm *vm, const uint8_t **bytes)
{
    uint32_t before_end = VM_INPUT_SIZE - vm->input_head;
    *bytes = vm->input + vm->input_head;
    return vm->input_count < before_end ? vm->input_count : before_end;
}

void console_take(struct vm *vm, uint32_t count)
{
    vm->input_head = (vm->input_head + count) % VM_INPUT_SIZE;
    vm->input_count -= count;
    vm->input_consumed += count;
    while (vm->input_consumed >= FRAMING_GRANT) {
        vm->input_consumed -= FRAMING_GRANT;
        command(FRAMING_GRANT_MORE, channel_of(vm));
    }
}

void console_deliver(struct vm *vm)
{
    while (!vm->virtio_console && vm->input_count > 0 && uart_accepts(&vm->uart)) {
        uart_receive(&vm->uart, vm->input[vm->input_head]);
        console_take(vm, 1);
    }
}
