/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps and mret keep the reservation. A switch of VMs ends it, so this guest wants to be alone. */
#include "guest.h"

static volatile uint32_t word;

/* lr, what is between, sc: 1 if that never succeeds. */
#define INCREMENT(between)                                                                         \
    ({                                                                                             \
        uint32_t failed_ = 1;                                                                      \
        for (unsigned tries_ = 0; failed_ && tries_ < 10; tries_++) {                              \
            uint32_t value_;                                                                       \
            __asm__ volatile("lr.w %0, (%2)\n\taddi %0, %0, 1\n\t" between "\n\tsc.w %1, %0, (%2)" \
                             : "=&r"(value_), "=&r"(failed_)                                       \
                             : "r"(&word), "r"(fresh), "r"(UART_BASE)                              \
                             : "t0", "memory");                                                    \
        }                                                                                          \
        failed_;                                                                                   \
    })

static uint32_t fresh;

static uint32_t across_ecall(void)
{
    return INCREMENT("ecall");
}

/* Between, what a monitor sees nothing of, or much: and then only reads. */
static void others(void)
{
    fresh = address_of(page[7]);
    equal("across a CSR", INCREMENT("csrr t0, mstatus"), 0);
    equal("across a counter", INCREMENT("csrr t0, minstret"), 0);
    equal("across a TLB operation", INCREMENT(".insn r 0x73, 0, 0x5f, t0, x0, x0"), 0);
    equal("across mret",
          INCREMENT("li t0, 0x1800\n\tcsrs mstatus, t0\n\tla t0, 1f\n\tcsrw mepc, t0\n\tmret\n1:"),
          0);
    equal("across a page that is touched first", INCREMENT("sw x0, 0(%3)"), 0);
    equal("across a device", INCREMENT("lbu t0, 5(%4)"), 0);
    equal("incremented", word, 8);
    guest_refill = identity;
    translate(1);
    tlbinv_all();
    uint32_t failed = INCREMENT("lw t0, 4(%3)");
    translate_off();
    equal("across a miss", failed, 0);
    equal("incremented", word, 9);
}

int main(void)
{
    guest_start();
    equal("across an ecall", across_ecall(), 0);
    equal("incremented", word, 1);
    enter_user();
    uint32_t failed = across_ecall();
    leave_user();
    equal("across an ecall from user mode", failed, 0);
    equal("incremented", word, 2);
    others();
    return guest_end();
}
