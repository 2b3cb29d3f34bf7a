/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tlbinv in its four forms, as sfence.vma has them: what each spares. */
#include "guest.h"

/* Pages 1 and 2 of ASID 1 and 2, and page 3, global, at indices 0 to 4. */
static const uint32_t entries[] = {0x1001, 0x2001, 0x1002, 0x2002, 0x3100};

enum { COUNT = sizeof entries / sizeof entries[0] };

static void fill(void)
{
    for (uint32_t i = 0; i < COUNT; i++) {
        csr_write(mtlbidx, i);
        tlbwi(entries[i], 0x5000 | TLB_LO_V | TLB_LO_R);
    }
}

/* A bit for each that is still valid. */
static uint32_t valid(void)
{
    uint32_t bits = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t found = tlbp(entries[i]);
        bits |= (found == i ? 1u : 0u) << i;
        bits |= (tlbrl(i) & TLB_LO_V) << (8 + i);
    }
    return bits;
}

int main(void)
{
    guest_start();
    fill();
    equal("all valid", valid(), 0x1f1f);
    tlbinv(0x1000, 1);
    equal("page 1 of ASID 1", valid(), 0x1e1e);
    fill();
    tlbinv(0x1fff, 2);
    equal("page 1 of ASID 2, any address in it", valid(), 0x1b1b);
    fill();
    tlbinv_asid(1);
    equal("all of ASID 1", valid(), 0x1c1c);
    fill();
    tlbinv_page(0x2000);
    equal("page 2 of every ASID", valid(), 0x1515);
    fill();
    tlbinv_page(0x3000);
    equal("page 3 of every ASID, global", valid(), 0x0f0f);
    fill();
    tlbinv(0x3000, 1);
    equal("page 3 of ASID 1: global, spared", valid(), 0x1f1f);
    tlbinv(0x1000, 0x101);
    equal("an ASID has eight bits", valid(), 0x1e1e);
    fill();
    tlbinv(0x9000, 1);
    tlbinv_asid(77);
    equal("what is not there", valid(), 0x1f1f);
    __asm__ volatile("li a0, 0\n\tli a1, 0\n\t.insn r 0x73, 0, 0x5e, x2, a0, a1"
                     :
                     :
                     : "a0", "a1", "memory");
    equal("registers that hold 0", valid(), 0x1f1f);
    __asm__ volatile("li a1, 0\n\t.insn r 0x73, 0, 0x5e, x2, x0, a1" : : : "a1", "memory");
    equal("ASID 0", valid(), 0x1f1f);
    tlbinv_all();
    equal("everything", valid(), 0);
    equal("hi is still there", tlbrh(4), 0x3100);
    equal("and lo but V", tlbrl(4), 0x5002);
    return guest_end();
}
