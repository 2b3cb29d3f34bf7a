/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Run an image of random programs on our machine, or on QEMU, and keep the lines that it prints.
 * Owns the file through which QEMU gets the image.
 */
#ifndef TESTS_RANDOM_RUN_H
#define TESTS_RANDOM_RUN_H

#include <stdint.h>

#include "tests/random/image.h"

enum { OUTPUT_MAX = 1 << 19, OUTPUT_LINE = 9, RUN_TLB = 64 };

/* What was printed: lines of eight hexadecimal digits. */
struct output {
    char text[OUTPUT_MAX];
    unsigned size;
    bool passed;           /* the run ended as it should */
    uint64_t instructions; /* random ones that were executed, on our machine */
};

unsigned output_lines(const struct output *o);
uint32_t output_word(const struct output *o, unsigned line);

void run_machine(const struct random_image *image, struct output *o);

/* file: where to put the image. */
void run_qemu(const struct random_image *image, const char *file, struct output *o);

#endif
