/* SPDX-License-Identifier: GPL-3.0-or-later */
/* malloc, realloc, free, qsort, bsearch: a hash table of words and a tree. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *left, *right;
    uint32_t key;
};

static struct node *insert(struct node *n, uint32_t key)
{
    if (!n) {
        n = calloc(1, sizeof *n);
        n->key = key;
    } else if (key < n->key) {
        n->left = insert(n->left, key);
    } else if (key > n->key) {
        n->right = insert(n->right, key);
    }
    return n;
}

static uint32_t walk(struct node *n, uint32_t sum)
{
    if (!n) {
        return sum;
    }
    sum = walk(n->left, sum) * 31 + n->key;
    sum = walk(n->right, sum);
    free(n);
    return sum;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    uint32_t seed = 7, *numbers = NULL;
    size_t room = 0, count = 0;
    struct node *tree = NULL;
    for (int i = 0; i < 5000; i++) {
        seed = seed * 1664525 + 1013904223;
        if (count == room) {
            room = room ? room * 2 : 4;
            numbers = realloc(numbers, room * sizeof *numbers);
        }
        numbers[count++] = seed >> 12;
        tree = insert(tree, seed >> 16);
    }
    printf("tree %u\n", (unsigned)walk(tree, 0));
    qsort(numbers, count, sizeof *numbers, by_value);
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum = sum * 33 + numbers[i];
    }
    uint32_t wanted = numbers[1234],
             *found = bsearch(&wanted, numbers, count, sizeof wanted, by_value);
    printf("sorted %u, found %d\n", (unsigned)sum, found && *found == wanted);
    free(numbers);

    /* Blocks of all sizes, freed out of order: none may overlap another. */
    unsigned char *blocks[200] = {NULL};
    unsigned wrong = 0;
    for (unsigned round = 0; round < 3000; round++) {
        unsigned i = (round * 73) % 200, size = 1 + (round * 37) % 700;
        if (blocks[i]) {
            wrong += blocks[i][0] != (unsigned char)i;
            free(blocks[i]);
        }
        blocks[i] = malloc(size);
        memset(blocks[i], (int)i, size);
    }
    printf("wrong %u\n", wrong);
    return 0;
}
