/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A linked list in an order that jumps about in half a mebibyte: each load waits for the last. */
#include "work.h"

enum { NODES = 65536, STEPS = 16384 };

static struct node {
    struct node *next;
    unsigned value;
} nodes[NODES];

/* One circle through all nodes: a generator of full period says which follows [Hull, Dobell 1962].
 */
static void link_nodes(void)
{
    for (unsigned i = 0; i < NODES; i++) {
        nodes[i].next = &nodes[(i * 26125 + 13849) % NODES];
        nodes[i].value = i * i;
    }
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    link_nodes();
    const struct node *n = nodes;
    while (rounds-- > 0) {
        for (unsigned i = 0; i < STEPS; i++) {
            sum += n->value ^ i;
            n = n->next;
        }
        sum = sum * 33 + n->value;
    }
    return sum;
}
