/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script.h"

const struct step script[] = {
    MAP(PAGE(0), 1, UART_FRAME, R | W),
    STORE(PAGE(0), 1, '!'),
    LOAD(PAGE(0) + 4, 1),
    CALL(PAGE(0), 1),
    MAP(PAGE(1), 1, UART_FRAME, R), /* a device that one may not write to */
    STORE(PAGE(1), 1, '?'),
    MAP(PAGE(2), 1, UART_FRAME, R | W | X),
    CALL(PAGE(2), 1), /* a device from which nothing is ever fetched */
    MAP(PAGE(3), 2, CLINT_FRAME, R | W),
    STORE(PAGE(3), 2, 1), /* its software interrupt */
    LOAD(PAGE(3), 2),
    STORE(PAGE(3), 2, 0),
    MAP(PAGE(4), 2, NO_FRAME, R | W | X),
    LOAD(PAGE(4), 2),
    STORE(PAGE(4), 2, 1),
    CALL(PAGE(4), 2),
    LOAD(PAGE(0), 2),
    FORGET(PAGE(0), 1),
    STORE(PAGE(0), 1, '-'),
    END,
};
