/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks its devices for as much at a time as they allow, in as many pieces as they allow: what a
 * driver can do to keep whoever serves them busy. Every request is a legal one, and the disk holds
 * in the end what it held before. The console's receive queue is filled with buffers without room:
 * what is typed is handed to all of them.
 */
#include "driver.h"
#include "guest.h"
#include <string.h>

enum { IN, OUT, FLAG_NEXT = 1, FLAG_WRITE = 2, NO_INTERRUPT = 1, MOST = 256 };
enum { PIECES = MOST - 2, SECTOR = 512, SECTORS = 8, RECEIVE = 0, SEND = 1 };
enum { LARGE = 2048 * SECTOR, EACH = LARGE / PIECES };

struct queue {
    struct {
        uint32_t address, address_high, length;
        uint16_t flags, next;
    } desc[MOST];
    struct {
        uint16_t flags, index, ring[MOST];
    } avail;
    struct {
        uint16_t flags, index;
        struct {
            uint32_t id, length;
        } ring[MOST];
    } used __attribute__((aligned(PAGE_SIZE)));
};

static volatile struct queue queues[QUEUES] __attribute__((aligned(PAGE_SIZE)));
static uint8_t buffer[LARGE + 1] __attribute__((aligned(PAGE_SIZE)));
static uint8_t *bytes = buffer;
static struct {
    uint32_t type, reserved, sector, sector_high;
} header;
static uint8_t status;

/* In place of the queue that the driver has started with. */
static void set_queue(const struct driver *d, unsigned i)
{
    *driver_register(d, VIRTIO_QUEUE_SEL) = i;
    *driver_register(d, VIRTIO_QUEUE_NUM) = MOST;
    if (d->legacy) {
        *driver_register(d, VIRTIO_QUEUE_ALIGN) = PAGE_SIZE;
        *driver_register(d, VIRTIO_QUEUE_PFN) = address_of(&queues[i]) / PAGE_SIZE;
    } else {
        *driver_register(d, VIRTIO_QUEUE_READY) = 0;
        *driver_register(d, VIRTIO_QUEUE_DESC_LOW) = address_of(queues[i].desc);
        *driver_register(d, VIRTIO_QUEUE_DRIVER_LOW) = address_of(&queues[i].avail);
        *driver_register(d, VIRTIO_QUEUE_DEVICE_LOW) = address_of(&queues[i].used);
        *driver_register(d, VIRTIO_QUEUE_READY) = 1;
    }
    queues[i].avail.flags = NO_INTERRUPT;
    queues[i].avail.index = queues[i].used.index = 0;
}

static void describe(unsigned q, unsigned i, const volatile void *at, uint32_t size, uint32_t flags)
{
    queues[q].desc[i].address = address_of(at);
    queues[q].desc[i].length = size;
    queues[q].desc[i].flags = (uint16_t)flags;
    queues[q].desc[i].next = (uint16_t)(i + 1);
}

static void offer(const struct driver *d, unsigned q, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        queues[q].avail.ring[(queues[q].avail.index + i) % MOST] = 0;
    }
    __asm__ volatile("fence" : : : "memory");
    queues[q].avail.index = (uint16_t)(queues[q].avail.index + count);
    __asm__ volatile("fence" : : : "memory");
    *driver_register(d, VIRTIO_QUEUE_NOTIFY) = q;
}

static void wait(unsigned q)
{
    while (queues[q].used.index != queues[q].avail.index) {
    }
}

/* --- the disk --- */

/* So many bytes in as many pieces, `size` each, and the last of what is left. */
static uint32_t request(const struct driver *d, uint32_t type, uint32_t sector, uint32_t total,
                        uint32_t size)
{
    unsigned i = 1;
    header.type = type;
    header.sector = sector;
    status = 0xee;
    describe(0, 0, &header, sizeof header, FLAG_NEXT);
    for (uint32_t at = 0; at < total; i++) {
        uint32_t n = i == PIECES || total - at < size ? total - at : size;
        describe(0, i, bytes + at, n, type == IN ? FLAG_NEXT | FLAG_WRITE : FLAG_NEXT);
        at += n;
    }
    describe(0, i, &status, 1, FLAG_WRITE);
    offer(d, 0, 1);
    wait(0);
    return status;
}

static void disk(const struct driver *d)
{
    uint32_t capacity = *driver_register(d, VIRTIO_CONFIG);
    uint32_t all = capacity < LARGE / SECTOR ? capacity : LARGE / SECTOR;
    set_queue(d, 0);
    for (int i = 0; i < 4; i++) { /* pieces that straddle pages and sectors */
        bytes = buffer + i % 2;
        equal("read", request(d, IN, 0, all * SECTOR, EACH), 0);
        equal("write", request(d, OUT, 0, all * SECTOR, EACH), 0);
    }
    for (int i = 0; i < 4; i++) { /* a byte in each, and all the rest in the last */
        equal("read bytes", request(d, IN, 1, SECTORS * SECTOR, 1), 0);
        equal("write bytes", request(d, OUT, 1, SECTORS * SECTOR, 1), 0);
    }
    for (int i = 0; i < 4; i++) { /* nothing but descriptors */
        for (unsigned e = 0; e < MOST - 1; e++) {
            describe(0, e, e ? bytes : (uint8_t *)&header, e ? 0 : sizeof header, FLAG_NEXT);
        }
        describe(0, MOST - 1, &status, 1, FLAG_WRITE);
        header.type = IN;
        offer(d, 0, MOST);
        wait(0);
        equal("empty", status, 0);
    }
}

/* --- the console --- */

static void console(const struct driver *d)
{
    set_queue(d, RECEIVE);
    set_queue(d, SEND);
    memset(buffer, '.', sizeof buffer);
    for (unsigned i = 0; i < MOST; i++) {
        describe(RECEIVE, i, bytes, 0, i + 1 < MOST ? FLAG_WRITE | FLAG_NEXT : FLAG_WRITE);
        describe(SEND, i, bytes + i, 16, i + 1 < MOST ? FLAG_NEXT : 0);
    }
    offer(d, RECEIVE, MOST);
    offer(d, SEND, 1);
    wait(SEND);
    wait(RECEIVE); /* whoever types gets rid of nothing */
    printf("\n");
}

int main(void)
{
    struct driver d;
    guest_start();
    if (driver_start(&d, 0, DEVICE_BLOCK, 1)) {
        disk(&d);
    }
    if (driver_start(&d, 1, DEVICE_CONSOLE, QUEUES)) {
        console(&d);
    }
    return guest_end();
}
