/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The six CSR instructions: old value, write, set, clear, and what x0 leaves out [Unpriv 6.1]. */
#include "guest.h"

int main(void)
{
    uint32_t old;
    guest_start();
    __asm__ volatile("csrrw %0, mtval, %1" : "=r"(old) : "r"(0x1234u));
    __asm__ volatile("csrrw %0, mtval, %1" : "=r"(old) : "r"(0xff00u));
    equal("csrrw", old, 0x1234);
    __asm__ volatile("csrrs %0, mtval, %1" : "=r"(old) : "r"(0x000fu));
    equal("csrrs", old, 0xff00);
    __asm__ volatile("csrrc %0, mtval, %1" : "=r"(old) : "r"(0x0f01u));
    equal("csrrc", old, 0xff0f);
    __asm__ volatile("csrrwi %0, mtval, 21" : "=r"(old));
    equal("csrrwi", old, 0xf00e);
    __asm__ volatile("csrrsi %0, mtval, 10" : "=r"(old));
    equal("csrrsi", old, 21);
    __asm__ volatile("csrrci %0, mtval, 3" : "=r"(old));
    equal("csrrci", old, 31);
    equal("at last", csr_read(mtval), 28);

    /* The same register as source and destination; rd = x0. */
    old = 99;
    __asm__ volatile("csrrw %0, mtval, %0" : "+r"(old));
    equal("swap", old, 28);
    equal("swapped", csr_read(mtval), 99);
    __asm__ volatile("csrrwi x0, mtval, 5");
    equal("rd = x0", csr_read(mtval), 5);

    /* With x0 or immediate 0, set and clear do not write: so they may read what is read-only. */
    __asm__ volatile("csrrs %0, 0xfc0, x0" : "=r"(old));
    equal("csrrs of a read-only one", old, 64);
    __asm__ volatile("csrrc %0, 0xfc0, x0" : "=r"(old));
    equal("csrrc", old, 64);
    __asm__ volatile("csrrsi %0, 0xfc0, 0" : "=r"(old));
    equal("csrrsi", old, 64);
    __asm__ volatile("csrrci %0, 0xfc0, 0" : "=r"(old));
    equal("csrrci", old, 64);
    not_trapped("none of them");
    run_word(0xfc005073, 0, 0); /* csrwi mtlbcfg, 0 */
    trapped("csrrwi", CAUSE_illegal, 0xfc005073);
    run_word(0xfc00e073, 0, 0); /* csrsi mtlbcfg, 1 */
    trapped("csrrsi", CAUSE_illegal, 0xfc00e073);
    return guest_end();
}
