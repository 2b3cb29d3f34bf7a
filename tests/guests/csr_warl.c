/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each writable CSR keeps of what is written: its legal values [Priv 2.3, 3.1]. */
#include "guest.h"

static void keeps(const char *name, uint32_t csr, uint32_t ones, uint32_t zeros, uint32_t pattern)
{
    char what[64];
    uint32_t old = run_word(CSRR(csr), 0, 0);
    static const uint32_t written[] = {0xffffffff, 0, 0x5a5a5a5a};
    const uint32_t kept[] = {ones, zeros, pattern};
    for (unsigned i = 0; i < 3; i++) {
        run_word(CSRRW(csr), written[i], 0);
        uint32_t got = run_word(CSRR(csr), 0, 0);
        snprintf(what, sizeof what, "%s after 0x%x", name, (unsigned)written[i]);
        run_word(CSRRW(csr), old, 0);
        equal(what, got, kept[i]);
    }
}

static void mstatus_fields(void)
{
    static const struct {
        uint32_t written, kept;
    } mpp[] = {{0, 0}, {0x0800, 0}, {0x1000, 0}, {0x1800, 0x1800}};
    csr_write(mstatus, 0xffffffff);
    uint32_t all = csr_read(mstatus);
    csr_write(mstatus, 0);
    equal("mstatus after all ones", all, 0x00201888);
    for (unsigned i = 0; i < 4; i++) {
        csr_write(mstatus, mpp[i].written);
        equal("mstatus.MPP", csr_read(mstatus), mpp[i].kept);
    }
}

/* TE must stay off: bit 31 is tried by another guest. */
static void matp_fields(void)
{
    csr_write(matp, 0x7fffffff);
    uint32_t got = csr_read(matp);
    csr_write(matp, 0);
    equal("matp after ones but TE", got, 0x400000ff);
}

static void indices(void)
{
    static const uint32_t written[] = {0, 1, 63, 64, 0x80000000};
    static const uint32_t kept[] = {0, 1, 63, 63, 63};
    for (unsigned i = 0; i < 5; i++) {
        csr_write(mtlbidx, written[i]);
        csr_write(mtlbwired, written[i]);
        equal("mtlbidx", csr_read(mtlbidx), kept[i]);
        equal("mtlbwired", csr_read(mtlbwired), kept[i]);
    }
}

int main(void)
{
    guest_start();
    mstatus_fields();
    matp_fields();
    indices();
    keeps("mie", CSR_mie, 0x888, 0, 0x808);
    keeps("mip", CSR_mip, 0, 0, 0);
    keeps("mscratch", CSR_mscratch, 0xffffffff, 0, 0x5a5a5a5a);
    keeps("mepc", CSR_mepc, 0xfffffffc, 0, 0x5a5a5a58);
    keeps("mcause", CSR_mcause, 0x8000001f, 0, 0x1a);
    keeps("mtval", CSR_mtval, 0xffffffff, 0, 0x5a5a5a5a);
    keeps("mcounteren", CSR_mcounteren, 7, 0, 2);
    keeps("mcountinhibit", CSR_mcountinhibit, 5, 0, 0);
    keeps("menvcfg", CSR_menvcfg, 1, 0, 0);
    keeps("mstatush", CSR_mstatush, 0, 0, 0);
    keeps("misa", CSR_misa, 0x40101101, 0x40101101, 0x40101101);
    keeps("mcyclecfgh", CSR_mcyclecfgh, 0x50000000, 0, 0x50000000);
    keeps("minstretcfgh", CSR_minstretcfgh, 0x50000000, 0, 0x50000000);
    keeps("mtlbrand", CSR_mtlbrand, 0xffffffff, 0, 0x5a5a5a5a);
    keeps("mhpmcounter3", 0xb03, 0, 0, 0);
    keeps("mhpmevent31", 0x33f, 0, 0, 0);
    keeps("tselect", CSR_tselect, 0, 0, 0);
    keeps("tdata1", CSR_tdata, 0, 0, 0);
    not_trapped("none of them");
    return guest_end();
}
