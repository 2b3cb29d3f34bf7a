/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads, writes and verifies a disk's sectors, by looking and by interrupt. Each sector of the
 * disk that disk.sh makes is lines of "sector NNNNNNNN"; those of WRITTEN become "written NNNNNNN".
 * Prints the same on every board that has a virtio block device in slot 0.
 */
#include "driver.h"
#include "guest.h"
#include <string.h>

enum { IN, OUT, FLUSH = 4, GET_ID = 8, NO_SUCH = 99, HEADER = 0, DATA = 1 };
enum { SECTOR = 512, LINE = 16, WRITTEN = 10, WRITTEN_COUNT = 8, UNTOUCHED = 0xee };
enum { FEATURE_FLUSH = 1 << 9 };

static struct driver driver;
static struct {
    uint32_t type, reserved, sector, sector_high;
} header;
static uint8_t status;
static uint8_t data[WRITTEN_COUNT * SECTOR];
static uint32_t capacity;
static bool by_interrupt;

/* A request whose data is in pieces of these sizes; what it wrote, or ~0 if it went wrong. */
static uint32_t request(uint32_t type, uint32_t sector, const uint32_t *sizes, unsigned pieces)
{
    struct buffer buffers[QUEUE_SIZE] = {{&header, sizeof header, false}};
    uint8_t *at = data;
    uint32_t first, written;
    header.type = type;
    header.sector = sector;
    status = UNTOUCHED;
    for (unsigned i = 0; i < pieces; i++) {
        buffers[1 + i] = (struct buffer){at, sizes[i], type != OUT};
        at += sizes[i];
    }
    buffers[1 + pieces] = (struct buffer){&status, 1, true};
    static unsigned next;
    unsigned mine = next;
    next = (next + 3) % QUEUE_SIZE;
    uint32_t before = driver.interrupts;
    driver_offer(&driver, 0, mine, buffers, pieces + 2);
    while (by_interrupt && driver.interrupts == before) {
        driver_sleep();
    }
    driver_wait(&driver, 0, &first, &written);
    return first == mine ? written : ~0u;
}

static uint32_t simple(uint32_t type, uint32_t sector, uint32_t size)
{
    return request(type, sector, &size, 1);
}

static void line_of(char *line, const char *what, uint32_t n)
{
    snprintf(line, LINE + 1, "%s%0*u\n", what, (int)(LINE - 1 - strlen(what)), (unsigned)n);
}

/* Lines of `data` that are not what they should be. */
static uint32_t differ(const char *what, uint32_t n, uint32_t sectors)
{
    char line[LINE + 1];
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < sectors * SECTOR; i += LINE) {
        line_of(line, what, n + i / SECTOR);
        wrong += memcmp(data + i, line, LINE) != 0;
    }
    return wrong;
}

static void configuration(void)
{
    printf("layout: %s\n", driver.legacy ? "legacy" : "modern");
    capacity = *driver_register(&driver, VIRTIO_CONFIG);
    equal("sectors", capacity, 64);
    equal("more of them", *driver_register(&driver, VIRTIO_CONFIG + 4), 0);
    equal("a byte of that", *reg8(driver.base + VIRTIO_CONFIG), 64);
    equal("it can flush", driver.features & FEATURE_FLUSH, FEATURE_FLUSH);
}

static void read_all(const char *how)
{
    uint32_t wrong = 0, lengths = 0;
    for (uint32_t i = 0; i < capacity; i++) {
        memset(data, 0, SECTOR);
        lengths += simple(IN, i, SECTOR) != SECTOR + 1;
        wrong += status != 0 || differ("sector ", i, 1) != 0;
    }
    printf("%s: ", how);
    equal("sectors that are wrong", wrong, 0);
    equal("used lengths that are wrong", lengths, 0);
}

/* Many at once, in pieces of odd sizes, and back in others. */
static void write_some(void)
{
    static const uint32_t out[] = {1, 511, 1000, WRITTEN_COUNT * SECTOR - 1512};
    static const uint32_t in[] = {WRITTEN_COUNT * SECTOR - 7, 7};
    for (uint32_t i = 0; i < sizeof data; i += LINE) {
        char line[LINE + 1];
        line_of(line, "written ", WRITTEN + i / SECTOR);
        memcpy(data + i, line, LINE);
    }
    equal("written: bytes to us", request(OUT, WRITTEN, out, 4), 1);
    equal("status", status, 0);
    request(FLUSH, 0, NULL, 0);
    equal("flushed: status", status, 0);
    memset(data, 0, sizeof data);
    equal("read back: bytes", request(IN, WRITTEN, in, 2), sizeof data + 1);
    equal("lines that differ", differ("written ", WRITTEN, WRITTEN_COUNT), 0);
    simple(IN, WRITTEN - 1, SECTOR);
    equal("the sector before", differ("sector ", WRITTEN - 1, 1), 0);
    simple(IN, WRITTEN + WRITTEN_COUNT, SECTOR);
    equal("the one after", differ("sector ", WRITTEN + WRITTEN_COUNT, 1), 0);
}

/* Requests that are refused, and change nothing. */
static void refused(void)
{
    memset(data, 'x', sizeof data);
    simple(IN, capacity, SECTOR);
    equal("read beyond the end", status, 1);
    simple(OUT, capacity, SECTOR);
    equal("write beyond the end", status, 1);
    simple(OUT, capacity - 1, 2 * SECTOR);
    equal("write across the end", status, 1);
    header.sector_high = 1;
    simple(OUT, 0, SECTOR);
    header.sector_high = 0;
    equal("write far beyond the end", status, 1);
    simple(OUT, 0, SECTOR - 1);
    equal("write of no whole sector", status, 1);
    simple(NO_SUCH, 0, SECTOR);
    equal("no such request", status, 2);
    simple(GET_ID, 0, 20);
    equal("identity", status, 0);
}

static void restore(void)
{
    for (uint32_t i = 0; i < sizeof data; i += LINE) {
        char line[LINE + 1];
        line_of(line, "sector ", WRITTEN + i / SECTOR);
        memcpy(data + i, line, LINE);
    }
    simple(OUT, WRITTEN, sizeof data);
    equal("put back", status, 0);
}

int main(void)
{
    guest_start();
    if (!driver_start(&driver, 0, DEVICE_BLOCK, 1)) {
        printf("no disk\n");
        return 1;
    }
    configuration();
    read_all("by looking");
    equal("no interrupt was asked for",
          *driver_register(&driver, VIRTIO_INTERRUPT_STATUS) & VIRTIO_INTERRUPT_USED, 0);
    refused();
    write_some();
    restore();
    driver_interrupts(&driver, true);
    by_interrupt = true;
    for (int i = 0; i < 5; i++) { /* the ring goes round */
        read_all("by interrupt");
    }
    equal("an interrupt for each", driver.interrupts, 5 * capacity);
    write_some();
    return guest_end();
}
