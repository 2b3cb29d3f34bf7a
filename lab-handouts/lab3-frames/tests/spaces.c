/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

const struct step script[] = {
    MAP(PAGE(0), 1, 1, R | W), /* the same page, of three address spaces */
    MAP(PAGE(0), 2, 2, R | W),
    MAP(PAGE(0), 255, 3, R),
    LOAD(PAGE(0), 1),
    LOAD(PAGE(0), 2),
    LOAD(PAGE(0), 255),
    LOAD(PAGE(0), 0),
    STORE(PAGE(0), 1, 11),
    STORE(PAGE(0), 2, 12),
    STORE(PAGE(0), 255, 13),
    PEEK(1),
    PEEK(2),
    PEEK(3),
    MAP(PAGE(4), 1, 4, R | W | GLOBAL), /* a page of all address spaces */
    LOAD(PAGE(4), 1),
    LOAD(PAGE(4), 2),
    LOAD(PAGE(4), 77),
    STORE(PAGE(4), 200, 9),
    LOAD(PAGE(4), 1),
    MAP(PAGE(4), 3, 5, R), /* refused: the global one is there */
    MAP(PAGE(0), 9, 5, R | GLOBAL), /* refused */
    LOAD(PAGE(0), 9),
    MAP(PAGE(5), 1, 6, R), /* written for another address space than was last in use */
    MAP(PAGE(5), 2, 7, R),
    LOAD(PAGE(5), 2),
    LOAD(PAGE(5), 1),
    END,
};
