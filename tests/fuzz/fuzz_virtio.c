/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are what a driver of the virtio devices does, well or badly: the first chooses the
 * layout, and then it sets queues up, writes descriptors, rings and registers, lets time pass and
 * is typed at. Whole steps of a driver are one operation, so that few bytes get far.
 */
#include <string.h>

#include "isa/board.h"
#include "machine/bus.h"
#include "tests/fuzz/fuzz.h"

enum { REGISTER, READ, START, DESCRIBE, OFFER, STORE, PASS, TYPE, KINDS };
enum { RAM = 8 * PAGE_SIZE, DISK = 4 * SECTOR_SIZE, SIZES = 3, EVENTS_MOST = 16 };
enum { ACKNOWLEDGE = 1, DRIVER = 2 };

/* Three queues: the disk's, the console's to receive and to send. Each has two pages. */
enum { RINGS = 3, BLOCK_SLOT = 0, CONSOLE_SLOT = 1 };

struct ring {
    uint32_t size, desc, avail, used;
};

struct target {
    struct machine *m;
    struct ring ring[RINGS];
    struct fuzz_bytes in;
};

static const uint16_t registers[] = {
    VIRTIO_STATUS,
    VIRTIO_QUEUE_SEL,
    VIRTIO_QUEUE_NUM,
    VIRTIO_QUEUE_READY,
    VIRTIO_QUEUE_PFN,
    VIRTIO_QUEUE_ALIGN,
    VIRTIO_GUEST_PAGE_SIZE,
    VIRTIO_QUEUE_NOTIFY,
    VIRTIO_INTERRUPT_ACK,
    VIRTIO_QUEUE_DESC_LOW,
    VIRTIO_QUEUE_DESC_HIGH,
    VIRTIO_QUEUE_DRIVER_LOW,
    VIRTIO_QUEUE_DRIVER_HIGH,
    VIRTIO_QUEUE_DEVICE_LOW,
    VIRTIO_QUEUE_DEVICE_HIGH,
    VIRTIO_DRIVER_FEATURES,
    VIRTIO_DRIVER_FEATURES_SEL,
    VIRTIO_DEVICE_FEATURES_SEL,
    VIRTIO_CONFIG,
};

/* --- numbers from the input, the likely ones short --- */

static uint32_t half(struct fuzz_bytes *in)
{
    uint32_t low = fuzz_byte(in);
    return low | (uint32_t)fuzz_byte(in) << 8;
}

static uint32_t address(struct fuzz_bytes *in)
{
    uint32_t h = half(in);
    return h < RAM ? RAM_BASE + h : fuzz_word(in);
}

static uint32_t value(struct fuzz_bytes *in)
{
    uint8_t b = fuzz_byte(in);
    if (b < 128) {
        return b;
    }
    return b < 160 ? 1u << b % 32 : b < 192 ? address(in) : fuzz_word(in);
}

/* --- what must hold --- */

static bool is_power_of_two(uint32_t n)
{
    return n != 0 && (n & (n - 1)) == 0;
}

static void check_slot(const struct machine *m, unsigned slot)
{
    const struct virtio *v = &m->virtio[slot];
    fuzz_check(v->kind == (slot == BLOCK_SLOT     ? VIRTIO_BLOCK
                           : slot == CONSOLE_SLOT ? VIRTIO_CONSOLE
                                                  : VIRTIO_NONE));
    fuzz_check(v->legacy == m->config.virtio_legacy);
    fuzz_check((v->notified & ~(slot == CONSOLE_SLOT ? 2u : 1u)) == 0);
    fuzz_check((v->interrupt & ~(VIRTIO_INTERRUPT_USED | VIRTIO_INTERRUPT_CONFIG)) == 0);
    fuzz_check(v->fault < VIRTIO_FAULTS && (v->fault == VIRTIO_FINE || v->notified == 0));
    fuzz_check(v->fault == VIRTIO_FINE || (v->status & VIRTIO_STATUS_NEEDS_RESET));
    for (unsigned i = 0; i < VIRTIO_QUEUES; i++) {
        const struct virtq *q = &v->queue[i];
        fuzz_check(q->size <= VIRTQ_SIZE_MAX && (q->size == 0 || is_power_of_two(q->size)));
        fuzz_check(!q->ready || q->size > 0);
    }
    if (v->kind == VIRTIO_NONE) {
        fuzz_check(v->status == 0 && v->interrupt == 0 && v->notified == 0);
    }
}

