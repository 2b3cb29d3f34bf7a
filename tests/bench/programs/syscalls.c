/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * User mode calls its supervisor over and over: a trap, all registers saved, a little work in C,
 * and back. RISC-V's M and U modes only, so that QEMU runs it as well.
 */
#include <pg32.h>
#include <trap.h>

#include "work.h"

enum call { CALL_ADD, CALL_MIX, CALL_END };
enum { CALLS = 200 };

static unsigned total; /* the supervisor's */

static void supervisor(struct trap_frame *frame)
{
    if (frame->mcause != CAUSE_ecall_user) {
        trap_unexpected(frame);
    }
    switch (frame->x[17]) { /* a7: which; a0: argument and result */
    case CALL_ADD:
        total += frame->x[10];
        break;
    case CALL_MIX:
        total = total * 33 ^ frame->x[10];
        break;
    default:
        frame->mstatus |= MSTATUS_MPP; /* mret is to go on in supervisor mode */
    }
    frame->x[10] = total;
    frame->mepc += 4;
}

static unsigned call(enum call which, unsigned argument)
{
    register unsigned a0 __asm__("a0") = argument;
    register unsigned a7 __asm__("a7") = which;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
    return a0;
}

static void enter_user_mode(void)
{
    __asm__ volatile("csrc mstatus, %0\n\t"
                     "la t0, 1f\n\t"
                     "csrw mepc, t0\n\t"
                     "mret\n"
                     "1:"
                     :
                     : "r"(MSTATUS_MPP)
                     : "t0", "memory");
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    trap_set(supervisor);
    enter_user_mode();
    while (rounds-- > 0) {
        for (unsigned i = 0; i < CALLS; i++) {
            sum ^= call(i & 1 ? CALL_ADD : CALL_MIX, sum + i);
        }
    }
    call(CALL_END, 0);
    trap_set(0);
    return sum;
}
