/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Virtqueues as a device sees them [Virtio 2.7]: take a chain of buffers, read from it, write to
 * it, give it back. For virtio.c and the devices. Descriptors, rings and buffers are the driver's,
 * so nothing in them is believed unchecked.
 */
#ifndef ISA_DEV_VIRTIO_QUEUE_H
#define ISA_DEV_VIRTIO_QUEUE_H

#include "virtio.h"

/* The buffers of one request: those to read, then those to write, each a stream of bytes. */
struct virtio_chain {
    struct virtio *v;
    const struct virtio_host *host;
    struct virtq *q;
    struct virtio_request r;
};

/* Take the next chain of queue q; false if there is none, or the driver has done wrong. */
bool virtio_take(struct virtio *v, const struct virtio_host *h, unsigned q, struct virtio_chain *c);

/* Move bytes; false if that many are not left or are not in memory. The latter is a fault. */
bool virtio_chain_read(struct virtio_chain *c, uint8_t *bytes, uint32_t size);
bool virtio_chain_write(struct virtio_chain *c, const uint8_t *bytes, uint32_t size);

/*
 * The next piece of the stream to write (or to read), at most `most` bytes, in memory; *size is
 * how many. Null if none is left, or it is not in memory. Steps over it.
 */
uint8_t *virtio_chain_piece(struct virtio_chain *c, bool write, uint64_t most, uint32_t *size);

/* Step over bytes of the stream to write, leaving them as they are. */
void virtio_chain_skip(struct virtio_chain *c, uint64_t size);

/* Give the chain back as used, and interrupt the driver unless it would rather not be. */
void virtio_give_back(struct virtio_chain *c);

/* Four bytes of the driver's, little-endian. */
static inline uint32_t virtio_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/*
 * Whether the upper half of a 64-bit address leads out of 32 bits: neither zero nor the extension
 * of a sign, which is what GCC makes of a pointer that it widens.
 */
static inline bool virtio_beyond(uint32_t high)
{
    return high != 0 && high != UINT32_MAX;
}

/* The driver has done wrong: the device needs a reset [Virtio 2.1.1]. */
void virtio_fail(struct virtio *v, enum virtio_fault fault);

#endif
