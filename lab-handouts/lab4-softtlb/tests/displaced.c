/* SPDX-License-Identifier: GPL-3.0-or-later */
#define TOLL 100000
#include "script.h"

/* More pages than tlbwr has entries for, in two address spaces, one for all; one read-only. */
const struct step script[] = {
    WIRED(60),
    MAP(PAGE(1), 1, 1, R | W),
    MAP(PAGE(1), 2, 2, R | W),
    MAP(PAGE(2), 1, 3, R | W | GLOBAL),
    MAP(PAGE(3), 1, 4, R),
    MAP(PAGE(4), 1, 5, R | X),
    MAP(PAGE(5), 2, 6, R | W),
    MAP(PAGE(6), 2, 7, R | W),
    MAP(PAGE(7), 2, 8, R | W),
    MAP(PAGE(8), 1, 9, R | W),
    MAP(PAGE(9), 1, 10, R | W),
    MAP(PAGE(0x101), 1, 11, R | W),
    LOAD(PAGE(1), 1),
    LOAD(PAGE(1), 2),
    LOAD(PAGE(2), 1),
    LOAD(PAGE(2), 2),
    LOAD(PAGE(3), 1),
    STORE(PAGE(3), 1, 1), /* forbidden, which is no miss */
    CALL(PAGE(4), 1),
    CALL(PAGE(5), 2),
    LOAD(PAGE(5), 1), /* in the other address space it is missed */
    STORE(PAGE(6), 2, 77),
    PEEK(7),
    LOAD(PAGE(7), 2),
    LOAD(PAGE(8), 1),
    LOAD(PAGE(9), 1),
    LOAD(PAGE(0x101), 1),
    LOAD(PAGE(0x101), 2),
    LOAD(PAGE(1), 3),
    LOAD(PAGE(1), 1),
    END,
};
