/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Computes, in many registers, and asks nobody for anything. Boot argument: for how long, in
 * thousands of turns, of 16 instructions each.
 */
#include "arguments.h"

static void thousand(void)
{
    __asm__ volatile("    li t0, 1000\n"
                     "1:  addi t0, t0, -1\n"
                     "    add t1, t1, t0\n"
                     "    xor t2, t2, t1\n"
                     "    add t3, t3, t2\n"
                     "    xor t4, t4, t3\n"
                     "    add t5, t5, t4\n"
                     "    xor t6, t6, t5\n"
                     "    add a0, a0, t6\n"
                     "    xor a1, a1, a0\n"
                     "    add a2, a2, a1\n"
                     "    xor a3, a3, a2\n"
                     "    add a4, a4, a3\n"
                     "    xor a5, a5, a4\n"
                     "    add a6, a6, a5\n"
                     "    xor a7, a7, a6\n"
                     "    bnez t0, 1b\n"
                     :
                     :
                     : "t0", "t1", "t2", "t3", "t4", "t5", "t6", "a0", "a1", "a2", "a3", "a4", "a5",
                       "a6", "a7");
}

int main(void)
{
    for (uint32_t n = argument(50); n > 0; n--) {
        thousand();
    }
    return 0;
}
