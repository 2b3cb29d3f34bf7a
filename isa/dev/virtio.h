/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A virtio device in a virtio-mmio slot: its registers, modern or legacy, and its queues
 * [Virtio 1.2, 2 and 4.2]. What the device does with a request is virtio_block.c's business and
 * virtio_console.c's. The board owns the real ones, a monitor those of each VM.
 *
 * A device works while time passes: it begins with a request when it is notified or done with the
 * last one, and works on it step by step, each of a bounded size, which takes time. So neither a
 * store to a register nor a moment ever means unbounded work.
 *
 * A driver that breaks the rules loses its device: it needs a reset, and virtio_fault() says why.
 */
#ifndef ISA_DEV_VIRTIO_H
#define ISA_DEV_VIRTIO_H

#include <stdbool.h>
#include <stdint.h>

enum virtio_kind { VIRTIO_NONE = 0, VIRTIO_BLOCK = 2, VIRTIO_CONSOLE = 3 }; /* [Virtio 5] */

enum { VIRTIO_QUEUES = 2, VIRTQ_SIZE_MAX = 256, SECTOR_SIZE = 512 };

/* What a driver can do wrong. */
enum virtio_fault {
    VIRTIO_FINE,
    VIRTIO_BAD_RING,       /* a ring is not in memory, or not aligned */
    VIRTIO_BAD_INDEX,      /* a descriptor beyond the queue's size */
    VIRTIO_BAD_CHAIN,      /* a chain of descriptors that never ends, or is an indirect one */
    VIRTIO_BAD_ORDER,      /* a buffer to read after one to write */
    VIRTIO_BAD_BUFFER,     /* a buffer is not in memory */
    VIRTIO_BAD_AVAILABLE,  /* more buffers made available than the queue holds */
    VIRTIO_BAD_REQUEST,    /* a request without header or status byte, or far too long */
    VIRTIO_BAD_QUEUE_SIZE, /* a queue that is too large, or whose size is no power of two */
    VIRTIO_FAULTS
};

struct virtq {
    uint32_t size; /* 0: not set up */
    bool ready;
    uint8_t beyond; /* bit i: address i of the three is beyond 32 bits, so never in memory */
    uint32_t align; /* legacy: of the used ring */
    uint32_t desc, avail, used;
    uint16_t taken; /* index in the available ring of the next buffer to take */
};

/* A request that a device has begun and not yet finished: where it has come to. */
struct virtio_request {
    bool begun;
    uint8_t queue;
    uint16_t head;
    uint64_t readable, writable; /* bytes left in each of the chain's streams */
    uint32_t written;            /* bytes that the device has written */
    /* the buffer that the streams have come to */
    uint16_t next;
    uint32_t steps; /* descriptors read so far: what is written may change the others */
    bool more;      /* `next` is a descriptor */
    bool writing;
    uint32_t address, length;
    /* a block device: which way, where on the disk, and how many bytes more */
    bool to_disk;
    uint64_t offset, left;
};

struct virtio {
    enum virtio_kind kind;
    bool legacy; /* register layout and rings of version 1 */
    uint32_t status, interrupt;
    uint32_t device_sel, driver_sel, queue_sel;
    uint32_t accepted[2]; /* features, as the driver chose them */
    uint32_t page_size;   /* legacy */
    uint32_t notified;    /* bit q: queue q may hold work */
    bool receptive;       /* a console's receive queue may hold buffers */
    uint64_t notified_at; /* the last time, in ticks */
    uint64_t free_at;     /* when the device is done with what it last began, in ticks */
    enum virtio_fault fault;
    struct virtq queue[VIRTIO_QUEUES];
    struct virtio_request request; /* while it is begun, its queue is notified */
};

/* What a device reaches beyond its registers, given by whoever owns it. */
struct virtio_host {
    void *context;
    /* `size` bytes of memory, which do not cross a page; null if they are not all memory. */
    uint8_t *(*memory)(void *context, uint32_t pa, uint32_t size, bool write);
    /* Read or write `size` bytes of the disk at `offset`, all of which are there. Success? */
    bool (*disk)(void *context, uint64_t offset, uint8_t *bytes, uint32_t size, bool write);
    uint64_t disk_size; /* bytes */
    /* A byte that the console's driver sends. */
    void (*send)(void *context, uint8_t byte);
};

void virtio_reset(struct virtio *v, enum virtio_kind kind, bool legacy);

/* Register access, at offset `reg` in the slot; false: no such size or alignment there. */
bool virtio_read(const struct virtio *v, const struct virtio_host *h, uint32_t reg, unsigned size,
                 uint32_t *value);
bool virtio_write(struct virtio *v, uint32_t reg, unsigned size, uint64_t now, uint32_t value);

/* Do what is due by `now` (ticks); or one step of it, if there is one. */
void virtio_advance(struct virtio *v, const struct virtio_host *h, uint64_t now);
bool virtio_step(struct virtio *v, const struct virtio_host *h, uint64_t now);

/* The first `now` at which there is something to do; UINT64_MAX if the driver has to come first. */
uint64_t virtio_deadline(const struct virtio *v);

/* The interrupt line. */
static inline bool virtio_line(const struct virtio *v)
{
    return v->interrupt != 0;
}

/*
 * A console: hand its driver up to `count` bytes of input; how many it had room for. A
 * driver may make its buffers available long before anybody listens, and throw away what comes
 * meanwhile (Linux's does): input that waits until virtio_console_quiet() is not lost. The second
 * function fills one buffer at most.
 */
uint32_t virtio_console_receive(struct virtio *v, const struct virtio_host *h, const uint8_t *bytes,
                                uint32_t count);
uint32_t virtio_console_fill(struct virtio *v, const struct virtio_host *h, const uint8_t *bytes,
                             uint32_t count);

/*
 * From when on (ticks) a considerate sender would send, if the driver does nothing until then: soon
 * if the software is idle, later if it is busy.
 */
uint64_t virtio_console_quiet(const struct virtio *v, bool idle);

/* What the driver did wrong, in words. */
const char *virtio_fault_text(enum virtio_fault fault);

#endif
