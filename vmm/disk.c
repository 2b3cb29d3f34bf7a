/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/disk.h"

#include <stddef.h>

#include "isa/board.h"
#include "isa/dev/virtio.h"
#include "vmm/allocator.h"
#include "vmm/hw.h"

enum { QUEUE_SIZE = 4, USED_ALIGN = 128 };
enum { MAGIC = 0x74726976, ACKNOWLEDGE = 1, DRIVER = 2 };
enum { HEADER, DATA, STATUS };            /* the chain: descriptors 0 to 2 */
enum { FLAG_NEXT = 1, FLAG_WRITE = 2 };   /* [Virtio 2.7.5] */
enum { REQUEST_IN = 0, REQUEST_OUT = 1 }; /* [Virtio 5.2.6] */
enum { STATUS_OK = 0, STATUS_NONE = 0xff };

#define DISK_REGISTERS (VIRTIO_BASE + VIRTIO_BLOCK_SLOT * VIRTIO_SLOT_SIZE)
#define DISK_LINE (VIRTIO_IRQ + VIRTIO_BLOCK_SLOT)

struct descriptor {
    uint32_t address, address_high, length;
    uint16_t flags, next;
};

/* The page that driver and device share: a queue as a legacy device lays it out, and a request. */
struct shared {
    struct descriptor desc[QUEUE_SIZE];
    struct {
        uint16_t flags, index, ring[QUEUE_SIZE];
    } avail;
    struct {
        uint16_t flags, index;
        struct {
            uint32_t head, length;
        } ring[QUEUE_SIZE];
    } used __attribute__((aligned(USED_ALIGN)));
    struct {
        uint32_t type, reserved, sector, sector_high;
    } header;
    uint8_t status;
};

_Static_assert(offsetof(struct shared, used) == USED_ALIGN, "where a legacy device looks for it");
_Static_assert(sizeof(struct shared) <= PAGE_SIZE, "one page");

static struct disk *disk(void)
{
    return &vmm.disk;
}

static volatile struct shared *shared(void)
{
    return hw_memory(disk()->shared);
}

static uint32_t get(uint32_t reg)
{
    return hw_read32(DISK_REGISTERS + reg);
}

static void set(uint32_t reg, uint32_t value)
{
    hw_write32(DISK_REGISTERS + reg, value);
}

/* --- starting --- */

