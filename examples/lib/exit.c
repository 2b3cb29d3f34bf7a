/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "pg32.h"

/* The finisher's word holds 16 bits of code; like a Unix process's, a status is its low 8 bits. */
void exit(int status)
{
    uint32_t code = (uint32_t)status & 0xff;
    *reg32(FINISHER_BASE) = code ? code << 16 | FINISHER_FAIL : FINISHER_PASS;
    for (;;) {
        wfi();
    }
}
