/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accesses that straddle two pages of every two kinds: RAM with and without permissions, missing,
 * devices, nothing. A load is made byte by byte up to the first that fails; a store does nothing
 * unless all of it can be stored, in RAM. A line for each pair: how each access ended (0: well),
 * and a digest of what it has read or left in memory.
 */
#include "guest.h"

enum { VA = 0x40000000, EDGE = VA + 0x1000, NOWHERE = 0x18000000 };

static const struct kind {
    const char *name;
    uint32_t permissions;
    uint32_t at; /* 0: RAM */
} kinds[] = {
    {"rw", TLB_LO_R | TLB_LO_W, 0},
    {"r-", TLB_LO_R, 0},
    {"-w", TLB_LO_W, 0},
    {"--", TLB_LO_X, 0},
    {"missing", 0, 0},
    {"finisher", TLB_LO_R | TLB_LO_W, FINISHER_BASE},
    {"clint", TLB_LO_R | TLB_LO_W, CLINT_BASE},
    {"uart", TLB_LO_R | TLB_LO_W, UART_BASE},
    {"uart r-", TLB_LO_R, UART_BASE},
    {"nothing", TLB_LO_R | TLB_LO_W, NOWHERE},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const struct kind *first, *second;

static bool pages(uint32_t va, uint32_t asid)
{
    uint32_t n = (va - VA) >> PAGE_SHIFT;
    if (n >= 2) {
        return va >= 0x10000000 && identity(va, asid);
    }
    const struct kind *k = n ? second : first;
    if (k->permissions) {
        uint32_t frame = k->at ? k->at : address_of(page[n ? 5 : 3]);
        tlbwr((va & PAGE_FRAME) | asid, frame | TLB_LO_V | k->permissions);
    }
    return k->permissions != 0;
}

static uint32_t digest;

static void add(uint32_t value)
{
    digest = (digest ^ value) * 0x01000193;
}

static void fill(void)
{
    for (unsigned i = 0; i < 4; i++) {
        page[3][4092 + i] = (uint8_t)(0xa0 + i);
        page[5][i] = (uint8_t)(0xb0 + i);
    }
}

static uint32_t told;

/* Which access, and at which distance from the edge. */
#define TRY(insn, offset)                                                                          \
    do {                                                                                           \
        register uint32_t value_ __asm__("a0") = 0x44332211;                                       \
        fill();                                                                                    \
        translate(1);                                                                              \
        __asm__ volatile(insn " %0, 0(%1)" : "+r"(value_) : "r"(EDGE + (offset)) : "memory");      \
        translate_off();                                                                           \
        tried(value_, EDGE + (uint32_t)(offset));                                                  \
    } while (0)

static void tried(uint32_t value, uint32_t at)
{
    bool trap = seen.traps != told;
    uint32_t distance = seen.tval - at;
    if (seen.traps - told > 1 || (trap && distance > 3)) {
        printf(" WRONG");
    }
    told = seen.traps;
    if (trap) {
        printf(" %u+%u", (unsigned)seen.cause, (unsigned)distance);
    } else {
        printf(" 0");
    }
    add(value);
    for (unsigned i = 0; i < 4; i++) {
        add(page[3][4092 + i]);
        add(page[5][i]);
    }
}

static void pair(void)
{
    tlbinv_all();
    digest = 0x811c9dc5;
    printf("%s, %s:", first->name, second->name);
    TRY("lw", -3);
    TRY("lw", -1);
    TRY("lhu", -1);
    TRY("sw", -3);
    TRY("sw", -1);
    TRY("sh", -1);
    tlbinv_all(); /* the pages in the other order */
    TRY("sw", -2);
    TRY("lw", -2);
    printf(" %08x\n", (unsigned)digest);
}

/* What is at the edges of the address space is known without a table. */
static void untranslated(uint32_t at)
{
    uint32_t value = 7;
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(at) : "memory");
    equal("lw", seen.cause, CAUSE_load_access);
    equal("mtval", seen.tval, at);
    equal("rd", value, 7);
    __asm__ volatile("sw %0, 0(%1)" : : "r"(value), "r"(at) : "memory");
    equal("sw", seen.cause, CAUSE_store_access);
    equal("mtval", seen.tval, at);
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    for (unsigned i = 0; i < KINDS; i++) {
        for (unsigned k = 0; k < KINDS; k++) {
            first = &kinds[i];
            second = &kinds[k];
            pair();
        }
    }
    untranslated(0xfffffffe);
    untranslated(0x7ffffffe);
    untranslated(FINISHER_BASE - 2);
    return guest_end();
}
