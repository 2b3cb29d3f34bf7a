/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virtio.h"

#include "../fields.h"
#include "virtio_device.h"

#define MAGIC 0x74726976u    /* "virt" */
#define VENDOR 0x554d4551u   /* "QEMU", which some drivers insist on */
#define FEATURE_VERSION_1 1u /* bit 32 */

/* A step of a request takes this long, and a tick more for so many bytes: 400 MB/s. */
enum { STEP_TICKS = 1, BYTES_PER_TICK = 40 };

static const struct virtio_device *const devices[] = {
    [VIRTIO_BLOCK] = &virtio_block,
    [VIRTIO_CONSOLE] = &virtio_console,
};

void virtio_reset(struct virtio *v, enum virtio_kind kind, bool legacy)
{
    *v = (struct virtio){.kind = kind, .legacy = legacy};
}

const char *virtio_fault_text(enum virtio_fault fault)
{
    static const char *const texts[VIRTIO_FAULTS] = {
        [VIRTIO_FINE] = "nothing",
        [VIRTIO_BAD_RING] = "a ring is not in memory, or not aligned",
        [VIRTIO_BAD_INDEX] = "a descriptor's number is beyond the queue's size",
        [VIRTIO_BAD_CHAIN] = "a chain of descriptors has no end, or is an indirect one",
        [VIRTIO_BAD_ORDER] = "a buffer to read comes after one to write",
        [VIRTIO_BAD_BUFFER] = "a buffer is not in memory",
        [VIRTIO_BAD_AVAILABLE] = "more buffers are available than the queue holds",
        [VIRTIO_BAD_REQUEST] = "a request has no header or no status byte, or is too long",
        [VIRTIO_BAD_QUEUE_SIZE] = "a queue's size is no power of two, or too large",
    };
    return texts[fault];
}

static const struct virtio_device *device(const struct virtio *v)
{
    return devices[v->kind];
}

/* Features that are offered: word 0 or 1 of them. */
static uint32_t offered(const struct virtio *v, uint32_t which)
{
    if (which == 0) {
        return device(v)->features;
    }
    return which == 1 && !v->legacy ? FEATURE_VERSION_1 : 0;
}

/* The queue that is selected; null if the device has no such queue. */
static struct virtq *selected(struct virtio *v)
{
    return v->queue_sel < device(v)->queues ? &v->queue[v->queue_sel] : 0;
}

/* --- reading --- */

static uint32_t read_config(const struct virtio *v, const struct virtio_host *h, uint32_t offset,
                            unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = size; i-- > 0;) {
        value = value << 8 | device(v)->config(h, offset + i);
    }
    return value;
}

static uint32_t read_queue(const struct virtio *v, uint32_t reg)
{
    if (v->queue_sel >= device(v)->queues) {
        return 0;
    }
    const struct virtq *q = &v->queue[v->queue_sel];
    switch (reg) {
    case VIRTIO_QUEUE_NUM_MAX:
        return VIRTQ_SIZE_MAX;
    case VIRTIO_QUEUE_PFN:
        return v->legacy && q->ready && v->page_size ? q->desc / v->page_size : 0;
    default:
        return !v->legacy && q->ready;
    }
}

static uint32_t read_register(const struct virtio *v, uint32_t reg)
{
    switch (reg) {
    case VIRTIO_DEVICE_FEATURES:
        return offered(v, v->device_sel);
    case VIRTIO_QUEUE_NUM_MAX:
    case VIRTIO_QUEUE_PFN:
    case VIRTIO_QUEUE_READY:
        return read_queue(v, reg);
    case VIRTIO_INTERRUPT_STATUS:
        return v->interrupt;
    case VIRTIO_STATUS:
        return v->status;
    default:
        /* No shared memory: its length and place are all ones [Virtio 4.2.2]. */
        return reg >= VIRTIO_SHM_LEN_LOW && reg <= VIRTIO_SHM_BASE_HIGH && !v->legacy ? ~0u : 0;
    }
}

