/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

/* All accesses to a page that one may do this to. */
#define TRY(n, rights)                                                                             \
    MAP(PAGE(n), 1, n, rights), LOAD(PAGE(n), 1), STORE(PAGE(n), 1, n + 50), CALL(PAGE(n), 1),     \
        PEEK(n)

const struct step script[] = {
    TRY(1, R),
    TRY(2, W),
    TRY(3, X),
    TRY(4, R | W),
    TRY(5, R | X),
    TRY(6, W | X),
    TRY(7, R | W | X),
    TRY(8, 0),
    TRY(9, R | W | X | INVALID), /* an entry that maps nothing */
    MAP_AT(9, PAGE(10), 1, 10, R), /* a page that may be read; then written, too */
    STORE(PAGE(10), 1, 5),
    MAP_AT(9, PAGE(10), 1, 10, R | W),
    STORE(PAGE(10), 1, 5),
    MAP_AT(9, PAGE(10), 1, 10, R), /* and no longer */
    STORE(PAGE(10), 1, 6),
    PEEK(10),
    MAP_AT(12, PAGE(10), 1, 10, R), /* it is there already, at index 9 */
    END,
};
