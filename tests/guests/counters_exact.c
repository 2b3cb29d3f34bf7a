/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exactly how many instructions minstret counts over stretches of instructions that a monitor
 * emulates, with the counter stopped, started and written among them, in both modes, across traps:
 * as code says, and the same everywhere [Priv 3.1.10, 3.1.12; Smcntrpmf 2].
 */
#include "guest.h"

/* What minstret shows after `code`, having been 0 before it. */
#define AFTER(code)                                                                                \
    ({                                                                                             \
        uint32_t count_;                                                                           \
        __asm__ volatile("csrw minstret, x0\n\t" code "\n\tcsrr %0, minstret"                      \
                         : "=r"(count_)                                                            \
                         : "r"(UART_BASE), "r"(not_user), "r"(not_supervisor)                      \
                         : "t0", "t1", "a7", "memory");                                            \
        csr_write(mcountinhibit, 0);                                                               \
        csr_write(minstretcfgh, 0);                                                                \
        count_;                                                                                    \
    })

#define STOP "csrsi mcountinhibit, 4\n\t"
#define START "csrci mcountinhibit, 4\n\t"
#define EMULATED "csrr t0, mstatus\n\tcsrw mtval, t0\n\tlbu t0, 5(%1)\n\tcsrr t0, minstret\n\t"
#define USER "li t0, 0x1800\n\tcsrc mstatus, t0\n\tla t0, 1f\n\tcsrw mepc, t0\n\tmret\n1:\n\t"
#define BACK "li a7, 0x5afe\n\tecall\n\t" /* see guest.c */
#define ONLY_USER "csrw 0x722, %3\n\t"
#define ONLY_SUPERVISOR "csrw 0x722, %2\n\t"

static const uint32_t not_supervisor = 0x40000000, not_user = 0x10000000;

static void inhibited(void)
{
    equal("nothing", AFTER(""), 0);
    equal("emulated", AFTER(EMULATED), 4);
    equal("stopped", AFTER(STOP EMULATED "nop"), 0);
    equal("stopped and started", AFTER(STOP EMULATED START "nop"), 2);
    equal("one more, stopped", AFTER("nop\n\t" EMULATED STOP EMULATED), 5);
    equal("stopped, written", AFTER(STOP "csrwi minstret, 9\n\t" EMULATED START EMULATED), 14);
    equal("written among others", AFTER(EMULATED "csrwi minstret, 3\n\t" EMULATED), 7);
    equal("its upper half", AFTER(EMULATED "csrwi minstreth, 1\n\t" EMULATED), 8);
    csr_write(minstreth, 0);
    equal("twice", AFTER(STOP STOP START START "nop"), 3);
}

static void by_mode(void)
{
    equal("supervisor only", AFTER(ONLY_SUPERVISOR EMULATED), 5);
    equal("user only", AFTER(ONLY_USER EMULATED "nop"), 0);
    printf("user and back: %u\n", (unsigned)AFTER(USER "nop\n\tnop\n\t" BACK));
    printf("user and back, user only: %u\n", (unsigned)AFTER(ONLY_USER USER "nop\n\tnop\n\t" BACK));
    printf("user and back, supervisor only: %u\n",
           (unsigned)AFTER(ONLY_SUPERVISOR USER "nop\n\tnop\n\t" BACK));
    printf("user and back, neither: %u\n",
           (unsigned)AFTER("or t0, %2, %3\n\tcsrw 0x722, t0\n\t" USER "nop\n\t" BACK));
    printf("a trap in user mode: %u\n", (unsigned)AFTER(USER "csrr t0, mstatus\n\t" BACK));
    printf("a trap in user mode, user only: %u\n",
           (unsigned)AFTER(ONLY_USER USER "csrr t0, mstatus\n\tnop\n\t" BACK));
    printf("counters read in user mode: %u\n", (unsigned)AFTER(USER "rdinstret t0\n\t" BACK));
    printf("traps: %u\n", (unsigned)seen.traps);
}

int main(void)
{
    guest_start();
    csr_write(mcounteren, 7);
    inhibited();
    by_mode();
    return guest_end();
}
