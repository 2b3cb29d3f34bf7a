/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   random_image RUNTIME plain|tlb|refill VARIANT SEED COUNT FILE [SLOT]
 *
 * Write an image of COUNT random programs, of seeds from SEED on, that may be run in a VM; with
 * SLOT, one that runs that program alone and prints its signature whole, and list the program.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/random/deviations.h"
#include "tests/random/report.h"

static const struct {
    const char *name;
    enum random_mode mode;
    unsigned oracles;
} modes[] = {
    {"plain", RANDOM_PLAIN, ORACLE_VM},
    {"tlb", RANDOM_TLB, ORACLE_VM},
    {"refill", RANDOM_REFILL, ORACLE_VM | ORACLE_SOFT_TLB},
};

static enum variant variant_of(const char *name)
{
    unsigned v = 0;
    while (v < VARIANT_COUNT && strcmp(isa_variant_names[v], name) != 0) {
        v++;
    }
    return (enum variant)v;
}

static unsigned mode_of(const char *name)
{
    unsigned i = 0;
    while (i < 3 && strcmp(modes[i].name, name) != 0) {
        i++;
    }
    return i;
}

int main(int argc, char **argv)
{
    static struct random_program p;
    unsigned mode = argc >= 7 ? mode_of(argv[2]) : 3;
    enum variant variant = argc >= 7 ? variant_of(argv[3]) : VARIANT_COUNT;
    uint32_t count = argc >= 7 ? (uint32_t)strtoul(argv[5], NULL, 0) : 0;
    uint32_t slot = argc >= 8 ? (uint32_t)strtoul(argv[7], NULL, 0) : 0;
    if (mode >= 3 || variant == VARIANT_COUNT || count == 0 || count > IMAGE_SLOTS_MAX ||
        slot >= count) {
        fprintf(stderr,
                "usage: random_image RUNTIME plain|tlb|refill VARIANT SEED COUNT FILE [SLOT]\n");
        return 2;
    }
    uint32_t seed = (uint32_t)strtoul(argv[4], NULL, 0);
    struct random_image image = random_image_new(argv[1], count);
    for (uint32_t i = 0; i < count && image.bytes; i++) {
        random_program_on(variant, &p, seed + i, modes[mode].mode, modes[mode].oracles, i);
        random_image_put(&image, &p);
        if (argc >= 8 && i == slot) {
            random_image_select(&image, slot, 1, true);
            report_program(&p);
        }
    }
    bool ok = image.bytes && random_image_write(&image, argv[6]);
    random_image_free(&image);
    return ok ? 0 : 2;
}
