/* SPDX-License-Identifier: GPL-3.0-or-later */
/* User mode reaches no CSR, but the counters that mcounteren shows [Priv 3.1.11]. */
#include "guest.h"

static const struct {
    const char *name;
    uint32_t number;
} registers[] = {
#define CSR(number, name, cls, ...) {#name, (number)},
#define CSR_RANGE(first, last, name, ...) {#name, (first)}, {#name, (last)},
#include "../csr.def"
};

enum { REGISTERS = sizeof registers / sizeof registers[0] };

static bool is_counter(uint32_t csr)
{
    return (csr & 0xf60) == 0xc00;
}

/* Each in user mode; counters only say whether they trap: their values are their own. */
static void all_from_user(uint32_t enabled)
{
    for (unsigned i = 0; i < REGISTERS; i++) {
        uint32_t csr = registers[i].number;
        bool shown = is_counter(csr) && (enabled >> (csr & 31) & 1);
        enter_user();
        run_word(CSRR(csr), 0, 0);
        leave_user();
        if (shown) {
            not_trapped(registers[i].name);
        } else {
            trapped(registers[i].name, CAUSE_illegal, CSRR(csr));
        }
    }
}

int main(void)
{
    guest_start();
    for (uint32_t enabled = 0; enabled < 8; enabled += 7) {
        csr_write(mcounteren, enabled);
        printf("mcounteren %u\n", (unsigned)enabled);
        all_from_user(enabled);
    }
    for (uint32_t bit = 0; bit < 3; bit++) {
        csr_write(mcounteren, 1u << bit);
        for (uint32_t csr = CSR_cycle; csr <= CSR_instret; csr++) {
            enter_user();
            run_word(CSRR(csr), 0, 0);
            leave_user();
            if (csr - CSR_cycle == bit) {
                not_trapped("counter");
            } else {
                trapped("counter", CAUSE_illegal, CSRR(csr));
            }
        }
    }
    csr_write(mcounteren, 7);
    enter_user();
    run_word(CSRRW(CSR_instret), 0, 0);
    leave_user();
    trapped("user mode writes a counter", CAUSE_illegal, CSRRW(CSR_instret));
    return guest_end();
}