bool virtio_read(const struct virtio *v, const struct virtio_host *h, uint32_t reg, unsigned size,
                 uint32_t *value)
{
    *value = 0;
    if (reg >= VIRTIO_CONFIG) {
        *value = v->kind == VIRTIO_NONE ? 0 : read_config(v, h, reg - VIRTIO_CONFIG, size);
        return true;
    }
    if (size != 4) {
        return false;
    }
    switch (reg) {
    case VIRTIO_MAGIC:
        *value = MAGIC;
        return true;
    case VIRTIO_VERSION:
        *value = v->legacy ? 1 : 2;
        return true;
    case VIRTIO_DEVICE_ID:
        *value = v->kind;
        return true;
    case VIRTIO_VENDOR_ID:
        *value = VENDOR;
        return true;
    default:
        *value = v->kind == VIRTIO_NONE ? 0 : read_register(v, reg);
        return true;
    }
}

/* --- writing --- */

static void write_status(struct virtio *v, uint32_t value)
{
    if (value == 0) {
        uint32_t page_size = v->page_size; /* set once, before the reset, by some drivers */
        virtio_reset(v, v->kind, v->legacy);
        v->page_size = page_size;
        return;
    }
    bool refused =
        !v->legacy && ((v->accepted[0] & ~offered(v, 0)) || (v->accepted[1] != FEATURE_VERSION_1));
    if (refused) {
        value &= ~VIRTIO_STATUS_FEATURES_OK;
    }
    v->status = (value & 0xff) | (v->status & VIRTIO_STATUS_NEEDS_RESET);
}

static void set_size(struct virtio *v, struct virtq *q, uint32_t size)
{
    if (size == 0 || size > VIRTQ_SIZE_MAX || (size & (size - 1))) {
        virtio_fail(v, VIRTIO_BAD_QUEUE_SIZE);
        return;
    }
    q->size = size;
}

/*
 * Legacy: where the descriptors are says where all three parts are; the used ring begins at the
 * next multiple of the alignment [Virtio 2.7.2]. Drivers set size, alignment and page in any order.
 */
static void lay_out(struct virtq *q)
{
    uint32_t align = q->align ? q->align : PAGE_SIZE;
    q->avail = q->desc + 16 * q->size;
    uint32_t end = q->avail + 2 * (3 + q->size);
    q->used = (end + align - 1) / align * align;
    q->ready = q->desc != 0 && q->size != 0;
}

/* A request of a queue that is taken away ends there. */
static void give_up(struct virtio *v, const struct virtq *q)
{
    if (q == &v->queue[v->request.queue]) {
        v->request.begun = false;
    }
}

/* Page 0 gives the queue up. */
static void set_pfn(struct virtio *v, struct virtq *q, uint32_t pfn)
{
    q->desc = pfn * v->page_size;
    q->taken = 0;
    give_up(v, q);
}

static void set_ready(struct virtio *v, struct virtq *q, uint32_t value)
{
    q->ready = (value & 1) && q->size != 0;
    if (!q->ready) {
        q->taken = 0;
        give_up(v, q);
    }
}

static void write_legacy_queue(struct virtio *v, struct virtq *q, uint32_t reg, uint32_t value)
{
    switch (reg) {
    case VIRTIO_QUEUE_NUM:
        set_size(v, q, value);
        break;
    case VIRTIO_QUEUE_ALIGN:
        q->align = value;
        break;
    case VIRTIO_QUEUE_PFN:
        set_pfn(v, q, value);
        break;
    default: /* registers of the modern layout */
        return;
    }
    lay_out(q);
}

static void set_beyond(struct virtq *q, unsigned which, uint32_t high)
{
    unsigned others = q->beyond & ~(1u << which);
    q->beyond = (uint8_t)(others | (unsigned)virtio_beyond(high) << which);
}

static void write_modern_queue(struct virtio *v, struct virtq *q, uint32_t reg, uint32_t value)
{
    switch (reg) {
    case VIRTIO_QUEUE_NUM:
        set_size(v, q, value);
        break;
    case VIRTIO_QUEUE_READY:
        set_ready(v, q, value);
        break;
    case VIRTIO_QUEUE_DESC_LOW:
        q->desc = value;
        break;
    case VIRTIO_QUEUE_DRIVER_LOW:
        q->avail = value;
        break;
    case VIRTIO_QUEUE_DEVICE_LOW:
        q->used = value;
        break;
    case VIRTIO_QUEUE_DESC_HIGH:
        set_beyond(q, 0, value);
        break;
    case VIRTIO_QUEUE_DRIVER_HIGH:
        set_beyond(q, 1, value);
        break;
    case VIRTIO_QUEUE_DEVICE_HIGH:
        set_beyond(q, 2, value);
        break;
    default: /* registers of the legacy layout */
        break;
    }
}

