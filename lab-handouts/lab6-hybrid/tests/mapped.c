/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel that is translated itself: with TE on, in supervisor mode, it maps pages, uses them,
 * forgets them, goes to another address space, as a series of numbers from SEED has it. Its own
 * pages are wired, global, each at its own address. What traps is a result like others.
 */
#include "pg32.h"

#include <stdio.h>
#include <trap.h>

#ifndef SEED
#define SEED 1
#endif
#ifndef STEPS
#define STEPS 500
#endif

enum { FRAMES = 8, PAGES = 6, SPACES = 3, WORDS = PAGE_SIZE / 4, RET = 0x00008067 };

/* In each: a word, and a function that returns a number of its own. */
static uint32_t frames[FRAMES][WORDS] __attribute__((aligned(4096)));
static uint32_t random_state = SEED, sum, wired;

extern char _start[], _stack_bottom[], _stack_top[];

static uint32_t address(const void *p)
{
    return (uint32_t)(uintptr_t)p;
}

static uint32_t draw(uint32_t n)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 16) % n;
}

static void note(uint32_t value)
{
    sum = sum * 31 + value;
}

/* --- its own address space --- */

static void wire(uint32_t page)
{
    csr_write(mtlbidx, wired++);
    tlbwi(page | TLB_HI_G, page | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X);
}

static void wire_self(void)
{
    wired = 0;
    for (uint32_t page = address(_start) & PAGE_FRAME; page < address(_stack_bottom);
         page += PAGE_SIZE) {
        wire(page);
    }
    wire((address(_stack_top) - 1) & PAGE_FRAME);
    wire(((address(_stack_top) - 1) & PAGE_FRAME) - PAGE_SIZE);
    csr_write(mtlbwired, wired);
}

/* --- what it does --- */

/* Most often that of the step before. */
static uint32_t last_page;

/* Some of them have much in common: whoever keeps a table by page number meets them. */
static uint32_t any_page(void)
{
    static const uint32_t pages[PAGES] = {0x80140, 0x80180, 0x80190, 0x40001, 0x40011, 0xc0000};
    last_page = draw(3) > 0 && last_page ? last_page : pages[draw(PAGES)] << 12;
    return last_page;
}

/* Most often the one that it is in. */
static uint32_t any_asid(void)
{
    return draw(3) > 0 ? csr_read(matp) & MATP_ASID : 1 + draw(SPACES);
}

static uint32_t any_mapping(void)
{
    static const uint32_t rights[] = {TLB_LO_R | TLB_LO_W | TLB_LO_X, TLB_LO_R | TLB_LO_W, TLB_LO_R,
                                      TLB_LO_R | TLB_LO_X, TLB_LO_X | TLB_LO_W};
    uint32_t lo = rights[draw(5)] | (draw(8) > 0 ? TLB_LO_V : 0);
    return (draw(12) > 0 ? address(frames[draw(FRAMES)]) : 0xf0000000) | lo;
}

static uint32_t any_hi(void)
{
    return any_page() | (draw(6) > 0 ? any_asid() : TLB_HI_G);
}

static void map(void)
{
    if (draw(2)) {
        tlbwr(any_hi(), any_mapping());
    } else {
        csr_write(mtlbidx, wired + draw(10));
        tlbwi(any_hi(), any_mapping());
    }
}

static void forget(void)
{
    switch (draw(4)) {
    case 0:
        tlbinv_page(any_page());
        break;
    case 1:
        tlbinv_asid(any_asid());
        break;
    default:
        tlbinv(any_page(), any_asid());
    }
}

static void load(void)
{
    uint32_t value = 0;
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(any_page() + draw(2) * (PAGE_SIZE - 8)));
    note(value);
}

static void store(void)
{
    uint32_t at = any_page() + draw(2) * (PAGE_SIZE - 8);
    if (draw(2)) {
        __asm__ volatile("sw %0, 0(%1)" : : "r"(draw(60000)), "r"(at) : "memory");
    } else {
        __asm__ volatile("sh %0, 2(%1)" : : "r"(draw(60000)), "r"(at) : "memory");
    }
}

static void call(void)
{
    uint32_t value = 0;
    __asm__ volatile("mv a0, %0\n    jalr ra, 4(%1)\n    mv %0, a0"
                     : "+r"(value)
                     : "r"(any_page())
                     : "ra", "a0", "memory");
    note(value);
}

/* Without translation for a while: to the frames themselves; or all is forgotten. */
static void untranslated(void)
{
    csr_clear(matp, MATP_TE);
    if (draw(8) == 0) {
        tlbinv_all();
        wire_self();
    } else {
        uint32_t *word = &frames[draw(FRAMES)][0];
        note(*word);
        *word += 7;
    }
    csr_set(matp, MATP_TE);
}

static void step(void)
{
    uint32_t n = draw(100);
    if (n < 22) {
        map();
    } else if (n < 50) {
        load();
    } else if (n < 68) {
        store();
    } else if (n < 80) {
        call();
    } else if (n < 89) {
        forget();
    } else if (n < 96) {
        csr_write(matp, MATP_TE | (1 + draw(SPACES)));
    } else {
        untranslated();
    }
}

/* What is not mapped it maps as a rule; what else traps is stepped over. */
static void handler(struct trap_frame *f)
{
    bool miss = f->mcause >= CAUSE_fetch_miss && f->mcause <= CAUSE_store_miss;
    bool fetch = f->mcause == CAUSE_fetch_miss || f->mcause == CAUSE_fetch_forbidden ||
                 f->mcause == CAUSE_fetch_access;
    note(f->mcause);
    note(f->mtval);
    if (miss && draw(4) > 0) {
        tlbwr((f->mtval & PAGE_FRAME) | (csr_read(matp) & MATP_ASID), any_mapping() | TLB_LO_V);
    } else {
        f->mepc = fetch ? f->x[1] : f->mepc + 4;
    }
}

int main(void)
{
    trap_set(handler);
    for (uint32_t i = 0; i < FRAMES; i++) {
        frames[i][0] = 100 + i;
        frames[i][1] = 0x00050513 | (i + 1) << 20; /* addi a0, a0, i + 1 */
        frames[i][2] = RET;
    }
    wire_self();
    csr_write(matp, MATP_TE | 1);
    for (uint32_t i = 0; i < STEPS; i++) {
        step();
    }
    csr_write(matp, 0);
    printf("%lu pages wired, %08lx\n", (unsigned long)wired, (unsigned long)sum);
    return 0;
}
