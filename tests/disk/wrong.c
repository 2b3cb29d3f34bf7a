/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A driver that goes wrong, and says how the device takes it; then all is well after a reset. */
#include "driver.h"
#include "guest.h"

enum { NEEDS_RESET = 0x40 };

static struct driver driver;
static uint8_t header[16], status;

int main(void)
{
    uint32_t first, written;
    struct buffer bad[] = {{header, 16, false}, {&status, 1, false}};
    struct buffer good[] = {{header, 16, false}, {&status, 1, true}};
    guest_start();
    if (!driver_start(&driver, 0, DEVICE_BLOCK, 1)) {
        printf("no disk\n");
        return 1;
    }
    driver_offer(&driver, 0, 0, bad, 2);
    while (!(*driver_register(&driver, VIRTIO_STATUS) & NEEDS_RESET)) {
    }
    equal("interrupt", *driver_register(&driver, VIRTIO_INTERRUPT_STATUS), VIRTIO_INTERRUPT_CONFIG);
    driver_start(&driver, 0, DEVICE_BLOCK, 1);
    equal("after the reset", *driver_register(&driver, VIRTIO_STATUS) & NEEDS_RESET, 0);
    driver_offer(&driver, 0, 0, good, 2); /* a read of no sectors */
    driver_wait(&driver, 0, &first, &written);
    equal("status", status, 0);
    return guest_end();
}
