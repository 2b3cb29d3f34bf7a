/* SPDX-License-Identifier: GPL-3.0-or-later */
#define TOLL 100000
#include "script.h"

/* Room for one displaced page, and two are: the older one is given up, and may be in no TLB any
 * more. */
const struct step script[] = {
    WIRED(63),
    MAP(PAGE(1), 1, 1, R | W),
    LOAD(PAGE(1), 1),
    MAP(PAGE(2), 1, 2, R | W),
    LOAD(PAGE(1), 1), /* displaced */
    LOAD(PAGE(2), 1),
    MAP(PAGE(3), 1, 3, R | W),
    LOAD(PAGE(2), 1),
    LOAD(PAGE(3), 1),
    FORGET(PAGE(1), 1),
    LOAD(PAGE(1), 1),
    MAP(PAGE(4), 1, 4, R | W | GLOBAL),
    LOAD(PAGE(3), 2),
    LOAD(PAGE(4), 2),
    LOAD(PAGE(3), 1),
    MAP(PAGE(5), 1, 5, R | W),
    MAP(PAGE(6), 1, 6, R | W), /* the global one is given up */
    FORGET_PAGE(PAGE(4)),
    LOAD(PAGE(4), 1),
    LOAD(PAGE(4), 2),
    LOAD(PAGE(5), 1),
    LOAD(PAGE(6), 1),
    END,
};
