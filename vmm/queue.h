/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A queue of VMs by a key, the least first; of equal keys, the VM of the least index. A binary heap
 * in memory for every VM. A VM is in at most one queue, at vm->place. The scheduler owns two.
 */
#ifndef VMM_QUEUE_H
#define VMM_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

struct queue_item {
    uint64_t key;
    struct vm *vm;
};

struct queue {
    struct queue_item *items;
    uint32_t count;
};

void queue_put(struct queue *q, struct vm *vm, uint64_t key);

/* Take vm out, which is in it. */
void queue_remove(struct queue *q, struct vm *vm);

/* The VM of the least key, vm among them: that one comes out, and if it is another, vm goes in. */
struct vm *queue_exchange(struct queue *q, struct vm *vm, uint64_t key);

/* The least key: UINT64_MAX if there is none. Its VM: only if count > 0. */
static inline uint64_t queue_key(const struct queue *q)
{
    return q->count > 0 ? q->items[0].key : UINT64_MAX;
}

static inline struct vm *queue_first(const struct queue *q)
{
    return q->items[0].vm;
}

#endif
