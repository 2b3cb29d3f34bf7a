/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mcountinhibit stops counters, mcyclecfgh and minstretcfgh in one mode [Priv 3.1.12]. */
#include "guest.h"

enum { CYCLE = 1, INSTRET = 4 };
static const uint32_t not_supervisor = 0x40000000, not_user = 0x10000000;

static void work(void)
{
    __asm__ volatile("li t0, 500\n1: addi t0, t0, -1\n\tbnez t0, 1b" : : : "t0");
}

static void inhibited(void)
{
    csr_write(mcountinhibit, INSTRET);
    uint32_t instret = csr_read(minstret), cycle = csr_read(mcycle);
    work();
    equal("minstret stands still", csr_read(minstret) - instret, 0);
    equal("mcycle does not", csr_read(mcycle) - cycle >= 1000, 1);
    csr_write(minstret, 1234);
    work();
    equal("it can be written meanwhile", csr_read(minstret), 1234);
    csr_write(mcountinhibit, CYCLE);
    cycle = csr_read(mcycle), instret = csr_read(minstret);
    work();
    equal("mcycle stands still", csr_read(mcycle) - cycle, 0);
    equal("minstret does not", csr_read(minstret) - instret >= 1000, 1);
    csr_write(mcountinhibit, 0);
}

static uint32_t user_work(void)
{
    uint32_t before, after;
    enter_user();
    __asm__ volatile("csrr %0, instret" : "=r"(before));
    __asm__ volatile("li t0, 500\n1: addi t0, t0, -1\n\tbnez t0, 1b" : : : "t0");
    __asm__ volatile("csrr %0, instret" : "=r"(after));
    leave_user();
    return after - before;
}

static uint32_t supervisor_work(void)
{
    uint32_t before, after;
    __asm__ volatile("csrr %0, minstret" : "=r"(before));
    __asm__ volatile("li t0, 500\n1: addi t0, t0, -1\n\tbnez t0, 1b" : : : "t0");
    __asm__ volatile("csrr %0, minstret" : "=r"(after));
    return after - before;
}

/* Traps are where the mode changes: counted with the user loop between, from outside. */
static void across(uint32_t cfgh)
{
    csr_write(minstretcfgh, cfgh);
    csr_write(minstret, 0);
    user_work();
    uint32_t count = csr_read(minstret);
    csr_write(minstretcfgh, 0);
    printf("user mode and back, minstretcfgh 0x%x: %u\n", (unsigned)cfgh, (unsigned)count);
    equal("  with the loop", count >= 1002, !(cfgh & not_user));
}

static void by_mode(uint32_t cfgh, uint32_t in_user, uint32_t in_supervisor)
{
    csr_write(minstretcfgh, cfgh);
    uint32_t u = user_work(), s = supervisor_work();
    csr_write(minstretcfgh, 0);
    equal("minstretcfgh", cfgh, cfgh);
    equal("  in user mode", u, in_user);
    equal("  in supervisor mode", s, in_supervisor);
}

int main(void)
{
    guest_start();
    csr_write(mcounteren, 7);
    inhibited();
    by_mode(0, 1002, 1002);
    by_mode(not_user, 0, 1002);
    by_mode(not_supervisor, 1002, 0);
    by_mode(not_user | not_supervisor, 0, 0);
    across(0);
    across(not_user);
    across(not_supervisor);
    across(not_user | not_supervisor);
    csr_write(mcyclecfgh, not_supervisor);
    uint32_t cycle = csr_read(mcycle);
    work();
    equal("mcyclecfgh", csr_read(mcycle) - cycle, 0);
    return guest_end();
}
