/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Misses: causes 24, 25, 26 with the address in mtval, and no register changed. */
#include "guest.h"

enum { NOWHERE = 0x47654000 };

static bool pages(uint32_t va, uint32_t asid)
{
    return va >> 28 != 4 && identity(va, asid);
}

static void accesses(void)
{
    uint32_t value = 5;
    __asm__ volatile("lbu %0, 0(%1)" : "+r"(value) : "r"(NOWHERE + 0x321) : "memory");
    trapped("lbu", CAUSE_load_miss, NOWHERE + 0x321);
    __asm__ volatile("sh %0, 0(%1)" : : "r"(1), "r"(NOWHERE + 0xffe) : "memory");
    trapped("sh", CAUSE_store_miss, NOWHERE + 0xffe);
    __asm__ volatile("lr.w %0, (%1)" : "+r"(value) : "r"(NOWHERE + 4) : "memory");
    trapped("lr", CAUSE_load_miss, NOWHERE + 4);
    __asm__ volatile("sc.w %0, x0, (%1)" : "+r"(value) : "r"(NOWHERE + 8) : "memory");
    trapped("sc", CAUSE_store_miss, NOWHERE + 8);
    __asm__ volatile("amoor.w %0, x0, (%1)" : "+r"(value) : "r"(NOWHERE + 12) : "memory");
    trapped("amo", CAUSE_store_miss, NOWHERE + 12);
    call_address(NOWHERE + 16);
    trapped("fetch", CAUSE_fetch_miss, NOWHERE + 16);
    equal("rd", value, 5);
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    translate(1);
    accesses();
    translate_off();
    csr_write(matp, MATP_OTE | 255);
    enter_user();
    accesses();
    leave_user();
    translate_off();
    equal("matp's ASID", csr_read(matp), 255);
    return guest_end();
}
