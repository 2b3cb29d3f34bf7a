/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One operation, many times: what does it cost? After Adams and Agesen's nanobenchmarks
 * (ASPLOS'06). Boot arguments: the operation's name, and how often.
 *
 * The program goes through a loop in user mode and one in supervisor mode, so often each. The
 * operation is in one of them; with `none` it is in neither. So the run with `none` is what is to
 * be subtracted, the loops' own time included.
 */
#include <stdio.h>
#include <string.h>

#include "small.h"

/* n times `body`, n being %0; the body may use t0 and what a system call may change. */
#define TIMES(body) ".balign 32\n1:" body "\n addi %0, %0, -1\n bnez %0, 1b"
#define LOOP(n, body, operands)                                                                    \
    __asm__ volatile(TIMES(body) : "+r"(n) : operands : "t0", "a7", "ra", "memory")

static uint32_t nothing(uint32_t n)
{
    LOOP(n, "", "i"(0));
    return 0;
}

/* --- in user mode --- */

static uint32_t system_call(uint32_t n)
{
    LOOP(n, "li a7, %1\n ecall", "i"(CALL_NULL));
    return 0;
}

static uint32_t breakpoint(uint32_t n)
{
    LOOP(n, "ebreak", "i"(0));
    return 0;
}

/* The page is there, and forbids it. */
static uint32_t page_fault(uint32_t n)
{
    LOOP(n, "sw x0, 0(%1)", "r"(REGION));
    return 0;
}

/* --- in supervisor mode --- */

static uint32_t device_read(uint32_t n)
{
    LOOP(n, "lbu t0, 0(%1)", "r"(UART_BASE + UART_LSR));
    return 0;
}

/* mscratch, to what it is. With a special page: there. */
static uint32_t register_write(uint32_t n)
{
    if (small_special) {
        LOOP(n, "sw x0, %1(x0)", "i"(SPECIAL_MSCRATCH));
    } else {
        LOOP(n, "csrw mscratch, %1", "r"(csr_read(mscratch)));
    }
    return 0;
}

extern const char nano_callee[];
__asm__(".text\n"
        ".balign 32\n"
        "nano_callee: ret\n");

static uint32_t call_return(uint32_t n)
{
    LOOP(n, "jalr %1", "r"(nano_callee));
    return 0;
}

/* An entry that leads to one frame, and to another, in turns. */
static uint32_t tlb_write(uint32_t n)
{
    const uint32_t asid = 2;
    uint32_t lo = RAM_BASE | TLB_LO_V | TLB_LO_R;
    csr_write(mtlbidx, 0);
    __asm__ volatile(TIMES(".insn r 0x73, 0, 0x5e, x1, %2, %1\n xor %1, %1, %3")
                     : "+r"(n), "+r"(lo)
                     : "r"(REGION | asid), "r"(PAGE_SIZE)
                     : "memory");
    return 0;
}

/* --- the program --- */

static const struct {
    const char *name;
    work *user, *supervisor;
} operations[] = {
    {"none", nothing, nothing},
    {"system_call", system_call, nothing},
    {"page_fault", page_fault, nothing},
    {"breakpoint", breakpoint, nothing},
    {"device_read", nothing, device_read},
    {"register_write", nothing, register_write},
    {"call_return", nothing, call_return},
    {"tlb_write", nothing, tlb_write},
};

int main(void)
{
    const char *name = small_word("none");
    for (unsigned i = 0; i < sizeof operations / sizeof *operations; i++) {
        if (strcmp(operations[i].name, name) == 0) {
            printf("nano: %-15s", name);
            uint32_t n = small_number(1000);
            small_begin(1, false);
            user_call(operations[i].user, n);
            operations[i].supervisor(n);
            printf("%7lu times\n", (unsigned long)n);
            return 0;
        }
    }
    printf("nano: %s: no such operation\n", name);
    return 1;
}