static void set_legacy_queue(void)
{
    set(VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
    set(VIRTIO_QUEUE_ALIGN, USED_ALIGN);
    set(VIRTIO_QUEUE_PFN, disk()->shared / PAGE_SIZE);
}

static void set_modern_queue(void)
{
    uint32_t at = disk()->shared;
    set(VIRTIO_QUEUE_DESC_LOW, at);
    set(VIRTIO_QUEUE_DESC_HIGH, 0);
    set(VIRTIO_QUEUE_DRIVER_LOW, at + offsetof(struct shared, avail));
    set(VIRTIO_QUEUE_DRIVER_HIGH, 0);
    set(VIRTIO_QUEUE_DEVICE_LOW, at + offsetof(struct shared, used));
    set(VIRTIO_QUEUE_DEVICE_HIGH, 0);
    set(VIRTIO_QUEUE_READY, 1);
}

/* No feature is wanted but that a modern device is one [Virtio 3.1.1]. */
static uint32_t negotiate(bool legacy)
{
    set(VIRTIO_DRIVER_FEATURES_SEL, 0);
    set(VIRTIO_DRIVER_FEATURES, 0);
    if (legacy) {
        return ACKNOWLEDGE | DRIVER;
    }
    set(VIRTIO_DRIVER_FEATURES_SEL, 1);
    set(VIRTIO_DRIVER_FEATURES, 1);
    set(VIRTIO_STATUS, ACKNOWLEDGE | DRIVER | VIRTIO_STATUS_FEATURES_OK);
    return ACKNOWLEDGE | DRIVER | VIRTIO_STATUS_FEATURES_OK;
}

static void start(void)
{
    bool legacy = get(VIRTIO_VERSION) == 1;
    set(VIRTIO_STATUS, 0);
    set(VIRTIO_STATUS, ACKNOWLEDGE);
    set(VIRTIO_STATUS, ACKNOWLEDGE | DRIVER);
    uint32_t status = negotiate(legacy);
    set(VIRTIO_QUEUE_SEL, 0);
    set(VIRTIO_QUEUE_NUM, QUEUE_SIZE);
    if (legacy) {
        set_legacy_queue();
    } else {
        set_modern_queue();
    }
    set(VIRTIO_STATUS, status | VIRTIO_STATUS_DRIVER_OK);
}

/* The next frames that nobody has had, by their machine address: see allocator_table(). */
static uint32_t own_page(void)
{
    uint32_t at = vmm.frame_next;
    allocator_table(PAGE_SIZE);
    return at;
}

void disk_boot(void)
{
    if (get(VIRTIO_MAGIC) != MAGIC || get(VIRTIO_DEVICE_ID) != VIRTIO_BLOCK) {
        return;
    }
    disk()->shared = own_page();
    disk()->buffer = own_page();
    start();
    disk()->sectors = get(VIRTIO_CONFIG + 4) ? UINT32_MAX : get(VIRTIO_CONFIG);
    hw_write32(PLIC_BASE + PLIC_PRIORITY + 4 * DISK_LINE, 1);
}

void disk_check(const struct extent *e)
{
    uint32_t have = disk()->sectors;
    if (e->sectors > 0 && (e->start > have || e->sectors > have - e->start)) {
        vmm_panic("a VM's disk does not lie on the machine's; its first sector:", e->start);
    }
}

/* --- one request --- */

static void describe(unsigned i, uint32_t address, uint32_t length, uint32_t flags)
{
    shared()->desc[i] = (struct descriptor){address, 0, length, (uint16_t)flags, (uint16_t)(i + 1)};
}

/* What is written before is seen before what is written after, by the device too. */
static void barrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/*
 * Until the device has used the chain, asleep: with no interrupt enabled but its own, which is
 * seen to here and never taken.
 */
static void wait(void)
{
    uint32_t mie = hw_csr_read(CSR_mie);
    uint32_t lines = hw_read32(PLIC_BASE + PLIC_ENABLE);
    hw_write32(PLIC_BASE + PLIC_ENABLE, 1u << DISK_LINE);
    hw_csr_write(CSR_mie, MIE_EXTERNAL);
    while (shared()->used.index == disk()->seen) {
        hw_wait();
        uint32_t why = get(VIRTIO_INTERRUPT_STATUS);
        set(VIRTIO_INTERRUPT_ACK, why);
        hw_write32(PLIC_BASE + PLIC_CLAIM, hw_read32(PLIC_BASE + PLIC_CLAIM));
        if (why & VIRTIO_INTERRUPT_CONFIG) {
            vmm_panic("the machine's disk gives up; its status:", get(VIRTIO_STATUS));
        }
    }
    disk()->seen++;
    hw_csr_write(CSR_mie, mie);
    hw_write32(PLIC_BASE + PLIC_ENABLE, lines);
}

/* Between the buffer and those whole sectors of the disk that it holds, or is to hold. */
static bool request(uint32_t type, struct extent what)
{
    volatile struct shared *s = shared();
    uint32_t data = disk()->buffer + (what.start - disk()->held.start) * SECTOR_SIZE;
    s->header.type = type;
    s->header.sector = what.start;
    s->status = STATUS_NONE;
    describe(HEADER, disk()->shared + offsetof(struct shared, header), sizeof s->header, FLAG_NEXT);
    describe(DATA, data, what.sectors * SECTOR_SIZE,
             type == REQUEST_IN ? FLAG_NEXT | FLAG_WRITE : FLAG_NEXT);
    describe(STATUS, disk()->shared + offsetof(struct shared, status), 1, FLAG_WRITE);
    s->avail.ring[s->avail.index % QUEUE_SIZE] = HEADER;
    barrier();
    s->avail.index++;
    barrier();
    set(VIRTIO_QUEUE_NOTIFY, 0);
    wait();
    barrier();
    bool done = s->status == STATUS_OK;
    disk()->held.sectors = done ? disk()->held.sectors : 0;
    return done;
}

/* --- bytes of an extent --- */

static bool holds(const struct extent *whole, const struct extent *part)
{
    return part->start >= whole->start && part->sectors <= whole->sectors &&
           part->start - whole->start <= whole->sectors - part->sectors;
}

/* Have the buffer hold these sectors: small pieces of one sector are one request. */
static bool fetch(struct extent what)
{
    if (holds(&disk()->held, &what)) {
        return true;
    }
    disk()->held = what;
    return request(REQUEST_IN, what);
}

/* Sectors that are written in part are read first. */
static bool prepare(struct extent what, uint32_t size)
{
    if (size < what.sectors * SECTOR_SIZE) {
        return fetch(what);
    }
    disk()->held = what;
    return true;
}

/* A page's worth at most, which begins `within` the first of these sectors and ends in the last. */
static bool move(struct extent what, uint32_t within, uint8_t *bytes, uint32_t size, bool write)
{
    if (!(write ? prepare(what, size) : fetch(what))) {
        return false;
    }
    uint32_t at = disk()->buffer + (what.start - disk()->held.start) * SECTOR_SIZE + within;
    __builtin_memcpy(write ? hw_memory(at) : bytes, write ? bytes : hw_memory(at), size);
    return !write || request(REQUEST_OUT, what);
}

bool disk_move(const struct extent *e, uint64_t offset, uint8_t *bytes, uint32_t size, bool write)
{
    uint64_t whole = (uint64_t)e->sectors * SECTOR_SIZE;
    bool good = offset <= whole && size <= whole - offset;
    while (good && size > 0) {
        uint32_t within = (uint32_t)offset % SECTOR_SIZE;
        uint32_t room = PAGE_SIZE - within;
        uint32_t n = size < room ? size : room;
        struct extent what = {e->start + (uint32_t)(offset / SECTOR_SIZE),
                              (within + n + SECTOR_SIZE - 1) / SECTOR_SIZE};
        good = move(what, within, bytes, n, write);
        offset += n;
        bytes += n;
        size -= n;
    }
    return good;
}
