/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undefined encodings trap in both modes, with the instruction in mtval. */
#include "guest.h"

static const uint32_t undefined[] = {
    0x00000000, /* all zeros */
    0xffffffff, /* all ones */
    0x00000001, /* compressed nop, twice */
    0xc0001073, /* unimp */
    0x00003003, /* ld: rv64 */
    0x00007003, /* load, funct3 7 */
    0x00003023, /* sd */
    0x0000001b, /* addiw */
    0x02001013, /* slli by 32 */
    0x40001013, /* slli with funct7 of srai */
    0x04000033, /* OP with funct7 2 */
    0x00002063, /* branch, funct3 2 */
    0x00001067, /* jalr, funct3 1 */
    0x00002007, /* flw */
    0x00000053, /* fadd.s */
    0x10200073, /* sret */
    0x00200073, /* uret */
    0x7b200073, /* dret */
    0x12000073, /* sfence.vma */
    0x62000073, /* hfence.gvma */
    0x00004073, /* SYSTEM, funct3 4 */
    0x00000173, /* ecall with rd */
    0x0000b02f, /* amoadd.d */
    0x1010a02f, /* lr.w with rs2 */
    0x2800a02f, /* AMO, funct5 5 */
    0xbc0001f3, /* funct7 0x5e, rd 3 */
    0xbe300073, /* funct7 0x5f, rs2 3 */
    0xfc000073, /* funct7 0x7e */
    0xbc004073, /* tlbwr, but for funct3 4 */
    0xbc0040f3, /* tlbwi */
    0xbc004173, /* tlbinv */
    0xbe004073, /* tlbp */
    0x30204073, /* mret */
    0x10504073, /* wfi */
    0x0000200f, /* MISC-MEM, funct3 2 */
    0x0000000b, /* custom-0 */
    0x0000205b, /* custom-2 */
};

int main(void)
{
    guest_start();
    guest_refill = identity;
    translate(0); /* so that a monitor knows the address space which words of zeros speak of */
    translate_off();
    for (unsigned i = 0; i < sizeof undefined / sizeof undefined[0]; i++) {
        run_word(undefined[i], 0, 0);
        trapped("supervisor", CAUSE_illegal, undefined[i]);
        enter_user();
        run_word(undefined[i], 0, 0);
        leave_user();
        trapped("user", CAUSE_illegal, undefined[i]);
    }
    return guest_end();
}
