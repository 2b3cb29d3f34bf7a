/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A checksum over much arithmetic, in user mode, mapped: what runs by itself in a VM. */
#include "guest.h"

static uint32_t mix(uint32_t rounds)
{
    uint32_t a = 1, b = 0x9e3779b9, sum = 0;
    for (uint32_t i = 1; i <= rounds; i++) {
        a = a * 1664525 + 1013904223;
        b ^= a >> (i & 31);
        sum += a / (i | 1) + (b % (a | 1)) + (uint32_t)((int32_t)b / (int32_t)(i * 2 + 1));
        sum ^= (uint32_t)(((uint64_t)a * b) >> 32) + (uint32_t)((int32_t)a >> (b & 31));
    }
    return sum;
}

int main(void)
{
    guest_start();
    guest_refill = identity;
    uint32_t here = mix(20000);
    csr_write(matp, MATP_OTE | 3);
    enter_user();
    uint32_t user = mix(20000);
    leave_user();
    translate_off();
    equal("the same in both", here == user, 1);
    printf("checksum 0x%x\n", (unsigned)here);
    return guest_end();
}
