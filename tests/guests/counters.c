/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minstret counts the program's own instructions, exactly, whoever else runs meanwhile: the
 * differences here are known from the code. [Priv 3.1.10]
 */
#include "guest.h"

/* Instructions between two reads of minstret, the second one's own not counted. */
#define COUNT(code)                                                                                \
    ({                                                                                             \
        uint32_t from_, to_;                                                                       \
        __asm__ volatile("csrr %0, minstret\n\t" code "\n\tcsrr %1, minstret"                      \
                         : "=&r"(from_), "=&r"(to_)                                                \
                         : "r"(page[0])                                                            \
                         : "t0", "t1", "memory");                                                  \
        to_ - from_;                                                                               \
    })

int main(void)
{
    guest_start();
    equal("nothing", COUNT(""), 1);
    equal("two nops", COUNT("nop\n\tnop"), 3);
    equal("a loop of 1000", COUNT("li t0, 1000\n1: addi t0, t0, -1\n\tbnez t0, 1b"), 2002);
    equal("loads and stores", COUNT("lw t0, 0(%2)\n\tsw t0, 4(%2)\n\tlh t1, 3(%2)"), 4);
    equal("CSRs", COUNT("csrr t0, mstatus\n\tcsrw mtval, t0\n\tcsrr t0, 0x7c3"), 4);
    equal("the UART", COUNT("li t1, 0x10000000\n\tlbu t0, 5(t1)\n\tsb t0, 7(t1)"), 4);
    equal("a device's word", COUNT("lui t1, 0x2004\n\tlw t0, 0(t1)"), 3);
    equal("fences", COUNT("fence\n\tfence.i"), 3);
    equal("mret",
          COUNT("li t0, 0x1800\n\tcsrs mstatus, t0\n\tla t0, 1f\n\tcsrw mepc, t0\n\tmret\n"
                "1: nop"),
          9);
    equal("TLB operations",
          COUNT(".insn r 0x73, 0, 0x5e, x2, x0, x0\n\t"
                ".insn r 0x73, 0, 0x5f, t0, x0, x1"),
          3);

    /* An instruction that traps does not retire; what the handler retires counts. */
    uint32_t trapped_ = COUNT("ecall");
    trapped("ecall", CAUSE_ecall_supervisor, 0);
    equal("a trap and its handler cost the same each time", trapped_ - COUNT("ecall"), 0);
    trapped("ecall", CAUSE_ecall_supervisor, 0);

    /* Long enough for a VM to lose the processor on the way. */
    equal("a loop of 300000", COUNT("li t0, 300000\n1: addi t0, t0, -1\n\tbnez t0, 1b"), 600003);

    csr_write(minstret, 100);
    equal("written: the next instruction sees it", csr_read(minstret), 100);
    csr_write(minstreth, 5);
    csr_write(minstret, 0xffffffff);
    __asm__ volatile("nop");
    equal("carry into the upper half", csr_read(minstreth), 6);
    csr_write(mcycle, 0);
    csr_write(mcycleh, 7);
    equal("mcycleh", csr_read(mcycleh), 7);
    uint32_t cycles = csr_read(mcycle);
    equal("cycles go on", csr_read(mcycle) > cycles, 1);
    return guest_end();
}
