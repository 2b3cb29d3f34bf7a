/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold whenever the image loader refuses something. For tests of it; owns nothing. */
#ifndef TESTS_UNIT_IMAGE_CHECK_H
#define TESTS_UNIT_IMAGE_CHECK_H

#include "tests/unit/unit.h"

#include <string.h>

#include "machine/image.h"

enum { IMAGE_CHECK_RAM = 64 << 10 };

/* A machine to place images in. */
static inline struct machine *image_check_machine(void)
{
    const struct machine_config config = {
        .variant = VARIANT_PG32, .ram_size = IMAGE_CHECK_RAM, .tlb_entries = 4};
    struct machine *m = machine_new(&config);
    assert_non_null(m);
    return m;
}

/* The reason is one line. */
static inline void image_check_line(const struct error *e)
{
    size_t length = strnlen(e->text, sizeof e->text);
    assert_in_range(length, 1, sizeof e->text - 1);
    assert_null(strchr(e->text, '\n'));
}

/* Nothing is left behind. */
static inline void image_check_empty(const struct image *image)
{
    static const struct image empty;
    assert_memory_equal(image, &empty, sizeof empty);
}

#endif
