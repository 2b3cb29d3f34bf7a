/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console device: one port, a queue to receive and one to send [Virtio 5.3]. */
#include "virtio_device.h"

enum { RECEIVE = 0, SEND = 1 };

/* What is sent in one step: bytes, and buffers or parts of them. */
enum { BYTES_AT_ONCE = 256, PIECES_AT_ONCE = 4 };

/* Ticks without a notification: 5 and 100 ms. */
enum { QUIET_IDLE = 50000, QUIET_BUSY = 1000000 };

static uint8_t config(const struct virtio_host *h, uint32_t offset)
{
    (void)h, (void)offset;
    return 0; /* no feature that would give a field a meaning */
}

static bool serve(struct virtio_chain *c)
{
    const uint8_t *at;
    uint32_t n;
    uint32_t room = BYTES_AT_ONCE;
    uint32_t pieces = 0;
    while (pieces++ < PIECES_AT_ONCE && (at = virtio_chain_piece(c, false, room, &n)) != 0) {
        for (uint32_t i = 0; i < n; i++) {
            c->host->send(c->host->context, at[i]);
        }
        room -= n;
    }
    return c->r.readable == 0;
}

uint32_t virtio_console_fill(struct virtio *v, const struct virtio_host *h, const uint8_t *bytes,
                             uint32_t count)
{
    struct virtio_chain c;
    if (!virtio_take(v, h, RECEIVE, &c)) {
        v->receptive = false; /* until the driver says that there are more */
        return 0;
    }
    uint32_t n = count < c.r.writable ? count : (uint32_t)c.r.writable;
    if (!virtio_chain_write(&c, bytes, n)) {
        v->receptive = false;
        return 0;
    }
    virtio_give_back(&c);
    return n;
}

uint32_t virtio_console_receive(struct virtio *v, const struct virtio_host *h, const uint8_t *bytes,
                                uint32_t count)
{
    uint32_t done = 0;
    bool asked = v->receptive;
    v->receptive = true; /* as far as is known */
    /* As many as the queue holds: a ring that overlaps the other one may never be empty. */
    for (uint32_t i = 0; i < VIRTQ_SIZE_MAX && v->receptive && done < count; i++) {
        done += virtio_console_fill(v, h, bytes + done, count - done);
    }
    /* Who wants more says so: what is found later, whenever somebody looks, would be chance. */
    v->receptive = asked && v->receptive && done == count;
    return done;
}

uint64_t virtio_console_quiet(const struct virtio *v, bool idle)
{
    return v->notified_at + (idle ? QUIET_IDLE : QUIET_BUSY);
}

const struct virtio_device virtio_console = {
    .queues = 2,
    .serves = 1u << SEND,
    .features = 0,
    .serve = serve,
    .config = config,
};
