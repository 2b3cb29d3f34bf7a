/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every 32-bit word through the decoder: it is an instruction exactly where a row says so.
 *
 * For each word that decodes, the row's fixed bits must be the word's. For each row, as many words
 * must have decoded to it as its free bits allow. So no word of a row is missed, and none is taken
 * that belongs to no row. That no two rows claim the same word, asked of each pair, is the rest.
 * On the variants, only opcodes with rows that not all of them have.
 */
#include <stdio.h>
#include <string.h>

#include "isa/insn.h"

enum { OPCODE_MASK = 0x7f };

static uint64_t found[OP_COUNT + 1];
static unsigned swept; /* opcodes, on machines */

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

static int check_word(uint32_t word, enum variant v)
{
    struct insn in = isa_decode(word, v);
    found[in.op]++;
    if (in.op == OP_illegal || (word & isa_rows[in.op].mask) == isa_rows[in.op].match) {
        return 0;
    }
    printf("not ok %s: word 0x%08x: decodes to %s, whose bits it has not\n", isa_variant_names[v],
           word, isa_rows[in.op].name);
    return 1;
}

/* The words from `first` on, so far apart. */
static int sweep(enum variant v, uint32_t first, uint32_t step)
{
    int bad = 0;
    uint32_t word = first;
    memset(found, 0, sizeof found);
    do {
        bad += check_word(word, v);
        word += step;
    } while (word >= step && bad < 10);
    return bad;
}

static bool is_among(const struct row *r, uint32_t first, uint32_t step)
{
    return ((r->match ^ first) & (step - 1)) == 0;
}

/* After a sweep: of each row among those words, as many as its free bits allow. */
static int check_counts(enum variant v, uint32_t first, uint32_t step)
{
    int bad = 0;
    for (int i = 0; i < OP_COUNT; i++) {
        const struct row *r = &isa_rows[i];
        bool has = is_among(r, first, step) && (r->variants >> v & 1);
        uint64_t expected = has ? words_of(r) : 0;
        if (found[i] != expected) {
            printf("not ok %s, %s: %llu words decode to it, expected %llu\n", isa_variant_names[v],
                   r->name, (unsigned long long)found[i], (unsigned long long)expected);
            bad++;
        }
    }
    return bad;
}

/* Whether some row with this major opcode is not everybody's. */
static bool varies(uint32_t opcode)
{
    for (int i = 0; i < OP_COUNT; i++) {
        if ((isa_rows[i].match & OPCODE_MASK) == opcode && isa_rows[i].variants != VARIANTS_ALL) {
            return true;
        }
    }
    return false;
}

/* The opcodes in which the variants differ. */
static int sweep_variants(void)
{
    int bad = 0;
    for (uint32_t opcode = 0; opcode <= OPCODE_MASK; opcode++) {
        for (enum variant v = 0; v < VARIANT_COUNT && varies(opcode); v++) {
            bad += sweep(v, opcode, OPCODE_MASK + 1) + check_counts(v, opcode, OPCODE_MASK + 1);
            swept++;
        }
    }
    return bad;
}

int main(void)
{
    int bad = check_overlaps() + sweep(VARIANT_PG32, 0, 1) + check_counts(VARIANT_PG32, 0, 1);
    uint64_t none = found[OP_illegal];
    bad += sweep_variants();
    if (bad == 0) {
        printf("ok all 2^32 words: %llu illegal, the others where a row says so\n",
               (unsigned long long)none);
        printf("ok 2^25 words of each opcode in which machines differ, on %u machines\n", swept);
    }
    return bad != 0;
}
