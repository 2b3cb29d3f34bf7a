/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A write that would make a second match traps with cause 27, and changes nothing. */
#include "guest.h"

static void write_at(uint32_t index, uint32_t hi)
{
    csr_write(mtlbidx, index);
    tlbwi(hi, 0x7000 | TLB_LO_V | TLB_LO_R);
}

int main(void)
{
    guest_start();
    write_at(1, 0x40000005);
    write_at(2, 0x41000100 | 9); /* global */
    write_at(10, 0x50000001);
    not_trapped("different pages");
    write_at(3, 0x40000006);
    not_trapped("the same page, another ASID");
    write_at(4, 0x40000005);
    trapped("the same page and ASID", CAUSE_tlb_duplicate, 0x40000000);
    equal("nothing written", tlbrl(4), 0);
    write_at(4, 0x40000105);
    trapped("global over one that is not", CAUSE_tlb_duplicate, 0x40000000);
    write_at(4, 0x41000003);
    trapped("one that is not over global", CAUSE_tlb_duplicate, 0x41000000);
    csr_write(mtlbrand, 99);
    tlbwr(0x40000005, 0x7000 | TLB_LO_V);
    trapped("tlbwr", CAUSE_tlb_duplicate, 0x40000000);
    equal("mtlbrand has not moved", csr_read(mtlbrand), 99);
    csr_write(mtlbidx, 4);
    tlbwi(0x40000005, 0x7000);
    not_trapped("V = 0 makes no match");
    equal("written", tlbrh(4), 0x40000005);
    write_at(1, 0x40000005);
    not_trapped("over itself");
    write_at(1, 0x40000105);
    trapped("global over itself, but ASID 6 has the page too", CAUSE_tlb_duplicate, 0x40000000);
    tlbinv(0x40000000, 6);
    write_at(1, 0x40000105);
    not_trapped("after tlbinv of that");
    equal("written", tlbrh(1), 0x40000105);
    return guest_end();
}
