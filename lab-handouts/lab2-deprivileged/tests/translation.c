/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

const struct step script[] = {
    LOAD(PAGE(1), 1), /* nothing is mapped: a miss of each kind */
    STORE(PAGE(1), 1, 5),
    CALL(PAGE(1), 1),
    MAP(PAGE(1), 1, 1, R), /* one thing is allowed, two are forbidden */
    LOAD(PAGE(1), 1),
    STORE(PAGE(1), 1, 5),
    CALL(PAGE(1), 1),
    MAP(PAGE(2), 1, 2, W),
    LOAD(PAGE(2), 1),
    STORE(PAGE(2), 1, 6),
    CALL(PAGE(2), 1),
    MAP(PAGE(3), 1, 3, X),
    LOAD(PAGE(3), 1),
    STORE(PAGE(3), 1, 7),
    CALL(PAGE(3), 1),
    LOAD(PAGE(1), 2), /* in another address space, nothing again */
    CALL(PAGE(3), 2),
    MAP(PAGE(1), 2, 4, R | W | X),
    STORE(PAGE(1), 2, 8),
    CALL(PAGE(1), 2),
    MAP(PAGE(1), 2, 5, R), /* refused: it is there */
    PEEK(4),
    END,
};
