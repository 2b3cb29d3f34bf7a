/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read-only CSRs, their values, and those that do not exist: a write to either traps. */
#include "guest.h"

static void fixed(const char *name, uint32_t csr, uint32_t value)
{
    equal(name, run_word(CSRR(csr), 1, 0), value);
    not_trapped(name);
    run_word(CSRRW(csr), 0, 0);
    trapped("write", CAUSE_illegal, CSRRW(csr));
    run_word(CSRRS(csr), 0, 0); /* names a register, so it writes, even if no bit is set */
    trapped("set of no bits", CAUSE_illegal, CSRRS(csr));
}

int main(void)
{
    static const uint32_t missing[] = {0x000, 0x100, 0x105, 0x180, 0x200, 0x302, 0x303, 0x3a0,
                                       0x3b0, 0x7b0, 0x7a4, 0x7bf, 0x7c4, 0xb01, 0xbff, 0xdff,
                                       0xf10, 0xf16, 0xfc1, 0xfff, 0x800, 0x280, 0x345};
    guest_start();
    fixed("mvendorid", CSR_mvendorid, 0);
    fixed("marchid", CSR_marchid, 0);
    fixed("mimpid", CSR_mimpid, 0);
    fixed("mhartid", CSR_mhartid, 0);
    fixed("mconfigptr", CSR_mconfigptr, 0);
    fixed("mtlbcfg", CSR_mtlbcfg, 64);
    fixed("hpmcounter3", 0xc03, 0);
    fixed("hpmcounter31h", 0xc9f, 0);
    for (unsigned i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        equal("a0 is not changed", run_word(CSRR(missing[i]), 77, 0), 77);
        trapped("no such CSR", CAUSE_illegal, CSRR(missing[i]));
    }
    return guest_end();
}
