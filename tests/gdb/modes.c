/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Something to debug: calls, a variable that is written in a loop, user mode, two system calls, and
 * a trap handler of its own. Its lines are known to gdb.sh by their comments.
 */
#include <pg32.h>
#include <stdio.h>
#include <stdlib.h>

volatile int total, calls;

__attribute__((noinline)) int add(int a, int b)
{
    return a + b; /* in add */
}

/* A system call: counts it. The second is the last. */
void on_trap(void)
{
    calls = calls + 1;
    if (calls == 2) {
        exit(total == 10 ? 0 : 1);
    }
    csr_write(mepc, csr_read(mepc) + 4);
}

__attribute__((naked, aligned(4))) static void vector(void)
{
    __asm__ volatile("csrrw sp, mscratch, sp\n"
                     "call on_trap\n"
                     "csrrw sp, mscratch, sp\n"
                     ".globl leave\n"
                     "leave: mret\n");
}

/* User mode, for good. */
__attribute__((naked)) static void user(void)
{
    __asm__ volatile(".globl first\n"
                     "first: ecall\n"
                     "li a0, 7\n"
                     ".globl second\n"
                     "second: ecall\n");
}

int main(void)
{
    static char stack[4096] __attribute__((aligned(16)));
    for (int i = 0; i < 5; i++) {
        total = add(total, i); /* the call */
    }
    printf("total %d\n", total); /* after the loop */
    csr_write(mscratch, (uint32_t)(uintptr_t)(stack + sizeof stack));
    csr_write(mtvec, (uint32_t)(uintptr_t)vector);
    csr_clear(mstatus, MSTATUS_MPP);
    csr_write(mepc, (uint32_t)(uintptr_t)user);
    __asm__ volatile("mret"); /* to user mode */
}