/* After the lines have been brought up to date: what is due is done. */
static void check_events(const struct machine *m)
{
    fuzz_check(m->next_event > m->cycles);
    for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++) {
        const struct virtio *v = &m->virtio[slot];
        fuzz_check(v->notified == 0 || v->free_at > machine_now(m));
        fuzz_check((m->plic.line[0] >> (VIRTIO_IRQ + slot) & 1) == virtio_line(v));
    }
}

/* A page that nobody is known to have written still holds zeros. */
static void check_pages(const struct pages *p, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        fuzz_check(p->bytes[at] == 0 || pages_used(p, (uint32_t)(at / PAGE_SIZE)));
    }
}

/* --- what a driver does --- */

static void set(struct target *t, unsigned slot, uint32_t reg, uint32_t v)
{
    fuzz_check(bus_write(t->m, VIRTIO_BASE + slot * VIRTIO_SLOT_SIZE + reg, 4, v));
}

static void store(struct target *t, uint32_t pa, unsigned size, uint32_t v)
{
    if (pa % size == 0 && machine_ram(t->m, pa, size)) {
        bus_write(t->m, pa, size, v);
    }
}

static uint32_t load(struct target *t, uint32_t pa, unsigned size)
{
    uint32_t v = 0;
    return pa % size == 0 && machine_ram(t->m, pa, size) && bus_read(t->m, pa, size, &v) ? v : 0;
}

/* Legacy or modern: one writes what the other does not look at. */
static void start_queue(struct target *t, unsigned slot, unsigned q, struct ring *r)
{
    set(t, slot, VIRTIO_QUEUE_SEL, q);
    set(t, slot, VIRTIO_QUEUE_NUM, r->size);
    if (t->m->config.virtio_legacy) {
        set(t, slot, VIRTIO_GUEST_PAGE_SIZE, PAGE_SIZE);
        set(t, slot, VIRTIO_QUEUE_ALIGN, PAGE_SIZE);
        set(t, slot, VIRTIO_QUEUE_PFN, r->desc / PAGE_SIZE);
        return;
    }
    set(t, slot, VIRTIO_QUEUE_DESC_LOW, r->desc);
    set(t, slot, VIRTIO_QUEUE_DRIVER_LOW, r->avail);
    set(t, slot, VIRTIO_QUEUE_DEVICE_LOW, r->used);
    set(t, slot, VIRTIO_QUEUE_READY, 1);
}

/* All queues of a slot; `how` says how large they are, and whether their rings overlap. */
static void start(struct target *t, uint8_t how)
{
    unsigned slot = how & 1, queues = slot == CONSOLE_SLOT ? 2 : 1;
    set(t, slot, VIRTIO_STATUS, 0);
    set(t, slot, VIRTIO_STATUS, ACKNOWLEDGE | DRIVER);
    set(t, slot, VIRTIO_DRIVER_FEATURES_SEL, 1);
    set(t, slot, VIRTIO_DRIVER_FEATURES, 1);
    for (unsigned q = 0; q < queues; q++) {
        struct ring *r = &t->ring[slot + q];
        r->size = 1u << (how >> 1 & 7);
        r->desc = RAM_BASE + 2 * PAGE_SIZE * (slot + q);
        r->avail = r->desc + 16 * r->size;
        r->used = how & 0x10 ? r->avail : r->desc + PAGE_SIZE;
        start_queue(t, slot, q, r);
        store(t, r->avail, 4, 0);
        store(t, r->used, 4, 0);
    }
    set(t, slot, VIRTIO_STATUS,
        ACKNOWLEDGE | DRIVER | VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK);
}

