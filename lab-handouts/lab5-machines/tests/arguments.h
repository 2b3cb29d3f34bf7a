/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guest's boot arguments: numbers, one after the other. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <fdt.h>
#include <stdint.h>
#include <stdlib.h>

#include "pg32.h"

extern const void *start_device_tree(void); /* start.c */

/* The next one; `otherwise` if there are no more. */
static inline uint32_t argument(uint32_t otherwise)
{
    static const char *rest;
    char *end;
    if (rest == NULL) {
        rest = fdt_bootargs(start_device_tree());
    }
    uint32_t value = (uint32_t)strtoul(rest, &end, 10);
    otherwise = end == rest ? otherwise : value;
    rest = end;
    return otherwise;
}

#endif
