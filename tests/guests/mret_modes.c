/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mret: mode <- MPP, MIE <- MPIE, TE <- OTE, and what it leaves behind [Priv 3.1.6.1, 3.3.2]. */
#include "guest.h"

static void mret_with(uint32_t mstatus)
{
    csr_write(mstatus, mstatus);
    __asm__ volatile("la t0, 1f\n\tcsrw mepc, t0\n\tmret\n1:" : : : "t0", "memory");
}

static void to_supervisor(uint32_t mpie, uint32_t mie_after)
{
    mret_with(MSTATUS_MPP | mpie);
    uint32_t after = csr_read(mstatus);
    csr_write(mstatus, 0);
    equal("mstatus after mret to supervisor mode", after, MSTATUS_MPIE | mie_after);
}

static void to_user(uint32_t mpp)
{
    mret_with(mpp);
    run_word(CSRR(CSR_mscratch), 0, 0); /* traps in user mode only */
    leave_user();
    trapped("CSR read after mret", CAUSE_illegal, CSRR(CSR_mscratch));
    equal("MPP seen by the handler", seen.mstatus & MSTATUS_MPP, 0);
}

static void te_from_ote(void)
{
    guest_refill = identity;
    csr_write(matp, MATP_OTE | 5);
    mret_with(MSTATUS_MPP);
    uint32_t on = csr_read(matp);
    csr_write(matp, 6); /* TE and OTE off: the mret goes on physically */
    mret_with(MSTATUS_MPP);
    uint32_t off = csr_read(matp);
    equal("matp after mret with OTE", on, MATP_TE | 5);
    equal("matp after mret without", off, 6);
}

int main(void)
{
    guest_start();
    to_supervisor(0, 0);
    to_supervisor(MSTATUS_MPIE, MSTATUS_MIE);
    to_user(0);
    to_user(0x0800);
    to_user(0x1000);
    te_from_ote();
    enter_user();
    run_word(0x30200073, 0, 0);
    leave_user();
    trapped("mret in user mode", CAUSE_illegal, 0x30200073);
    return guest_end();
}
