/* SPDX-License-Identifier: GPL-3.0-or-later */
#define TOLL 100000
#include "script.h"

/* Three entries for eight mappings: most have been displaced, whichever those are. */
#define EIGHT                                                                                      \
    FORGET_ALL, MAP(PAGE(1), 1, 1, R | W), MAP(PAGE(1), 2, 2, R | W), MAP(PAGE(2), 1, 3, R | W),   \
        MAP(PAGE(3), 1, 4, R | W | GLOBAL), MAP(PAGE(4), 2, 5, R | W),                             \
        MAP(PAGE(0x101), 1, 6, R | W), MAP(PAGE(5), 2, 7, R | W), MAP(PAGE(6), 1, 8, R | GLOBAL)
#define TRY                                                                                        \
    LOAD(PAGE(1), 1), LOAD(PAGE(1), 2), LOAD(PAGE(2), 1), LOAD(PAGE(3), 1), LOAD(PAGE(3), 2),      \
        LOAD(PAGE(4), 2), LOAD(PAGE(0x101), 1), LOAD(PAGE(5), 2), LOAD(PAGE(6), 7)

const struct step script[] = {
    WIRED(61),
    EIGHT,
    FORGET(PAGE(1), 1), /* that of one address space, and no other */
    TRY,
    EIGHT,
    FORGET(PAGE(3), 1), /* global: spared */
    FORGET(PAGE(2), 2), /* not there */
    TRY,
    EIGHT,
    FORGET_PAGE(PAGE(1)),
    FORGET_PAGE(PAGE(3)),
    TRY,
    EIGHT,
    FORGET_ASID(1), /* the global ones are spared */
    TRY,
    FORGET_ASID(2),
    TRY,
    EIGHT,
    FORGET_ALL,
    TRY,
    EIGHT,
    FORGET_ASID(1), /* twice, and mapped again between */
    MAP(PAGE(1), 1, 9, R | W),
    MAP(PAGE(7), 1, 10, R | W),
    TRY,
    FORGET_ASID(1),
    TRY,
    END,
};
