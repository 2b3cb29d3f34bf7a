/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "virtio_queue.h"

#include "../fields.h"

/*
 * A descriptor: address (64 bits), length, flags, next.
 * The available ring: flags, index, then heads. The used ring: flags, index, then (head, length).
 */
enum {
    DESC_SIZE = 16,
    DESC_LENGTH = 8,
    DESC_FLAGS = 12,
    DESC_NEXT = 14,
    FLAG_NEXT = 1,
    FLAG_WRITE = 2,
    FLAG_INDIRECT = 4,
    RING_INDEX = 2,
    RING_ENTRIES = 4,
    USED_SIZE = 8,
    AVAIL_NO_INTERRUPT = 1,
    CHAIN_MOST = 16 << 20 /* bytes: what a device does at one go is bounded */
};

void virtio_fail(struct virtio *v, enum virtio_fault fault)
{
    v->status |= VIRTIO_STATUS_NEEDS_RESET;
    v->interrupt |= VIRTIO_INTERRUPT_CONFIG;
    v->notified = 0;
    v->request.begun = false;
    v->fault = fault;
}

/* --- the rings, in memory --- */

/* `size` bytes of a ring, which is aligned so that they lie in one page; null after a fault. */
static uint8_t *ring(struct virtio *v, const struct virtio_host *h, uint32_t pa, uint32_t size,
                     bool write)
{
    uint8_t *at = pa % size == 0 ? h->memory(h->context, pa, size, write) : 0;
    if (!at) {
        virtio_fail(v, VIRTIO_BAD_RING);
    }
    return at;
}

static bool get16(struct virtio *v, const struct virtio_host *h, uint32_t pa, uint16_t *value)
{
    const uint8_t *at = ring(v, h, pa, 2, false);
    if (at) {
        *value = (uint16_t)(at[0] | at[1] << 8);
    }
    return at != 0;
}

