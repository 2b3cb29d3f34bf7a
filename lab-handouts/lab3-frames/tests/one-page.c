/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

const struct step script[] = {
    LOAD(PAGE(0), 1),              /* nothing there yet */
    MAP(PAGE(0), 1, 3, R | W | X), /* page 0 of address space 1 is frame 3 */
    LOAD(PAGE(0), 1),
    STORE(PAGE(0), 1, 7),
    LOAD(PAGE(0), 1),
    PEEK(3), /* the kernel finds it there, without translation */
    POKE(3, 8),
    LOAD(PAGE(0), 1), /* and user mode what the kernel stores */
    CALL(PAGE(0), 1),
    LOAD(PAGE(1), 1), /* this page is not mapped, */
    LOAD(PAGE(0), 2), /* nor is that one, for others */
    PROBE(PAGE(0), 1),
    PROBE(PAGE(1), 1),
    END,
};
