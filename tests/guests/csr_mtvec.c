/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mtvec keeps a base of four bytes and one bit of mode [Priv 3.1.7]. */
#include "guest.h"

int main(void)
{
    static const uint32_t written[] = {0xffffffff, 0, 1, 2, 3, 0x80001004, 0x80001007};
    static const uint32_t kept[] = {0xfffffffd, 0, 1, 0, 1, 0x80001004, 0x80001005};
    guest_start();
    uint32_t old = csr_read(mtvec);
    for (unsigned i = 0; i < sizeof written / sizeof written[0]; i++) {
        csr_write(mtvec, written[i]);
        uint32_t got = csr_read(mtvec);
        csr_write(mtvec, old);
        equal("mtvec", got, kept[i]);
    }
    return guest_end();
}
