/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

/* Three pages, the last of them global, are mapped and have been used. */
#define THREE                                                                                      \
    MAP_AT(10, PAGE(1), 1, 1, R | W), MAP_AT(11, PAGE(1), 2, 2, R | W),                            \
        MAP_AT(12, PAGE(3), 1, 3, R | W | GLOBAL), LOAD(PAGE(1), 1), LOAD(PAGE(1), 2),             \
        LOAD(PAGE(3), 1), LOAD(PAGE(3), 2)
#define TRY LOAD(PAGE(1), 1), LOAD(PAGE(1), 2), LOAD(PAGE(3), 1), LOAD(PAGE(3), 2), LOAD(PAGE(3), 5)

const struct step script[] = {
    THREE,
    FORGET(PAGE(1), 1),
    TRY,
    THREE,
    FORGET(PAGE(3), 1), /* global: spared */
    TRY,
    FORGET_PAGE(PAGE(1)),
    TRY,
    THREE,
    FORGET_PAGE(PAGE(3)), /* in all address spaces in which it has been used */
    TRY,
    THREE,
    FORGET_ASID(1),
    TRY,
    THREE,
    FORGET_ALL,
    TRY,
    THREE,
    MAP_AT(10, PAGE(2), 1, 4, R), /* another page at the index of the first */
    TRY,
    LOAD(PAGE(2), 1),
    MAP_AT(12, PAGE(2), 2, 4, R), /* and at that of the global one */
    TRY,
    THREE,
    MAP_AT(10, PAGE(1), 1, 5, R | W), /* the same page, another frame */
    TRY,
    MAP_AT(12, PAGE(3), 1, 6, R | W | GLOBAL),
    TRY,
    MAP_AT(11, PAGE(9), 2, 6, R | INVALID), /* overwritten by what maps nothing */
    TRY,
    LOAD(PAGE(9), 2),
    END,
};
