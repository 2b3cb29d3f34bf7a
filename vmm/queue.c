/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/queue.h"

#include "vmm/vmm.h"

static bool before(const struct queue_item *a, const struct queue_item *b)
{
    return a->key < b->key || (a->key == b->key && a->vm->index < b->vm->index);
}

static void place(struct queue *q, uint32_t i, struct queue_item item)
{
    q->items[i] = item;
    item.vm->place = i;
}

/* Find the place of an item, where that at i is free: towards the root, or away from it. */
static void rise(struct queue *q, uint32_t i, struct queue_item item)
{
    while (i > 0 && before(&item, &q->items[(i - 1) / 2])) {
        place(q, i, q->items[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    place(q, i, item);
}

static void sink(struct queue *q, uint32_t i, struct queue_item item)
{
    uint32_t child = 2 * i + 1;
    while (child < q->count) {
        if (child + 1 < q->count && before(&q->items[child + 1], &q->items[child])) {
            child++;
        }
        if (before(&item, &q->items[child])) {
            break;
        }
        place(q, i, q->items[child]);
        i = child;
        child = 2 * i + 1;
    }
    place(q, i, item);
}

void queue_put(struct queue *q, struct vm *vm, uint64_t key)
{
    rise(q, q->count++, (struct queue_item){key, vm});
}

struct vm *queue_exchange(struct queue *q, struct vm *vm, uint64_t key)
{
    struct queue_item item = {key, vm};
    if (q->count == 0 || before(&item, &q->items[0])) {
        return vm;
    }
    struct vm *first = q->items[0].vm;
    sink(q, 0, item);
    return first;
}

void queue_remove(struct queue *q, struct vm *vm)
{
    uint32_t i = vm->place;
    struct queue_item last = q->items[--q->count];
    if (last.vm == vm) {
        return;
    }
    if (i > 0 && before(&last, &q->items[(i - 1) / 2])) {
        rise(q, i, last);
    } else {
        sink(q, i, last);
    }
}
