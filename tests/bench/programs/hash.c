/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words counted in a table of chains: a hash of each [Fowler, Noll, Vo: FNV-1a], and strcmp. */
#include <stddef.h>
#include <string.h>

#include "work.h"

enum { WORDS = 512, LETTERS = 12, BUCKETS = 256 };

static struct word {
    struct word *next;
    unsigned count;
    char text[LETTERS + 1];
} words[WORDS];
static struct word *buckets[BUCKETS];

static unsigned hash(const char *text)
{
    unsigned h = 2166136261u;
    while (*text) {
        h = (h ^ (unsigned char)*text++) * 16777619u;
    }
    return h;
}

static struct word *find(const char *text)
{
    struct word *w = buckets[hash(text) % BUCKETS];
    while (w && strcmp(w->text, text) != 0) {
        w = w->next;
    }
    return w;
}

/* Words of 3 to LETTERS letters; one that comes twice is found where it was first. */
static void make_words(void)
{
    unsigned seed = 1;
    for (struct word *w = words; w < words + WORDS; w++) {
        unsigned length = 3 + next_random(&seed) % (LETTERS - 2);
        for (unsigned i = 0; i < length; i++) {
            w->text[i] = (char)('a' + next_random(&seed) % 26);
        }
        if (!find(w->text)) {
            struct word **bucket = &buckets[hash(w->text) % BUCKETS];
            w->next = *bucket;
            *bucket = w;
        }
    }
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    make_words();
    while (rounds-- > 0) {
        for (unsigned i = 0; i < WORDS; i++) {
            sum = sum * 33 + ++find(words[i * 7 % WORDS].text)->count;
        }
    }
    return sum;
}
