/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lr and sc: success, failure, and the reservation across traps and aliases [Unpriv 8.2]. */
#include "guest.h"

enum { VA = 0x40000000 };

static volatile uint32_t *const word = (volatile uint32_t *)page[1];

static bool pages(uint32_t va, uint32_t asid)
{
    if ((va & 0xffffe000u) == VA) {
        tlbwr((va & PAGE_FRAME) | asid, address_of(page[1]) | TLB_LO_V | TLB_LO_R | TLB_LO_W);
        return true;
    }
    return identity(va, asid);
}

/* A switch of VMs may end any reservation: what is to succeed is tried again, as in any program. */
static uint32_t succeeds(uint32_t from, uint32_t to)
{
    uint32_t failed = 1;
    for (unsigned tries = 0; failed && tries < 10; tries++) {
        uint32_t old;
        __asm__ volatile("lr.w %0, (%2)\n\taddi %0, %0, 1\n\tsc.w %1, %0, (%3)"
                         : "=&r"(old), "=&r"(failed)
                         : "r"(from), "r"(to)
                         : "memory");
    }
    return failed;
}

static uint32_t fails(uint32_t from, uint32_t to)
{
    uint32_t failed;
    __asm__ volatile("lr.w t0, (%1)\n\tsc.w %0, x0, (%2)"
                     : "=&r"(failed)
                     : "r"(from), "r"(to)
                     : "t0", "memory");
    return failed;
}

static uint32_t sc_alone(uint32_t to)
{
    uint32_t failed;
    __asm__ volatile("sc.w %0, x0, (%1)" : "=r"(failed) : "r"(to) : "memory");
    return failed;
}

/* A failed sc ends the reservation, wherever it went. */
static uint32_t sc_after_sc(uint32_t first)
{
    uint32_t failed;
    __asm__ volatile("lr.w t0, (%1)\n\tsc.w t0, x0, (%2)\n\tsc.w %0, x0, (%1)"
                     : "=&r"(failed)
                     : "r"(word), "r"(first)
                     : "t0", "memory");
    return failed;
}

int main(void)
{
    uint32_t at = address_of(word);
    guest_start();
    equal("sc without lr", sc_alone(at), 1);
    equal("lr, sc", succeeds(at, at), 0);
    equal("incremented", *word, 1);
    equal("sc again", sc_alone(at), 1);
    equal("sc elsewhere", fails(at, at + 4), 1);
    equal("sc after a failed sc", sc_after_sc(at + 4), 1);
    equal("sc after a sc to a device", sc_after_sc(UART_BASE + 4), 1);
    equal("not stored", *word, 1);
    guest_refill = pages;
    translate(1);
    uint32_t alias = succeeds(VA, VA + 0x1000);
    translate_off();
    equal("the same word under another address", alias, 0);
    equal("incremented", *word, 2);
    for (unsigned n = 0; n < 1000; n++) {
        succeeds(at, at);
    }
    equal("a thousand more", *word, 1002);
    return guest_end();
}
