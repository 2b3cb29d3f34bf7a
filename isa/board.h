/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the board's devices are: xxx_BASE, xxx_SIZE, xxx_IRQ from board.def. Constant data only. */
#ifndef ISA_BOARD_H
#define ISA_BOARD_H

#include "fields.h"

enum {
#define DEVICE(id, name, base, size, irq) id##_BASE = (base), id##_SIZE = (size), id##_IRQ = (irq),
#include "board.def"
};

#endif