static void notify(struct virtio *v, uint32_t q, uint64_t now)
{
    if (q < device(v)->queues && v->fault == VIRTIO_FINE) {
        v->notified |= 1u << q & device(v)->serves;
        uint64_t soonest = now + STEP_TICKS;
        v->notified_at = now;
        v->receptive = v->receptive || q == 0;
        v->free_at = v->free_at < soonest ? soonest : v->free_at;
    }
}

static void write_register(struct virtio *v, uint32_t reg, uint64_t now, uint32_t value)
{
    struct virtq *q = selected(v);
    switch (reg) {
    case VIRTIO_DEVICE_FEATURES_SEL:
        v->device_sel = value;
        break;
    case VIRTIO_DRIVER_FEATURES_SEL:
        v->driver_sel = value;
        break;
    case VIRTIO_DRIVER_FEATURES:
        if (v->driver_sel < 2) {
            v->accepted[v->driver_sel] = value;
        }
        break;
    case VIRTIO_GUEST_PAGE_SIZE:
        v->page_size = value;
        break;
    case VIRTIO_QUEUE_SEL:
        v->queue_sel = value;
        break;
    case VIRTIO_QUEUE_NOTIFY:
        notify(v, value, now);
        break;
    case VIRTIO_INTERRUPT_ACK:
        v->interrupt &= ~value;
        break;
    case VIRTIO_STATUS:
        write_status(v, value);
        break;
    default:
        if (q && v->legacy) {
            write_legacy_queue(v, q, reg, value);
        } else if (q) {
            write_modern_queue(v, q, reg, value);
        }
    }
}

bool virtio_write(struct virtio *v, uint32_t reg, unsigned size, uint64_t now, uint32_t value)
{
    if (reg >= VIRTIO_CONFIG) {
        return true; /* no field there is the driver's to write */
    }
    if (size == 4 && v->kind != VIRTIO_NONE) {
        write_register(v, reg, now, value);
    }
    return size == 4;
}

/* --- working --- */

/* The request that was begun, or the next one; a queue that has none left is notified no more. */
static bool next_request(struct virtio *v, const struct virtio_host *h, struct virtio_chain *c)
{
    if (v->request.begun) {
        *c = (struct virtio_chain){v, h, &v->queue[v->request.queue], v->request};
        return true;
    }
    unsigned q = v->notified & 1 ? 0 : 1;
    if (!virtio_take(v, h, q, c)) {
        v->notified &= ~(1u << q);
        return false;
    }
    return true;
}

static uint64_t bytes_left(const struct virtio_request *r)
{
    return r->readable + r->writable;
}

/* What is left of a request that ends takes its time, too: errors are no short cut. */
static void work(struct virtio *v, const struct virtio_host *h)
{
    struct virtio_chain c;
    if (!next_request(v, h, &c)) {
        return;
    }
    uint64_t bytes = bytes_left(&c.r);
    c.r.begun = !device(v)->serve(&c) && v->fault == VIRTIO_FINE;
    if (c.r.begun) {
        bytes -= bytes_left(&c.r);
    } else {
        virtio_give_back(&c);
    }
    v->request = c.r;
    v->free_at += STEP_TICKS + bytes / BYTES_PER_TICK;
}

bool virtio_step(struct virtio *v, const struct virtio_host *h, uint64_t now)
{
    bool due = v->notified && v->free_at <= now;
    if (due) {
        work(v, h);
    }
    return due;
}

void virtio_advance(struct virtio *v, const struct virtio_host *h, uint64_t now)
{
    while (virtio_step(v, h, now)) {
    }
}

uint64_t virtio_deadline(const struct virtio *v)
{
    return v->notified ? v->free_at : UINT64_MAX;
}
