/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is privileged traps in user mode, whatever its operands; wfi does under TW. */
#include "guest.h"

static const struct {
    const char *name;
    uint32_t word;
} privileged[] = {
    {"mret", 0x30200073},
    {"tlbwr a0, a1", 0xbcb50073},
    {"tlbwi a0, a1", 0xbcb500f3},
    {"tlbinv a0, a1", 0xbcb50173},
    {"tlbinv", 0xbc000173},
    {"tlbp a0, a0", 0xbe050573},
    {"tlbrh a0, a0", 0xbe150573},
    {"tlbrl a0, a0", 0xbe250573},
    {"csrrw matp", CSRRW(CSR_matp)},
    {"csrrs mstatus", CSRRS(CSR_mstatus)},
    {"csrrc mie", CSRRC(CSR_mie)},
};

static void wfi_under_tw(void)
{
    csr_write(mstatus, MSTATUS_TW);
    enter_user();
    run_word(0x10500073, 0, 0);
    leave_user();
    trapped("wfi in user mode, TW", CAUSE_illegal, 0x10500073);
    csr_write(mstatus, 0);
}

int main(void)
{
    guest_start();
    tlbwi(0x1000, 0x2000 | TLB_LO_V | TLB_LO_R);
    for (unsigned i = 0; i < sizeof privileged / sizeof privileged[0]; i++) {
        enter_user();
        uint32_t a0 = run_word(privileged[i].word, 0x7000, 0x7001);
        leave_user();
        trapped(privileged[i].name, CAUSE_illegal, privileged[i].word);
        equal("a0 is not changed", a0, 0x7000);
    }
    equal("the TLB is as it was", tlbrh(0), 0x1000);
    equal("", tlbrl(0), 0x2000 | TLB_LO_V | TLB_LO_R);
    wfi_under_tw();
    return guest_end();
}
