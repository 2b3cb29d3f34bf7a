/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A quiet neighbour: keeps a secret in its memory, looks at it directly and through mappings of
 * several address spaces, changes it, waits for its timer, and says how it goes. What it prints
 * depends on its boot arguments alone, which the secret is made from.
 */
#include <fdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <trap.h>

#include "pg32.h"

enum { PAGES = 16, WORDS = 1024, STRIDE = 4, ROUNDS = 6, SPACES = 3, WAIT = 100 };
#define WINDOW 0x40000000u
#define ALL (TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X)

extern const void *start_device_tree(void);

static uint32_t secret[PAGES][WORDS] __attribute__((aligned(4096)));
static volatile uint32_t ticks;

static uint32_t pattern(uint32_t key, uint32_t n)
{
    uint32_t x = (key + n) * 2654435761u;
    return x ^ x >> 15;
}

/* The secret's pages stand in the window; everything else is where it is. */
static void refill(uint32_t va)
{
    uint32_t page = va & PAGE_FRAME;
    uint32_t number = (page - WINDOW) / PAGE_SIZE;
    uint32_t frame = number < PAGES ? (uint32_t)(uintptr_t)secret[number] : page;
    tlbwr(page | (csr_read(matp) & MATP_ASID), frame | ALL);
}

static void handle(struct trap_frame *f)
{
    if (trap_is_irq(f, IRQ_timer)) {
        ticks++;
        timer_set(UINT64_MAX);
    } else if (f->mcause >= CAUSE_fetch_miss && f->mcause <= CAUSE_store_miss) {
        refill(f->mtval);
    } else {
        trap_unexpected(f);
    }
}

static void wait(void)
{
    uint32_t before = ticks;
    timer_set(time_now() + WAIT);
    while (ticks == before) {
        wfi();
    }
}

/* Words of the secret that are not what they should be, as seen at `base`. */
static uint32_t wrong_at(uint32_t base, uint32_t key)
{
    uint32_t wrong = 0;
    for (uint32_t n = 0; n < PAGES * WORDS; n += STRIDE) {
        wrong += *reg32(base + 4 * n) != pattern(key, n);
    }
    return wrong;
}

static void keep(uint32_t key)
{
    for (uint32_t n = 0; n < PAGES * WORDS; n += STRIDE) {
        secret[n / WORDS][n % WORDS] = pattern(key, n);
    }
}

static uint32_t wrong_words(uint32_t round, uint32_t key)
{
    uint32_t wrong = wrong_at((uint32_t)(uintptr_t)secret, key);
    csr_write(matp, MATP_TE | (round % SPACES));
    wrong += wrong_at(WINDOW, key);
    csr_write(matp, 0);
    return wrong;
}

int main(void)
{
    uint32_t key = (uint32_t)strtoul(fdt_bootargs(start_device_tree()), NULL, 0);
    uint32_t wrong = 0;
    trap_set(handle);
    csr_set(mie, MIE_TIMER);
    timer_set(UINT64_MAX);
    interrupts_enable();
    for (uint32_t round = 0; round < ROUNDS; round++) {
        keep(key + round);
        wait();
        wrong += wrong_words(round, key + round);
        printf("round %u: %u wrong, %u ticks, %08x\n", (unsigned)round, (unsigned)wrong,
               (unsigned)ticks, (unsigned)secret[round][4 * round]);
    }
    printf(wrong ? "the secret is lost\n" : "the secret is kept\n");
    return wrong != 0;
}
