/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tlbwi, tlbp, tlbrh, tlbrl: indices, ASIDs, what is kept of a word, indices beyond the end. */
#include "guest.h"

#define NONE 0xffffffffu

static void write_at(uint32_t index, uint32_t hi, uint32_t lo)
{
    csr_write(mtlbidx, index);
    tlbwi(hi, lo);
}

static void reserved_bits(void)
{
    write_at(5, 0xabcdefff, 0xfffffffe);
    equal("hi keeps VPN, G and ASID", tlbrh(5), 0xabcde1ff);
    equal("lo keeps PFN and permissions", tlbrl(5), 0xfffff00e);
    write_at(63, 0x12345e77, 0x54321001);
    equal("the last entry", tlbrh(63), 0x12345077);
    equal("", tlbrl(63), 0x54321001);
}

static void probe(void)
{
    equal("tlbp, V = 0", tlbp(0xabcde0ff), NONE);
    equal("tlbp, its ASID", tlbp(0x12345077), 63);
    equal("tlbp, the page offset's upper bits are nothing", tlbp(0x12345e77), 63);
    equal("tlbp, another ASID", tlbp(0x12345078), NONE);
    equal("tlbp, another page", tlbp(0x12346077), NONE);
    write_at(0, 0x00001000, 0x00002001);
    equal("tlbp, index 0", tlbp(0x00001000), 0);
    equal("tlbp of another rd", run_word(0xbe050573, 0x00001000, 0), 0);
}

static void beyond(void)
{
    equal("tlbrh 64", tlbrh(64), 0);
    equal("tlbrl 64", tlbrl(64), 0);
    equal("tlbrh -1", tlbrh(0xffffffff), 0);
    equal("tlbrl 0x100", tlbrl(0x100), 0);
}

static void overwrite(void)
{
    write_at(63, 0x12345077, 0x99999003); /* the same page at the same index: no duplicate */
    equal("rewritten", tlbrl(63), 0x99999003);
    write_at(63, 0x11111011, 0);
    equal("replaced: not found", tlbp(0x12345077), NONE);
    equal("but its hi is read", tlbrh(63), 0x11111011);
}

int main(void)
{
    guest_start();
    reserved_bits();
    probe();
    beyond();
    overwrite();
    not_trapped("none of them");
    return guest_end();
}
