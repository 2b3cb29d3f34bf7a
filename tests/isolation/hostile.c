/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/isolation/hostile.h"

#include <stdlib.h>
#include <string.h>

#include "machine/file.h"
#include "tests/random/deviations.h"
#include "tests/random/image.h"

enum { BLOCKS_MOST = 384, RANDOM_PROGRAMS = 16, RUNTIME_MOST = HOSTILE_STATE - HOSTILE_BASE };

static void put_words(struct random_image *image, uint32_t at, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < 4 * count; i++) {
        image->bytes[at - (uint32_t)HOSTILE_BASE + i] = (uint8_t)(words[i / 4] >> 8 * (i % 4));
    }
}

/* What registers hold: addresses, edges, small numbers. */
static void put_tables(struct random_image *image, struct rng *r, const struct target *t)
{
    for (uint32_t i = 0; i < TABLES << (TABLE_SHIFT - 2); i++) {
        uint32_t values[] = {attack_address(r, t), rng_edge(r), rng_below(r, 64)};
        put_words(image, (uint32_t)HOSTILE_TABLES + 4 * i, &values[rng_below(r, 3)], 1);
    }
}

static void put_blocks(struct random_image *image, struct rng *r, const struct target *t,
                       enum plan plan, uint32_t count)
{
    const uint32_t state[] = {0, count};
    put_words(image, (uint32_t)HOSTILE_STATE, state, 2);
    for (uint32_t i = 0; i < count; i++) {
        struct block b;
        uint32_t at = (uint32_t)HOSTILE_BLOCKS + (i << BLOCK_SHIFT);
        attack_block(r, t, plan, &b);
        const uint32_t header[] = {b.matp, b.mstatus, b.mie, b.timer};
        put_words(image, at, header, 4);
        put_words(image, at + BLOCK_CODE, b.word, BLOCK_WORDS);
    }
}

static struct random_image attacks(struct rng *r, const struct target *t, enum plan plan,
                                   const char *runtime)
{
    uint32_t count = 1 + rng_below(r, BLOCKS_MOST);
    size_t size =
        (uint32_t)HOSTILE_BLOCKS - (uint32_t)HOSTILE_BASE + ((size_t)count << BLOCK_SHIFT);
    struct random_image image = {NULL, size};
    struct error e;
    uint8_t *code;
    if (!file_read(runtime, RUNTIME_MOST, &code, &size, &e)) {
        return image;
    }
    image.bytes = calloc(1, image.size);
    if (image.bytes) {
        memcpy(image.bytes, code, size);
        put_tables(&image, r, t);
        put_blocks(&image, r, t, plan, count);
    }
    free(code);
    return image;
}

static struct random_image programs(struct rng *r, const char *runtime)
{
    static struct random_program p;
    struct random_image image = random_image_new(runtime, RANDOM_PROGRAMS);
    for (unsigned i = 0; i < RANDOM_PROGRAMS && image.bytes; i++) {
        enum random_mode mode = (enum random_mode)rng_below(r, RANDOM_REFILL + 1);
        random_program(&p, rng_next(r), mode, ORACLE_VM, i);
        random_image_put(&image, &p);
    }
    return image;
}

bool hostile_write(struct rng *r, const struct target *t, unsigned plan,
                   const struct runtimes *runtimes, const char *path)
{
    struct random_image image = plan < PLAN_COUNT
                                    ? attacks(r, t, (enum plan)plan, runtimes->hostile)
                                    : programs(r, runtimes->random);
    bool ok = image.bytes && random_image_write(&image, path);
    random_image_free(&image);
    return ok;
}
