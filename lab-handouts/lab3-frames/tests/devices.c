/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices, the ends of RAM, and where there is nothing: by load, store and call. No translation. */
#include "pg32.h"

#include <fdt.h>
#include <stdio.h>
#include <trap.h>

extern const void *start_device_tree(void);

static uint32_t cause, tval, back;

/* The access is given up; a call goes back to where it came from. */
static void handler(struct trap_frame *f)
{
    cause = f->mcause;
    tval = f->mtval;
    f->mepc = f->mepc == f->mtval && back ? back : f->mepc + 4;
}

static void tell(const char *what, uint32_t at, uint32_t base)
{
    printf("%s at +%08lx: cause %lu, +%08lx\n", what, (unsigned long)(at - base),
           (unsigned long)cause, (unsigned long)(tval - (cause ? base : 0)));
    cause = tval = 0;
}

/* Addresses are told from `base` on. */
static void try(uint32_t at, uint32_t base)
{
    uint32_t value = 0;
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(at) : "memory");
    tell("load", at, base);
    __asm__ volatile("lbu %0, 0(%1)" : "+r"(value) : "r"(at) : "memory");
    tell("load of a byte", at, base);
    __asm__ volatile("sh x0, 0(%0)" : : "r"(at) : "memory");
    tell("store of a half", at, base);
    __asm__ volatile("la t0, 1f\n"
                     "    sw t0, %0\n"
                     "    jalr t0, 0(%1)\n"
                     "1:  sw x0, %0\n"
                     : "=m"(back)
                     : "r"(at)
                     : "t0", "ra", "memory");
    tell("call", at, base);
}

int main(void)
{
    static const uint32_t nowhere[] = {0x00000000, 0x40000000, 0x7ffffff0, 0xfffffff0};
    struct fdt_range ram;
    trap_set(handler);
    for (unsigned i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
        try(nowhere[i], 0);
    }
    *reg8(UART_BASE) = 'U';
    printf(" is the UART's; line status %02x\n", *reg8(UART_BASE + 5));
    *reg32(CLINT_BASE + 0x4000) = 0x12345678;
    *reg32(CLINT_BASE + 0x4004) = 0x7fffffff;
    printf("mtimecmp %08lx\n", (unsigned long)*reg32(CLINT_BASE + 0x4000));
    if (fdt_memory(start_device_tree(), &ram)) {
        uint32_t end = (uint32_t)(ram.base + ram.size);
        try(end, end);
        try(end + 0x1000, end);
        __asm__ volatile("lw t0, -2(%0)" : : "r"(end) : "t0", "memory");
        tell("half a load", end - 2, end);
        (void)*reg32(end - 4);
        tell("the last word", end - 4, end);
    }
    return 0;
}
