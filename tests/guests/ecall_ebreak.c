/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ecall and ebreak, from both modes: cause and mtval. */
#include "guest.h"

static uint32_t do_ebreak(void)
{
    uint32_t pc;
    __asm__ volatile("la %0, 1f\n1: ebreak" : "=r"(pc) : : "memory");
    return pc;
}

static void do_ecall(void)
{
    register uint32_t code __asm__("a7") = 1;
    __asm__ volatile("ecall" : : "r"(code) : "memory");
}

int main(void)
{
    guest_start();
    do_ecall();
    trapped("ecall, supervisor", CAUSE_ecall_supervisor, 0);
    enter_user();
    do_ecall();
    leave_user();
    trapped("ecall, user", CAUSE_ecall_user, 0);
    uint32_t pc = do_ebreak();
    equal("mtval is the ebreak's address", seen.tval - pc, 0);
    trapped("ebreak, supervisor", CAUSE_breakpoint, pc);
    enter_user();
    pc = do_ebreak();
    leave_user();
    trapped("ebreak, user", CAUSE_breakpoint, pc);
    return guest_end();
}
