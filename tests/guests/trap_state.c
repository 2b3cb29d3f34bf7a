/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trap saves and forces: mode, interrupt enable, TE, pc [Priv 3.1.6.1]. */
#include "guest.h"

static uint32_t ecall_pc(void)
{
    uint32_t pc;
    __asm__ volatile("la %0, 1f\n1: ecall" : "=r"(pc) : : "memory");
    return pc;
}

int main(void)
{
    guest_start();
    uint32_t pc = ecall_pc();
    trapped("ecall", CAUSE_ecall_supervisor, 0);
    equal("mepc is the ecall's", seen.pc - pc, 0);
    equal("mstatus, interrupts off before", seen.mstatus, MSTATUS_MPP);
    csr_set(mstatus, MSTATUS_MIE);
    ecall_pc();
    csr_clear(mstatus, MSTATUS_MIE);
    trapped("ecall", CAUSE_ecall_supervisor, 0);
    equal("mstatus, interrupts on before", seen.mstatus, MSTATUS_MPP | MSTATUS_MPIE);
    equal("matp", seen.matp, 0);

    enter_user();
    ecall_pc();
    leave_user();
    trapped("ecall in user mode", CAUSE_ecall_user, 0);
    equal("MPP", seen.mstatus & MSTATUS_MPP, 0);

    guest_refill = identity;
    translate(9);
    ecall_pc();
    uint32_t after = csr_read(matp);
    translate_off();
    trapped("ecall, mapped", CAUSE_ecall_supervisor, 0);
    equal("matp in the handler", seen.matp, MATP_OTE | 9);
    equal("matp after it", after, MATP_TE | 9);
    return guest_end();
}
