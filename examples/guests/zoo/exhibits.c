/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each machine's exhibit: its instruction in supervisor mode, as a kernel would use it. */
#include <clock.h>
#include <stddef.h>
#include <string.h>

#include "layout.h"
#include "zoo.h"

enum { WORDS = PAGE_SIZE / sizeof(uint32_t), GRACE = 100 };

uint32_t kernel_page[WORDS] __attribute__((aligned(4096))) = {KERNEL_WORD};
uint32_t process_page[WORDS] __attribute__((aligned(4096))) = {PROCESS_WORD};

/* Filled in by the exhibits below. In a page of its own, which the process may read. */
struct expected process_expects __attribute__((aligned(4096)));

/* --- pg32-jrst: the way to user mode, as on a KA10 --- */

static void jrst(void)
{
    check("cause of ecall after jrst", try_ecall_after_jrst(), CAUSE_ecall_user);
    check("cause of csrr mscratch after jrst", try_csr_after_jrst(), CAUSE_illegal);
}

/* --- pg32-popf: interrupts on and off around what must not be interrupted --- */

/* Whether a tick that is due comes in a while. */
static bool tick_taken(void)
{
    uint32_t before = ticks;
    timer_set(0);
    for (volatile int i = 0; i < GRACE; i++) {
    }
    return ticks != before;
}

static void popf_both_ways(void)
{
    popf(MSTATUS_MIE);
    check("a due tick taken after popf of MIE", tick_taken(), 1);
    csr_set(mstatus, MSTATUS_MIE);
    popf(0);
    check("a due tick taken after popf of 0", tick_taken(), 0);
    csr_clear(mstatus, MSTATUS_MIE);
    ticks_begin();
}

/* --- pg32-cpl: which mode is it? --- */

static void cpl_in_supervisor(void)
{
    check("cpl in supervisor mode", cpl(), 3);
}

/* --- pg32-nop: that privileged instructions are obeyed was found out at boot --- */

static void nop(void)
{
    enum { WRITTEN = 0x1234, BEFORE = 0x5678 };
    check("mscratch read back in supervisor mode", scratch_write_read(WRITTEN, BEFORE), WRITTEN);
}

/* --- pg32-sidt: registers that can be read, and tell of the real machine --- */

static void sidt(void)
{
    uint32_t vector = (uint32_t)(uintptr_t)trap_vector | 1;
    csr_write(mstatus, MSTATUS_MPIE);
    check("csrr mstatus in supervisor mode", csr_read(mstatus), MSTATUS_MPIE);
    check("csrr mtvec in supervisor mode", csr_read(mtvec), vector);
    check("csrr matp in supervisor mode", csr_read(matp), PROCESS_ASID);
    process_expects.mstatus = MSTATUS_MIE | MSTATUS_MPIE;
    process_expects.mtvec = vector;
    process_expects.matp = MATP_TE | PROCESS_ASID;
}

/* --- pg32-lra: where is it? --- */

static uint32_t frame_of(const void *at)
{
    return (uint32_t)(uintptr_t)at >> PAGE_SHIFT;
}

static void lra_in_supervisor(void)
{
    check("lra of the trap vector in supervisor mode", lra(trap_vector), frame_of(trap_vector));
    process_expects.frame = frame_of(process_begin);
}

/* --- pg32-kseg: the kernel leaves translation on, and goes past it --- */

static uint32_t page_of(const void *at)
{
    return (uint32_t)(uintptr_t)at & PAGE_FRAME;
}

/*
 * The process is mapped at an address of the kernel's, and so is, that the load be reached
 * wherever fetches go, the code that loads.
 */
static uint32_t kernel_word_mapped(void)
{
    uint32_t alias = page_of(kernel_page);
    uint32_t code = page_of((const void *)load_mapped);
    tlbwr(alias | PROCESS_ASID, process_mapping(alias));
    tlbwr(code | PROCESS_ASID, code | TLB_LO_X | TLB_LO_R | TLB_LO_V);
    uint32_t word = load_mapped(kernel_page);
    tlbinv_asid(PROCESS_ASID);
    return word;
}

static void kseg(void)
{
    uint32_t cause = try_fetch_mapped();
    check("cause of a trap at a fetch in supervisor mode with TE set", cause, 0);
    check("lw in supervisor mode with TE set", kernel_word_mapped(), KERNEL_WORD);
    process_expects.alias = page_of(kernel_page);
    if (cause == 0) {
        bypassing = true;
        csr_set(matp, MATP_TE);
    }
}

/* --- who has what --- */

static const struct exhibit exhibits[] = {
    {"pg32", NULL, process_exhibits_nothing},
    {"pg32-jrst", jrst, process_exhibits_jrst},
    {"pg32-popf", popf_both_ways, process_exhibits_popf},
    {"pg32-cpl", cpl_in_supervisor, process_exhibits_cpl},
    {"pg32-nop", nop, process_exhibits_nop},
    {"pg32-sidt", sidt, process_exhibits_sidt},
    {"pg32-lra", lra_in_supervisor, process_exhibits_lra},
    {"pg32-kseg", kseg, process_exhibits_kseg},
};

const struct exhibit *exhibit_of(const char *name)
{
    for (size_t i = 0; i < sizeof exhibits / sizeof exhibits[0]; i++) {
        if (strcmp(exhibits[i].machine, name) == 0) {
            return &exhibits[i];
        }
    }
    return NULL;
}
