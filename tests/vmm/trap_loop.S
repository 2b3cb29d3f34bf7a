/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Its trap handler begins with what traps. */
#include "guest.asm"

    print 'x'
    la t0, 1f
    csrw mtvec, t0
    .balign 4
1:  ebreak
