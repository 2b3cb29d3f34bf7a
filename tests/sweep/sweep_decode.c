/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every 32-bit word through the decoder: it is an instruction exactly where a row says so.
 *
 * For each word that decodes, the row's fixed bits must be the word's. For each row, as many words
 * must have decoded to it as its free bits allow. So no word of a row is missed, and none is taken
 * that belongs to no row. That no two rows claim the same word, asked of each pair, is the rest.
 */
#include <stdio.h>

#include "isa/insn.h"

static uint64_t found[OP_COUNT + 1];

static uint64_t words_of(const struct row *r)
{
    return UINT64_C(1) << (32 - __builtin_popcount(r->mask));
}

/* Whether both rows claim some word: their fixed bits agree wherever both have one. */
static bool overlap(const struct row *a, const struct row *b)
{
    return ((a->match ^ b->match) & a->mask & b->mask) == 0;
}

static int check_overlaps(void)
{
    int bad = 0;
    for (int i = 0; i < OP_COUNT; i++) {
        for (int j = 0; j < i; j++) {
            if (overlap(&isa_rows[i], &isa_rows[j])) {
                printf("not ok %s and %s: both claim some word\n", isa_rows[i].name,
                       isa_rows[j].name);
                bad++;
            }
        }
    }
    return bad;
}

static int sweep(enum variant v)
{
    int bad = 0;
    uint32_t word = 0;
    do {
        struct insn in = isa_decode(word, v);
        found[in.op]++;
        if (in.op != OP_illegal && (word & isa_rows[in.op].mask) != isa_rows[in.op].match) {
            printf("not ok word 0x%08x: decodes to %s, whose bits it has not\n", word,
                   isa_rows[in.op].name);
            bad++;
        }
    } while (++word != 0 && bad < 10);
    return bad;
}

static int check_counts(enum variant v)
{
    int bad = 0;
    for (int i = 0; i < OP_COUNT; i++) {
        const struct row *r = &isa_rows[i];
        uint64_t expected = r->variants >> v & 1 ? words_of(r) : 0;
        if (found[i] != expected) {
            printf("not ok %s: %llu words decode to it, expected %llu\n", r->name,
                   (unsigned long long)found[i], (unsigned long long)expected);
            bad++;
        }
    }
    return bad;
}

int main(void)
{
    int bad = check_overlaps() + sweep(VARIANT_PG32) + check_counts(VARIANT_PG32);
    if (bad == 0) {
        printf("ok all 2^32 words: %llu illegal, the others where a row says so\n",
               (unsigned long long)found[OP_illegal]);
    }
    return bad != 0;
}
