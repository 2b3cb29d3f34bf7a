/* SPDX-License-Identifier: GPL-3.0-or-later */
#define TOLL 100000
#include "script.h"

/* What has been displaced is mapped anew, and the new mapping goes: the old one must not be there.
 */
#define THREE                                                                                      \
    FORGET_ALL, MAP(PAGE(1), 1, 1, R | W), MAP(PAGE(1), 2, 2, R | W),                              \
        MAP(PAGE(2), 1, 3, R | W | GLOBAL), MAP(PAGE(3), 1, 4, R | W), MAP(PAGE(4), 1, 5, R | W)
#define TRY LOAD(PAGE(1), 1), LOAD(PAGE(1), 2), LOAD(PAGE(2), 1), LOAD(PAGE(2), 2), LOAD(PAGE(3), 1)

const struct step script[] = {
    WIRED(63),
    THREE,
    MAP_AT(20, PAGE(1), 1, 6, R | W), /* in one address space */
    TRY,
    MAP_AT(20, PAGE(9), 1, 7, R),
    TRY,
    THREE,
    MAP_AT(20, PAGE(1), 5, 6, R | GLOBAL), /* for all */
    TRY,
    MAP_AT(20, PAGE(9), 1, 7, R),
    TRY,
    THREE,
    MAP_AT(20, PAGE(2), 2, 6, R), /* one of the spaces of a global one */
    TRY,
    MAP_AT(20, PAGE(9), 1, 7, R),
    TRY,
    THREE,
    MAP(PAGE(3), 1, 8, R | W), /* by tlbwr, at the index that it was displaced from */
    TRY,
    STORE(PAGE(3), 1, 5),
    PEEK(8),
    PEEK(4),
    FORGET(PAGE(3), 1),
    TRY,
    THREE,
    MAP_AT(21, PAGE(1), 2, 9, R), /* refused, ... */
    MAP_AT(22, PAGE(1), 2, 10, R),
    MAP(PAGE(1), 7, 10, R | GLOBAL),
    TRY,                               /* ... and nothing is changed by that */
    MAP_AT(21, PAGE(1), 2, 11, R | W), /* the same page at its own index */
    TRY,
    END,
};
