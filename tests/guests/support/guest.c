/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"

#include <stdlib.h>

enum { BACK_TO_SUPERVISOR = 0x5afe };

struct seen seen;
void (*guest_interrupt)(uint32_t irq);
bool (*guest_refill)(uint32_t va, uint32_t asid);
uint8_t page[PAGES][4096] __attribute__((aligned(4096)));

static unsigned wrong;
static uint32_t traps_told;

/* Two instructions: the one that is tried, and ret. */
static uint32_t trial[2] __attribute__((aligned(8)));

static bool fetch_failed(uint32_t cause)
{
    return cause == CAUSE_fetch_access || cause == CAUSE_fetch_forbidden ||
           cause == CAUSE_fetch_miss;
}

static bool is_miss(uint32_t cause)
{
    return cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
}

static void record(const struct trap_frame *f)
{
    seen.traps++;
    seen.cause = f->mcause;
    seen.tval = f->mtval;
    seen.pc = f->mepc;
    seen.mstatus = f->mstatus;
    seen.matp = csr_read(matp);
}

static void handle(struct trap_frame *f)
{
    if (f->mcause & MCAUSE_INTERRUPT) {
        if (!guest_interrupt) {
            trap_unexpected(f);
        }
        guest_interrupt(f->mcause & ~MCAUSE_INTERRUPT);
        return;
    }
    if (is_miss(f->mcause) && guest_refill && guest_refill(f->mtval, csr_read(matp) & MATP_ASID)) {
        return;
    }
    if (f->mcause == CAUSE_ecall_user && f->x[17] == BACK_TO_SUPERVISOR) {
        f->mstatus |= MSTATUS_MPP;
        f->mepc += 4;
        return;
    }
    record(f);
    f->mepc = fetch_failed(f->mcause) ? f->x[1] : f->mepc + 4;
}

void guest_start(void)
{
    trap_set(handle);
}

int guest_end(void)
{
    printf(wrong ? "%u WRONG\n" : "as expected\n", wrong);
    return wrong ? 1 : 0;
}

void equal(const char *what, uint32_t got, uint32_t expected)
{
    printf("%s: 0x%x", what, (unsigned)got);
    if (got != expected) {
        printf(" WRONG, expected 0x%x", (unsigned)expected);
        wrong++;
    }
    printf("\n");
}

void trapped(const char *what, uint32_t cause, uint32_t tval)
{
    uint32_t traps = seen.traps - traps_told;
    traps_told = seen.traps;
    if (traps == 1 && seen.cause == cause && seen.tval == tval) {
        printf("%s: %s, mtval 0x%x\n", what, trap_name(cause), (unsigned)tval);
        return;
    }
    printf("%s: %u traps, last %s, mtval 0x%x, WRONG, expected one, %s, 0x%x\n", what,
           (unsigned)traps, trap_name(seen.cause), (unsigned)seen.tval, trap_name(cause),
           (unsigned)tval);
    wrong++;
}

void not_trapped(const char *what)
{
    if (seen.traps != traps_told) {
        printf("%s: %s, mtval 0x%x, WRONG, expected no trap\n", what, trap_name(seen.cause),
               (unsigned)seen.tval);
        wrong++;
    }
    traps_told = seen.traps;
}

uint32_t run_word(uint32_t word, uint32_t a0, uint32_t a1)
{
    register uint32_t r0 __asm__("a0") = a0;
    register uint32_t r1 __asm__("a1") = a1;
    trial[0] = word;
    trial[1] = 0x00008067; /* ret */
    __asm__ volatile("fence.i\n\tjalr %2"
                     : "+r"(r0), "+r"(r1)
                     : "r"(trial)
                     : "ra", "t0", "t1", "t2", "memory");
    return r0;
}

void call_address(uint32_t address)
{
    __asm__ volatile("jalr %0" : : "r"(address) : "ra", "memory");
}

void enter_user(void)
{
    __asm__ volatile("csrc mstatus, %0\n\t"
                     "la t0, 1f\n\t"
                     "csrw mepc, t0\n\t"
                     "mret\n"
                     "1:"
                     :
                     : "r"(MSTATUS_MPP)
                     : "t0", "memory");
}

void leave_user(void)
{
    register uint32_t code __asm__("a7") = BACK_TO_SUPERVISOR;
    __asm__ volatile("ecall" : : "r"(code) : "memory");
}

bool identity(uint32_t va, uint32_t asid)
{
    tlbwr((va & PAGE_FRAME) | asid, (va & PAGE_FRAME) | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X);
    return true;
}

void wire_program(uint32_t wired, uint32_t most)
{
    extern char _end[];
    uint32_t index = 0;
    for (uint32_t at = RAM_BASE; at < address_of(_end); at += PAGE_SIZE) {
        csr_write(mtlbidx, index++);
        tlbwi(at | TLB_HI_G, at | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X);
    }
    csr_write(mtlbwired, wired);
    equal("the program fits", index <= most, 1);
}

void translate(uint32_t asid)
{
    csr_write(matp, asid | MATP_TE);
}

void translate_off(void)
{
    csr_clear(matp, MATP_TE);
}