static bool put(struct virtio *v, const struct virtio_host *h, uint32_t pa, uint32_t size,
                uint32_t value)
{
    uint8_t *at = ring(v, h, pa, size, true);
    for (uint32_t i = 0; at && i < size; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
    return at != 0;
}

struct descriptor {
    uint32_t address, length;
    uint16_t flags, next;
};

static bool get_descriptor(const struct virtio_chain *c, uint16_t index, struct descriptor *d)
{
    if (index >= c->q->size) {
        virtio_fail(c->v, VIRTIO_BAD_INDEX);
        return false;
    }
    const uint8_t *at =
        ring(c->v, c->host, c->q->desc + (uint32_t)index * DESC_SIZE, DESC_SIZE, false);
    if (!at) {
        return false;
    }
    if (virtio_beyond(virtio_word(at + 4))) {
        virtio_fail(c->v, VIRTIO_BAD_BUFFER);
        return false;
    }
    *d = (struct descriptor){.address = virtio_word(at),
                             .length = virtio_word(at + DESC_LENGTH),
                             .flags = (uint16_t)virtio_word(at + DESC_FLAGS),
                             .next = (uint16_t)(virtio_word(at + DESC_FLAGS) >> 16)};
    return true;
}

/* --- taking a chain --- */

/* Walk the chain once: it ends, and what is to be read comes before what is to be written. */
static bool measure(struct virtio_chain *c)
{
    uint16_t index = c->r.head;
    for (uint32_t steps = 0; steps < c->q->size; steps++) {
        struct descriptor d;
        if (!get_descriptor(c, index, &d)) {
            return false;
        }
        if ((d.flags & FLAG_INDIRECT) || (!(d.flags & FLAG_WRITE) && c->r.writable)) {
            virtio_fail(c->v, d.flags & FLAG_INDIRECT ? VIRTIO_BAD_CHAIN : VIRTIO_BAD_ORDER);
            return false;
        }
        *(d.flags & FLAG_WRITE ? &c->r.writable : &c->r.readable) += d.length;
        if (!(d.flags & FLAG_NEXT)) {
            return true;
        }
        index = d.next;
    }
    virtio_fail(c->v, VIRTIO_BAD_CHAIN);
    return false;
}

/* Whether the queue holds a chain that has not been taken. */
static bool any_available(struct virtio *v, const struct virtio_host *h, const struct virtq *q)
{
    uint16_t index;
    if (q->beyond) {
        virtio_fail(v, VIRTIO_BAD_RING);
        return false;
    }
    if (!get16(v, h, q->avail + RING_INDEX, &index) || index == q->taken) {
        return false;
    }
    if ((uint16_t)(index - q->taken) > q->size) {
        virtio_fail(v, VIRTIO_BAD_AVAILABLE);
        return false;
    }
    return true;
}

bool virtio_take(struct virtio *v, const struct virtio_host *h, unsigned q, struct virtio_chain *c)
{
    *c = (struct virtio_chain){v, h, &v->queue[q], {.queue = (uint8_t)q, .more = true}};
    bool started = v->legacy || (v->status & VIRTIO_STATUS_DRIVER_OK); /* [Virtio 2.1.2] */
    if (!started || !c->q->ready || v->fault != VIRTIO_FINE || !any_available(v, h, c->q)) {
        return false;
    }
    uint32_t slot = c->q->taken % c->q->size;
    if (!get16(v, h, c->q->avail + RING_ENTRIES + 2 * slot, &c->r.head)) {
        return false;
    }
    c->r.next = c->r.head;
    c->q->taken++;
    if (!measure(c)) {
        return false;
    }
    if (c->r.readable + c->r.writable > CHAIN_MOST) {
        virtio_fail(v, VIRTIO_BAD_REQUEST);
    }
    return v->fault == VIRTIO_FINE;
}

/* --- its bytes --- */

/* Go on to the next buffer of the wanted stream that is not empty. */
static bool find_buffer(struct virtio_chain *c, bool write)
{
    struct descriptor d;
    while (c->r.length == 0 || c->r.writing != write) {
        if (!c->r.more || c->r.steps++ >= c->q->size) {
            virtio_fail(c->v, VIRTIO_BAD_CHAIN);
            return false;
        }
        if (!get_descriptor(c, c->r.next, &d)) {
            return false;
        }
        c->r.address = d.address;
        c->r.length = d.length;
        c->r.writing = d.flags & FLAG_WRITE;
        c->r.next = d.next;
        c->r.more = d.flags & FLAG_NEXT;
    }
    return true;
}

static uint32_t least(uint64_t a, uint64_t b, uint32_t c)
{
    uint64_t m = a < b ? a : b;
    return m < c ? (uint32_t)m : c;
}

uint8_t *virtio_chain_piece(struct virtio_chain *c, bool write, uint64_t most, uint32_t *size)
{
    uint64_t *left = write ? &c->r.writable : &c->r.readable;
    if (*left == 0 || most == 0 || !find_buffer(c, write)) {
        return 0;
    }
    uint32_t n = least(most, c->r.length, PAGE_SIZE - (c->r.address & PAGE_OFFSET));
    uint8_t *at = c->host->memory(c->host->context, c->r.address, n, write);
    if (!at) {
        virtio_fail(c->v, VIRTIO_BAD_BUFFER);
        return 0;
    }
    c->r.address += n;
    c->r.length -= n;
    *left -= n;
    c->r.written += write ? n : 0;
    *size = n;
    return at;
}

bool virtio_chain_read(struct virtio_chain *c, uint8_t *bytes, uint32_t size)
{
    while (size > 0) {
        uint32_t n;
        const uint8_t *at = virtio_chain_piece(c, false, size, &n);
        if (!at) {
            return false;
        }
        for (uint32_t i = 0; i < n; i++) {
            bytes[i] = at[i];
        }
        bytes += n;
        size -= n;
    }
    return true;
}

bool virtio_chain_write(struct virtio_chain *c, const uint8_t *bytes, uint32_t size)
{
    while (size > 0) {
        uint32_t n;
        uint8_t *at = virtio_chain_piece(c, true, size, &n);
        if (!at) {
            return false;
        }
        for (uint32_t i = 0; i < n; i++) {
            at[i] = bytes[i];
        }
        bytes += n;
        size -= n;
    }
    return true;
}

void virtio_chain_skip(struct virtio_chain *c, uint64_t size)
{
    while (size > 0 && c->r.writable > 0 && find_buffer(c, true)) {
        uint32_t n = least(size, c->r.length, c->r.length);
        c->r.address += n;
        c->r.length -= n;
        c->r.writable -= n;
        size -= n;
    }
}

/* The entry is written before the index that shows it [Virtio 2.7.8.2]. */
void virtio_give_back(struct virtio_chain *c)
{
    uint16_t index;
    uint16_t flags;
    struct virtq *q = c->q;
    if (c->v->fault != VIRTIO_FINE || !get16(c->v, c->host, q->used + RING_INDEX, &index)) {
        return;
    }
    uint32_t entry = q->used + RING_ENTRIES + USED_SIZE * (index % q->size);
    bool done = put(c->v, c->host, entry, 4, c->r.head) &&
                put(c->v, c->host, entry + 4, 4, c->r.written) &&
                put(c->v, c->host, q->used + RING_INDEX, 2, (uint16_t)(index + 1u)) &&
                get16(c->v, c->host, q->avail, &flags);
    if (done && !(flags & AVAIL_NO_INTERRUPT)) {
        c->v->interrupt |= VIRTIO_INTERRUPT_USED;
    }
}
