/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of virtio device, as virtio.c sees them: what each offers, and what it does. */
#ifndef ISA_DEV_VIRTIO_DEVICE_H
#define ISA_DEV_VIRTIO_DEVICE_H

#include "virtio_queue.h"

struct virtio_device {
    uint32_t queues;
    uint32_t serves;                       /* bit q: a notified queue q means work */
    uint32_t features;                     /* bits 0 to 31 */
    bool (*serve)(struct virtio_chain *c); /* a step of bounded work; whether it was the last */
    uint8_t (*config)(const struct virtio_host *h, uint32_t offset); /* a byte of its registers */
};

extern const struct virtio_device virtio_block, virtio_console;

#endif
