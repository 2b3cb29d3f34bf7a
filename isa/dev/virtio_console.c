/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console device: one port, a queue to receive and one to send [Virtio 5.3]. */
#include "virtio_device.h"

enum { RECEIVE = 0, SEND = 1 };

/* Ticks without a notification: 5 and 100 ms. */
enum { QUIET_IDLE = 50000, QUIET_BUSY = 1000000 };

static uint8_t config(const struct virtio_host *h, uint32_t offset)
{
    (void)h, (void)offset;
    return 0; /* no feature that would give a field a meaning */
}

static void serve(struct virtio_chain *c)
{
    const uint8_t *at;
    uint32_t n;
    while ((at = virtio_chain_piece(c, false, c->readable, &n)) != 0) {
        for (uint32_t i = 0; i < n; i++) {
            c->host->send(c->host->context, at[i]);
        }
    }
}

uint32_t virtio_console_receive(struct virtio *v, const struct virtio_host *h, const uint8_t *bytes,
                                uint32_t count)
{
    uint32_t done = 0;
    struct virtio_chain c;
    /* As many as the queue holds: a ring that overlaps the other one may never be empty. */
    for (uint32_t i = 0; i < VIRTQ_SIZE_MAX && done < count; i++) {
        if (!virtio_take(v, h, RECEIVE, &c)) {
            v->receptive = false; /* until the driver says that there are more */
            break;
        }
        uint32_t n = count - done < c.writable ? count - done : (uint32_t)c.writable;
        if (!virtio_chain_write(&c, bytes + done, n)) {
            break;
        }
        virtio_give_back(&c);
        done += n;
    }
    /* Who wants more says so: what is found later, whenever somebody looks, would be chance. */
    v->receptive = v->receptive && done == count;
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
