/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   against_fast RUNTIME SEED ROUNDS
 *
 * Random programs on the plain core and on the fast one, in rounds of an image of each kind, with
 * other costs each time: both are stopped at the same random instants, and all of the machine's
 * state must be the same there, what the caches hold included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/state.h"
#include "tests/random/deviations.h"
#include "tests/random/image.h"
#include "tests/random/layout.h"
#include "tests/rng.h"
#include "tests/timing/draw.h"

enum {
    COUNT = 48,
    RAM = 16 << 20,
    INSTRUCTIONS_MOST = 40000000,
    CHUNK_LEAST = 1030,
    CHUNKS = 4000
};

static const struct kind {
    const char *name;
    enum random_mode mode;
    unsigned oracles, tlb;
} kinds[] = {
    {"plain", RANDOM_PLAIN, 0, 64},
    {"tlb", RANDOM_TLB, 0, 64},
    {"tlb, 8 entries", RANDOM_TLB, 0, 8},
    {"refill", RANDOM_REFILL, 0, 64},
    {"refill, 8 entries", RANDOM_REFILL, 0, 8},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void hear(void *context, uint8_t byte)
{
    uint64_t *hash = context;
    *hash = (*hash ^ byte) * 0x100000001b3u;
}

static struct machine *machine_for(const struct random_image *image, const struct kind *k,
                                   const struct timing_config *costs, bool fast, uint64_t *hash)
{
    const struct machine_config config = {.variant = VARIANT_PG32,
                                          .ram_size = RAM,
                                          .tlb_entries = k->tlb,
                                          .fast_core = fast,
                                          .timing = *costs};
    struct machine *m = machine_new(&config);
    if (!m) {
        exit(2);
    }
    memcpy(machine_ram_write(m, RAM_BASE, image->size), image->bytes, image->size);
    m->console = hear;
    m->console_context = hash;
    machine_start(m, IMAGE_BASE, 0);
    return m;
}

/* Everything but RAM. */
static bool same_state(struct machine *a, struct machine *b)
{
    struct archive x = {.loading = false};
    struct archive y = {.loading = false};
    state_archive(&x, a);
    state_archive(&y, b);
    bool same = x.size == y.size && memcmp(x.bytes, y.bytes, x.size) == 0;
    archive_free(&x);
    archive_free(&y);
    return same;
}

/* Run both to the end; the instant at which they were first seen to differ, or 0. */
static uint64_t compare(struct machine *a, struct machine *b, struct rng *r)
{
    while (a->instructions < INSTRUCTIONS_MOST) {
        struct run_limit limit = {a->instructions + CHUNK_LEAST + rng_below(r, CHUNKS), UINT64_MAX};
        enum stop_reason stop = machine_run(a, limit);
        machine_run(b, limit);
        if (!same_state(a, b)) {
            return a->instructions;
        }
        if (stop != STOP_LIMIT) {
            break;
        }
    }
    return memcmp(a->ram.bytes, b->ram.bytes, RAM) == 0 ? 0 : a->instructions;
}

static uint64_t run_image(const char *runtime, const struct kind *k,
                          const struct timing_config *costs, uint32_t seed, uint64_t *instructions)
{
    static struct random_program p;
    struct rng r = {seed};
    uint64_t heard[2] = {0, 0};
    struct random_image image = random_image_new(runtime, COUNT);
    for (uint32_t i = 0; i < COUNT && image.bytes; i++) {
        random_program(&p, seed + i, k->mode, k->oracles, i);
        random_image_put(&image, &p);
    }
    if (!image.bytes) {
        exit(2);
    }
    struct machine *a = machine_for(&image, k, costs, false, &heard[0]);
    struct machine *b = machine_for(&image, k, costs, true, &heard[1]);
    uint64_t differ = compare(a, b, &r);
    *instructions += a->instructions;
    differ = differ || heard[0] == heard[1] ? differ : a->instructions;
    machine_free(a);
    machine_free(b);
    random_image_free(&image);
    return differ;
}

/* No time for one image in three, then units, and for the most part the pipeline. */
static struct timing_config costs_of(uint32_t seed, unsigned long n)
{
    struct rng r = {seed};
    bool units = n % 6 == 1;
    return draw_timing(&r, n % 3 == 0 ? TIME_NONE : units ? TIME_UNITS : TIME_PIPELINE);
}

int main(int argc, char **argv)
{
    int bad = 0;
    uint32_t seed = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 0) : 0;
    unsigned long rounds = argc == 4 ? strtoul(argv[3], NULL, 0) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: against_fast RUNTIME SEED ROUNDS\n");
        return 2;
    }
    for (unsigned i = 0; i < KINDS; i++) {
        uint64_t instructions = 0;
        uint64_t differ = 0;
        for (unsigned long n = 0; n < rounds && !differ; n++) {
            uint32_t first = seed + (uint32_t)n * COUNT;
            struct timing_config costs = costs_of(first, n);
            differ = run_image(argv[1], &kinds[i], &costs, first, &instructions);
            if (differ) {
                char text[256];
                draw_describe(&costs, text, sizeof text);
                printf("not ok fast core, %s, %s: seeds from %u: differs before instruction %llu\n",
                       kinds[i].name, text, first, (unsigned long long)differ);
                bad = 1;
            }
        }
        if (!differ) {
            printf("ok fast core, %s: as the plain one, %llu instructions\n", kinds[i].name,
                   (unsigned long long)instructions);
        }
    }
    return bad;
}
