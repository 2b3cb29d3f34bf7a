/* SPDX-License-Identifier: GPL-3.0-or-later */
#define TOLL 100000
#include "script.h"

/* One entry for tlbwr, the last: all is displaced from there. */
#define THREE MAP(PAGE(1), 1, 1, R | W), MAP(PAGE(2), 1, 2, R | W), MAP(PAGE(3), 1, 3, R | W)
#define TRY LOAD(PAGE(1), 1), LOAD(PAGE(2), 1), LOAD(PAGE(3), 1)

const struct step script[] = {
    WIRED(63),
    THREE,
    MAP_AT(62, PAGE(4), 1, 4, R | W), /* another index: nothing is lost */
    TRY,
    LOAD(PAGE(4), 1),
    MAP_AT(63, PAGE(5), 1, 5, R | W), /* all that has been there is */
    TRY,
    LOAD(PAGE(5), 1),
    THREE,
    LOAD(PAGE(5), 1), /* displaced, like others */
    MAP_AT(63, PAGE(6), 1, 6, R | INVALID),
    TRY,
    LOAD(PAGE(5), 1),
    THREE,
    MAP_AT(63, PAGE(3), 1, 7, R | W), /* the page that is there */
    TRY,
    MAP(PAGE(8), 2, 8, R | W),
    MAP_AT(62, PAGE(9), 1, 9, R | INVALID), /* what was written by an index is not kept ... */
    LOAD(PAGE(4), 1),
    MAP_AT(62, PAGE(4), 1, 4, R | W),
    WIRED(62),
    MAP(PAGE(10), 1, 10, R | W), /* ... but by replacement */
    MAP(PAGE(11), 1, 11, R | W),
    MAP(PAGE(12), 1, 12, R | W),
    MAP(PAGE(13), 1, 13, R | W),
    LOAD(PAGE(4), 1),
    LOAD(PAGE(10), 1),
    LOAD(PAGE(11), 1),
    LOAD(PAGE(12), 1),
    LOAD(PAGE(8), 2),
    END,
};