static void describe(struct target *t, uint8_t how)
{
    const struct ring *r = &t->ring[how % RINGS];
    uint32_t at = r->desc + 16 * (how / RINGS);
    store(t, at, 4, address(&t->in));
    store(t, at + 4, 4, 0);
    store(t, at + 8, 4, half(&t->in));
    store(t, at + 12, 2, fuzz_byte(&t->in));
    store(t, at + 14, 2, fuzz_byte(&t->in));
}

static void offer(struct target *t, uint8_t how)
{
    const struct ring *r = &t->ring[how % RINGS];
    uint32_t index = load(t, r->avail + 2, 2);
    uint32_t at = r->size ? index % r->size : 0;
    store(t, r->avail + 4 + 2 * at, 2, how / RINGS);
    store(t, r->avail + 2, 2, index + 1);
    set(t, how % RINGS == 0 ? BLOCK_SLOT : CONSOLE_SLOT, VIRTIO_QUEUE_NOTIFY, how % RINGS == 2);
}

/* Events come one by one, as they do for a machine that runs. */
static void pass(struct target *t, uint8_t how)
{
    struct machine *m = t->m;
    uint64_t until = m->cycles + ((uint64_t)half(&t->in) << how % 16);
    m->waiting = how & 0x80;
    bus_events(m);
    for (unsigned i = 0; i < EVENTS_MOST && m->next_event <= until; i++) {
        machine_wait(m, m->next_event);
        bus_events(m);
        check_events(m);
    }
    check_events(m);
}

static void read_some(struct target *t, uint8_t how)
{
    uint32_t v = 0, reg = half(&t->in) % (VIRTIO_SLOTS * VIRTIO_SLOT_SIZE);
    unsigned size = 1u << how % SIZES;
    if (bus_read(t->m, VIRTIO_BASE + reg, size, &v)) {
        fuzz_check(size == 4 || v >> 8 * size == 0);
    }
}

static void operate(struct target *t)
{
    uint8_t kind = fuzz_byte(&t->in) % KINDS;
    uint8_t how = fuzz_byte(&t->in);
    const uint8_t *bytes;
    size_t n;
    uint32_t pa;
    switch (kind) {
    case REGISTER:
        set(t, how % 3 == 2 ? VIRTIO_SLOTS - 1 : how % 3, registers[how / 3 % COUNT(registers)],
            value(&t->in));
        break;
    case READ:
        read_some(t, how);
        break;
    case START:
        start(t, how);
        break;
    case DESCRIBE:
        describe(t, how);
        break;
    case OFFER:
        offer(t, how);
        break;
    case STORE:
        pa = address(&t->in);
        store(t, pa, 1u << how % SIZES, value(&t->in));
        break;
    case PASS:
        pass(t, how);
        break;
    default:
        bytes = fuzz_take(&t->in, how % 24, &n);
        machine_input(t->m, bytes, n);
    }
}

static void complain(void *context, const char *text)
{
    (void)context;
    fuzz_check(strncmp(text, "virtio ", 7) == 0 && strchr(text, '\n') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct target t = {.in = {data, size}};
    struct machine_config config = {.ram_size = RAM,
                                    .tlb_entries = 1,
                                    .disk_size = DISK,
                                    .virtio_legacy = fuzz_byte(&t.in) & 1,
                                    .virtio_console = true};
    t.m = machine_new(&config);
    fuzz_check(t.m);
    t.m->complain = complain;
    while (t.in.left > 0) {
        operate(&t);
        for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++) {
            check_slot(t.m, slot);
        }
    }
    pass(&t, 0);
    check_pages(&t.m->ram, RAM);
    check_pages(&t.m->disk, DISK);
    machine_free(t.m);
    return 0;
}
