/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A linked list in an order that jumps about in half a mebibyte: each load waits for the last. */
#include "work.h"

enum { NODES = 65536 };

static struct node {
    struct node *next;
    unsigned value;
} nodes[NODES];

/* One circle through all nodes, in a random order [Sattolo 1986]. */
static void link_nodes(void)
{
    static unsigned order[NODES];
    unsigned seed = 1;
    for (unsigned i = 0; i < NODES; i++) {
        order[i] = i;
    }
    for (unsigned i = NODES - 1; i > 0; i--) {
        unsigned j = next_random(&seed) % i;
        unsigned t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    for (unsigned i = 0; i < NODES; i++) {
        nodes[i].next = &nodes[order[i]];
        nodes[i].value = i;
    }
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    link_nodes();
    const struct node *n = nodes;
    while (rounds-- > 0) {
        for (unsigned i = 0; i < NODES; i++) {
            sum += n->value ^ i;
            n = n->next;
        }
        sum = sum * 33 + n->value;
    }
    return sum;
}
