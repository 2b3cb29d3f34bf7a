/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   random_image RUNTIME plain|tlb|refill SEED COUNT FILE [SLOT]
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
    unsigned mode = argc >= 6 ? mode_of(argv[2]) : 3;
    uint32_t count = argc >= 6 ? (uint32_t)strtoul(argv[4], NULL, 0) : 0;
    uint32_t slot = argc >= 7 ? (uint32_t)strtoul(argv[6], NULL, 0) : 0;
    if (mode >= 3 || count == 0 || count > IMAGE_SLOTS_MAX || slot >= count) {
        fprintf(stderr, "usage: random_image RUNTIME plain|tlb|refill SEED COUNT FILE [SLOT]\n");
        return 2;
    }
    uint32_t seed = (uint32_t)strtoul(argv[3], NULL, 0);
    struct random_image image = random_image_new(argv[1], count);
    for (uint32_t i = 0; i < count && image.bytes; i++) {
        random_program(&p, seed + i, modes[mode].mode, modes[mode].oracles, i);
        random_image_put(&image, &p);
        if (argc >= 7 && i == slot) {
            random_image_select(&image, slot, 1, true);
            report_program(&p);
        }
    }
    bool ok = image.bytes && random_image_write(&image, argv[5]);
    random_image_free(&image);
    return ok ? 0 : 2;
}
