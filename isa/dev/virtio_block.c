/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block device: requests for sectors of a disk [Virtio 5.2]. */
#include "virtio_device.h"

enum { REQUEST_IN = 0, REQUEST_OUT = 1, REQUEST_FLUSH = 4, REQUEST_GET_ID = 8 };
enum { STATUS_OK = 0, STATUS_IO_ERROR = 1, STATUS_UNSUPPORTED = 2, STATUS_NOT_YET = 255 };
enum { HEADER_SIZE = 16, HEADER_SECTOR = 8, ID_SIZE = 20, SEGMENTS_MOST = VIRTQ_SIZE_MAX - 2 };

/* What is moved in one step: buffers or parts of them, of a page at most. */
enum { PIECES_AT_ONCE = 4 };

#define FEATURE_SEG_MAX (1u << 2)
#define FEATURE_BLK_SIZE (1u << 6)
#define FEATURE_FLUSH (1u << 9)

/* Where the fields of the configuration are. */
enum { CONFIG_CAPACITY = 0, CONFIG_SEG_MAX = 12, CONFIG_BLK_SIZE = 20 };

static uint8_t byte_of(uint64_t value, uint32_t index)
{
    return (uint8_t)(value >> 8 * index);
}

static uint8_t config(const struct virtio_host *h, uint32_t offset)
{
    if (offset < CONFIG_CAPACITY + 8) {
        return byte_of(h->disk_size / SECTOR_SIZE, offset);
    }
    if (offset >= CONFIG_SEG_MAX && offset < CONFIG_SEG_MAX + 4) {
        return byte_of(SEGMENTS_MOST, offset - CONFIG_SEG_MAX);
    }
    if (offset >= CONFIG_BLK_SIZE && offset < CONFIG_BLK_SIZE + 4) {
        return byte_of(SECTOR_SIZE, offset - CONFIG_BLK_SIZE);
    }
    return 0;
}

/* Sectors between the disk and the chain: a step of it. */
static uint8_t transfer(struct virtio_chain *c)
{
    const struct virtio_host *h = c->host;
    struct virtio_request *r = &c->r;
    for (uint32_t pieces = 0; r->left > 0 && pieces < PIECES_AT_ONCE; pieces++) {
        uint32_t n;
        uint8_t *at = virtio_chain_piece(c, !r->to_disk, r->left, &n);
        if (!at || r->offset > h->disk_size || n > h->disk_size - r->offset ||
            !h->disk(h->context, r->offset, at, n, r->to_disk)) {
            return STATUS_IO_ERROR;
        }
        r->offset += n;
        r->left -= n;
    }
    return r->left > 0 ? STATUS_NOT_YET : STATUS_OK;
}

/* Whole sectors, all of which the disk has; or nothing is moved. */
static uint8_t begin_transfer(struct virtio_chain *c, uint64_t sector, uint64_t size, bool to_disk)
{
    uint64_t sectors = c->host->disk_size / SECTOR_SIZE;
    if (size % SECTOR_SIZE != 0 || sector > sectors || size / SECTOR_SIZE > sectors - sector) {
        return STATUS_IO_ERROR;
    }
    c->r.offset = sector * SECTOR_SIZE;
    c->r.left = size;
    c->r.to_disk = to_disk;
    return transfer(c);
}

static uint8_t put_id(struct virtio_chain *c, uint64_t size)
{
    static const uint8_t id[ID_SIZE] = "trapeze";
    return virtio_chain_write(c, id, size < ID_SIZE ? (uint32_t)size : ID_SIZE) ? STATUS_OK
                                                                                : STATUS_IO_ERROR;
}

/* `room`: bytes to write, the status byte not among them. */
static uint8_t perform(struct virtio_chain *c, const uint8_t *header, uint64_t room)
{
    uint64_t sector = virtio_word(header + HEADER_SECTOR) |
                      (uint64_t)virtio_word(header + HEADER_SECTOR + 4) << 32;
    switch (virtio_word(header)) {
    case REQUEST_IN:
        return begin_transfer(c, sector, room, false);
    case REQUEST_OUT:
        return begin_transfer(c, sector, c->r.readable, true);
    case REQUEST_FLUSH:
        return STATUS_OK; /* what is written is written */
    case REQUEST_GET_ID:
        return put_id(c, room);
    default:
        return STATUS_UNSUPPORTED;
    }
}

/* A request from its beginning; its status, NOT_YET if there is more to be moved. */
static uint8_t begin(struct virtio_chain *c)
{
    uint8_t header[HEADER_SIZE];
    if (c->r.readable < HEADER_SIZE || c->r.writable == 0) {
        virtio_fail(c->v, VIRTIO_BAD_REQUEST);
        return STATUS_IO_ERROR;
    }
    if (!virtio_chain_read(c, header, HEADER_SIZE)) {
        return STATUS_IO_ERROR;
    }
    return perform(c, header, c->r.writable - 1);
}

/* A header to read, data either way, and the last byte to write is the status. */
static bool serve(struct virtio_chain *c)
{
    uint8_t status = c->r.begun ? transfer(c) : begin(c);
    if (status == STATUS_NOT_YET) {
        return false;
    }
    if (c->v->fault == VIRTIO_FINE) {
        virtio_chain_skip(c, c->r.writable - 1);
        virtio_chain_write(c, &status, 1);
    }
    return true;
}

const struct virtio_device virtio_block = {
    .queues = 1,
    .serves = 1,
    .features = FEATURE_SEG_MAX | FEATURE_BLK_SIZE | FEATURE_FLUSH,
    .serve = serve,
    .config = config,
};
