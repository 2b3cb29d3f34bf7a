/* SPDX-License-Identifier: GPL-3.0-or-later */
#define TOLL 100000
#include "script.h"

const struct step script[] = {
    WIRED(63),
    MAP(PAGE(1), 1, 1, R | W),
    MAP(PAGE(2), 1, 2, R | W),
    MAP(PAGE(3), 1, 3, R | W),
    PROBE(PAGE(2), 1), /* displaced from 63, where it comes back to */
    ENTRY(63),
    LOAD(PAGE(3), 1), /* what made room is not lost */
    PROBE(PAGE(3), 1),
    ENTRY(63),
    PROBE(PAGE(1), 1),
    PROBE(PAGE(1), 2),                /* not there */
    MAP_AT(63, PAGE(1), 1, 4, R | W), /* found by tlbp, written by tlbwi: as kernels do */
    LOAD(PAGE(1), 1),
    LOAD(PAGE(2), 1),
    FORGET_ALL,
    WIRED(61),
    MAP(PAGE(4), 1, 4, R | W),
    MAP(PAGE(5), 1, 5, R | W),
    MAP(PAGE(6), 1, 6, R | W),
    MAP(PAGE(7), 1, 7, R | W),
    MAP(PAGE(8), 1, 8, R | W),
    MAP(PAGE(9), 1, 9, R | W),
    WIRED(63), /* two of the three indices are the guest's own now */
    PROBE(PAGE(4), 1),
    PROBE(PAGE(5), 1),
    PROBE(PAGE(6), 1),
    PROBE(PAGE(7), 1),
    PROBE(PAGE(8), 1),
    PROBE(PAGE(9), 1),
    ENTRY(61),
    ENTRY(62),
    ENTRY(63),
    LOAD(PAGE(4), 1),
    LOAD(PAGE(5), 1),
    LOAD(PAGE(6), 1),
    LOAD(PAGE(7), 1),
    LOAD(PAGE(8), 1),
    LOAD(PAGE(9), 1),
    END,
};
