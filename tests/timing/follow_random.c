/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   follow_random RUNTIME SEED ROUNDS
 *
 * Random programs under random configurations of time, on the product's model and on the walked
 * pipeline: the same after every instruction. A round is an image of each kind; what it is made of
 * and how it is timed follows from its seed. A program that loops for long is not followed for
 * ever.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/random/image.h"
#include "tests/random/layout.h"
#include "tests/timing/draw.h"
#include "tests/timing/follow.h"

enum { COUNT = 8, RAM = 16 << 20, INSTRUCTIONS_MOST = 3000000 };

static const struct kind {
    const char *name;
    enum random_mode mode;
    enum timing_model model;
    unsigned tlb;
    bool misaligned_traps;
} kinds[] = {
    {"pipeline", RANDOM_PLAIN, TIME_PIPELINE, 64, false},
    {"pipeline, tlb", RANDOM_TLB, TIME_PIPELINE, 64, false},
    {"pipeline, refill", RANDOM_REFILL, TIME_PIPELINE, 64, false},
    {"pipeline, refill, 8 entries", RANDOM_REFILL, TIME_PIPELINE, 8, false},
    {"pipeline, misaligned traps", RANDOM_PLAIN, TIME_PIPELINE, 64, true},
    {"simple", RANDOM_TLB, TIME_UNITS, 64, false},
    {"none", RANDOM_TLB, TIME_NONE, 64, false},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static struct random_image image_for(const char *runtime, enum random_mode mode, uint32_t seed)
{
    static struct random_program p;
    struct random_image image = random_image_new(runtime, COUNT);
    for (uint32_t i = 0; i < COUNT && image.bytes; i++) {
        random_program(&p, seed + i, mode, 0, i);
        random_image_put(&image, &p);
    }
    if (!image.bytes) {
        exit(2);
    }
    return image;
}

static struct machine *machine_for(const struct random_image *image, const struct kind *k,
                                   const struct timing_config *timing)
{
    const struct machine_config config = {.variant = VARIANT_PG32,
                                          .ram_size = RAM,
                                          .tlb_entries = k->tlb,
                                          .misaligned_traps = k->misaligned_traps,
                                          .timing = *timing};
    struct machine *m = timing_valid(timing) ? machine_new(&config) : NULL;
    if (!m) {
        exit(2);
    }
    memcpy(machine_ram_write(m, RAM_BASE, image->size), image->bytes, image->size);
    machine_start(m, IMAGE_BASE, 0);
    return m;
}

/* Follow the image of that seed to its end. */
static bool same(const char *runtime, const struct kind *k, uint32_t seed, uint64_t *compared)
{
    static struct follow f;
    struct rng r = {((uint32_t)(k - kinds) << 24 ^ seed) * 0x9e3779b1u | 1};
    struct timing_config timing = draw_timing(&r, k->model);
    struct random_image image = image_for(runtime, k->mode, seed);
    struct machine *m = machine_for(&image, k, &timing);
    char text[512];
    if (!follow_open(&f, m)) {
        exit(2);
    }
    follow_run(&f, INSTRUCTIONS_MOST);
    bool equal = follow_end(&f);
    *compared += f.compared;
    if (!equal) {
        draw_describe(&timing, text, sizeof text);
        printf("not ok timing, %s: seed %u: %s\n# %s\n", k->name, seed, f.text, text);
    }
    follow_close(&f);
    machine_free(m);
    random_image_free(&image);
    return equal;
}

int main(int argc, char **argv)
{
    int bad = 0;
    uint32_t seed = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 0) : 0;
    unsigned long rounds = argc == 4 ? strtoul(argv[3], NULL, 0) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: follow_random RUNTIME SEED ROUNDS\n");
        return 2;
    }
    for (unsigned i = 0; i < KINDS; i++) {
        uint64_t compared = 0;
        bool equal = true;
        for (unsigned long n = 0; n < rounds && equal; n++) {
            equal = same(argv[1], &kinds[i], seed + (uint32_t)n * COUNT, &compared);
        }
        if (equal) {
            printf("ok timing, %s: as the walked pipeline, %" PRIu64 " instructions\n",
                   kinds[i].name, compared);
        }
        bad |= !equal;
    }
    return bad;
}
