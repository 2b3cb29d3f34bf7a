/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A driver whose buffers are not in its memory: the device needs a reset, and has done nothing. */
#include "driver.h"
#include "guest.h"

enum { NEEDS_RESET = 0x40, BEYOND = 0x20000000 };

static struct driver driver;
static uint8_t header[16], status;

static void offer(const char *what, uint32_t address)
{
    struct buffer chain[] = {
        {header, 16, false}, {(void *)(uintptr_t)address, 512, true}, {&status, 1, true}};
    driver_start(&driver, 0, DEVICE_BLOCK, 1);
    driver_offer(&driver, 0, 0, chain, 3);
    while (!(*driver_register(&driver, VIRTIO_STATUS) & NEEDS_RESET)) {
    }
    equal(what, *driver_register(&driver, VIRTIO_INTERRUPT_STATUS), VIRTIO_INTERRUPT_CONFIG);
}

int main(void)
{
    guest_start();
    offer("nothing is there", 0x1100);
    offer("a device", UART_BASE + 0x100);
    offer("below the memory", RAM_BASE - 0x300);
    offer("beyond it", RAM_BASE + BEYOND + 0x100);
    return guest_end();
}
