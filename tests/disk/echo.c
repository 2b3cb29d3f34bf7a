/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sends back what it receives on the virtio console of slot 1, in capitals, until there is a full
 * stop. Two buffers to receive with, of different sizes, are always available. What it says of
 * itself goes through the UART.
 */
#include "driver.h"
#include "guest.h"
#include <ctype.h>

enum { RECEIVE, SEND, BUFFERS = 2, SMALL = 3, LARGE = 40 };

static struct driver driver;
static char buffers[BUFFERS][LARGE];
static const uint32_t sizes[BUFFERS] = {SMALL, LARGE};
static uint32_t received;

static void make_room(uint32_t i)
{
    struct buffer b = {buffers[i], sizes[i], true};
    driver_offer(&driver, RECEIVE, i, &b, 1);
}

static void send(char *bytes, uint32_t size)
{
    uint32_t first, written;
    struct buffer b = {bytes, size, false};
    driver_offer(&driver, SEND, 0, &b, 1);
    driver_wait(&driver, SEND, &first, &written);
}

/* Whether there is more to come. */
static bool echo(void)
{
    uint32_t i, size;
    bool more = true;
    driver_wait(&driver, RECEIVE, &i, &size);
    for (uint32_t at = 0; at < size; at++) {
        more = more && buffers[i][at] != '.';
        buffers[i][at] = (char)toupper((unsigned char)buffers[i][at]);
    }
    received += size;
    send(buffers[i], size);
    make_room(i);
    return more;
}

int main(void)
{
    guest_start();
    if (!driver_start(&driver, 1, DEVICE_CONSOLE, QUEUES)) {
        printf("no console\n");
        return 1;
    }
    make_room(0);
    make_room(1);
    driver_interrupts(&driver, true);
    while (echo()) {
    }
    printf("%u bytes\n", (unsigned)received);
    return guest_end();
}
