/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   against_fast RUNTIME SEED ROUNDS
 *
 * Random programs on the plain core and on the fast one, in rounds of an image of each kind on
 * PG-32 and on a variant, with other costs each time: both are stopped at the same random instants,
 * and all of the machine's state must be the same there, what the caches hold included.
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

/* What a round of images is run on, beside its kind. */
struct round {
    enum variant variant;
    struct timing_config costs;
    uint32_t seed;
};

static struct machine *machine_for(const struct random_image *image, const struct kind *k,
                                   const struct round *round, bool fast, uint64_t *hash)
{
    const struct machine_config config = {.variant = round->variant,
                                          .ram_size = RAM,
                                          .tlb_entries = k->tlb,
                                          .fast_core = fast,
                                          .timing = round->costs};
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

static uint64_t run_image(const char *runtime, const struct kind *k, const struct round *round,
                          uint64_t *instructions)
{
    static struct random_program p;
    struct rng r = {round->seed};
    uint64_t heard[2] = {0, 0};
    struct random_image image = random_image_new(runtime, COUNT);
    for (uint32_t i = 0; i < COUNT && image.bytes; i++) {
        random_program_on(round->variant, &p, round->seed + i, k->mode, k->oracles, i);
        random_image_put(&image, &p);
    }
    if (!image.bytes) {
        exit(2);
    }
    struct machine *a = machine_for(&image, k, round, false, &heard[0]);
    struct machine *b = machine_for(&image, k, round, true, &heard[1]);
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

/* A round on the machine of the manual, then the same on the others in turn. */
static struct round round_of(uint32_t seed, unsigned long n, unsigned kind)
{
    struct round r = {.seed = seed + (uint32_t)(n / 2) * COUNT};
    r.costs = costs_of(r.seed, n / 2);
    r.variant =
        n % 2 == 0 ? VARIANT_PG32 : (enum variant)(1 + (n / 2 + kind) % (VARIANT_COUNT - 1));
    return r;
}

static void report_difference(const struct kind *k, const struct round *round, uint64_t instant)
{
    char text[256];
    draw_describe(&round->costs, text, sizeof text);
    printf("not ok fast core, %s, %s, %s: seeds from %u: differs before instruction %llu\n",
           k->name, isa_variant_names[round->variant], text, round->seed,
           (unsigned long long)instant);
}

/* False if some round differs. */
static bool run_kind(const char *runtime, unsigned kind, uint32_t seed, unsigned long rounds)
{
    uint64_t instructions = 0;
    for (unsigned long n = 0; n < 2 * rounds; n++) {
        struct round round = round_of(seed, n, kind);
        uint64_t differ = run_image(runtime, &kinds[kind], &round, &instructions);
        if (differ) {
            report_difference(&kinds[kind], &round, differ);
            return false;
        }
    }
    printf("ok fast core, %s: as the plain one, %llu instructions\n", kinds[kind].name,
           (unsigned long long)instructions);
    return true;
}

int main(int argc, char **argv)
{
    bool same = true;
    uint32_t seed = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 0) : 0;
    unsigned long rounds = argc == 4 ? strtoul(argv[3], NULL, 0) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: against_fast RUNTIME SEED ROUNDS\n");
        return 2;
    }
    for (unsigned i = 0; i < KINDS; i++) {
        same = run_kind(argv[1], i, seed, rounds) && same;
    }
    return !same;
}
